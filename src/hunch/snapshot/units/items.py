"""A Python module as a flat list of units: every statement outside of functions, in order, with how deep it stands.

A class or a block (`if`, `for`, `with`, `try` ...) gives its head, and then what stands in it, one deeper; a function is
one unit. So a module can be put together again from its list, and two lists can be matched.
"""

import ast
import warnings
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from hunch.entities.change import Span

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef
Block = (
    ast.If | ast.For | ast.AsyncFor | ast.While | ast.With | ast.AsyncWith | ast.Try | ast.TryStar | ast.Match
)
Assigned = ast.Assign | ast.AnnAssign | ast.AugAssign
SHORT = 40
"""Longest text that names a statement."""
MOST_DEPTH = 60
"""Code that is nested deeper is nobody's own writing."""


DEEP, DEEP_DIGEST = 100, 4000
"""Levels of an expression, and the length of what says the same from which on they are counted."""


class Key(NamedTuple):
    """What a unit is known by: two of one key in one scope are most likely the same thing."""

    kind: str
    name: str

    @property
    def is_name(self) -> bool:
        """Whether the name is the unit's own, so that it is known wherever it stands."""
        return self.kind in ("def", "class", "=", "arg", "import")


class Item(NamedTuple):
    """A unit. `node` is its syntax; of a block's `else` and the like, None."""

    what: str
    name: str
    key: Key
    scope: str
    depth: int
    node: ast.AST | None
    digest: str
    """Equal where the syntax is; of classes and blocks, that of the head."""
    span: Span
    whole: Span
    """With what stands in it."""
    head: str = ""
    """The head of a block as code."""


class Scope(NamedTuple):
    """Where statements stand: in a class or function of a name ("" for the module), how deep, from which line on."""

    name: str = ""
    is_class: bool = False
    is_function: bool = False
    depth: int = 0
    line: int = 0
    """Lines above the text that was parsed."""
    is_first: bool = True
    """Whether a text at its very beginning is the docstring."""


def parsed(text: str) -> ast.Module | None:
    """The syntax of a text; None where this Python does not read it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of the user's code: not for us to tell
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def items(body: Sequence[ast.stmt], scope: Scope) -> Iterator[Item]:
    """The units that statements make up, in order.

    Raises:
        RecursionError: they are nested too deeply.
    """
    if scope.depth > MOST_DEPTH:
        raise RecursionError
    for position, node in enumerate(body):
        if not position and scope.is_first and is_text(node):
            yield _item("docstring", scope.name, Key("doc", ""), scope, node)
        elif isinstance(node, ast.ClassDef):
            yield from _class(node, scope)
        elif isinstance(node, Block):
            yield from _block(node, scope)
        else:
            yield _leaf(node, scope)


def is_text(node: ast.stmt) -> bool:
    """Whether a statement is nothing but a text."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_deep(item: Item) -> bool:
    """Whether a statement is nested so deeply that looking into it, level by level, would take seconds."""
    if len(item.digest) < DEEP_DIGEST:
        return False
    depth = deepest = 0
    for character in item.digest:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest > DEEP


def dump(node: ast.AST) -> str:
    """Equal where two trees say the same."""
    text = ast.dump(node)
    return text.replace(", kind='u'", "") if ", kind='u'" in text else text


def code(node: ast.AST, most: int = SHORT) -> str:
    """A piece of code in one line of at most so many characters."""
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."


def qualified(scope: Scope, name: str) -> str:
    """A name with that of the class or function around it."""
    return f"{scope.name}.{name}" if scope.name else name


def flag_of(call: ast.expr) -> str | None:
    """The param that an `add_argument("--lr", ...)` or an `option("--lr", ...)` declares.

    >>> flag_of(ast.parse("p.add_argument('-b', '--batch-size', type=int)", mode="eval").body)
    'batch_size'
    """
    if not isinstance(call, ast.Call):
        return None
    words = [each.value for each in call.args if isinstance(each, ast.Constant)]
    flags = [word for word in words if isinstance(word, str) and word.startswith("-")]
    named = next((flag for flag in flags if flag.startswith("--")), flags[-1] if flags else "")
    if not flags and isinstance(call.func, ast.Attribute) and call.func.attr == "add_argument" and words:
        named = str(words[0])
    return named.lstrip("-").replace("-", "_") or None


def callee(node: ast.AST) -> str | None:
    """What a statement calls, where it is nothing but a call."""
    value = node.value if isinstance(node, ast.Expr) else node
    value = value.value if isinstance(value, ast.Await) else value
    return code(value.func) if isinstance(value, ast.Call) else None


def span_of(node: ast.AST, line: int) -> Span:
    """Where a statement stands, its decorators with it."""
    assert isinstance(node, ast.stmt | ast.expr | ast.excepthandler | ast.pattern)
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    return first + line, node.col_offset, (node.end_lineno or first) + line, node.end_col_offset or 0


def _item(what: str, name: str, key: Key, scope: Scope, node: ast.stmt) -> Item:
    span = span_of(node, scope.line)
    return Item(what, name, key, scope.name, scope.depth, node, dump(node), span, span)


