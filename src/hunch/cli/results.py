"""`hunch table`: a question's results as a table, for the terminal or a paper."""

from collections.abc import Mapping

import click

from hunch.actions.questions.standpoint import Standpoint, standpoint
from hunch.actions.verdicts.judging import compare_question
from hunch.actions.verdicts.tabling import ResultTable, Row, tabled
from hunch.actions.verdicts.terms import Wish, terms_at
from hunch.entities.comparison import Judgement
from hunch.entities.words import BASELINE, verdict_word
from hunch.errors import UserError

from .compare import CURRENT, question_of
from .opened import Opened, opened
from .render import Terminal, out, out_json, paint, plain, sign, talk, terminal
from .table import Cell, Column, table
from .verdicts import say_terms, wrapped

HELP = """\
The results of a question as a table: a row a variant, mean and standard deviation over its runs, the
difference from the baseline, bold only where the verdict allows it. Under it stands what a reader must know:
the kind of the intervals, how many variants were tried, the runs.

\b
Examples:
  hunch table                            the current question
  hunch table "does a wider net help?" --tex > results.tex
  hunch table @question --md
"""


@click.command("table", help=HELP, short_help="A question's results as a table: --md, --tex, --csv.")
@click.argument("question", metavar="[Q]", default=CURRENT)
@click.option("--md", is_flag=True, help="As Markdown.")
@click.option("--tex", is_flag=True, help="As LaTeX, with booktabs.")
@click.option("--csv", is_flag=True, help="As CSV, numbers exact; the notes go to stderr.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(question: str, md: bool, tex: bool, csv: bool, as_json: bool) -> None:
    """Print the table."""
    kind = _one_of({"md": md, "tex": tex, "csv": csv, "json": as_json})
    with opened() as bench:
        point = standpoint(bench.folder, bench.config.objective)
        terms = terms_at(point, bench.config.objective, Wish(question=question_of(point, question)))
        found = compare_question(bench.folder.bench, bench.index, terms)
        made = tabled(found, ideas=_ideas(bench, point, found), questions=terms.questions)
        say_terms(point, terms, found.base.name if found.base else None)
        _print(made, kind)


def _one_of(said: Mapping[str, bool]) -> str | None:
    """The format that was asked for."""
    kinds = [kind for kind, is_said in said.items() if is_said]
    if len(kinds) > 1:
        called = " and ".join(f"--{kind}" for kind in kinds)
        raise UserError(f"{called}: a table has one format", hint="Call it once for each.")
    return kinds[0] if kinds else None


def _print(made: ResultTable, kind: str | None) -> None:
    from hunch.actions.verdicts.table_formats import as_csv, as_latex, as_markdown

    match kind:
        case "json":
            out_json(made)
        case "md":
            out(as_markdown(made).rstrip("\n"))
        case "tex":
            out(as_latex(made).rstrip("\n"))
        case "csv":
            out(as_csv(made).rstrip("\n"))
            for note in made.notes:
                talk(plain(note))
        case _:
            for line in page(made, terminal()):
                out(line)


def page(made: ResultTable, shown: Terminal) -> list[str]:
    """The table for a terminal."""
    from hunch.actions.verdicts.table_formats import difference, value

    plus_minus, times = ("±", "×") if shown.unicode else ("+-", "x")
    columns = [
        Column("variant", least=10),
        Column("n", "right", drop=3),
        Column(f"{made.metric} ({made.unit})" if made.unit else made.metric, "point", least=6),
        Column("difference [95 %]", "point", drop=2),
        Column("verdict", drop=1),
    ]
    rows = [
        [
            Cell(row.label, bold=row.is_bold),
            Cell(str(row.n)),
            Cell(value(row, plus_minus), bold=row.is_bold),
            Cell(difference(made, row, times)),
            _verdict(row, shown),
        ]
        for row in made.rows
    ]
    title = paint(plain(made.question.text or made.metric), None, shown, bold=True)
    notes = [line for note in made.notes for line in wrapped(_ascii(plain(note), shown), shown, indent="")]
    return [title, "", *(table(columns, rows, shown).lines if rows else []), "", *notes]


def _ascii(text: str, shown: Terminal) -> str:
    return text if shown.unicode else text.replace("±", "+-")


def _verdict(row: Row, shown: Terminal) -> Cell:
    if row.verdict == BASELINE:
        return Cell(BASELINE)
    word = verdict_word(row.verdict, row.direction)
    return Cell(f"{sign(word, shown)} {word.text}", word.colour)


def _ideas(bench: Opened, point: Standpoint, found: Judgement) -> dict[str, str]:
    """What the runs that stand for variants were to try."""
    runs = {each.side_a.run for each in found.comparisons} | ({found.base.run} if found.base else set())
    ideas = point.standing.ideas
    return {
        row.id: ideas[row.idea].text for row in bench.index.light() if row.id in runs and row.idea in ideas
    }
