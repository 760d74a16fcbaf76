"""What differs between two runs, side by side."""

from math import isnan

from hunch.actions.comparing import Difference, MetricDifference, SideBySide
from hunch.entities.metric import NON_FINITE
from hunch.entities.quantities import change, count, duration, number, param, size
from hunch.entities.run import Run

from .render import Terminal, paint
from .table import Cell, Column, table

MOST = 40


def page(found: SideBySide, a: Run, b: Run, shown: Terminal, *, most: int | None) -> list[str]:
    """The lines of the table; the change is from b to a, as in the comparison above it."""
    sections = {
        "": [[Cell(each.name), *_field(each)] for each in found.fields if each.name != "variant"],
        "params": [[Cell(each.name), *_values(each), Cell("")] for each in found.params],
        "metrics": [_metric(each) for each in found.metrics],
        "files": [[Cell(each.path), Cell(each.what), Cell(""), Cell("")] for each in found.files or []],
        "environment": [[Cell(each.name), *_values(each), Cell("")] for each in found.environment],
    }
    rows: list[list[Cell]] = []
    titles: dict[int, str] = {}
    for title, all_rows in sections.items():
        section = [row for row in all_rows if title == "files" or row[1].text != row[2].text or row[3].text]
        if not section:
            continue
        titles[len(rows)] = title
        rows += section[:most]
        if most is not None and len(section) > most:
            rows.append([Cell(f"and {len(section) - most} more: --all"), Cell(""), Cell(""), Cell("")])
    if not rows:
        return ["nothing differs"]
    columns = [
        Column("", least=14),
        Column(a.name, "point", least=14),
        Column(b.name, "point", least=14),
        Column("a - b", "point"),
    ]
    header, *laid = table(columns, rows, shown).lines
    lines = [header]
    for at, line in enumerate(laid):
        if titles.get(at):
            lines += ["", paint(titles[at], None, shown, bold=True)]
        lines.append(line)
    if found.files is None:
        lines += ["", "files: not known, for a run without a snapshot"]
    return [*lines, "", _same(found)]


def _same(found: SideBySide) -> str:
    parts = [name for name in ("params", "metrics", "files", "environment") if getattr(found, name) == []]
    return (
        f"the same on both sides: {', '.join(parts)}"
        if parts
        else count(len(found.metrics), "metric differs", many="metrics differ")
    )


def _field(each: Difference) -> list[Cell]:
    if each.name not in ("duration_s", "peak_memory_bytes"):
        return [*_values(each), Cell("")]
    return [*(_quantity(each.name, value) for value in (each.a, each.b)), Cell("")]


def _quantity(name: str, value: object) -> Cell:
    if not isinstance(value, int | float):
        return Cell("")
    return Cell(duration(value) if name == "duration_s" else size(int(value)))


def _values(each: Difference) -> list[Cell]:
    nf = each.nf or {}
    return [
        Cell("" if value is None and side not in nf else param(NON_FINITE[nf[side]] if side in nf else value))
        for side, value in (("a", each.a), ("b", each.b))
    ]


def _metric(each: MetricDifference) -> list[Cell]:
    a = each.a.value if each.a else None
    b = each.b.value if each.b else None
    moved = change(a, b) if a is not None and b is not None and not isnan(a) and not isnan(b) else ""
    return [Cell(each.name), Cell(number(a, digits=6)), Cell(number(b, digits=6)), Cell(moved)]
