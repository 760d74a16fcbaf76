"""`hunch compare` and `hunch table`: the smallest words first, on any terminal."""

import re
import subprocess
import sys

import msgspec
import pytest

from hunch.actions.verdicts.tabling import ResultTable
from hunch.cli import question_page, verdicts
from hunch.cli.group import main
from hunch.cli.render import Terminal, columns_of
from hunch.entities.comparison import Comparison
from hunch.testing import ToldClock

from ..actions.verdicts.judged import Lab, noisy


@pytest.fixture
def lab(folder, project, monkeypatch):
    """A question with a variant for nearly every word, in the folder where we are."""
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    lab.ask(text="does a wider net help?")
    lab.runs("base", [0.8, 0.81, 0.79, 0.805, 0.795], name="calm-otter")
    lab.runs("noise", [0.8, 0.81, 0.79], name="bold-heron", seeds=[5, 6, 7], duration_s=120.0)
    lab.runs("good", [0.9, 0.91, 0.89, 0.905, 0.895], name="brave-gull", seeds=range(10, 15))
    lab.runs("single", [0.85], name="quick-newt")
    return lab


@pytest.fixture
def said(capfd):
    """Calls a command; its exit code, stdout and stderr."""

    def call(*arguments):
        code = main(arguments)
        found = capfd.readouterr()
        return code, found.out, found.err

    return call


def test_a_question_on_a_page(lab, said):
    code, out, err = said("compare")
    assert code == 0
    assert out == (
        "does a wider net help?\n"
        "3 variants tried\n"
        "▲ 1 IMPROVES   ~ 1 INCONCLUSIVE   · 1 OBSERVED\n"
        "\n"
        "brave-gull ▲ IMPROVES acc by +0.1000\n"
        "  anytime 95 % +0.0725 to +0.1275; n 5 v 5; 2nd of 3 variants\n"
        "\n"
        "                variant     #  n    mean      sd  difference  95 %                more runs\n"
        "baseline        calm-otter     5  0.8000  0.0079\n"
        "▲ IMPROVES      brave-gull  2  5  0.9000  0.0079     +0.1000  +0.0725 to +0.1275\n"
        "~ INCONCLUSIVE  bold-heron  1  3  0.8000  0.0100     +0.0000  -0.0136 to +0.0136  14, about 22 min\n"
        "· OBSERVED      quick-newt  3  1  0.85               +0.0500                      22, about 22 min\n"
        "\n"
        "quick-newt: a verdict needs 2 finished runs a side: there are 1 and 5\n"
        "brave-gull has the highest mean: of 3 variants all alike, one would stand +0.0032 from the baseline"
        " by luck alone, on average\n"
        "95 %: anytime where something is claimed, ordinary for the others\n"
        "more runs: of both sides together, so that a difference of a size worth having would most likely show\n"
    )
    assert err == (
        f"question: does a wider net help? ({lab.question[11:15]}); acc, higher is better\n"
        "baseline: calm-otter, the variant of the first run. Another: hunch baseline RUN\n"
    )


def test_two_runs_have_their_words_above_what_differs(lab, said):
    code, out, _ = said("compare", lab.runs("new", noisy(0.8, 1), name="one-otter")[0])
    assert code == 0
    assert out.startswith("one-otter · OBSERVED: acc ")
    assert " against calm-otter (the baseline)\n  n 1 v 5; 4th of 4 variants\n" in out


def test_a_run_of_the_baseline_needs_something_to_be_compared_with(lab, said):
    (again,) = lab.runs("base", [0.8], name="again-owl", seeds=[9])
    code, out, err = said("compare", again)
    assert (code, out) == (2, "")
    assert "error: again-owl against what? it is of the baseline itself" in err


def test_two_runs_are_compared_under_the_question_that_they_are_for(lab, said):
    good = lab.runs("good", [0.9], name="fond-owl", seeds=[15])[0]
    base = lab.runs("base", [0.8], name="fair-ibex", seeds=[16])[0]
    lab.ask(text="is it faster?", metric="acc", goal="max")
    for arguments in ([good, base], [good]):
        code, out, err = said("compare", *arguments)
        assert code == 0, err
        assert out.split(" against ")[0].endswith("▲ IMPROVES acc by +0.1000")
        assert "question: does a wider net help?" in err
    assert "question: is it faster?" in said("compare", good, base, "--question", "faster")[2]


