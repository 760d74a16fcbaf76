"""LaTeX in titles and names as plain text: accents, letters and signs; nothing in it is ever run.

One pass over the text, so that no nesting and no length costs more than it should. Math stays as it was typed.
"""

import re
import unicodedata

_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "r": "\u030a", "d": "\u0323",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_LETTERS = {
    "ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å", "AA": "Å",
    "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "textendash": "–", "textemdash": "—", "textquoteright": "’", "textquoteleft": "‘", "textquotedblleft": "“",
    "textquotedblright": "”", "textasciitilde": "~", "textbackslash": "\\", "textunderscore": "_", "ldots": "…",
    "dots": "…", "copyright": "©", "textregistered": "®", "texttrademark": "™", "pounds": "£", "S": "§", "P": "¶",
    "LaTeX": "LaTeX", "TeX": "TeX", "quad": " ", "qquad": " ", "newline": " ", "par": " ",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "lambda": "λ", "mu": "μ", "pi": "π",
    "sigma": "σ", "Sigma": "Σ", "Delta": "Δ", "Omega": "Ω", "infty": "∞", "times": "×", "pm": "±", "rightarrow": "→",
}  # fmt: skip
_STYLES = frozenset((
    "emph", "textbf", "textit", "textsc", "textrm", "texttt", "textsf", "textup", "textmd", "textnormal",
    "text", "mbox", "hbox", "url", "href", "uppercase", "bf", "it", "em", "sc", "rm", "tt", "sf",
    "bfseries", "itshape", "scshape", "mathrm", "mathbf", "mathit", "mathcal", "ensuremath", "relax",
    "noopsort", "path",
))  # fmt: skip
"""Commands that say how something looks: what they are about stays."""

_MATH = r"(?<!\\)\$[^$]*(?<!\\)\$"
_COMMAND = r"\\(?:[A-Za-z]+[ \t]*|.|\n)?"
_TOKEN = re.compile(rf"{_MATH}|{_COMMAND}|[{{}}~]|---?|``|''", re.DOTALL)
_BASE = re.compile(r"[\s{]*(\\[ij](?![A-Za-z])|[^\s{}\\])[ \t]*")
_PLAIN = {"{": "", "}": "", "~": " ", "--": "–", "---": "—", "``": "“", "''": "”"}


def plain_text(source: str) -> str:
    """LaTeX as text on one line.

    >>> plain_text(r"{B}{\\'e}zier \\& {\\"o}zel: \\emph{na\\"{\\i}ve} 50\\% of~$O(n^2)$")
    'Bézier & özel: naïve 50% of $O(n^2)$'
    """
    if not any(sign in source for sign in "\\{}~$-`'"):
        return " ".join(source.split())
    pieces: list[str] = []
    at = 0
    while (found := _TOKEN.search(source, at)) is not None:
        pieces.append(source[at : found.start()])
        text, at = _told(found[0], source, found.end())
        pieces.append(text)
    pieces.append(source[at:])
    return " ".join("".join(pieces).split())


def _told(token: str, source: str, end: int) -> tuple[str, int]:
    """What a token says, and where the text goes on behind it."""
    if token in _PLAIN:
        return _PLAIN[token], end
    if token[0] != "\\":
        return token, end
    name = token[1:].rstrip(" \t") or " "
    if name in _COMBINING:
        return _accented(name, token, source, end)
    if name in _LETTERS:
        return _LETTERS[name], end
    if name in _STYLES:
        return "", end
    if not name.isalpha():
        return (" " if name.isspace() or name == "\\" else "" if name in "-/!,;:" else name), end
    return token, end  # a command that nobody knows stays as it was typed


def _accented(accent: str, token: str, source: str, end: int) -> tuple[str, int]:
    """`\\'e`, `\\'{e}`, `\\c c`: the letter under an accent; without one, the accent stays as it was typed."""
    if accent.isalpha() and not token.endswith((" ", "\t")) and source[end : end + 1] not in ("{", "\\"):
        return token, end
    base = _BASE.match(source, end)
    if base is None:
        return token, end
    letter = base[1].removeprefix("\\")
    return unicodedata.normalize("NFC", letter + _COMBINING[accent]), base.end(1)
