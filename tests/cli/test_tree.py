"""The tree and what hangs on it: what the commands say at a terminal, and what they leave in the journal."""

import msgspec
import pytest

from hunch.actions.tree.folding import drawn
from hunch.actions.tree.growing import grow
from hunch.cli.group import main
from hunch.cli.render import TRUE_COLOUR, Terminal, columns_of
from hunch.cli.tree_page import page
from hunch.cli.tree_rows import Facts
from hunch.entities.question import Focus
from hunch.journal.index import Index
from hunch.testing import ToldClock, record_variant

from ..actions.tree.grove import Grove
from ..actions.verdicts.judged import Lab, noisy


@pytest.fixture
def hunch(project, monkeypatch, capfd):
    """Calls the program in the project's folder."""
    monkeypatch.chdir(project)

    def call(*arguments):
        code = main(arguments)
        said = capfd.readouterr()
        return code, said.out.strip("\n"), said.err

    return call


@pytest.fixture
def grove(folder):
    made = Grove(folder, ToldClock())
    made.lab.ask(text="does it help?")
    made.lab.runs("base", noisy(0.8, 6), name="calm-otter")
    return made


@pytest.fixture
def varied(grove):
    """A kept idea with two variants and one below it, a dropped one, a parked one, a finding that is shaken."""
    wider = grove.idea("wider heads")
    runs = grove.lab.runs("w", noisy(0.86, 6), idea=wider, name="bold-heron")
    grove.lab.runs("w2", [0.87, 0.86], idea=wider, name="brisk-bay")
    bias = grove.idea("no bias in any of the layers that follow", under=wider)
    grove.lab.runs("b", noisy(0.87, 6), idea=bias, name="vivid-wren")
    deep = grove.idea("deeper \x1b[31m测试")
    grove.lab.runs("d", noisy(0.7, 6), idea=deep, name="sad-gull")
    grove.decide(wider, "keep", "ahead on every seed")
    grove.decide(deep, "drop", "diverges")
    grove.decide(grove.idea("muon"), "park", "no GPU")
    grove.find("wider is enough", supports=runs[:1])
    grove.lab.runs("w", noisy(0.72, 6), seeds=range(6, 12), idea=wider)
    grove.lab.runs("loose", [0.8], name="odd-kite")
    return grove


def page_of(grove, shown, most=None):
    with Index.open(grove.folder.bench) as index:
        tree = grow(grove.folder, index, grove.lab.objective, clock=grove.clock).tree
    lines = drawn(tree, Focus(question=grove.lab.question), most=most)
    return page(lines, Facts(Focus(question=grove.lab.question), {grove.lab.question: "k7fq"}, {}), shown)


def test_the_whole_tree_at_eighty_columns(varied):
    assert page_of(varied, Terminal(width=80)) == [
        "does it help? (k7fq) @  acc, higher is better; 5 variants; 33 runs",
        "├─    calm-otter                       0.7977   n 6  baseline",
        "├─ ★~ wider heads                     +0.067    n 2  ✓ kept: ahead on every see…",
        "│  ├─ ◆! wider is enough                             shaken: bold-heron: IMPROV…",
        "│  ├─  ~ bold-heron                   -0.006   n 12",
        "│  ├─  ~ brisk-bay                    +0.067    n 2",
        "│  └─ ★▲ no bias in any of the laye…  +0.0675   n 6",
        "├─ ⊘▼ deeper \\x1b[31m测试             -0.0997   n 6  dropped: diverges",
        "├─ ◌  muon                                           parked: no GPU; not tried",
        "└─ 1 run of no idea, 1 variant  · 1",
        "   └─  · odd-kite                     +0.002    n 1",
        "",
        "★ best ▲ IMPROVES ▼ WORSENS ~ INCONCLUSIVE · OBSERVED ✓ kept ⊘ dropped ◌ parked",
        "◆ finding ! shaken",
    ]


