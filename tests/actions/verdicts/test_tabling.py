"""A table for a paper: bold only where something may be claimed, and every text in it escaped."""

import csv
import io
import re
import shutil
import subprocess

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.verdicts.table_formats import as_csv, as_latex, as_markdown, tex
from hunch.actions.verdicts.tabling import ResultTable, Row, in_order, tabled
from hunch.entities.question import Question

from .judged import Lab, noisy

HOSTILE = 'a_b & 50% #1 {x} $y$ ~^\\ [z] *bold* `code` "q" <t> |p| naïve Δ 测试\n\x1b[31m--x'


@pytest.fixture
def lab(folder, clock):
    """A variant for nearly every word."""
    lab = Lab(folder, clock)
    lab.ask(text="does it help?")
    lab.runs("base", noisy(0.8, 5), name="calm-otter")
    lab.runs("noise", [0.8, 0.81, 0.79], name="bold-heron", seeds=[5, 6, 7])
    lab.runs("good", noisy(0.9, 5), name="brave-gull", seeds=range(10, 15))
    lab.runs("single", [0.85], name="quick-newt")
    return lab


def made(lab, *, ideas=None, questions=1) -> ResultTable:
    return tabled(lab.judgement(), ideas=ideas or {}, questions=questions)


def test_rows_stand_by_what_may_be_said_and_only_a_claim_is_bold(lab):
    rows = made(lab).rows
    assert [(row.name, row.verdict, row.is_bold) for row in rows] == [
        ("calm-otter", "baseline", False),
        ("brave-gull", "IMPROVES", True),
        ("bold-heron", "INCONCLUSIVE", False),
        ("quick-newt", "OBSERVED", False),
    ]


def test_within_a_word_the_number_orders_and_not_the_mean(lab):
    lab.runs("later", [0.805, 0.815, 0.795], name="shy-wren", seeds=[5, 6, 7])
    names = [each.a_name for each in in_order(lab.judgement().comparisons) if each.verdict == "INCONCLUSIVE"]
    assert names == ["bold-heron", "shy-wren"]


def test_the_notes_say_what_a_reader_must_know(lab):
    lab.runs("good", [0.0], status="failed", seeds=[19], name="sad-newt")
    table = made(lab, questions=3)
    notes = "\n".join(table.notes)
    assert "Mean ± standard deviation over n independent runs." in notes
    assert "ordinary 95 %" in notes
    assert "k = 3 variants tried." in notes
    assert (
        "3 questions were asked (a baseline chosen anew counts as one): a false claim in any has a chance of at most 14%."
        in notes
    )
    assert "Left out: sad-newt." in notes
    assert all(run[11:] in notes for row in table.rows for run in row.runs)


def test_an_idea_names_a_row_and_two_of_one_idea_are_told_apart(lab):
    rows = made(lab).rows
    table = made(lab, ideas={rows[1].run: "wider", rows[2].run: "wider", rows[3].run: "deeper"})
    assert [row.label for row in table.rows] == [
        "calm-otter",
        "wider (brave-gull)",
        "wider (bold-heron)",
        "deeper",
    ]


def test_markdown(lab):
    lines = as_markdown(made(lab)).splitlines()
    assert lines[0] == "**does it help?**"
    assert re.fullmatch(
        r"\| \*\*brave-gull\*\* \| 5 \| \*\*0\.\d+ ± 0\.\d+\*\* \| \+0\.\d+ \\\[\+.*, \+.*\\\] \| IMPROVES \|",
        lines[5],
    )
    assert re.fullmatch(r"\| quick-newt \| 1 \| 0.85 \| \+0\.\d+ \| OBSERVED \|", lines[7])


def test_csv_has_exact_numbers_and_whole_ids(lab):
    table = made(lab)
    rows = list(csv.DictReader(io.StringIO(as_csv(table))))
    assert float(rows[1]["estimate"]) == table.rows[1].estimate
    assert rows[1]["runs"].split() == table.rows[1].runs
    assert rows[0]["estimate"] == ""


def hostile(lab) -> ResultTable:
    rows = [msgspec.structs.replace(row, label=HOSTILE, name=HOSTILE) for row in made(lab).rows]
    question = Question(text=HOSTILE, metric=HOSTILE)
    return msgspec.structs.replace(
        made(lab), question=question, metric=HOSTILE, unit="%", rows=rows, notes=[HOSTILE]
    )


def test_markdown_of_hostile_names_keeps_its_columns(lab):
    table = hostile(lab)
    rows = [line for line in as_markdown(table).splitlines() if line.startswith("|")]
    assert len(rows) == 2 + len(table.rows)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}
    assert "\x1b" not in as_markdown(table)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="there is no LaTeX here")
@pytest.mark.parametrize("kind", ["ordinary", "hostile"])
def test_the_latex_compiles(lab, tmp_path, kind):
    table = made(lab) if kind == "ordinary" else hostile(lab)
    preamble = "\\documentclass{article}\n\\usepackage{booktabs}\n\\begin{document}\n"
    (tmp_path / "table.tex").write_text(preamble + as_latex(table) + "\\end{document}\n")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace")
    assert done.returncode == 0, done.stdout[-2000:]
    assert (tmp_path / "table.pdf").stat().st_size > 1000


def test_the_latex_is_a_table_of_five_columns(lab):
    text = as_latex(hostile(lab))
    begin, end = text.index("\\toprule"), text.index("\\bottomrule")
    rows = [line for line in text[begin:end].splitlines() if line.endswith("\\\\")]
    assert len(rows) == 5
    assert {len(re.findall(r"(?<!\\)&", row)) for row in rows} == {4}
    assert text.count("\\begin") == text.count("\\end")


_COMMANDS = r"\\(?:textbackslash|textasciitilde|textasciicircum|ldots)\{\}|\\[{}$&#_%]"
_SAFE = re.compile(
    rf"(?:{_COMMANDS}|\\ensuremath\{{(?:\\[a-zA-Z]+|\^\\circ|[<>|-])\}}|\\texttt\{{U\+[0-9A-F]{{4,6}}\}}|\{{(?:''|[\[\]*`'-])\}}"
    r"|[^\\{}$&#_%~^<>|\"\[\]*`'])*"
)


@given(st.text())
def test_nothing_that_latex_acts_on_comes_through(text):
    found = tex(text)
    assert _SAFE.fullmatch(found), found
    assert all(character.isprintable() for character in found)


def test_a_table_without_a_baseline_says_so(folder, clock):
    lab = Lab(folder, clock)
    lab.ask()
    lab.runs("new", [0.5], status="failed")
    table = made(lab)
    assert (table.rows, table.notes) == ([], ["No finished run has measured acc yet."])
    assert "\\toprule" in as_latex(table)
    assert as_csv(table).count("\n") == 1


def test_a_row_is_json_and_back(lab):
    table = made(lab)
    assert msgspec.json.decode(msgspec.json.encode(table), type=ResultTable) == table
    assert isinstance(table.rows[0], Row)
