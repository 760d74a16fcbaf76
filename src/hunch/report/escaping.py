"""Texts of people and programs, made safe to stand in Markdown and HTML: nothing in them is markup, none of it acts."""

import re
import unicodedata

_BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
"""What turns the direction of a line may make it read otherwise than it is."""
_MD = str.maketrans({character: f"\\{character}" for character in "\\`*_[]<|~$&"})
_HTML = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})
_AT_START = re.compile(r"^(\s*\d*)([-+.)](?=\s|$)|[#>=])")
_TICKS = re.compile(r"`+")


def shown(text: str) -> str:
    """`text` on one line, what cannot be seen spelled out.

    >>> shown("a\\x1b[31m\\nb\\u202ec")
    'a\\\\x1b[31m b\\\\u202ec'
    """
    line = text if text.isprintable() else "".join(map(_visible, text))
    return " ".join(line.split()) if "  " in line or line != line.strip() else line


def shown_lines(text: str) -> str:
    """As `shown`, its lines kept."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4).split("\n")
    return "\n".join(line if line.isprintable() else "".join(map(_visible, line)) for line in lines)


def html(text: str) -> str:
    """`text` as HTML shows it, within an element or a quoted attribute.

    >>> html("<b a='1'>&")
    '&lt;b a=&#39;1&#39;&gt;&amp;'
    """
    return _spaced(text).translate(_HTML)


def markdown(text: str) -> str:
    r"""`text` as Markdown shows it, within a line or a cell.

    >>> print(markdown("a|b <i> [x](javascript:y)"))
    a\|b \<i> \[x\](javascript:y)
    """
    return _spaced(text).translate(_MD)


def markdown_line(line: str) -> str:
    r"""A line of Markdown that begins with what might be taken for a list, a heading or a quote.

    >>> print(*map(markdown_line, ("- a", "1. a", "# a", "-0.5 is low")))
    \- a 1\. a \# a -0.5 is low
    """
    return _AT_START.sub(r"\1\\\2", line)


def markdown_code(text: str, *, in_table: bool = False) -> str:
    """`text` as code, whatever ticks are in it.

    >>> markdown_code("a"), markdown_code("a`b"), markdown_code("a|b", in_table=True)
    ('`a`', '``a`b``', '`a\\\\|b`')
    """
    line = _spaced(text)
    if in_table:
        line = line.replace("|", "\\|")
    longest = max((len(each) for each in _TICKS.findall(line)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{ticks}{pad}{line}{pad}{ticks}" if line.strip() else line


def _spaced(text: str) -> str:
    """On one line, its outer spaces kept: they part a piece of a line from the next."""
    return text if text.isprintable() else "".join(map(_visible, text))


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return " "
    if character in _BIDI or unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp"):
        if "\udc80" <= character <= "\udcff":  # a byte of a file name that is not UTF-8
            return f"\\x{ord(character) - 0xDC00:02x}"
        return character.encode("unicode_escape", "surrogatepass").decode("ascii")
    return character
