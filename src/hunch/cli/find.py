"""`hunch find`: look through everything that was said, tried, printed and coded."""

from collections.abc import Iterator, Sequence

import click

from hunch.actions.questions.referring import find_idea, find_question, id_of
from hunch.actions.questions.standpoint import standpoint
from hunch.actions.searching.finding import BEGINNINGS, SOME, Found, find
from hunch.actions.searching.narrowing import (
    VERDICT_WORDS,
    Wanted,
    first_moment,
    kinds_of,
    moment_after,
    verdict_of,
)
from hunch.entities.match import KINDS, Match
from hunch.entities.quantities import ago, count
from hunch.entities.reference import short_id
from hunch.entities.words import KIND_SIGNS, MATCHING

from .opened import Opened, opened
from .progress import Bar
from .render import Terminal, columns_of, cut, out, out_json, paint, plain, sign, talk, terminal

ROWS = 15
INDENT = 11
"""Where what was found begins, behind its sign and kind."""
LEAST_TITLE = 20
MOST_MARKS = 6
NOT_PRINTED = "\N{REPLACEMENT CHARACTER}"
"""Stands for what a terminal would act on."""
HELP = f"""\
Look through everything: questions, ideas, findings, decisions, hunches, notes, runs with their params, metrics and
consoles, the code that ever ran, papers with their pages. What matches most comes first.

Every word must be there. Quotes that reach Hunch ('"two words"') hold words together, `atten*` is a beginning, and names
come apart: `forward` finds `Block.forward`. Nothing else in TEXT has a meaning of its own.

\b
Kinds: {", ".join(KINDS[:7])},
       {", ".join(KINDS[7:])}
Verdicts: {", ".join(VERDICT_WORDS)}

\b
Examples:
  hunch find warmup
  hunch find lr=0.05 --in params --since 2w
  hunch find '"out of memory"' --in console,notes
  hunch find Block.forward --in code
  hunch find dropout --verdict inconclusive --question @question --json
"""


