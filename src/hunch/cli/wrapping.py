"""Sentences that are longer than the terminal is wide."""

from .render import columns_of

_WITH_NUMBER = "\N{NO-BREAK SPACE}%"
"""A number and its % stay together."""


def wrapped(text: str, width: int | None) -> list[str]:
    """`text` in lines of at most `width` columns, broken between words; a longer word stays whole.

    >>> wrapped("  never in the way", 9), wrapped("as it is", None), wrapped("now 62 %", 6)
    (['  never', '  in the', '  way'], ['as it is'], ['now', '62 %'])
    """
    if width is None or columns_of(text) <= width:
        return [text]
    text = text.replace(" %", _WITH_NUMBER)
    indent = " " * (len(text) - len(text.lstrip()))
    lines, line = [], ""
    for word in text.split(" "):
        if not word:
            continue
        longer = f"{line} {word}" if line else indent + word
        if line and columns_of(longer) > width:
            lines.append(line)
            longer = indent + word
        line = longer
    return [each.replace(_WITH_NUMBER, " %") for each in [*lines, line]]
