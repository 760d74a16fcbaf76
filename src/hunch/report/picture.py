"""What all pictures of a report share: inline SVG, no script, no reference to anywhere.

Each picture comes in two widths, since text in it would shrink with it; a style sheet shows the one that fits.
"""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.words import Word

from .escaping import html

WIDE, NARROW = 660, 340


class Room(NamedTuple):
    """How wide a picture is, and what is kept free for labels."""

    width: int
    left: int
    right: int

    @property
    def is_wide(self) -> bool:
        return self.right > 20


def both(made: Sequence[str]) -> str:
    return f'<div class="wide">{made[0]}</div><div class="narrow">{made[1]}</div>'


def picture(name: str, width: float, height: float, title: str, says: str, parts: Sequence[str]) -> str:
    """The frame, with what it shows in words."""
    about = f'<title id="{name}t">{html(title)}</title><desc id="{name}d">{html(says)}</desc>'
    return (
        f'<svg role="img" aria-labelledby="{name}t {name}d" viewBox="0 0 {width:.0f} {height:.0f}">'
        f"{about}{''.join(parts)}</svg>"
    )


def word_class(word: Word) -> str:
    """The class that gives a word's sign its colour."""
    return f"w{word.colour.hex[1:].lower()}" if word.colour is not None else "w"


def text_at(x: float, y: float, text: str, kind: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}">{html(text)}</text>'
