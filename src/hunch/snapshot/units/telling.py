"""From matched units to named changes: how each differs."""

import ast
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from msgspec.structs import replace

from hunch.entities.change import Span, UnitChange

from .items import Definition, Function, Item, code, dump, is_deep, is_text
from .matching import Matched, Pair, Unit
from .narrowing import narrowed
from .python import Compared, contains, inner
from .rows import LONGEST_TEXT, came, change, of_literal
from .signatures import class_signature, signature
from .values import literal_changes

FEW = 3
"""A statement in which more values differ is told as a whole."""
MOST_PARTS = 6


def told(path: str, found: Compared) -> list[UnitChange]:
    """Every change between two versions of a module, in the order of the new one, what is gone at the end."""
    changes = _all(found.matched)
    if found.cosmetic:
        changes.append(UnitChange(kind="cosmetic", what="file", name=path))
    return [replace(each, path=path) for each in changes]


def _all(matched: Matched) -> list[UnitChange]:
    changes = [each for pair in matched.pairs for each in pair_changes(pair)]
    changes += whole(matched.come, "added")
    changes.sort(key=lambda each: each.new_span or (0, 0, 0, 0))
    return changes + whole(matched.gone, "removed")


def pair_changes(pair: Pair) -> list[UnitChange]:
    """What became of one unit; never nothing."""
    old, new = pair.old.item, pair.new.item
    head = _moved(old, new, pair)
    changes = [head] if head else []
    is_only_renamed = old.key != new.key and pair.old.shape == pair.new.shape
    if old.digest != new.digest and not is_only_renamed:
        changes += _differences(old, new)
    return changes or [change(new, "moved", old, was=old.name)]


def moved_between(pair: Pair, old_path: str, new_path: str) -> list[UnitChange]:
    """A unit that went from one file to another, and what differs in it beside."""
    old, new = pair.old.item, pair.new.item
    moved = UnitChange(
        kind="moved", what=new.what, name=new.name, path=new_path, old=old.name, old_path=old_path,
        old_span=_covering(old), new_span=_covering(new),
    )  # fmt: skip
    is_same = old.key == new.key or pair.old.shape != pair.new.shape
    more = _differences(old, new) if old.digest != new.digest and is_same else []
    if isinstance(old.node, ast.ClassDef) and isinstance(new.node, ast.ClassDef):
        more += _all(inner(old.node.body, new.node.body, new.name, is_class=True))
    return [moved, *(replace(each, path=new_path, old_path=old_path) for each in more)]


def _covering(item: Item) -> Span:
    """Of a class, all of it: what stands in it has moved along."""
    return item.whole if isinstance(item.node, ast.ClassDef) else item.span


def whole(units: Sequence[Unit], kind: str) -> list[UnitChange]:
    """Units that came or went, each with all that stands in it."""
    out: list[UnitChange] = []
    covered = -1
    by_position = sorted(units, key=lambda unit: unit.position)
    for at, unit in enumerate(by_position):
        if unit.position <= covered:
            continue
        span, covered = _reach(by_position, at)
        out.append(came(unit.item, span, kind))
    return out


def _reach(units: Sequence[Unit], at: int) -> tuple[Span, int]:
    """The span of a unit with what stands in it, as far as that came or went with it, and the last position in it."""
    first = units[at].item
    inside, end = units[at].position, first.span
    for unit in islice(units, at + 1, None):
        if unit.position != inside + 1 or not _is_in(unit.item, first):
            break
        inside, end = unit.position, max(end, unit.item.span, key=lambda span: span[2:])
    return (*first.span[:2], *end[2:]), inside


def _is_in(item: Item, head: Item) -> bool:
    if head.node is None:  # `else` and the like: as long as it is deeper
        return item.depth > head.depth
    return contains(head.whole, item.span)


def _moved(old: Item, new: Item, pair: Pair) -> UnitChange | None:
    """Whether a unit is called otherwise or stands elsewhere."""
    if new.what == "import":
        return None if old.digest != new.digest else change(new, "import", old)
    is_elsewhere = (pair.old.scope, old.depth) != (pair.new.scope, new.depth)
    if new.key.is_name and old.key != new.key and old.key.kind == new.key.kind:
        return change(new, "moved" if pair.old.scope != pair.new.scope else "renamed", old, was=old.name)
    is_out_of_order = pair.old.gap != pair.new.gap and old.digest == new.digest
    if is_elsewhere or is_out_of_order:
        return change(new, "moved", old, was=old.name)
    return None


