"""Notes beside what was going on when they were written."""

from ..blocks import Line, Quote, Section, Span, joined, quiet
from ..said import NoteSaid, Report
from .names import Names, at, author

TITLE = "Notes"


def section(said: Report, names: Names) -> Section | None:
    """None where nothing was noted."""
    if not said.notes:
        return None
    return Section(
        TITLE,
        "notes",
        [Quote(each.text, author(each.by), at(each.at), _beside(each, names)) for each in said.notes],
    )


def _beside(one: NoteSaid, names: Names) -> Line:
    """`on calm-otter`, `while calm-otter ran; at wider heads`."""
    parts: list[Line] = []
    on = [*([[names.run(each)] for each in one.runs]), *([Span(names.thing(each))] for each in one.on)]
    if on:
        parts.append([quiet("on "), *joined(on)])
    elif one.beside is not None:
        parts.append(
            [quiet("while "), names.run(one.beside), quiet(" ran")]
            if one.going
            else [quiet("after "), names.run(one.beside)]
        )
    if one.idea and one.idea not in one.on:
        parts.append([quiet(f"at {names.thing(one.idea)}")])
    elif one.question and not one.idea and one.question not in one.on:
        parts.append([quiet(f"at {names.thing(one.question)}")])
    return joined(parts, "; ")