def test_plain_ascii_has_a_twin_for_every_sign_and_line(varied):
    lines = page_of(varied, Terminal(width=80, unicode=False))
    assert all(line.replace("测试", "").isascii() for line in lines)
    assert lines[2].startswith("|- *~ wider heads ")
    assert lines[3].startswith("|  |- #! wider is enough ")
    assert lines[7].startswith("|- -v deeper ")
    assert lines[9].startswith("`- 1 run of no idea")


@pytest.mark.parametrize("width", [20, 33, 40, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(varied, width):
    lines = page_of(varied, Terminal(width=width))
    assert max(map(columns_of, lines)) <= width


def test_a_colour_never_stands_without_its_sign(varied):
    plain = page_of(varied, Terminal(width=200))
    painted = page_of(varied, Terminal(width=200, colours=TRUE_COLOUR))
    import re

    assert [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in painted] == plain
    signs = re.findall(r"\x1b\[38;2;[0-9;]+m(.*?)\x1b\[0m", "\n".join(painted))
    assert signs
    assert all(any(c in "▲△▽▼=~·◆!" for c in sign) for sign in signs)


def test_what_is_folded_is_said_with_its_signs(varied):
    lines = page_of(varied, Terminal(width=80), most=5)
    assert lines.index("") <= 5
    assert any("more" in line for line in lines)


def test_wide_terminals_show_what_the_narrow_ones_cut(varied):
    told = "\n".join(page_of(varied, Terminal(width=200)))
    assert "kept: ahead on every seed; 2 variants" in told
    assert "shaken: bold-heron: IMPROVES then, INCONCLUSIVE now; 1 run for" in told


def test_the_tree_as_json_says_all_of_it(hunch, varied):
    code, out, _ = hunch("tree", "--json")
    tree = msgspec.json.decode(out)
    (node,) = tree["questions"]
    assert (code, tree["runs"], tree["ideas"], tree["findings"], tree["at"]) == (0, 33, 4, 1, None)
    wider, bias, *_ = node["ideas"]
    assert (wider["under"], bias["under"], bias["depth"]) == (None, wider["idea"]["id"], 1)
    assert (wider["decision"]["why"], wider["verdict"], bias["verdict"]) == (
        "ahead on every seed",
        "INCONCLUSIVE",
        "IMPROVES",
    )
    assert (bias["on_best_path"], wider["findings"][0]["shaken"] != []) == (True, True)
    assert {"run", "runs", "statuses", "estimate", "interval", "change", "expectations"} <= set(
        bias["variants"][0]
    )


def test_filters_and_places(hunch, varied):
    assert "deeper" in hunch("tree", "--decision", "drop")[1]
    assert "wider" not in hunch("tree", "--decision", "drop")[1]
    assert "muon" not in hunch("tree", "--open")[1]
    assert "no bias" in hunch("tree", "--verdict", "improves")[1]
    assert hunch("tree", "--author", "nobody")[2] == "nothing of the tree answers to that\n"
    assert "sad-gull" not in hunch("tree", "wider heads", "--all")[1]
    code, out, _ = hunch("tree", "@question", "--since", "2025-11-01", "--json")
    assert (code, len(msgspec.json.decode(out)["questions"][0]["ideas"])) == (0, 4)
    assert hunch("tree", "nonsense")[0] == 2
    assert hunch("tree", "--at", "2225-01-01")[0] == 2
    assert hunch("tree", "--at", "noon")[2].startswith("error: --at 'noon' is no moment")
    assert hunch("tree", "--verdict", "good")[0] == 2


def test_the_tree_of_then(hunch, varied):
    code, out, err = hunch("tree", "--at", "2025-11-22T15:00")
    assert (code, out.splitlines()[0][:23]) == (0, "as it was known at 2025")
    assert err == 'nothing is asked yet: hunch ask "does a wider net help?" --metric val/acc --goal max\n'
    assert "wider heads" in hunch("tree", "--at", "now")[1]


def test_where_nothing_is_asked_it_says_what_to_do(hunch, folder):
    assert hunch("tree")[2].startswith("nothing is asked yet: ")
    assert hunch("finding")[2].startswith("no finding: ")
    assert hunch("decide")[2].startswith("nothing is decided: ")


# ---- decide, finding, tag, ask --from


def test_deciding_by_name_and_listing_what_holds(hunch, grove):
    grove.idea("wider heads")
    code, out, err = hunch("decide", "wider", "drop", "-m", "diverges above 0.1")
    assert (code, out) == (0, "")
    assert err.startswith("dropped: wider heads (")
    assert "(already so)" in hunch("decide", "wider", "drop", "-m", "diverges above 0.1")[2]
    hunch("decide", "wider", "keep", "-m", "not with a warm-up")
    code, out, _ = hunch("decide", "wider")
    assert [line.split("  ")[0] for line in out.splitlines()] == ["⊘ dropped", "✓ kept"]
    found = msgspec.json.decode(hunch("decide", "--json")[1])
    assert [(each["decision"], each["why"]) for each in found] == [("keep", "not with a warm-up")]
    assert "  kept: not with a warm-up" in hunch("on")[1]
    for wrong in (
        ("wider", "drop"),
        ("wider", "burn", "-m", "x"),
        ("nobody", "drop", "-m", "x"),
        ("-m", "x"),
    ):
        assert hunch("decide", *wrong)[0] == 2


def test_a_finding_from_its_first_words_to_its_withdrawal(hunch, varied):
    code, out, err = hunch("finding", "depth hurts", "--supports", "sad-gull", "--json")
    assert code == 2, "six runs have that name"
    run = varied.lab.runs("d", [0.69], seeds=[40], name="lone-wolf")[0]
    code, out, err = hunch("finding", "depth hurts", "--supports", "lone-wolf", "--json")
    found = msgspec.json.decode(out)
    assert (code, err, found["supports"]) == (0, "written down\n", [run])
    assert (found["evidence"][0]["verdict"], found["evidence"][0]["direction"]) == ("SUGGESTS", -1)
    assert hunch("finding", "Depth  hurts")[2] == "it is there already, and nothing is new\n"
    other = varied.lab.runs("e", [0.8], name="kind-fox")[0]
    assert hunch("finding", "@finding", "--opposes", "kind-fox")[2] == "linked to 1 more\n"
    assert "against  kind-fox  · OBSERVED" in hunch("show", "@finding")[1]
    assert other in msgspec.json.decode(hunch("show", "depth hurts", "--json")[1])["finding"]["opposes"]
    assert "wider is enough" in hunch("finding", "--shaken")[1]
    assert "depth" not in hunch("finding", "--shaken")[1]
    assert hunch("finding", "wider is enough", "--refresh")[0] == 0
    assert hunch("finding", "--shaken")[1:] == ("", "no finding is shaken: hunch finding lists all\n")
    assert hunch("finding", "depth", "--withdraw")[0] == 2
    assert hunch("finding", "depth", "--withdraw", "-m", "a leak")[0] == 0
    assert "withdrawn: a leak" in hunch("finding")[1]
    for wrong in (
        ("--refresh",),
        ("x", "--refresh", "--withdraw"),
        ("x", "-m", "y"),
        ("x", "--shaken"),
        ("nobody", "--refresh"),
    ):
        assert hunch("finding", *wrong)[0] == 2


def test_a_finding_opens_a_question_and_inspires_an_idea(hunch, varied):
    code, short, _ = hunch(
        "ask", "why is it enough?", "--metric", "loss", "--goal", "min", "--yet-to-come", "--from", "@finding"
    )
    assert code == 0
    assert f"opened: why is it enough? ({short})" in hunch("show", "wider is enough")[1]
    assert "opened by  wider is enough (" in hunch("show", "why is it")[1]
    assert (
        hunch("ask", "why?", "--metric", "loss", "--goal", "min", "--yet-to-come", "--from", "nothing")[0]
        == 2
    )
    assert hunch("idea", "less wide", "--inspired-by", "@finding")[0] == 0
    assert "inspired by  ◆ wider is enough (" in hunch("show", "less wide")[1]
    assert "inspired  less wide (" in hunch("show", "wider is enough")[1]


def test_runs_are_attached_by_name_and_by_filter_and_taken_off(hunch, grove, folder):
    idea = grove.idea("wider heads")
    record_variant(
        folder, "x", [0.8, 0.81], clock=grove.clock, params={"lr": 0.2}, question=grove.lab.question
    )
    record_variant(
        folder,
        "y",
        [0.8],
        clock=grove.clock,
        params={"lr": 0.05},
        question=grove.lab.question,
        name="slow-snail",
    )
    code, _, err = hunch("tag", "--idea", "wider", "--where", "lr > 0.1")
    assert (code, err.startswith("2 runs attached to wider heads (")) == (0, True)
    assert hunch("tag", "--idea", "wider", "slow-snail", "--where", "lr > 0.1")[2].endswith(
        "; 2 already so\n"
    )
    assert grove.idea_node(idea).runs == 3
    assert hunch("tag", "--no-idea", "slow-snail")[2] == "1 run taken off its idea\n"
    assert grove.idea_node(idea).runs == 2
    assert hunch("tag", "--where", "lr > 9", "--idea", "wider")[2].startswith(
        "no run answers to that filter\n"
    )
    assert hunch("tag", "--where", "lr > 0.1", "wide")[2] == "2 runs tagged wide\n"
    record_variant(folder, "z", [0.9], clock=grove.clock, name="odd-kite")
    assert "for another question, or for none" in hunch("tag", "--idea", "wider", "odd-kite")[2]
    for wrong in (("--idea", "wider"), ("--idea", "wider", "--remove", "@"), ("--idea", "nobody", "@"), ()):
        assert hunch("tag", *wrong)[0] == 2


def test_dead_ends_are_told_where_they_are_met(hunch, grove):
    grove.idea("wider heads")
    hunch("decide", "wider", "drop", "-m", "diverges")
    line = "note: wider heads: dropped on "
    assert line in hunch("on", "wider")[2]
    assert line in hunch("predict", "@idea", "+")[2]
    assert "note: it is under wider heads: dropped on " in hunch("idea", "no bias", "--under", "wider")[2]
    assert line in hunch("idea", "wider heads")[2]
    hunch("decide", "wider heads", "keep", "-m", "it was the data")
    assert "note:" not in hunch("on", "wider heads")[2]


def test_a_finding_leads_to_what_it_hangs_on(hunch, varied):
    assert "  idea: wider heads (" in hunch("on", "@finding")[2]
    varied.find("of nothing at all")
    assert hunch("on", "of nothing")[2].startswith("on: does it help? (")
    assert hunch("on", "nowhere to be found")[0] == 2


def test_everything_has_a_page(hunch, varied):
    hunch("predict", "muon", "60 # many say so")
    for reference, told in (
        ("@question", "  question  "), ("wider heads", "  idea  "), ("@finding", "wider is enough ("), ("@hunch", "  hunch, open  "),
    ):  # fmt: skip
        code, out, _ = hunch("show", reference)
        assert (code, told in out) == (0, True), out
    page_of_idea = hunch("show", "wider heads")[1]
    assert "✓ kept  wider heads" in page_of_idea
    assert "no bias in any of the layers" in page_of_idea
    kinds = [
        msgspec.json.decode(hunch("show", each, "--json")[1])["kind"]
        for each in ("@question", "muon", "@finding", "@hunch")
    ]
    assert kinds == ["question", "idea", "finding", "hunch"]
    code, _, err = hunch("show", "nothing-of-this-name")
    assert (code, err.startswith("error: no run 'nothing-of-this-name'")) == (2, True)


def test_a_baseline_without_much_noise_reads_to_the_digit_as_in_a_comparison(hunch, folder):
    lab = Lab(folder, ToldClock())
    lab.ask(text="does it help?")
    lab.runs("base", [0.9531, 0.9535, 0.9533])
    lab.runs("w", [0.96, 0.961, 0.962], seeds=range(10, 13))
    _, compared, _ = hunch("compare", "--question", "does it help?")
    _, grown, _ = hunch("tree")
    (row,) = (line.split() for line in compared.splitlines() if line.startswith("baseline"))
    assert row[3] == "0.95330"
    assert "0.95330  n 3" in grown
