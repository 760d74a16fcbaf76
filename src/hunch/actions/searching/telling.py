"""A hit as it is told: what it is of, and the words around what matches."""

from collections.abc import Sequence
from typing import NamedTuple

from hunch.entities.match import Match
from hunch.entities.sought import Term, whole
from hunch.journal.search import BEGIN, CUT, END, Hit, Search, Shown

LONGEST, AROUND = 240, 60
DOTS = "..."
"""Stand where a text goes on."""
KINDS = {"page": "paper"}
_BY_LINE = ("code", "console")
"""Kinds of which one line is told, and not what stands around it."""

Span = tuple[int, int]


class Marked(NamedTuple):
    """A text, and the spans of it that match."""

    text: str
    spans: list[Span]


def told(search: Search, hit: Hit, shown: Shown | None, asked: Sequence[Term]) -> Match:
    """A hit with what a person wants to know of it.

    Args:
        shown: its texts around what matches.
    """
    shown = shown or Shown("", "", "", "")
    title, body = search.texts(hit.no)
    if not any(shown):  # a name that was written in one word, and is taken apart in the text
        shown = Shown(_by_hand(title, asked), _by_hand(body, asked), "", "")
    named = _marked(shown.title) if shown.title else Marked(" ".join(title.split()), [])
    named = named._replace(text=named.text + _about(search, hit))
    place, snippet = _best_place(hit, shown)
    run = (
        _run_of_code(search, hit.no)
        if hit.kind == "code"
        else _Run(hit.run, _name(search, hit.run), None, hit.at)
    )
    page = int(hit.place.split()[-1]) if hit.kind == "page" and hit.place else None
    return Match(
        kind=KINDS.get(hit.kind, hit.kind),
        id=None if hit.kind == "code" else hit.thing,
        title=named.text or _title_of(search, hit, run.name),
        title_highlights=named.spans,
        place=place,
        page=page,
        path=hit.place if hit.kind == "code" else None,
        snippet=snippet.text,
        highlights=snippet.spans,
        more=hit.entries - 1 + (max(0, sum(map(bool, shown)) - 1) if hit.kind == "run" else 0),
        run=run.id,
        run_name=run.name,
        runs=run.amount,
        question=hit.question,
        idea=hit.idea,
        author=hit.by,
        at=run.at,
        score=hit.score,
    )


_ABOUT = {"decision": " ", "hunch": " on "}


def _about(search: Search, hit: Hit) -> str:
    """What stands behind the title of what says little without the idea that it is about."""
    if hit.kind not in _ABOUT or hit.idea is None:
        return ""
    rows = search.ask(_TITLE, (hit.idea,))
    return _ABOUT[hit.kind] + " ".join(whole(rows[0][0]).split()) if rows else ""


_TITLE = "SELECT title FROM entries JOIN texts USING (no) WHERE thing = ? AND title <> '' ORDER BY no LIMIT 1"


def _best_place(hit: Hit, shown: Shown) -> tuple[str | None, Marked]:
    """Where the match is, and the words around it; of a run's parts the first that holds it."""
    if hit.kind == "run":
        for part, text in (("params", shown.params), ("metrics", shown.metrics), ("command", shown.body)):
            if text:
                return part, _marked(text)
        return None, Marked("", [])
    place = None if hit.kind == "code" else hit.place
    if not shown.body and shown.metrics:
        return "metric", _marked(shown.metrics)
    return place, _marked(_line(shown.body) if hit.kind in _BY_LINE else shown.body)


def _line(text: str) -> str:
    """The line in which the first match begins."""
    at = text.find(BEGIN)
    begin, end = text.rfind("\n", 0, max(at, 0)) + 1, text.find("\n", text.find(END, at))
    return text[begin : end if end >= 0 else len(text)]


def _marked(text: str) -> Marked:
    """A text with its marks as spans, on one line; a long one is cut around the first match."""
    text = " ".join(text.replace(END + BEGIN, "").replace(CUT, DOTS).split())
    if len(text) > LONGEST:
        begin = max(0, min(text.find(BEGIN) - AROUND, len(text) - LONGEST))
        rest = DOTS if begin + LONGEST < len(text) else ""
        text = (DOTS if begin else "") + text[begin : begin + LONGEST] + rest
    plain, spans, opened = "", [], None
    for character in text:
        if character == BEGIN:
            opened = len(plain)
        elif character == END:
            if opened is not None:
                spans.append((opened, len(plain)))
            opened = None
        else:
            plain += character
    return Marked(plain, [*spans, *([(opened, len(plain))] if opened is not None else [])])


def _by_hand(text: str, asked: Sequence[Term]) -> str:
    """A text with marks around the first of what is asked for that stands in it as it was typed."""
    low = text.lower()
    for term in asked:
        for phrase in term.phrases:
            at = low.find(phrase.lower())
            if at >= 0:
                end = at + len(phrase)
                return f"{text[:at]}{BEGIN}{text[at:end]}{END}{text[end:]}"
    return ""


class _Run(NamedTuple):
    id: str | None
    name: str | None
    amount: int | None
    at: str | None


def _run_of_code(search: Search, entry: int) -> _Run:
    """The latest run that ran a piece of code, and how many did. A run holds one content of a path, so none is twice."""
    rows = search.ask(
        "SELECT max(files.last), sum(files.runs) FROM units JOIN files ON files.no = units.file WHERE entry = ?",
        (entry,),
    )
    last, amount = rows[0]
    known = search.ask("SELECT name, at FROM runs WHERE id = ?", (last,))
    name, at = known[0] if known else (None, None)
    return _Run(last or None, name, amount, at)


def _name(search: Search, run: str | None) -> str | None:
    rows = search.ask("SELECT name FROM runs WHERE id = ?", (run,)) if run else []
    return rows[0][0] if rows else None


def _title_of(search: Search, hit: Hit, run_name: str | None) -> str:
    """What an entry without a title of its own is a part of."""
    if hit.kind == "console":
        return run_name or ""
    rows = search.ask(_TITLE, (hit.thing,))
    return " ".join(whole(rows[0][0]).split()) if rows else ""
