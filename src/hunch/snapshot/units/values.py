"""Values that differ between two pieces of Python code whose structure is the same, each under the name it is given."""

import ast
from collections.abc import Sequence
from typing import NamedTuple

from .items import dump, flag_of

SHORT = 32
"""Longest expression that is shown whole."""


class Literal(NamedTuple):
    """A value as written before and after; None where there was or is none. `name` is None where it has none."""

    name: str | None
    old: str | None
    new: str | None
    is_constant: bool = True
    """False where a name stands in the place of a value on a side."""


def literal_changes(old: ast.AST, new: ast.AST, name: str | None = None) -> list[Literal] | None:
    """The values in which two trees differ; None where they differ in more than values.

    >>> literal_changes(ast.parse("lr = 0.04"), ast.parse("lr = 0.05"))
    [Literal(name='lr', old='0.04', new='0.05', is_constant=True)]
    >>> literal_changes(ast.parse("lr = 0.04"), ast.parse("for x in y: pass"))
    """
    if type(old) is not type(new):
        return _whole(old, new, name)
    match old, new:
        case ast.Constant(), ast.Constant():
            same = type(old.value) is type(new.value) and old.value == new.value
            return [] if same else [Literal(name, ast.unparse(old), ast.unparse(new))]
        case ast.Assign(targets=[target]), ast.Assign(targets=[other]):
            return _named(target, other, old.value, new.value)
        case ast.AugAssign(), ast.AugAssign() if type(old.op) is type(new.op):
            return _named(old.target, new.target, old.value, new.value)
        case ast.AnnAssign(value=ast.expr()), ast.AnnAssign(value=ast.expr()):
            if ast.dump(old.annotation) == ast.dump(new.annotation) and old.value and new.value:
                return _named(old.target, new.target, old.value, new.value)
            return None
        case ast.Call(), ast.Call():
            return _call(old, new, name)
        case ast.JoinedStr(), ast.JoinedStr():
            return _texts(old, new, name)
        case ast.arguments(), ast.arguments():
            return _defaults(old, new)
        case ast.Dict(), ast.Dict():
            return _dict(old, new, name)
        case ast.Tuple() | ast.List() | ast.Set() | ast.BinOp() | ast.UnaryOp(), _ if name is not None:
            if (whole := _whole(old, new, name)) is not None:
                return whole
    return _fields(old, new, name)


def _equal(old: ast.AST, new: ast.AST) -> bool:
    return dump(old) == dump(new)


def _whole(old: ast.AST, new: ast.AST, name: str | None) -> list[Literal] | None:
    if name is None or not isinstance(old, ast.expr) or not isinstance(new, ast.expr):
        return None
    if _equal(old, new):
        return []
    constant = _is_constant(old) and _is_constant(new)
    if not constant and not (_stands_for_value(old) and _stands_for_value(new)):
        return None
    before, after = ast.unparse(old), ast.unparse(new)
    return [Literal(name, before, after, constant)] if max(len(before), len(after)) <= SHORT else None


def _is_constant(node: ast.AST) -> bool:
    """Whether an expression is made of nothing but values."""
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp():
            return _is_constant(node.operand)
        case ast.BinOp():
            return _is_constant(node.left) and _is_constant(node.right)
        case ast.Tuple() | ast.List() | ast.Set():
            return all(map(_is_constant, node.elts))
        case ast.Dict():
            return all(key is not None and _is_constant(key) for key in node.keys) and all(
                map(_is_constant, node.values)
            )
        case ast.Call(func=ast.Name(id="float" | "int" | "slice" | "range")):
            return not node.keywords and all(map(_is_constant, node.args))
    return False


def _stands_for_value(node: ast.AST) -> bool:
    """Whether an expression is a value, or the name of something that is chosen as values are: `nn.GELU`, `config.bias`."""
    if isinstance(node, ast.Attribute):
        return isinstance(node.value, ast.Name) or _stands_for_value(node.value)
    return _is_constant(node) or (isinstance(node, ast.Name) and node.id[:1].isupper())


def _texts(old: ast.JoinedStr, new: ast.JoinedStr, name: str | None) -> list[Literal] | None:
    """Two texts with the same values in them."""
    values = [
        [dump(each) for each in text.values if not isinstance(each, ast.Constant)] for text in (old, new)
    ]
    if values[0] != values[1]:
        return None
    return [] if _equal(old, new) else [Literal(name, ast.unparse(old), ast.unparse(new))]


