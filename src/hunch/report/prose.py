"""What people wrote, in Markdown of their own: rendered, with nothing of it able to act or to fetch.

HTML in it is text, images are links, and links lead to http and https only.
"""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from .escaping import markdown, markdown_line, shown_lines

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

SCHEMES = ("http://", "https://")
_MARKUP = frozenset(("html_inline", "html_block", "image"))


def as_html(text: str) -> str:
    """The text as HTML, a block for each of its blocks; its headings are no headings of the page."""
    reader = _reader()
    tokens = reader.parse(shown_lines(text))
    for token in tokens:
        _tamed(token)
    made: str = reader.renderer.render(tokens, reader.options, {})
    return made.strip()


def as_markdown(text: str) -> list[str]:
    """The text as lines of Markdown: as it is where nothing in it could act or fetch, else escaped."""
    lines = shown_lines(text).strip("\n").split("\n")
    if _is_harmless(_suspicious().parse("\n".join(lines))):
        return lines
    return [f"{markdown_line(markdown(line))}  ".rstrip() if line.strip() else "" for line in lines]


def _is_harmless(tokens: Sequence["Token"]) -> bool:
    for token in tokens:
        if token.type in _MARKUP or not _is_harmless(token.children or []):
            return False
        if token.type == "link_open" and not _is_allowed(str(token.attrGet("href"))):
            return False
    return True


def _tamed(token: "Token") -> None:
    """Headings become paragraphs; links tell where they lead and nobody where they come from."""
    if token.type in ("heading_open", "heading_close"):
        token.tag = "p"
        if token.type == "heading_open":
            token.attrSet("class", "heading")
    for child in token.children or []:
        if child.type == "link_open":
            child.attrSet("rel", "noopener noreferrer nofollow")


def _is_allowed(url: str) -> bool:
    return url.strip().lower().startswith(SCHEMES)


@cache
def _reader() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).disable("image")
    reader.validateLink = _is_allowed  # type: ignore[method-assign]
    return reader


@cache
def _suspicious() -> "MarkdownIt":
    """As readers elsewhere may understand it: with HTML, images and any link."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": True})
    reader.validateLink = _any  # type: ignore[method-assign]
    return reader


def _any(url: str) -> bool:
    return True