def test_as_json_a_question_is_an_array_and_two_runs_are_an_object(lab, said):
    _, out, _ = said("compare", "--question", "--json")
    found = msgspec.json.decode(out, type=list[Comparison])
    assert [(each.number, each.verdict) for each in found] == [
        (1, "INCONCLUSIVE"),
        (2, "IMPROVES"),
        (3, "OBSERVED"),
    ]
    assert {each.b_name for each in found} == {"calm-otter"}
    run = found[1].a
    _, out, _ = said("compare", run, "--json")
    one = msgspec.json.decode(out)
    assert (one["a"], one["verdict"], one["n_a"]) == (run, "IMPROVES", 5)
    assert one["metrics"][0]["name"] == "acc"


def test_a_question_by_a_part_of_its_text(lab, said):
    lab.ask(text="is it slower?", metric="step_s", goal="min")
    code, out, _ = said("compare", "--question", "wider")
    assert code == 0
    assert out.startswith("does a wider net help?\n3 variants tried\n")
    assert (
        "2 questions asked (a baseline chosen anew counts as one): a false claim in any of them has a chance of at most 10%"
        in out
    )
    code, _, err = said("compare", "--question", "deeper")
    assert code == 2
    assert "no question 'deeper'" in err


def test_mistakes_are_named_and_nothing_is_printed(lab, said):
    for arguments, error in (
        (["compare", "--metric", "akk"], "no run has measured 'akk'"),
        (["compare", "--goal", "min"], "two goals for one metric"),
        (["compare", "--take", "median"], "no reading 'median'"),
        (["compare", "@", "@"], "on both sides"),
    ):
        code, out, err = said(*arguments)
        assert (code, out) == (2, "")
        assert error in err
        assert "hint: " in err


def test_where_nothing_is_measured_two_runs_still_show_what_differs(folder, project, monkeypatch, said):
    from hunch.testing import finish_run, start_run

    monkeypatch.chdir(project)
    clock = ToldClock()
    for lr in (1, 2):
        run = start_run(folder, clock=clock)
        finish_run(folder, run, clock=clock, params={"lr": lr})
    code, out, err = said("compare", "@", "@~1")
    assert (code, err) == (0, "")
    assert "– no run has measured anything\n" in out
    assert "\nlr " in out
    code, _, err = said("compare")
    assert code == 2
    assert "no run has measured anything yet" in err


def test_a_question_without_a_baseline_says_so(folder, project, monkeypatch, said):
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    lab.ask(metric="val/acc")
    for arguments, expected in (
        (["compare"], "no finished run has measured val/acc yet"),
        (["compare", "--json"], "[]"),
    ):
        code, out, _ = said(*arguments)
        assert code == 0
        assert expected in out


def test_the_table_in_a_terminal(lab, said):
    code, out, _ = said("table")
    assert code == 0
    assert out.startswith(
        "does a wider net help?\n"
        "\n"
        "variant     n              acc           difference [95 %]  verdict\n"
        "calm-otter  5  0.8000 ± 0.0079                              baseline\n"
        "brave-gull  5  0.9000 ± 0.0079  +0.1000 [+0.0725, +0.1275]  ▲ IMPROVES\n"
        "bold-heron  3  0.8000 ± 0.0100  +0.0000 [-0.0136, +0.0136]  ~ INCONCLUSIVE\n"
        "quick-newt  1  0.85             +0.0500                     · OBSERVED\n"
        "\n"
        "Mean ± standard deviation over n independent runs.\n"
    )


@pytest.mark.parametrize(
    ("kind", "begin"),
    [("--md", "**does"), ("--tex", "% needs"), ("--csv", "label,"), ("--json", '{"question"')],
)
def test_the_table_for_a_paper(lab, said, kind, begin):
    code, out, err = said("table", "wider", kind)
    assert code == 0
    assert out.startswith(begin)
    if kind == "--json":
        assert msgspec.json.decode(out, type=ResultTable).rows[1].is_bold
    assert ("Runs: " in err) == (kind == "--csv")


def test_an_idea_names_its_row(lab, said):
    from hunch.entities.events import IdeaAdded
    from hunch.journal.writer import append

    idea = "1k0w49mhfn3sdegp3vzm"
    append(lab.folder.bench, IdeaAdded(idea=idea, text="wider heads"), clock=lab.clock)
    lab.runs("wide", noisy(0.8, 2), idea=idea)
    assert "\nwider heads " in said("table")[1]


# --- any terminal ---


