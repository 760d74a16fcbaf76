"""The listed changes put into the old text: what shows that nothing was left out of the list."""

import ast
from collections.abc import Iterable, Mapping, Sequence

from hunch.entities.change import Span, UnitChange
from hunch.snapshot.units.items import Item
from hunch.snapshot.units.python import contains, units

INDENT, PLACE = "    ", "_hunch_unit_"


def applied(old: str, new: str, changes: Iterable[UnitChange]) -> ast.Module:
    """The old module with the changes in it: only what they name is taken out, and only what they name is taken from the new.

    What comes back says the same as the new module where the list is whole.

    Raises:
        ValueError: a text does not parse, or the changes do not fit it.
    """
    changes = list(changes)
    before, after = units(old), units(new)
    if before is None or after is None:
        raise ValueError("a text does not parse")
    gone = [each.old_span for each in changes if each.old_span is not None]
    come = [each.new_span for each in changes if each.new_span is not None]
    kept = iter([unit.item for unit in before if not _is_in(unit.item, gone)])
    try:
        said = [unit.item if _is_in(unit.item, come) else next(kept) for unit in after]
    except StopIteration:
        raise ValueError("something came that no change names") from None
    if next(kept, None) is not None:
        raise ValueError("something went that no change names")
    return _module(said)


def _is_in(item: Item, spans: Sequence[Span]) -> bool:
    return any(contains(span, item.span) for span in spans)


def _module(said: Sequence[Item]) -> ast.Module:
    """A list of units as one module: first its skeleton, with a name in the place of each statement."""
    lines = [_skeleton(item, f"{PLACE}{number}") for number, item in enumerate(said)]
    leaves = {f"{PLACE}{number}": item.node for number, item in enumerate(said)}
    module = _Filled(leaves).visit(ast.parse("".join(lines)))
    assert isinstance(module, ast.Module)
    return module


def _skeleton(item: Item, place: str) -> str:
    """A unit at its depth: of classes and blocks the head, of all others a name that stands for them."""
    indent = INDENT * item.depth
    if not isinstance(item.node, ast.ClassDef):
        return f"{indent}{item.head or place}\n"
    decorators = "".join(f"{indent}@{ast.unparse(each)}\n" for each in item.node.decorator_list)
    given = [*map(ast.unparse, item.node.bases), *map(ast.unparse, item.node.keywords)]
    return f"{decorators}{indent}class {item.node.name}({', '.join(given)}):\n"


class _Filled(ast.NodeTransformer):
    """Puts statements where their names stand."""

    def __init__(self, leaves: Mapping[str, ast.AST | None]) -> None:
        self.leaves = leaves

    def visit_Expr(self, node: ast.Expr) -> ast.AST | None:
        name = node.value.id if isinstance(node.value, ast.Name) else ""
        return self.leaves.get(name, node)
