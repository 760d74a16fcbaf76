"""What differs between two versions of a Python file, by functions, classes and values."""

import ast
import warnings
from typing import NamedTuple

from hunch.entities.change import UnitChange

from .literals import Literal, equal, literal_changes

FEW = 3
"""A function in which at most so many values differ, and nothing else, is told by its values."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


class _Unit(NamedTuple):
    node: Definition
    text: list[bytes]


def python_changes(path: str, old: bytes, new: bytes) -> list[UnitChange] | None:
    """The units of a Python file that differ, in the order of the new file; None where one side does not parse.

    Where only comments, docstrings or formatting differ, that is the one unit.
    """
    before, after = _parse(old), _parse(new)
    if before is None or after is None:
        return None
    olds, news = _units(before, old.splitlines()), _units(after, new.splitlines())
    changes = _top_level(path, "", before.body, after.body)
    for name, unit in news.items():
        if name in olds and olds[name].text != unit.text:
            changes += _unit_changes(path, name, olds[name].node, unit.node)
    changes += _came_and_went(path, olds, news)
    return changes or [UnitChange(kind="format", name=path, path=path)]


def _parse(source: bytes) -> ast.Module | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the user's code: not for us to tell
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError):
            return None


def _units(tree: ast.Module, lines: list[bytes]) -> dict[str, _Unit]:
    """Functions and classes by their dotted names, methods included; of several of one name all but the first are numbered."""
    found: dict[str, _Unit] = {}
    todo: list[tuple[str, Definition]] = [("", node) for node in tree.body if isinstance(node, Definition)]
    while todo:
        prefix, node = todo.pop(0)
        name = unique = prefix + node.name
        number = 1
        while unique in found:
            number += 1
            unique = f"{name}#{number}"
        first = min([node.lineno, *[d.lineno for d in node.decorator_list]])
        found[unique] = _Unit(node, lines[first - 1 : node.end_lineno])
        if isinstance(node, ast.ClassDef):
            todo += [(name + ".", inner) for inner in node.body if isinstance(inner, Definition)]
    return found


def _unit_changes(path: str, name: str, old: Definition, new: Definition) -> list[UnitChange]:
    if isinstance(old, ast.ClassDef) and isinstance(new, ast.ClassDef):
        heads = [[*node.bases, *node.keywords, *node.decorator_list] for node in (old, new)]
        if len(heads[0]) != len(heads[1]) or not all(map(equal, *heads)):
            return [UnitChange(kind="class", name=name, path=path)]
        return _top_level(path, name, old.body, new.body)
    if type(old) is not type(new) or isinstance(old, ast.ClassDef) or isinstance(new, ast.ClassDef):
        return [UnitChange(kind="body", name=name, path=path)]
    before, after = _without_docstring(old), _without_docstring(new)
    if equal(before, after):
        return []
    values = literal_changes(before, after)
    if values is not None and len(values) <= FEW:
        return [_of_literal(path, value, name) for value in values]
    rest = [
        ast.Module(body=[*node.body, *_as_statements(node.decorator_list)], type_ignores=[])
        for node in (before, after)
    ]
    return [UnitChange(kind="signature" if equal(*rest) else "body", name=name, path=path)]


def _as_statements(expressions: list[ast.expr]) -> list[ast.stmt]:
    return [ast.Expr(value=expression) for expression in expressions]


def _without_docstring(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
) -> ast.FunctionDef | ast.AsyncFunctionDef:
    if ast.get_docstring(node, clean=False) is not None:
        node.body = node.body[1:]
    return node


def _of_literal(path: str, value: Literal, scope: str) -> UnitChange:
    name = value.name or (f"`{scope}`" if scope else f"`{path.rpartition('/')[2]}`")
    return UnitChange(kind="literal", name=name, path=path, old=value.old, new=value.new)


def _top_level(path: str, scope: str, old: list[ast.stmt], new: list[ast.stmt]) -> list[UnitChange]:
    """Statements of a module or class that are not functions or classes."""
    before, after = _statements(old), _statements(new)
    prefix = scope + "." if scope else ""
    changes: list[UnitChange] = []
    loose = False
    for key in dict.fromkeys([*after, *before]):
        was, now = before.get(key), after.get(key)
        if was is not None and now is not None:
            values = [] if equal(was, now) else literal_changes(was, now)
            if values is None and key[0] == "=":
                changes.append(UnitChange(kind="body", name=prefix + key[1], path=path))
            elif values is None or len(values) > FEW:
                loose = True
            else:
                changes += [_of_literal(path, value, scope) for value in values]
        elif key[0] == "=":
            changes.append(_global(path, prefix + key[1], was, now))
        else:
            loose = True
    if _imports(old) != _imports(new):
        changes.append(UnitChange(kind="imports", name=path.rpartition("/")[2], path=path))
    if loose:
        name = scope or path.rpartition("/")[2]
        changes.append(UnitChange(kind="class" if scope else "top level", name=name, path=path))
    return changes


def _global(path: str, name: str, was: ast.stmt | None, now: ast.stmt | None) -> UnitChange:
    texts = [
        ast.unparse(s.value) if isinstance(s, ast.Assign | ast.AnnAssign) and s.value else None
        for s in (was, now)
    ]
    return UnitChange(
        kind="removed" if now is None else "new", name=name, path=path, old=texts[0], new=texts[1]
    )


def _statements(body: list[ast.stmt]) -> dict[tuple[str, str, int], ast.stmt]:
    """Statements by what they assign to, else by their number among those of their type."""
    out: dict[tuple[str, str, int], ast.stmt] = {}
    for position, node in enumerate(body):
        docstring = position == 0 and isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if docstring or isinstance(node, Definition | ast.Import | ast.ImportFrom):
            continue
        target = _target(node)
        kind, name = ("=", target) if target else ("", type(node).__name__)
        number = 0
        while (kind, name, number) in out:
            number += 1
        out[kind, name, number] = node
    return out


def _target(node: ast.stmt) -> str | None:
    if isinstance(node, ast.Assign) and len(node.targets) == 1:
        return ast.unparse(node.targets[0])
    return ast.unparse(node.target) if isinstance(node, ast.AnnAssign) else None


def _imports(body: list[ast.stmt]) -> list[str]:
    return sorted(ast.dump(node) for node in body if isinstance(node, ast.Import | ast.ImportFrom))


def _came_and_went(path: str, olds: dict[str, _Unit], news: dict[str, _Unit]) -> list[UnitChange]:
    """New, removed and renamed units; those inside of a class that is new or removed itself are not told."""
    gone = [name for name in olds if name not in news and not _inside(name, olds, news)]
    come = [name for name in news if name not in olds and not _inside(name, news, olds)]
    changes = []
    for name in come:
        former = next((g for g in gone if _same_but_name(olds[g].node, news[name].node)), None)
        if former is None:
            changes.append(UnitChange(kind="new", name=name, path=path))
        else:
            gone.remove(former)
            changes.append(UnitChange(kind="renamed", name=name, path=path, old=former))
    return changes + [UnitChange(kind="removed", name=name, path=path) for name in gone]


def _inside(name: str, mine: dict[str, _Unit], others: dict[str, _Unit]) -> bool:
    above = name.rpartition(".")[0]
    return above in mine and above not in others


def _same_but_name(old: Definition, new: Definition) -> bool:
    return type(old) is type(new) and ast.dump(old).replace(repr(old.name), repr(new.name), 1) == ast.dump(
        new
    )
