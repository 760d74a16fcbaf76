"""The one place in which two statements differ, so that a long line need not be told for one word of it."""

import ast
from collections.abc import Sequence

from .items import dump

SHORT = 36
"""Surroundings that are longer are left away."""
LONGEST = 200
Difference = tuple[ast.AST | None, ast.AST | None]


def narrowed(old: ast.stmt, new: ast.stmt, *, whole: bool = True) -> list[str]:
    """What differs, `-` before what was and `+` before what is; [] where it is in more than one place.

    Args:
        whole: whether a short statement is told as a whole.

    >>> narrowed(*ast.parse("v = top(logits, k); v = top(logits, min(k, logits.size(-1), n_vocabulary))").body)
    ['-k', '+min(k, logits.size(-1), n_vocabulary)']
    >>> narrowed(*ast.parse("m = f(a); m = f(a, device=device)").body)
    ['+device=device']
    """
    levels: list[Difference] = []
    here: Difference = (old, new)
    while True:
        levels.append(here)
        inner = _inner(*here)
        if inner is None:
            break
        here = inner
    if len(levels) == 1:
        return []
    is_one_sided = None in levels[-1]
    for before, after in levels[-1:] if is_one_sided else levels if whole else levels[1:]:
        texts = [None if each is None else _text(each) for each in (before, after)]
        if None in texts or max(len(text) for text in texts if text is not None) <= SHORT:
            break
    return [f"{sign}{text[:LONGEST]}" for sign, text in zip("-+", texts, strict=True) if text is not None]


def _text(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _inner(old: ast.AST | None, new: ast.AST | None) -> Difference | None:
    """The one child that differs; None where there are none or several, or the two are no two of a kind."""
    if old is None or new is None or type(old) is not type(new):
        return None
    if isinstance(old, ast.Dict) and isinstance(new, ast.Dict):
        return _entry(old, new)
    found: list[Difference] = []
    for name in old._fields:
        before, after = getattr(old, name, None), getattr(new, name, None)
        if isinstance(before, list) and isinstance(after, list):
            among = _among(before, after)
            if among is None:
                return None
            found += among
        elif isinstance(before, ast.AST) and isinstance(after, ast.AST):
            found += [] if dump(before) == dump(after) else [(before, after)]
        elif before != after:
            return None
    return found[0] if len(found) == 1 and _can_be_told(*found[0]) else None


def _entry(old: ast.Dict, new: ast.Dict) -> Difference | None:
    """The one entry of a table that differs, came or went."""
    sides = [
        [ast.Dict([key], [value]) for key, value in zip(each.keys, each.values, strict=True)]
        for each in (old, new)
    ]
    found = _among(*sides)
    if not found or len(found) > 1:
        return None
    before, after = found[0]
    is_value = isinstance(before, ast.Dict) and isinstance(after, ast.Dict) and _same_key(before, after)
    if is_value:
        assert isinstance(before, ast.Dict)
        assert isinstance(after, ast.Dict)
        return before.values[0], after.values[0]
    return before, after


def _same_key(a: ast.Dict, b: ast.Dict) -> bool:
    keys = [each.keys[0] for each in (a, b)]
    return keys[0] is not None and keys[1] is not None and dump(keys[0]) == dump(keys[1])


def _among(old: Sequence[ast.AST], new: Sequence[ast.AST]) -> list[Difference] | None:
    """The places in which two lists differ; where one has one more than the other, that."""
    if not all(isinstance(each, ast.AST) for each in (*old, *new)):
        return [] if old == new else None
    dumps = [[dump(each) for each in side] for side in (old, new)]
    if len(old) == len(new):
        return [(a, b) for a, b, c, d in zip(old, new, *dumps, strict=True) if c != d]
    if abs(len(old) - len(new)) != 1:
        return None
    longer, shorter = (0, 1) if len(old) > len(new) else (1, 0)
    at = next(
        (at for at, (a, b) in enumerate(zip(dumps[longer], dumps[shorter], strict=False)) if a != b),
        len(dumps[shorter]),
    )
    if dumps[longer][:at] + dumps[longer][at + 1 :] != dumps[shorter]:
        return None
    more = (old, new)[longer][at]
    return [(more, None) if longer == 0 else (None, more)]


def _can_be_told(old: ast.AST | None, new: ast.AST | None) -> bool:
    """Whether what differs is code by itself, and no context or operator."""
    return all(each is None or isinstance(each, ast.expr | ast.keyword | ast.stmt) for each in (old, new))
