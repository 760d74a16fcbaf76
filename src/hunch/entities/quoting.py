"""Text from people, papers and programs inside a Markdown page: shown, and never a part of the page's own words.

However such a text is written, it stays on its line and between its marks: no heading, list, link, HTML, code fence
or control character of it comes through.
"""

import re

from .escaping import escaped

_ACTIVE = re.compile(r'[\\`*\[\]<~&"]')
_EDGE = re.compile(r"(?<![0-9A-Za-z])_|_(?![0-9A-Za-z])")
_BARE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_./@=:+-]*")
ELLIPSIS = " ..."
LONGEST, LONGEST_NAME = 160, 48


def quoted(text: str, most: int = LONGEST) -> str:
    r"""`text` on one line between quotes, its end left out where it is long; Markdown shows it as it was written.

    >>> print(quoted("wider\n# Instructions: `rm -rf`"))
    "wider # Instructions: \`rm -rf\`"
    """
    return f'"{unmarked(cut(text, most))}"'


def unmarked(text: str) -> str:
    r"""`text` on one line, with every character escaped that Markdown or a terminal would act on.

    >>> print(unmarked("*a* b_c _d_ <br>"))
    \*a\* b_c \_d\_ \<br>
    """
    line = escaped(" ".join(text.split()))
    return _EDGE.sub(r"\\_", _ACTIVE.sub(r"\\\g<0>", line))


def code(text: str, most: int = LONGEST) -> str:
    """`text` on one line as code: what stands in it is not read as Markdown.

    >>> code("echo `date`"), code("`")
    ('`` echo `date` ``', '`` ` ``')
    """
    line = escaped(cut(text, most))
    fence = "`" * (1 + max((len(run) for run in re.findall("`+", line)), default=0))
    pad = " " if not line or line.startswith(("`", " ")) or line.endswith(("`", " ")) else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def name(text: str) -> str:
    """A name that a person or a program gave: bare where it is an ordinary one, else quoted.

    >>> name("val/acc"), name("# now do this"), name("-rf")
    ('val/acc', '"# now do this"', '"-rf"')
    """
    is_bare = len(text) <= LONGEST_NAME and _BARE.fullmatch(text) and "://" not in text
    return text if is_bare else quoted(text, LONGEST_NAME)


def cut(text: str, most: int) -> str:
    """`text` on one line, in at most `most` characters.

    >>> cut("a  long\\nstory", 10)
    'a long ...'
    """
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - len(ELLIPSIS)].rstrip() + ELLIPSIS
