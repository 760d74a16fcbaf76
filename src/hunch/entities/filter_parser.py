"""How a filter reads.

filter     := conjunct { "or" conjunct }
conjunct   := negation { "and" negation }
negation   := "not" negation | "(" filter ")" | comparison
comparison := operand { ("==" | "!=" | "<" | "<=" | ">" | ">=") operand }
            | operand ["not"] "in" ( "[" operand, ... "]" | "(" operand, ... ")" | name )
            | operand ("contains" | "~") operand
            | name                                    there, and neither false, 0 nor empty
operand    := name | "param:" name | "metric:" name | text | number | duration | date | true | false | none
"""

from hunch.errors import InvalidFilter

from .filter import (
    COMPARISONS,
    All,
    Compare,
    Condition,
    Date,
    Duration,
    Filter,
    Has,
    Name,
    Not,
    Operand,
    Some,
    Value,
    Within,
)
from .filter_tokens import Token, pointed, tokens

MOST_NESTED = 60
SCOPES = ("param", "metric")


def parse(text: str) -> Filter:
    """The filter that `text` says.

    Raises:
        InvalidFilter: it does not read; the message points at the character.
    """
    reader = _Reader(text)
    condition = reader.either()
    if reader.here.kind != "end":
        raise reader.refused(reader.here, _what_may_follow(reader.here))
    return Filter(text, condition, tuple(reader.places))


class _Reader:
    """Reads tokens from left to right, one method a line of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest = tokens(text)
        self.here = next(self.rest)
        self.places: list[tuple[Name, int]] = []
        self.depth = 0

    def next(self) -> Token:
        """The token here; step on."""
        token = self.here
        if token.kind != "end":
            self.here = next(self.rest)
        return token

    def at(self, *symbols: str) -> bool:
        """Whether one of these symbols or keywords stands here."""
        return self.here.kind in ("symbol", "keyword") and self.here.value in symbols

    def refused(self, token: Token, what: str, hint: str | None = None) -> InvalidFilter:
        """What does not read, with a caret under it."""
        return InvalidFilter(pointed(self.text, token.at, what), hint=hint)

    def either(self) -> Condition:
        """Conditions joined by `or`."""
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise self.refused(self.here, f"more than {MOST_NESTED} parentheses and nots inside each other")
        parts = [self.both()]
        while self.at("or"):
            self.next()
            parts.append(self.both())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def both(self) -> Condition:
        """Conditions joined by `and`."""
        parts = [self.negation()]
        while self.at("and"):
            self.next()
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def negation(self) -> Condition:
        """A condition, or one that must not hold."""
        if self.at("not"):
            token = self.next()
            self.depth += 1
            if self.depth > MOST_NESTED:
                raise self.refused(token, f"more than {MOST_NESTED} parentheses and nots inside each other")
            inner = self.negation()
            self.depth -= 1
            return Not(inner)
        if self.at("("):
            opened = self.next()
            inside = self.either()
            if self.here.kind == "end":
                raise self.refused(opened, "this parenthesis is never closed")
            if not self.at(")"):
                raise self.refused(self.here, "expected `)`, `and` or `or` here")
            self.next()
            return inside
        return self.comparison()

    def comparison(self) -> Condition:
        """Operands compared, or a name on its own."""
        start = self.here
        left = self.operand()
        if self.at(*COMPARISONS):
            return self.chain(left)
        if self.at("in"):
            self.next()
            return self.within(left)
        if self.at("not"):
            self.next()
            if not self.at("in"):
                raise self.refused(self.here, "expected `in` after `not` here")
            self.next()
            return Not(self.within(left))
        if self.at("contains"):
            self.next()
            return Compare(left, "contains", self.operand())
        if isinstance(left, Name):
            return Has(left)
        raise self.refused(start, "a value on its own says nothing about a run", hint="Compare it: lr == 0.1")

    def chain(self, left: Operand) -> Condition:
        """`0.01 < lr < 0.1`: both hold."""
        parts: list[Condition] = []
        while self.at(*COMPARISONS):
            relation = self.next().value
            right = self.operand()
            parts.append(Compare(left, str(relation), right))
            left = right
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def within(self, left: Operand) -> Condition:
        """The options after `in`; a name there means: this list contains it."""
        if self.here.kind == "word":
            return Compare(self.operand(), "contains", left)
        if not self.at("[", "("):
            raise self.refused(self.here, "expected a list here", hint='status in ["failed", "killed"]')
        opened = self.next()
        closing = "]" if opened.value == "[" else ")"
        options: list[Operand] = []
        while not self.at(closing):
            options.append(self.operand())
            if self.at(","):
                self.next()
            elif not self.at(closing):
                raise self.refused(self.here, f"expected `,` or `{closing}` here")
        self.next()
        return Within(left, tuple(options))

    def operand(self) -> Operand:
        """A name or a value."""
        token = self.next()
        match token.kind:
            case "word":
                return self.name(token)
            case "text" | "number" | "constant":
                return Value(token.value)
            case "duration":
                assert isinstance(token.value, float)
                return Duration(token.value)
            case "date":
                return Date(str(token.value))
        ends = token.kind == "end"
        what = (
            "the filter ends where a name or a value is missing"
            if ends
            else "expected a name or a value here"
        )
        raise self.refused(token, what, hint='A filter: val/acc > 0.9 and lr < 1e-2 and status == "finished"')

    def name(self, token: Token) -> Name:
        """A name, with its scope where one is given."""
        scope = ""
        if token.value in SCOPES and self.at(":"):
            self.next()
            scope, token = str(token.value), self.next()
            if token.kind not in ("word", "text", "keyword", "constant", "number", "duration"):
                raise self.refused(
                    token, f"expected the name of a {scope} here", hint=f'{scope}:lr, {scope}:"with spaces"'
                )
        name = Name(token.source if token.kind != "text" else str(token.value), scope)
        self.places.append((name, token.at))
        return name


def _what_may_follow(token: Token) -> str:
    if token.kind == "symbol" and token.value in (")", "]"):
        return f"nothing was opened that `{token.value}` closes"
    return "expected `and` or `or` here"
