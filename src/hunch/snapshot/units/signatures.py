"""What a function takes and a class is made from, and what stands above them: how that differs."""

import ast
from collections.abc import Iterable, Iterator

from hunch.entities.change import UnitChange

from .items import Function, Item, dump
from .rows import LONGEST_TEXT, change, of_literal
from .values import literal_changes

FEW = 3
"""Where more values differ, the signature is told as a whole."""


def signature(old: Item, new: Item, before: Function, after: Function) -> Iterator[UnitChange]:
    """What a function takes, and what stands above it: by values, where nothing else differs."""
    if _dumped(before.decorator_list) != _dumped(after.decorator_list):
        above, below = (ast.Tuple(list(node.decorator_list), ast.Load()) for node in (before, after))
        values = literal_changes(above, below)
        if values and len(values) <= FEW:
            yield from (of_literal(value, old, new, new.name) for value in values)
        else:
            yield _decorators(old, new)
    heads = [(type(node), dump(node.args), node.returns and dump(node.returns)) for node in (before, after)]
    if heads[0] == heads[1]:
        return
    values = literal_changes(before.args, after.args) if heads[0][::2] == heads[1][::2] else None
    if values and len(values) <= FEW:
        yield from (of_literal(value, old, new, new.name) for value in values)
    else:
        yield change(new, "signature", old, parts=_parameters(before, after))


def class_signature(old: Item, new: Item, before: ast.ClassDef, after: ast.ClassDef) -> list[UnitChange]:
    """What a class is made from."""
    found = [_decorators(old, new)] if _dumped(before.decorator_list) != _dumped(after.decorator_list) else []
    heads = [_dumped([*node.bases, *node.keywords]) for node in (before, after)]
    if heads[0] != heads[1]:
        given = [", ".join(map(ast.unparse, [*node.bases, *node.keywords])) for node in (before, after)]
        found.append(change(new, "signature", old, parts=[f"-({given[0]})", f"+({given[1]})"]))
    return found


def _decorators(old: Item, new: Item) -> UnitChange:
    """What stands above a function or class."""
    sides = [getattr(each.node, "decorator_list", []) for each in (old, new)]
    parts = [f"{sign}@{ast.unparse(each)}" for sign, side in zip("-+", sides, strict=True) for each in side]
    return change(new, "signature", old, parts=parts)


def _dumped(nodes: Iterable[ast.AST]) -> list[str]:
    return [dump(each) for each in nodes]


def _parameters(before: Function, after: Function) -> list[str]:
    """The parameters that came and went; all of them where these are the same."""
    sides = [_written_parameters(node.args) for node in (before, after)]
    gone = [f"-{each}" for each in sides[0] if each not in sides[1]]
    come = [f"+{each}" for each in sides[1] if each not in sides[0]]
    return [*gone, *come] or [f"-{_signed(before)}", f"+{_signed(after)}"]


def _written_parameters(arguments: ast.arguments) -> list[str]:
    """Each parameter as it is written, with its default."""
    listed = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(listed) - len(arguments.defaults)) + list(arguments.defaults)
    pairs = [
        *zip(listed, defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    starred = [
        f"{star}{each.arg}" for star, each in (("*", arguments.vararg), ("**", arguments.kwarg)) if each
    ]
    return [
        ast.unparse(each) + (f"={ast.unparse(given)}" if given else "") for each, given in pairs
    ] + starred


def _signed(node: Function) -> str:
    arrow = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    text = f"({ast.unparse(node.args)}){arrow}"
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 3] + "..."
