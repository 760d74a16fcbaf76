"""A page is as long as it may be, loses whole lines only, the least important first, and says what it lost."""

from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.briefing.fitting import Line, estimated_tokens, fit

texts = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)
lines = st.lists(
    st.builds(
        lambda title, text, rank: Line(title, f"- {text}", rank, "idea", "ideas", "hunch on"),
        st.sampled_from(["", "A", "B"]), texts, st.integers(1, 50),
    ),
    max_size=40,
).map(lambda found: sorted(found, key=lambda line: line.title))  # fmt: skip


@given(lines, st.integers(60, 600))
def test_no_page_is_longer_than_it_may_be_nor_than_it_says(found, most):
    page = fit(found, most)
    assert estimated_tokens(page.text) <= page.tokens <= most


@given(lines, st.integers(60, 600))
def test_lines_are_kept_whole_or_not_at_all_and_all_are_accounted_for(found, most):
    page = fit(found, most)
    kept = [line for line in page.text.split("\n") if line.startswith("- ")]
    everything = [line.text for line in found]
    assert len(kept) + sum(each.lines for each in page.left_out) == len(everything)
    rest = iter(everything)
    assert all(line in rest for line in kept), "in their order"


@given(lines, st.integers(60, 600))
def test_what_is_left_out_is_less_important_than_all_that_stays(found, most):
    page = fit([line._replace(text=f"- {at}") for at, line in enumerate(found)], most)
    kept = {int(line[2:]) for line in page.text.split("\n") if line.startswith("- ")}
    dropped = [line.rank for at, line in enumerate(found) if at not in kept]
    assert max((found[at].rank for at in kept), default=0) <= min(dropped, default=50)


def test_the_last_line_says_what_was_left_out_and_what_shows_it():
    ideas = [
        Line("Open ideas", f"- idea {at} {'x' * 80}", 10 + at, "idea", "ideas", "hunch tree")
        for at in range(40)
    ]
    page = fit([Line("", "# Brief", 0), *ideas], 400)
    last = page.text.splitlines()[-1]
    assert last.startswith(f"About {page.tokens} tokens of 400. Left out: ")
    assert f"{page.left_out[0].lines} ideas (hunch tree)" in last
    assert "- idea 0 " in page.text


def test_what_must_be_said_stays_even_where_it_is_too_long():
    page = fit([Line("", "x" * 3000, 0), Line("A", "- dropped", 5)], 200)
    assert "x" * 3000 in page.text
    assert page.tokens > 200
    assert "dropped" not in page.text


def test_a_title_goes_with_its_last_line():
    page = fit([Line("", "# Brief", 0), Line("Ideas", "- " + "y" * 2000, 9)], 200)
    assert "## Ideas" not in page.text
