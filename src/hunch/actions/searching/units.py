"""Code as it is searched: functions, methods and what stands between them; other files in pieces."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from hunch.snapshot.tree import code_cells
from hunch.snapshot.units.items import parsed

from .cleaning import LONGEST_LINE, without_secrets
from .consoles import chunks

LARGEST_BYTES = 1_000_000
PIECE = 6_000
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class Unit(NamedTuple):
    """A piece of code with a name: `Block.forward`; what is in no function or class, and other files, by the file's."""

    name: str
    body: str


def units(path: str, content: bytes) -> list[Unit]:
    """The pieces of a file, without secrets; none of one that is too large or is no text."""
    if len(content) > LARGEST_BYTES or b"\0" in content[:8000]:
        return []
    name = path.rpartition("/")[2]
    text = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    if path.endswith(".ipynb"):
        text = "\n".join(code_cells(content) or [])
    found = _of_python(name, text) if path.endswith((".py", ".pyi", ".ipynb")) else None
    if found is None:
        found = [Unit(name, piece) for piece in chunks(text, PIECE)]
    return [Unit(unit.name, without_secrets(_cut(unit.body))) for unit in found if unit.body.strip()]


def _of_python(name: str, text: str) -> list[Unit] | None:
    """Every function, method and class (without its methods), and the rest of the module; None where it does not read."""
    tree = parsed(text)
    if tree is None:
        return None
    lines = text.split("\n")
    taken = [False] * len(lines)
    found = [Unit(each, body) for each, body in _definitions(tree, "", lines, taken)]
    rest = "\n".join(line for line, gone in zip(lines, taken, strict=True) if not gone)
    return [*found, *(Unit(name, piece) for piece in chunks(rest, PIECE))]


def _definitions(
    node: ast.Module | ast.ClassDef, prefix: str, lines: list[str], taken: list[bool]
) -> Iterator[tuple[str, str]]:
    for each in node.body:
        if not isinstance(each, Definition):
            continue
        begin = min([each.lineno, *(decorator.lineno for decorator in each.decorator_list)]) - 1
        end = each.end_lineno or each.lineno
        if isinstance(each, ast.ClassDef):
            yield from _definitions(each, f"{prefix}{each.name}.", lines, taken)
        body = "\n".join(lines[at] for at in range(begin, end) if not taken[at])
        taken[begin:end] = [True] * (end - begin)
        yield prefix + each.name, body


def _cut(body: str) -> str:
    if len(body) <= LONGEST_LINE:
        return body
    return "\n".join(line[:LONGEST_LINE] for line in body.split("\n"))