def pages(lab, shown):
    """What the two pages print on a terminal."""
    from hunch.actions.verdicts.tabling import tabled
    from hunch.cli.opened import opened
    from hunch.cli.results import page

    with opened() as bench:
        found = lab.judgement()
        yield question_page.page(bench, lab.terms(), found, shown)
        yield page(tabled(found, ideas={}, questions=1), shown)
    yield [line for each in found.comparisons for line in verdicts.headline(each, shown)[1:]]
    yield [line for each in found.comparisons for line in verdicts.reasons(each, shown)]


@pytest.mark.parametrize("width", [120, 80, 40])
def test_no_line_is_wider_than_the_terminal(lab, width):
    for lines in pages(lab, Terminal(width=width)):
        assert [line for line in lines if columns_of(line) > width] == []


def test_a_narrow_terminal_keeps_the_verdict_the_variant_and_the_difference(lab):
    lines = next(pages(lab, Terminal(width=40)))
    assert "▲ IMPROVES      brave-gull     +0.1000" in lines


def test_plain_ascii_has_no_other_sign(lab, monkeypatch, said):
    monkeypatch.setenv("LC_ALL", "C")
    for arguments in (["compare"], ["compare", "@", "@~1"], ["table"]):
        _, out, err = said(*arguments)
        assert out.isascii(), arguments
        assert err.isascii(), arguments
    assert "^ IMPROVES" in said("compare")[1]


def test_colours_never_stand_without_their_sign(lab):
    for lines in pages(lab, Terminal(colours=256)):
        for painted in re.findall(r"\x1b\[38;5;\d+m([^\x1b]*)", "\n".join(lines)):
            assert painted[0] in "▲△▽▼=~·", painted


def test_hostile_names_are_escaped(folder, project, monkeypatch, said):
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    metric = "acc\x1b[2J\n测试|&%"
    lab.ask(text="q\x1b]0;x\x07", metric=metric)
    for variant, mean in (("base", 0.5), ("new", 0.9)):
        lab.runs(variant, noisy(mean, 5), metric=metric, name=f"n\x1b[31m{variant}")
    for arguments in (["compare"], ["compare", "@"], ["table"], ["table", "--md"], ["table", "--tex"]):
        code, out, err = said(*arguments)
        assert code == 0
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", out + err), arguments


def test_with_a_log_scale_differences_are_ratios(folder, project, monkeypatch, said):
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    lab.ask(metric="loss", goal="min", log_scale=True)
    lab.runs("base", [1.0, 1.1, 0.9, 1.05], metric="loss")
    lab.runs("new", [0.5, 0.55, 0.45, 0.525], metric="loss", name="brave-gull")
    _, out, _ = said("compare")
    assert re.search(r"brave-gull ▲ IMPROVES loss by ×0\.50\d*\n", out)
    assert "geom. mean" in out


def test_what_is_said_of_a_side_names_it_once(lab, said):
    lab.runs("base", [0.8, 0.82], name="warm-otter", seeds=[6, 7])  # one of them as under seed 0
    _, out, _ = said("compare")
    assert (
        "\ncalm-otter: 1 run equal to another in every metric: counted once (the seed changed nothing)\n"
        in out
    )


def test_a_number_beyond_all_sums_breaks_no_page(folder, project, monkeypatch, said, hunch):
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    lab.ask(metric="loss", goal="min", text="does it help?")
    (base, *_) = lab.runs("base", [0.8, 0.81, 0.79], metric="loss", name="calm-otter")
    (*_, huge) = lab.runs("new", [0.5, 0.51, 1e301], metric="loss", name="brave-gull")
    for arguments in (["runs"], ["compare"], ["compare", huge, base], ["table"]):
        code, out, err = said(*arguments)
        assert code == 0, (arguments, err)
        assert "brave-gull" in out
    _, out, _ = said("compare")
    assert "left out brave-gull (1e+301, too large to compare): no more than SUGGESTS" in out
    (project / "train.py").write_text("print('loss: 1e301')\n")
    for _ in range(2):
        done = hunch("run", sys.executable, "train.py")
        assert done.returncode == 0
        assert "Traceback" not in done.stderr


