"""`hunch paper`, as it is typed; strangers' texts come out as text."""

import io
import json
import re
import sys
from pathlib import Path

import pytest

from hunch.actions.demo_paper import pdf_of
from hunch.cli.group import main
from hunch.entities.reference import short_id
from hunch.testing import ToldClock, add_idea

from ..actions.verdicts.judged import Lab, noisy

HOSTILE = "Wide\x1b[31m\u202e Heads {\\input{/etc/passwd}} \u0007 100\\% $x$ <b>|"
BIB = f"@article{{ada2020wide, title={{{HOSTILE}}}, author={{Lovelace, Ada and Hopper, Grace}}, year={{2020}}}}\n"


@pytest.fixture
def lab(folder, project, monkeypatch):
    """Ada in her project, with a question, a file of papers and a PDF."""
    monkeypatch.chdir(project)
    lab = Lab(folder, ToldClock())
    (project / "refs.bib").write_text(BIB)
    (project / "wide.pdf").write_bytes(
        pdf_of(["Wide Nets\x1b[J Help", "acc rises by 2.0 points"], title="Wide Nets Help")
    )
    lab.ask(text="does it help?")
    lab.runs("base", noisy(0.8, 12, sd=0.005, seed=1))
    idea = add_idea(lab.folder, "wider heads", clock=lab.clock, question=lab.question)
    lab.runs("wide", noisy(0.82, 12, sd=0.005, seed=2), seeds=range(50, 62), idea=idea)
    return lab


def call(capfd, *words: str) -> tuple[int, str, str]:
    code = main(["paper", *words])
    out, err = capfd.readouterr()
    return code, out, err


def harmless(text: str) -> bool:
    return all(c.isprintable() or c == "\n" for c in text)


def test_from_a_file_of_papers_to_the_answer_of_the_runs(lab, capfd):
    assert call(capfd, "add", "refs.bib")[:2] == (0, "ada2020wide\n")
    code, out, err = call(capfd, "add", "wide.pdf", "--to", "ada2020wide")
    assert (code, out) == (0, "ada2020wide\n")
    code, out, err = call(
        capfd,
        "claim",
        "ada2020wide",
        "acc rises by 2.0 points",
        "--page",
        "2",
        "--idea",
        "wider heads",
        "--differs",
        "small net",
    )
    assert code == 0
    assert "understood: +2 pp acc" in err
    assert "it stands on page 2: acc rises by 2.0 points" in err
    short = out.strip()
    code, out, err = call(capfd, "check")
    assert out.splitlines() == [
        f'✔ confirmed  "acc rises by 2.0 points" (ada2020wide, page 2; {short})',
        "  claimed: +2 pp acc, tried by wider heads",
        out.splitlines()[2],
        "  differs: small net",
    ]
    assert re.fullmatch(
        r"  here: \+[12]\.\d+ pp, anytime 95 % \+\d\.\d+ to \+\d\.\d+; n 12 v 12; IMPROVES",
        out.splitlines()[2],
    )
    told = json.loads(call(capfd, "check", short, "--json")[1])
    assert [(each["answer"]["word"], each["differs"], each["stands"]) for each in told] == [
        ("confirmed", ["small net"], True)
    ]
    assert call(capfd, "withdraw", short, "-m", "mistaken")[0] == 0
    assert call(capfd, "check", "ada2020wide")[1] == ""


def test_nothing_that_a_stranger_wrote_reaches_the_terminal_as_a_command(lab, capfd):
    call(capfd, "add", "refs.bib")
    call(capfd, "add", "wide.pdf", "--to", "ada2020wide")
    call(
        capfd,
        "claim",
        "ada2020wide",
        "by 2.0 points\x1b[m\u202e",
        "--idea",
        "wider",
        "--differs",
        "\x1b]0;x\x07",
        "--page",
        "2",
    )
    for words in (
        ["list"], ["list", "--bib"], ["show", "ada2020wide"], ["show", "ada2020wide", "--page", "1"], ["check"],
        ["search", "wide"], ["search", "points"], ["add", "refs.bib"], ["withdraw", "by 2.0", "-m", "\x1b[1m"],
    ):  # fmt: skip
        code, out, err = call(capfd, *words)
        assert code == 0, err
        assert harmless(out + err), words
        assert "passwd" not in out + err or "\\input" in out + err


def test_a_number_that_is_not_there_is_said_loudly_and_kept(lab, capfd):
    call(capfd, "add", "wide.pdf", "--key", "w")
    code, _, err = call(capfd, "claim", "w", "+2.0 points", "--page", "1", "--idea", "wider")
    assert code == 0
    assert "WARNING: the number does not stand on page 1; it stands on page 2" in err
    assert "the number was not found on that page" in call(capfd, "check")[1]
    assert "WARNING: on page 2 it stands" not in call(capfd, "claim", "w", "-2.0 points", "--page", "2")[2]