@click.command("find", help=HELP, short_help="Look through ideas, notes, runs, consoles, code and papers.")
@click.argument("words", metavar="TEXT...", nargs=-1, required=True)
@click.option("--in", "kinds", metavar="KINDS", default="", help="Only these kinds, with commas.")
@click.option("--since", metavar="TIME", help="From then on: 2026-11-01, yesterday, 3d, 2w.")
@click.option("--until", metavar="TIME", help="Up to then, a day included.")
@click.option("--author", metavar="A", help="Only what is by them: ada, agent:coder.")
@click.option(
    "--verdict", metavar="V", help="Only of runs whose variant has this verdict against the baseline."
)
@click.option("--question", metavar="Q", help="Only what belongs to a question.")
@click.option("--idea", metavar="I", help="Only what belongs to an idea.")
@click.option(
    "-n", "most", type=click.IntRange(min=1, max=10_000), default=ROWS, help=f"At most so many ({ROWS})."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def command(
    words: tuple[str, ...], kinds: str, since: str | None, until: str | None, author: str | None,
    verdict: str | None, question: str | None, idea: str | None, most: int, as_json: bool,
) -> None:  # fmt: skip
    """Find something."""
    with opened() as bench:
        wanted = Wanted(
            _text(words),
            kinds=kinds_of(kinds),
            since=first_moment(since, bench.now) if since else None,
            until=moment_after(until, bench.now) if until else None,
            author=author,
            verdict=verdict_of(verdict) if verdict else None,
            most=most,
        )
        wanted = _about(bench, wanted, question, idea)
        with Bar("taking in runs") as bar:
            found = find(bench.folder, bench.index, wanted, objective=bench.config.objective, progress=bar.at)
        for fault in found.faults:
            talk(f"warning: {plain(fault)}")
        if as_json:
            out_json(found.matches)
        else:
            _print(bench, found, wanted)


def _text(words: Sequence[str]) -> str:
    """What was typed; a word that the shell was given with its spaces is a phrase, as it was meant."""
    return " ".join(
        f'"{word}"' if len(words) > 1 and " " in word and '"' not in word else word for word in words
    )


def _about(bench: Opened, wanted: Wanted, question: str | None, idea: str | None) -> Wanted:
    if question is None and idea is None:
        return wanted
    point = standpoint(bench.folder, bench.config.objective)
    if question is not None:
        wanted = wanted._replace(question=find_question(point.standing, question, point.focus).id)
    if idea is not None:
        wanted = wanted._replace(idea=id_of(find_idea(point.standing, idea, point.focus)))
    return wanted


def _print(bench: Opened, found: Found, wanted: Wanted) -> None:
    shown = terminal()
    if not found.asked:
        talk(f"there is no word or number in {plain(wanted.text)!r} to look for")
        return
    if not found.matches:
        talk(f"nothing here matches {plain(wanted.text)!r}")
        return
    if found.how == BEGINNINGS:
        talk("no word is exactly that; these begin so:")
    elif found.how == SOME:
        talk("nothing holds all of these words; these hold some:")
    for match in found.matches:
        for line in lines(match, shown, now_us=bench.now.us):
            out(line)
    if len(found.matches) == wanted.most:
        talk(f"the first {count(wanted.most, 'match', many='matches')}: -n {4 * wanted.most} shows more")


def lines(match: Match, shown: Terminal, *, now_us: int) -> Iterator[str]:
    """A match in one line, and in a second one the words around what matches."""
    word = KIND_SIGNS[match.kind]
    head = f"{paint(sign(word, shown), word.colour, shown)} {word.text:8} "
    room = None if shown.width is None else shown.width - INDENT
    behind = "  ".join(map(plain, _behind(match, now_us)))
    if room is not None:
        behind = cut(behind, max(0, room - LEAST_TITLE - 2), shown)
    left = None if room is None else room - columns_of(behind) - 2
    title = highlighted(match.title, match.title_highlights, shown, left)
    yield f"{head}{title}  {paint(behind, None, shown, dim=True)}".rstrip()
    if match.snippet:
        place = f"{plain(match.place)}: " if match.place else ""
        if room is not None and columns_of(place) + LEAST_TITLE > room:
            place = ""
        left = None if room is None else room - columns_of(place)
        snippet = highlighted(match.snippet, match.highlights, shown, left)
        yield " " * INDENT + paint(place, None, shown, dim=True) + snippet


def _behind(match: Match, now_us: int) -> Iterator[str]:
    """What a match is of, when that was, and how much more of it matches."""
    if match.path and match.path != match.title:
        yield match.path
    if match.kind == "code":
        if match.runs:
            yield f"{count(match.runs, 'run')}, last {_run(match)}"
    elif match.kind in ("run", "console"):
        yield f"({short_id(match.run)})" if match.run else ""
    elif match.id and match.kind not in ("note", "decision"):
        yield f"({short_id(match.id)})"
        if match.run_name:
            yield f"on {_run(match)}"
    elif match.run_name:
        yield f"on {_run(match)}"
    if match.at:
        yield ago(match.at, now_us=now_us)
    if match.more:
        yield f"+{count(match.more, 'more place')}"


def _run(match: Match) -> str:
    return f"{match.run_name} ({short_id(match.run)})" if match.run else ""


def highlighted(text: str, spans: Sequence[tuple[int, int]], shown: Terminal, room: int | None) -> str:
    """A text with what matches between marks that stand without colour too, in bold; cut so that the first match is seen."""
    before, after = (MATCHING.sign if shown.unicode else MATCHING.ascii).split(" ")
    text = "".join(character if character.isprintable() else NOT_PRINTED for character in text)
    if room is not None:
        spans = spans[:MOST_MARKS]
        text, spans = _cut_around(text, spans, shown, room - len(spans) * len(before + after))
    pieces, at = [], 0
    for begin, end in spans:
        pieces.append(text[at:begin] + paint(before + text[begin:end] + after, None, shown, bold=True))
        at = end
    return "".join([*pieces, text[at:]])


def _cut_around(
    text: str, spans: Sequence[tuple[int, int]], shown: Terminal, room: int
) -> tuple[str, list[tuple[int, int]]]:
    """As much of a text as there is room for, with the first span in it."""
    if columns_of(text) <= room:
        return text, list(spans)
    begin, dots = 0, shown.ellipsis
    if spans and columns_of(text[: spans[0][1]]) > room - len(dots):
        begin = max(0, spans[0][0] - room // 4)
    kept = cut((dots if begin else "") + text[begin:], max(room, len(dots) + 1), shown)
    moved = begin - (len(dots) if begin else 0)
    end = len(kept) - (len(dots) if kept.endswith(dots) else 0)
    return kept, [
        (first - moved, min(last - moved, end)) for first, last in spans if 0 <= first - moved < end
    ]
