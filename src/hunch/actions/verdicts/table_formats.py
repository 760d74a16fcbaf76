"""A table of results as Markdown, LaTeX (booktabs) and CSV; every text in it is escaped."""

import csv
import io
import math
from collections.abc import Iterator

from hunch.entities.comparison import LOG
from hunch.entities.quantities import by_noise

from .tabling import ResultTable, Row

# --- what all share ---


def change(table: ResultTable, row: Row, value: float, times: str) -> str:
    """A difference, signed; on a log scale a ratio behind `times`."""
    if table.scale == LOG:
        ratio = math.exp(value)
        return f"{times}{by_noise(ratio, ratio * row.error if row.error else None)}"
    return by_noise(value, row.error, signed=True)


def value(row: Row, plus_minus: str) -> str:
    """The mean, with its spread where there is one."""
    if row.mean is None:
        return ""
    error = row.sd / math.sqrt(row.n) if row.sd else None
    return by_noise(row.mean, error) + (
        f" {plus_minus} {by_noise(row.sd, error)}" if row.sd is not None else ""
    )


def difference(table: ResultTable, row: Row, times: str) -> str:
    """The estimate, and its interval in brackets."""
    if row.estimate is None:
        return ""
    said = change(table, row, row.estimate, times)
    if row.interval is None:
        return said
    low, high = (change(table, row, end, times) for end in row.interval)
    return f"{said} [{low}, {high}]"


# --- Markdown ---


def as_markdown(table: ResultTable) -> str:
    """A table as GitHub and others show it, with its notes below."""
    lines = [f"**{_md(table.question.text or table.metric)}**", ""]
    lines.append(f"| variant | n | {_md(_metric(table))} | difference [95 %] | verdict |")
    lines.append("|:--|--:|--:|--:|:--|")
    for row in table.rows:
        cells = [_md(row.label), str(row.n), _md(value(row, "±"))]
        cells = [f"**{cell}**" if row.is_bold and at != 1 else cell for at, cell in enumerate(cells)]
        lines.append(f"| {' | '.join([*cells, _md(difference(table, row, '×')), _md(row.verdict)])} |")
    return "\n".join([*lines, "", *(f"- {_md(note)}" for note in table.notes)]) + "\n"


def _metric(table: ResultTable) -> str:
    return f"{table.metric} ({table.unit})" if table.unit else table.metric


_MD = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<>|#~$&"})


def _md(text: str) -> str:
    return _on_a_line(text).translate(_MD)


# --- LaTeX ---


def as_latex(table: ResultTable) -> str:
    """A table environment that needs nothing but booktabs, whatever engine reads it."""
    lines = [
        "% needs \\usepackage{booktabs}",
        "\\begin{table}",
        "\\centering",
        f"\\caption{{{tex(table.question.text or table.metric)}}}",
        "\\begin{tabular}{lrrrl}",
        "\\toprule",
        f"variant & $n$ & {tex(_metric(table))} & difference {{[}}95\\,\\%{{]}} & verdict \\\\",
        "\\midrule",
        *(_tex_row(table, row) for row in table.rows),
        "\\bottomrule",
        "\\end{tabular}",
        "\\par\\smallskip",
        "\\begin{minipage}{\\linewidth}\\footnotesize\\raggedright",
        *(tex(note) for note in table.notes),
        "\\end{minipage}",
        "\\end{table}",
    ]
    return "\n".join(lines) + "\n"


def _tex_row(table: ResultTable, row: Row) -> str:
    label, mean = tex(row.label), _tex_number(value(row, "±"))
    if row.is_bold:
        label, mean = f"\\textbf{{{label}}}", f"{{\\boldmath\\bfseries {mean}}}"
    return (
        " & ".join([label, str(row.n), mean, _tex_number(difference(table, row, "×")), tex(row.verdict)])
        + " \\\\"
    )


def _tex_number(text: str) -> str:
    """With a minus where a hyphen stands."""
    return tex(text).replace("{-}", "\\ensuremath{-}")


_TEX = {
    "\\": "\\textbackslash{}",
    "{": "\\{",
    "}": "\\}",
    "$": "\\$",
    "&": "\\&",
    "#": "\\#",
    "_": "\\_",
    "%": "\\%",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
    "<": "\\ensuremath{<}",
    ">": "\\ensuremath{>}",
    "|": "\\ensuremath{|}",
    '"': "{''}",
    "[": "{[}",  # behind \\ it would begin an argument, and a star would be one
    "]": "{]}",
    "*": "{*}",
    "`": "{`}",
    "'": "{'}",
    "-": "{-}",
    "±": "\\ensuremath{\\pm}",
    "×": "\\ensuremath{\\times}",
    "·": "\\ensuremath{\\cdot}",
    "−": "\\ensuremath{-}",
    "–": "--",
    "—": "---",
    "…": "\\ldots{}",
    "→": "\\ensuremath{\\rightarrow}",
    "≤": "\\ensuremath{\\le}",
    "≥": "\\ensuremath{\\ge}",
    "∞": "\\ensuremath{\\infty}",
    "°": "\\ensuremath{^\\circ}",
}
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi o pi rho varsigma sigma tau upsilon phi chi psi omega"
_TEX |= {
    chr(0x3B1 + at): "o" if name == "o" else f"\\ensuremath{{\\{name}}}"
    for at, name in enumerate(_GREEK.split())
}
_TEX |= {
    capital: f"\\ensuremath{{\\{name}}}"
    for capital, name in zip(
        "ΓΔΘΛΞΠΣΥΦΨΩ",
        ["Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Upsilon", "Phi", "Psi", "Omega"],
        strict=True,
    )
}
_LETTERS = frozenset(
    "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØÙÚÛÜÝßàáâãäåæçèéêëìíîïñòóôõöøùúûüýÿŁłŒœŠšŽžČčĆćŘřŻżŹźŃńŚśĞğİıŞşŐőŰű"
)
"""What every LaTeX since 2018 can set without further packages."""


def tex(text: str) -> str:
    """`text` as LaTeX sets it; a character that needs a font nobody may have is named by its number.

    >>> tex("50% of a_b & c"), tex("测")
    ('50\\\\% of a\\\\_b \\\\& c', '\\\\texttt{U+6D4B}')
    """
    return "".join(_tex_character(character) for character in _on_a_line(text))


def _tex_character(character: str) -> str:
    if character in _TEX:
        return _TEX[character]
    if character.isascii() or character in _LETTERS:
        return character
    return f"\\texttt{{U+{ord(character):04X}}}"


def _on_a_line(text: str) -> str:
    """Without control characters, which are named."""
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape", "surrogatepass").decode("ascii") for c in text
    )


# --- CSV ---

CSV_TITLES = (
    "label", "name", "run", "variant", "number", "n", "mean", "sd", "estimate", "interval_low", "interval_high",
    "interval_kind", "verdict", "runs",
)  # fmt: skip


def as_csv(table: ResultTable) -> str:
    """Every row with exact numbers; missing is empty, run ids are parted by spaces."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_TITLES)
    writer.writerows(_csv_row(row) for row in table.rows)
    return text.getvalue()


def _csv_row(row: Row) -> Iterator[object]:
    low, high = row.interval or (None, None)
    yield from (row.label, row.name, row.run, row.variant, row.number, row.n, row.mean, row.sd, row.estimate)
    yield from (low, high, row.interval_kind, row.verdict, " ".join(row.runs))