def _differences(old: Item, new: Item) -> list[UnitChange]:
    before, after = old.node, new.node
    if new.what in ("import", "docstring"):
        return [change(new, new.what, old)]
    if isinstance(before, Function) and isinstance(after, Function):
        return list(_function(old, new, before, after))
    if isinstance(after, ast.ClassDef):
        assert isinstance(before, ast.ClassDef)
        return class_signature(old, new, before, after)
    if new.head or old.head:
        return _statement(old, new, _parsed_head(old), _parsed_head(new))
    if before is None or after is None:
        return [change(new, "body", old)]
    return _statement(old, new, before, after)


def _parsed_head(item: Item) -> ast.AST | None:
    """The head of a block as syntax that values can be compared in."""
    match item.node:
        case ast.If() | ast.While():
            return item.node.test
        case ast.For() | ast.AsyncFor():
            return ast.Tuple([item.node.target, item.node.iter], ast.Load())
        case ast.With() | ast.AsyncWith():
            return ast.Tuple([each.context_expr for each in item.node.items], ast.Load())
    return None


def _statement(old: Item, new: Item, before: ast.AST | None, after: ast.AST | None) -> list[UnitChange]:
    """A statement that says something else: by its values, where nothing else differs."""
    if is_deep(old) or is_deep(new):
        return [change(new, "body", old)]
    values = literal_changes(before, after) if before is not None and after is not None else None
    if not values or len(values) > FEW:
        if _is_annotation(before, after):
            return [change(new, "signature", old)]
        return [change(new, "body", old, parts=_texts(old, new))]
    return [of_literal(value, old, new, new.scope or None) for value in values]


def _is_annotation(old: ast.AST | None, new: ast.AST | None) -> bool:
    """Whether only the type that is written beside a name differs."""
    sides = (old, new)
    if not all(isinstance(each, ast.Assign | ast.AnnAssign) for each in sides):
        return False
    values = [each.value and dump(each.value) for each in sides]  # type: ignore[union-attr]
    return bool(values[0] == values[1])


def _texts(old: Item, new: Item) -> list[str]:
    """What differs in a statement: where that is one expression, this, in as much of its surroundings as is short."""
    if not (old.head or new.head) and isinstance(old.node, ast.stmt) and isinstance(new.node, ast.stmt):
        found = narrowed(old.node, new.node, whole=new.what not in ("variable", "attribute"))
        if found:
            return found
    return [f"{sign}{_line(each)}" for sign, each in (("-", old), ("+", new))]


def _line(item: Item) -> str:
    if item.head:
        return item.head
    return (
        code(item.node, LONGEST_TEXT)
        if item.node is not None and not isinstance(item.node, Definition)
        else item.name
    )


def _function(old: Item, new: Item, before: Function, after: Function) -> Iterator[UnitChange]:
    """Docstring, what it takes, and what it does, each for itself."""
    texts, bodies = zip(*(_apart(node) for node in (before, after)), strict=True)
    if texts[0] != texts[1]:
        yield change(new, "docstring", old)
    yield from signature(old, new, before, after)
    if dump(ast.Module(list(bodies[0]), [])) != dump(ast.Module(list(bodies[1]), [])):
        matched = inner(bodies[0], bodies[1], new.name)
        yield from _body(old, new, matched)


def _apart(node: Function) -> tuple[str | None, Sequence[ast.stmt]]:
    """A function's docstring, and its statements without it."""
    if node.body and is_text(node.body[0]):
        return dump(node.body[0]), node.body[1:]
    return None, node.body


def _body(old: Item, new: Item, matched: Matched) -> Iterator[UnitChange]:
    """What differs in the statements of a function: its values and inner functions by name, the rest together."""
    rest: list[UnitChange] = []
    for pair in matched.pairs:
        for each in pair_changes(pair):
            if each.kind in ("literal", "docstring") or (each.what == "function" and each.kind != "moved"):
                yield _inside(each, old, new)
            else:
                rest.append(each)
    rest += whole(matched.come, "added") + whole(matched.gone, "removed")
    for each in rest:
        if each.what == "function" and each.kind in ("added", "removed", "moved", "renamed"):
            yield _inside(each, old, new)
    rest = [each for each in rest if each.what != "function"]
    if rest:
        came, went = (sum(each.kind in (kind, "body") for each in rest) for kind in ("added", "removed"))
        yield change(new, "body", old, added=came, removed=went, parts=_parts(rest))


def _inside(each: UnitChange, old: Item, new: Item) -> UnitChange:
    """A change within a function, which stands for the whole of it."""
    return replace(each, within=each.within or new.name, old_span=old.span, new_span=new.span)


def _parts(changes: Iterable[UnitChange]) -> list[str]:
    out: list[str] = []
    for each in changes:
        sign = {"added": "+", "removed": "-", "moved": "~", "import": "~"}.get(each.kind)
        out += [f"{sign}{each.name}"] if sign else each.parts or [f"~{each.name}"]
    return out[:MOST_PARTS]