def _leaf(node: ast.stmt, scope: Scope) -> Item:
    if isinstance(node, Function):
        what = "method" if scope.is_class else "function"
        return _item(what, qualified(scope, node.name), Key("def", node.name), scope, node)
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _item("import", *_import(node), scope, node)
    if isinstance(node, Assigned):
        return _assignment(node, scope)
    if isinstance(node, ast.Expr):
        flag = flag_of(node.value)
        if flag is not None:
            return _item("argument", flag, Key("arg", flag), scope, node)
        called = callee(node)
        return _item("statement", code(node), Key("call", called or code(node)), scope, node)
    return _item("statement", code(node), Key(type(node).__name__, ""), scope, node)


def _assignment(node: Assigned, scope: Scope) -> Item:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    target = " = ".join(code(each) for each in targets)
    if isinstance(node, ast.AugAssign):
        return _item("statement", code(node), Key("+=", target), scope, node)
    if scope.is_function:
        return _item("statement", code(node), Key("=", target), scope, node)
    what = "attribute" if scope.is_class else "variable"
    return _item(what, qualified(scope, target) if scope.is_class else target, Key("=", target), scope, node)


def _import(node: ast.Import | ast.ImportFrom) -> tuple[str, Key]:
    if isinstance(node, ast.ImportFrom):
        module = "." * node.level + (node.module or "")
        return module, Key("import", f"from {module}")
    names = ", ".join(each.name for each in node.names)
    return names, Key("import", names)


def _class(node: ast.ClassDef, scope: Scope) -> Iterator[Item]:
    name = qualified(scope, node.name)
    bare = ast.ClassDef(node.name, node.bases, node.keywords, [], node.decorator_list)
    whole = span_of(node, scope.line)
    span = _head_span(node, node.body[0], scope.line)
    yield Item("class", name, Key("class", node.name), scope.name, scope.depth, node, dump(bare), span, whole)
    yield from items(
        node.body, scope._replace(name=name, is_class=True, is_function=False, depth=scope.depth + 1, is_first=True)
    )  # fmt: skip


def _head_span(node: ast.stmt, first: ast.AST, line: int) -> Span:
    """From the beginning of a statement to that of what stands in it."""
    begin, until = span_of(node, line), span_of(first, line)
    return begin[0], begin[1], until[0], until[1]


def _block(node: Block, scope: Scope) -> Iterator[Item]:
    inner = scope._replace(depth=scope.depth + 1, is_first=False)
    whole = span_of(node, scope.line)
    if isinstance(node, ast.Match):
        yield _head(
            f"match {ast.unparse(node.subject)}:", node, scope, whole, span_of(node.subject, scope.line)
        )
        for case in node.cases:
            guard = f" if {ast.unparse(case.guard)}" if case.guard else ""
            text = f"case {ast.unparse(case.pattern)}{guard}:"
            at = span_of(case.pattern, scope.line)
            yield _head(text, None, inner, at, at)
            yield from items(case.body, inner._replace(depth=inner.depth + 1))
        return
    yield _head(_head_code(node), node, scope, whole, _head_span(node, node.body[0], scope.line))
    yield from items(node.body, inner)
    for handler in getattr(node, "handlers", ()):
        begin, until = span_of(handler, scope.line), span_of(handler.body[0], scope.line)
        name = f" as {handler.name}" if handler.name else ""
        kind = "except*" if isinstance(node, ast.TryStar) else "except"
        text = f"{kind} {ast.unparse(handler.type)}{name}:" if handler.type else f"{kind}:"
        yield _head(text, None, scope, begin, (*begin[:2], *until[:2]))
        yield from items(handler.body, inner)
    for text, body in (("else:", getattr(node, "orelse", ())), ("finally:", getattr(node, "finalbody", ()))):
        if body:
            line, column = span_of(body[0], scope.line)[:2]
            # Such a word has no place of its own in the syntax: it takes the space before what follows.
            before = (line, column - 1, line, column)
            yield _head(text, None, scope, before, before)
            yield from items(body, inner)


def _head(text: str, node: ast.AST | None, scope: Scope, whole: Span, span: Span) -> Item:
    word = text.split(" ", 1)[0].rstrip(":")
    key = Key("block" if node is not None else "part", word)
    name = " ".join(text.split()).rstrip(":")
    return Item(
        "statement", name if len(name) <= SHORT else name[: SHORT - 3].rstrip() + "...",
        key, scope.name, scope.depth, node, text, span, whole, text,
    )  # fmt: skip


def _head_code(node: Block) -> str:
    """The head of a block, without what stands in it."""
    asynchronous = "async " if isinstance(node, ast.AsyncFor | ast.AsyncWith) else ""
    match node:
        case ast.If() | ast.While():
            return f"{'if' if isinstance(node, ast.If) else 'while'} {ast.unparse(node.test)}:"
        case ast.For() | ast.AsyncFor():
            return f"{asynchronous}for {ast.unparse(node.target)} in {ast.unparse(node.iter)}:"
        case ast.With() | ast.AsyncWith():
            return f"{asynchronous}with {', '.join(ast.unparse(each) for each in node.items)}:"
    return "try:"