def test_the_bibliography_of_what_is_used_is_bibtex(lab, capfd):
    import bibtexparser

    call(capfd, "add", "refs.bib", "wide.pdf")
    assert call(capfd, "list", "--used", "--bib")[1] == ""
    assert main(["idea", "wider still", "--inspired-by", "ada2020wide"]) == 0
    capfd.readouterr()
    out = call(capfd, "list", "--used", "--bib")[1]
    library = bibtexparser.parse_string(out)
    assert [entry.key for entry in library.entries] == ["ada2020wide"]
    assert library.failed_blocks == []
    both = json.loads(call(capfd, "list", "--json")[1])
    assert [(each["used"], each["claims"]) for each in both] == [(True, 0), (False, 0)]
    assert "inspired: wider still" in call(capfd, "show", "ada2020wide")[1]


def test_what_is_no_name_of_anything_is_refused(lab, capfd):
    assert main(["idea", "x", "--inspired-by", "nobody"]) == 2
    assert "no idea, question, finding, paper or run of that name" in capfd.readouterr().err
    for words in (
        ["check", "nobody"],
        ["show", "nobody"],
        ["claim", "nobody", "+1"],
        ["withdraw", "nobody", "-m", "x"],
        ["search", "!"],
    ):
        code, out, err = call(capfd, *words)
        assert (code, out) == (2, ""), words
        assert "hint: " in err


def test_what_cannot_be_added_is_an_error_and_the_rest_is_added(lab, capfd, project):
    (project / "bad.bib").write_text("@misc{a, title={torn\n@misc{good, title={Good}}\n")
    code, out, err = call(capfd, "add", "bad.bib", "nothing.pdf")
    assert (code, out) == (2, "good\n")
    assert "left out: bad.bib, line 1: @misc{a does not read" in err
    assert "error: there is no file nothing.pdf" in err
    assert call(capfd, "add", "nothing.pdf")[2].startswith("error: there is no file nothing.pdf\n\nhint: ")
    assert call(capfd, "add")[0] == 2
    assert call(capfd, "add", "--refresh")[0] == 2, "HUNCH_OFFLINE"


def test_papers_may_come_before_the_first_run(project, monkeypatch, capfd):
    monkeypatch.chdir(project)
    assert call(capfd, "list")[0] == 2
    assert call(capfd, "add", "nothing")[0] == 2
    assert not (project / ".hunch").exists()
    (project / "refs.bib").write_text(BIB)
    assert call(capfd, "add", "refs.bib")[0] == 0


@pytest.mark.parametrize("width", [40, 80, 200])
def test_an_answer_fits_any_terminal(lab, capfd, monkeypatch, width):
    call(capfd, "add", "refs.bib")
    call(capfd, "add", "wide.pdf", "--to", "ada2020wide")
    long = "acc rises by 2.0 points, which is more than anybody would have thought of such a small net " * 2
    call(capfd, "claim", "ada2020wide", long, "--idea", "wider", "--differs", "very " * 20)
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "xterm-256color")
    shown = io.StringIO()
    shown.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", shown)
    assert main(["paper", "check"]) == 0
    assert main(["paper", "list"]) == 0
    assert main(["paper", "show", "ada2020wide"]) == 0
    bare = re.sub(r"\x1b\[[\d;]*m", "", shown.getvalue())
    assert "confirmed" in bare
    lines = [line for line in bare.splitlines() if ".pages" not in line and "/" not in line]
    assert max(map(len, lines)) <= width


def test_signs_have_twins_for_terminals_that_know_only_ascii(lab, hunch):
    assert hunch("paper", "add", "refs.bib").returncode == 0
    assert hunch("paper", "claim", "ada2020wide", "acc +2.0 pp", "--idea", "wider heads").returncode == 0
    plain = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "HOME": "/nonexistent", "HUNCH_AUTHOR": "human:ada"}
    done = hunch("paper", "check", env=plain)
    assert done.stdout.startswith("Y confirmed"), done.stderr


def test_a_large_file_is_read_without_a_word_too_many(lab, capfd, project):
    entries = [f"@misc{{k{n}, title={{Number {n}}}, author={{Doe, J.}}, year=2001}}" for n in range(400)]
    Path(project / "large.bib").write_text("\n".join(entries))
    code, out, err = call(capfd, "add", "large.bib")
    assert (code, len(out.splitlines())) == (0, 400)
    assert err == "400 papers added\n"


def test_what_find_names_show_shows_a_paper_too(lab, capfd):
    call(capfd, "add", "refs.bib")
    paper = json.loads(call(capfd, "list", "--json")[1])[0]
    for reference in ("ada2020wide", short_id(paper["id"])):
        assert main(["show", reference]) == 0
        assert capfd.readouterr().out.startswith("ada2020wide: ")
    assert main(["show", "ada2021"]) == 2
    assert "and no question, idea, finding, hunch or paper of that name" in capfd.readouterr().err


def test_a_runs_page_names_what_it_was_for(lab, capfd):
    main(["show", "@"])
    said = capfd.readouterr().out
    assert re.search(r"\n  idea +wider heads \(....\)\n  question +does it help\? \(....\)\n", said)