def test_several_tasks_are_shown_and_nothing_is_claimed(folder, project, monkeypatch, said):
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    lab.ask(metric="acc/*")
    for variant, mean in (("base", 0.5), ("new", 0.9)):
        values = [{"acc/a": one, "acc/b": one / 2} for one in noisy(mean, 4)]
        lab.runs(variant, values, name=variant, seeds=range(4))
    _, out, _ = said("compare")
    assert "· 1 OBSERVED\n" in out
    assert "iq mean" in out
    assert "95 %: bootstrap\n" in out
    _, out, _ = said("compare", "@")
    assert "; 2 tasks; ahead in 100% of pairs of runs on one task\n" in out
    _, out, _ = said("table")
    assert "Interquartile mean over n independent runs and 2 tasks: acc/a, acc/b.\n" in out


def test_the_sign_of_a_verdict_stands_in_the_list_of_runs(lab, said):
    said("compare")  # which leaves the quantiles behind
    _, out, _ = said("runs")
    signs = {line.split()[2]: line.split()[4] for line in out.splitlines()[1:]}
    assert (signs["brave-gull"], signs["bold-heron"], signs["quick-newt"]) == ("▲", "~", "·")
    _, out, _ = said("runs", "--columns", "acc")
    assert "▲" not in out


# --- after a run ---

LISTING = """\
import atexit, os, sys
def tell():
    os.write(2, ("MODULES " + " ".join(name for name in ("scipy", "numpy", "click", "rich") if name in sys.modules)).encode())
atexit.register(tell)
sys.argv = ["hunch", "run", *sys.argv[1:]]
from hunch.cli import main
main()
"""


@pytest.mark.parametrize("script", ["print('acc: 0.93')", "print('nothing')", "raise SystemExit(3)"])
def test_after_a_run_words_are_at_hand_and_scipy_is_never_imported(lab, project, script):
    lab.judgement()
    (project / "train.py").write_text(script + "\n")
    done = subprocess.run(
        [sys.executable, "-c", LISTING, sys.executable, "train.py"],
        cwd=project,
        capture_output=True,
        text=True,
    )
    assert done.stderr.endswith("MODULES "), done.stderr
    assert "\n  · OBSERVED: " in done.stderr
    assert " against 5 of calm-otter\n" in done.stderr


def test_where_nothing_was_asked_the_block_says_no_word(folder, project, hunch):
    (project / "train.py").write_text("import sys; print('acc:', 0.5 + len(sys.argv) / 10)\n")
    for arguments in ([], ["x"]):
        done = hunch("run", sys.executable, "train.py", *arguments)
    assert "OBSERVED" not in done.stderr


def test_a_table_has_one_format(lab, said):
    code, out, err = said("table", "--md", "--tex")
    assert (code, out) == (2, "")
    assert err == "error: --md and --tex: a table has one format\n\nhint: Call it once for each.\n"


def test_a_question_that_two_have_asked_in_the_same_words_is_not_guessed(lab, said):
    lab.ask(text="does a wider net help?")
    code, out, err = said("compare", "--question", "does a wider net help?")
    assert (code, out) == (2, "")
    assert "names 2 questions" in err


def test_metrics_in_hints_do_not_break_into_lines(folder, project, monkeypatch, said):
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    lab.ask(text="does it help?")
    lab.runs("base", [{"acc": 0.5, "a\nb": 1.0, "\x1b[31mEVIL\x07": 2.0}])
    for arguments in (
        ["compare", "--metric", "zzzz"],
        ["compare", "--metric", "EVIL"],
        ["ask", "more?", "--metric", "zzzz", "--goal", "max"],
        ["plot", "@", "zzzz"],
        ["runs", "zzzz > 1"],
    ):
        code, _, err = said(*arguments)
        assert code == 2
        *_, hint, end = err.split("\n")
        assert (hint.startswith("hint: "), end) == (True, "")
        assert "\x1b" not in err


@pytest.mark.parametrize("width", [40, 80])
def test_the_head_of_a_comparison_of_long_names_is_no_wider_than_the_terminal(lab, monkeypatch, said, width):
    lab.runs("more", [0.9, 0.91, 0.89, 0.905, 0.895], name="a-name-of-fifty-characters-or-so-that-goes-on")
    monkeypatch.setattr("hunch.cli.compare.terminal", lambda: Terminal(width=width))
    monkeypatch.setattr("hunch.cli.verdicts.terminal", lambda stream: Terminal(width=width))
    _, out, err = said("compare", "@")
    head = out.partition("\n\n")[0].split("\n")
    assert [line for line in [*head, *err.split("\n")] if columns_of(line) > max(width, 62)] == []
    assert "against calm-otter (the baseline)" in " ".join(" ".join(head).split())
