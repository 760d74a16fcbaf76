"""The names in a piece of code that it shares with others: what it gives, and what it takes."""

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from .items import Function, parsed

_WORD = re.compile(r"[^\W\d]\w*")
MOST_TEXT = 40


class Names(NamedTuple):
    """Names whose number differs between two versions: those that are given a value, and all; and all on lines that differ."""

    stored: set[str]
    used: set[str]
    touched: set[str]


class _Counted(NamedTuple):
    stored: Counter[str]
    used: Counter[str]
    own: set[str]
    """Names that nobody outside can see."""
    taken: set[str]
    """What functions take: only who calls them with it by name says it too."""


def names_between(old: str, new: str) -> Names:
    """The names that a change of a piece of code concerns.

    >>> sorted(names_between("def f(x):\\n    return g(x)", "def f(x):\\n    y = h(x)\\n    return self.z(y)").used)
    ['g', 'h', 'z']
    """
    before, after = _counted(old), _counted(new)
    own, taken = before.own | after.own, before.taken | after.taken
    is_whole = not (old.strip() and new.strip())
    stored = _differing(before.stored, after.stored) - own - (taken if is_whole else set())
    used = _differing(before.used, after.used) - own - taken
    there = before.used.keys() | after.used.keys()
    touched = {word for line in _lines(old, new) for word in _WORD.findall(line)} & there - own - taken
    return Names(stored, used | stored, touched)


def _lines(old: str, new: str) -> set[str]:
    """The lines that stand in one of two texts only."""
    before, after = ({line.strip() for line in text.splitlines()} for text in (old, new))
    return before ^ after


def _differing(old: Counter[str], new: Counter[str]) -> set[str]:
    return {name for name in old.keys() | new.keys() if old[name] != new[name]}


def _counted(text: str) -> _Counted:
    if not text.strip():
        return _Counted(Counter(), Counter(), set(), set())
    tree = parsed(textwrap.dedent(text))
    if tree is None:  # the head of a block, or no Python
        return _Counted(Counter(), Counter(_WORD.findall(text)), set(), set())
    stored: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for node in ast.walk(tree):
        for name, is_stored in _said(node):
            (stored if is_stored else used)[name] += 1
    inside = _Inside(set(), set(), set())
    for node in _outermost(tree):
        inside.look_into(node)
    taken = inside.taken - {"self", "cls"}
    return _Counted(stored, used, inside.stored - inside.shared - taken | {"self", "cls"}, taken)


class _Inside(NamedTuple):
    """The names that functions give something to, that they take, and that they share with what is outside."""

    stored: set[str]
    taken: set[str]
    shared: set[str]

    def look_into(self, function: Function) -> None:
        for node in ast.walk(function):
            match node:
                case ast.Name(ctx=ast.Store()):
                    self.stored.add(node.id)
                case ast.arg():
                    self.taken.add(node.arg)
                case ast.Global() | ast.Nonlocal():
                    self.shared.update(node.names)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef() if node is not function:
                    self.stored.add(node.name)


def _outermost(tree: ast.AST) -> Iterator[Function]:
    """The functions that stand in no other."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, Function):
            yield node
        elif isinstance(node, ast.stmt):
            yield from _outermost(node)


def _said(node: ast.AST) -> Iterator[tuple[str, bool]]:
    """The names that one piece of syntax says, and whether something is given to them."""
    match node:
        case ast.Name():
            yield node.id, isinstance(node.ctx, ast.Store)
        case ast.Attribute():
            yield node.attr, isinstance(node.ctx, ast.Store)
        case ast.keyword() if node.arg:
            yield node.arg, False
        case ast.arg():
            yield node.arg, True
        case ast.alias():
            yield (node.asname or node.name).partition(".")[0], True
            yield node.name.rpartition(".")[2], False
        case ast.Constant() if (
            isinstance(node.value, str) and len(node.value) <= MOST_TEXT and node.value.isidentifier()
        ):
            yield node.value, False
        case ast.Constant() if isinstance(node.value, str) and node.value.startswith("-"):
            yield node.value.lstrip("-").replace("-", "_"), True