def _named(target: ast.expr, other: ast.expr, old: ast.expr, new: ast.expr) -> list[Literal] | None:
    if not _equal(target, other):
        return None
    name = ast.unparse(target)
    inner = literal_changes(old, new, name)
    return inner if inner is not None else _whole(old, new, name)


def _fields(old: ast.AST, new: ast.AST, name: str | None) -> list[Literal] | None:
    out: list[Literal] = []
    for field in old._fields:
        before, after = getattr(old, field, None), getattr(new, field, None)
        if isinstance(before, ast.AST) and isinstance(after, ast.AST):
            changes = literal_changes(before, after, _inner_name(old, name))
        elif isinstance(before, list) and isinstance(after, list):
            changes = _lists(before, after, _inner_name(old, name))
        else:
            changes = [] if before == after else None
        if changes is None:
            return None
        out += changes
    return out


def _inner_name(node: ast.AST, name: str | None) -> str | None:
    """A name reaches into expressions, not into the statements of a block."""
    return name if isinstance(node, ast.expr | ast.keyword) else None


def _lists(old: Sequence[object], new: Sequence[object], name: str | None) -> list[Literal] | None:
    if len(old) != len(new):
        return None
    out: list[Literal] = []
    for before, after in zip(old, new, strict=True):
        if isinstance(before, ast.AST) and isinstance(after, ast.AST):
            changes = literal_changes(before, after, name)
            if changes is None:
                return None
            out += changes
        elif before != after:
            return None
    return out


def _call(old: ast.Call, new: ast.Call, name: str | None) -> list[Literal] | None:
    if not _equal(old.func, new.func):
        return _whole(old, new, name)
    function = ast.unparse(old.func).rpartition(".")[2]
    positional = _lists(old.args, new.args, function)
    if positional is None or not all(each.is_constant for each in positional):
        return None
    before = {keyword.arg: keyword.value for keyword in old.keywords}
    after = {keyword.arg: keyword.value for keyword in new.keywords}
    if len(before) != len(old.keywords) or len(after) != len(new.keywords):  # several **mappings
        return _lists(old.keywords, new.keywords, None)
    flag = flag_of(old)
    renamed = {"default": flag} if flag else {}
    values = _values(before, after, renamed)
    return None if values is None else positional + values


def _values(
    old: dict[str | None, ast.expr], new: dict[str | None, ast.expr], renamed: dict[str, str]
) -> list[Literal] | None:
    out: list[Literal] = []
    for key in dict.fromkeys([*old, *new]):
        before, after = old.get(key), new.get(key)
        name = renamed.get(key, key) if key is not None else None
        if before is not None and after is not None:
            changes = literal_changes(before, after, name)
            changes = _whole(before, after, name) if changes is None else changes
        else:
            changes = _one_sided(name, before, after)
        if changes is None:
            return None
        out += changes
    return out


def _one_sided(name: str | None, old: ast.expr | None, new: ast.expr | None) -> list[Literal] | None:
    given = old or new
    if name is None or given is None or not _is_constant(given) or len(said := ast.unparse(given)) > SHORT:
        return None
    return [Literal(name, said if old else None, said if new else None)]


def _defaults(old: ast.arguments, new: ast.arguments) -> list[Literal] | None:
    """Default values, where parameters are the same."""
    names = [_parameters(arguments) for arguments in (old, new)]
    if names[0] != names[1]:
        return None
    before, after = _with_defaults(old), _with_defaults(new)
    return _values(before, after, {}) if before.keys() == after.keys() else None


def _parameters(arguments: ast.arguments) -> list[str]:
    listed = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    rest = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
    return [ast.dump(argument) for argument in [*listed, *rest]]


def _with_defaults(arguments: ast.arguments) -> dict[str | None, ast.expr]:
    positional = [*arguments.posonlyargs, *arguments.args]
    out: dict[str | None, ast.expr] = {}
    if arguments.defaults:
        for argument, default in zip(positional[-len(arguments.defaults) :], arguments.defaults, strict=True):
            out[argument.arg] = default
    for argument, given in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        if given is not None:
            out[argument.arg] = given
    return out


def _dict(old: ast.Dict, new: ast.Dict, name: str | None) -> list[Literal] | None:
    keys = [
        [
            key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None
            for key in d.keys
        ]
        for d in (old, new)
    ]
    if None in keys[0] or None in keys[1] or any(len(set(k)) != len(k) for k in keys):
        return _fields(old, new, name)
    return _values(
        dict(zip(keys[0], old.values, strict=True)), dict(zip(keys[1], new.values, strict=True)), {}
    )
