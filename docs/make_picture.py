"""Draw what `hunch tree` shows in a terminal, for the README.

make demo && python docs/make_picture.py hunch-demo > docs/picture.svg
"""

import os
import pty
import re
import sys
from html import escape

COLUMNS = 120
CHARACTER, LINE, MARGIN = 7.23, 18, 14
PAPER, INK = "#fbfaf7", "#26251f"


def typed(command: str, folder: str) -> str:
    """What a command prints on a terminal."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        environ = {**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        os.execvpe("sh", ["sh", "-c", command], environ)
    printed = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        printed += piece
    os.waitpid(pid, 0)
    return printed.decode().replace("\r\n", "\n")


def spans(line: str) -> list[tuple[str, str]]:
    """The texts of a line, each with its style."""
    found, style = [], ""
    for piece in re.split(r"(\x1b\[[0-9;]*m)", line):
        if not piece.startswith("\x1b"):
            found.append((piece, style))
            continue
        codes = piece[2:-1]
        colour = re.search(r"38;2;(\d+);(\d+);(\d+)", codes)
        style = f"fill:rgb({','.join(colour.groups())});" if colour else ""
        if codes.split(";")[0] == "1":
            style += "font-weight:600;"
    return [(text, style) for text, style in found if text]


def drawn(lines: list[str]) -> str:
    """An SVG of the lines."""
    width, height = COLUMNS * CHARACTER + 2 * MARGIN, len(lines) * LINE + 2 * MARGIN
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" role="img">',
        f'<rect width="100%" height="100%" rx="6" fill="{PAPER}"/>',
        f'<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,monospace" font-size="12" fill="{INK}">',
    ]
    for row, line in enumerate(lines):
        place = 0
        for text, style in spans(line):
            x, y = MARGIN + place * CHARACTER, MARGIN + (row + 0.75) * LINE
            stretch = f'textLength="{len(text) * CHARACTER:.1f}" lengthAdjust="spacing"'
            out.append(
                f'<text x="{x:.1f}" y="{y:.1f}" xml:space="preserve" {stretch} style="{style}">{escape(text)}</text>'
            )
            place += len(text)
    return "\n".join([*out, "</g></svg>"])


if __name__ == "__main__":
    shown = typed("hunch tree", sys.argv[1]).splitlines()
    sys.stdout.write(drawn(["$ hunch tree", *shown]) + "\n")
