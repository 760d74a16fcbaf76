"""Every run's reading as a dot, a row a variant: inline SVG."""

from collections.abc import Iterator, Sequence

from hunch.entities.quantities import number
from hunch.entities.words import Word

from .axis import Axis, axis_of, ticks
from .blocks import Dots
from .escaping import html
from .laying.names import clipped
from .picture import NARROW, WIDE, Room, both, picture, text_at, word_class

ROW = 24


def dots(found: Dots, name: str) -> str:
    """Every run's reading as a dot, a row a variant, in both widths."""
    rooms = (Room(WIDE, 250, 24), Room(NARROW, 10, 10))
    return both([_dots(found, f"{name}{at}", room) for at, room in enumerate(rooms)])


def _dots(found: Dots, name: str, room: Room) -> str:
    narrow = not room.is_wide
    row = ROW + (14 if narrow else 0)
    height = 14 + row * len(found.rows) + 24
    values = [value for each in found.rows for value in each.values]
    x = axis_of(values, room.left + 8, room.width - max(room.right, 24), is_log=found.is_log)
    says = "; ".join(
        f"{each.label}: {', '.join(number(value) for value in each.values)}" for each in found.rows
    )
    if x is None:
        return picture(
            name,
            room.width,
            30,
            found.title,
            says,
            [text_at(8, 18, "no value can stand on a log scale", "axis")],
        )
    parts: list[str] = []
    base = x.at(found.rows[0].mean) if found.rows[0].word is None and found.rows[0].mean is not None else None
    if base is not None:
        parts.append(f'<path class="base" d="M{base:.1f} 4V{height - 24:.1f}"/>')
    for at, each in enumerate(found.rows):
        up = 14 + row * at + row / 2 + (6 if narrow else 0)
        parts += _dot_row(each.values, each.mean, up, x)
        where = (room.left + 2.0, up - 11) if narrow else (room.left - 8.0, up + 4)
        parts.append(_row_label(each.word, each.label, *where, "start" if narrow else "end"))
    for value in ticks(x, 8 if room.is_wide else 4):
        across = x.at(value)
        if across is not None:
            parts.append(f'<path class="hair" d="M{across:.1f} {height - 24:.1f}v4"/>')
            parts.append(text_at(across, height - 7, number(value), "axis mid"))
    parts.append(f'<path class="hair" d="M{x.begin:.1f} {height - 24:.1f}H{x.end:.1f}"/>')
    return picture(name, room.width, height, found.title, says, parts)


def _dot_row(values: Sequence[float], mean: float | None, up: float, x: Axis) -> Iterator[str]:
    yield f'<path class="hair" d="M{x.begin:.1f} {up:.1f}H{x.end:.1f}"/>'
    for value in values:
        across = x.at(value)
        if across is not None:
            yield f'<circle class="dot" cx="{across:.1f}" cy="{up:.1f}" r="3.2"/>'
    across = x.at(mean) if mean is not None else None
    if across is not None:
        yield f'<path class="mean" d="M{across:.1f} {up - 7:.1f}v14"/>'


def _row_label(word: Word | None, label: str, x: float, y: float, anchor: str) -> str:
    """The sign of what may be said, in its colour, then the label."""
    sign = f'<tspan class="{word_class(word)}">{html(word.sign)}</tspan> ' if word is not None else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" class="label {anchor}">{sign}{html(clipped(label, 34))}</text>'
