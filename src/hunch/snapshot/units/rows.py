"""One change as it is listed: of a unit before and after, of one that came or went, of a value in it."""

import ast
from collections.abc import Sequence

from hunch.entities.change import Span, UnitChange

from .items import Item, code
from .values import Literal

LONGEST_TEXT = 200
FOR_PEOPLE = ("help", "description", "epilog", "metavar")
"""Arguments of a call that are written for people."""


def change(
    item: Item,
    kind: str,
    old: Item,
    *,
    was: str | None = None,
    parts: Sequence[str] = (),
    added: int | None = None,
    removed: int | None = None,
) -> UnitChange:
    """A unit that is there on both sides. `was`: its former name, where that matters."""
    return UnitChange(
        kind=kind, what=item.what, name=item.name, within=_within(item), old=was, parts=list(parts),
        added=added, removed=removed, old_span=old.span, new_span=item.span,
    )  # fmt: skip


def came(item: Item, span: Span, kind: str) -> UnitChange:
    """A unit that is there on one side only, as far as its span reaches."""
    value, is_new = _value(item), kind == "added"
    return UnitChange(
        kind=item.what if item.what in ("import", "docstring") else kind,
        what=item.what, name=item.name, within=_within(item),
        old=None if is_new else value, new=value if is_new else None,
        old_span=None if is_new else span, new_span=span if is_new else None,
    )  # fmt: skip


def of_literal(value: Literal, old: Item, new: Item, within: str | None) -> UnitChange:
    """A value that differs within a unit."""
    kind = "docstring" if value.name in FOR_PEOPLE else "literal"
    name = value.name or ("" if within and new.what != "argument" else new.name)
    return UnitChange(
        kind=kind, what=new.what, name=name, within=within, old=value.old, new=value.new,
        old_span=old.span, new_span=new.span,
    )  # fmt: skip


def _value(item: Item) -> str | None:
    """What is assigned, where it is short; the default of an argument."""
    node = item.node
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        return code(node.value, LONGEST_TEXT)
    if item.what == "argument" and isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        default = next((each.value for each in node.value.keywords if each.arg == "default"), None)
        return None if default is None else code(default, LONGEST_TEXT)
    return None


def _within(item: Item) -> str | None:
    """The class that a unit stands in, where its name does not say it."""
    return item.scope if item.scope and item.what in ("statement", "import") else None
