"""What was found, dropped, thought of, foretold, claimed and proposed, as lines of the page."""

from collections.abc import Iterator, Mapping

from hunch.actions.hunches.awaited import Awaited
from hunch.entities.decision import DROP
from hunch.entities.events import Evidence
from hunch.entities.finding import Finding
from hunch.entities.quantities import count
from hunch.entities.quoting import code, name, quoted
from hunch.entities.reference import short_id
from hunch.entities.words import DECISIONS, SHAKEN, with_side, word_or_none

from .facts import ClaimTold, Decided, Facts, IdeaTold
from .fitting import Line
from .learned import is_answered
from .naming import MOST_NAMED, SHORT_TEXT, Shorts, runs_named, short

DROPPED_IDEAS = "Dead ends"


def findings(known: Facts, shorts: Shorts) -> Iterator[Line]:
    """What is held, and what its runs allow to say today."""
    for at, each in enumerate(known.findings):
        text = f"- {_finding(each, shorts)}"
        yield Line("Findings", text, 9 + 2 * at, "finding", "findings", "hunch tree")


def _finding(each: Finding, shorts: Shorts) -> str:
    """`"wider heads help" (k7fq), by human:ada: ab3d IMPROVES (n 6 v 6); SHAKEN: "ab3d: IMPROVES then, INCONCLUSIVE now"`."""
    said = f"{quoted(each.text)} ({short_id(each.id)}), by {name(each.by)}"
    evidence = [_evidence_told(one, shorts) for one in each.now[:MOST_NAMED]]
    more = len(each.now) - MOST_NAMED
    said += f": {', '.join(evidence)}{f' and {more} more' if more > 0 else ''}" if evidence else ": no runs"
    if each.shaken:
        said += f"; {SHAKEN.text.upper()}: {quoted('; '.join(each.shaken))}"
    return said


def _evidence_told(one: Evidence, shorts: Shorts) -> str:
    side = "against: " if one.opposes else ""
    run = shorts.get(one.run, short_id(one.run))
    word = word_or_none(one.verdict, one.direction)
    return f"{side}{run} {f'{with_side(word)} (n {one.n_a} v {one.n_b})' if word else 'not compared'}"


def dead_ends(known: Facts, shorts: Shorts) -> Iterator[Line]:
    """Dropped, then parked, then kept ideas."""
    dropped = 0
    for each in known.decisions:
        is_dead = each.decision == DROP
        dropped += is_dead
        rank = 9 + 2 * dropped if is_dead else 30 + 2 * len(known.decisions)
        text = f"- {_decision(each, shorts)}"
        yield Line(DROPPED_IDEAS if is_dead else "Decided", text, rank, "decision", "decisions", "hunch tree")


def _decision(each: Decided, shorts: Shorts) -> str:
    """`"wider heads" (k7fq): dropped 2026-03-03 by human:ada: "diverges above 0.1" (runs ab3d, x2y4)`."""
    done = DECISIONS[each.decision].text if each.decision in DECISIONS else name(each.decision)
    what = f"{quoted(each.text, SHORT_TEXT)} {short(each.idea, shorts)}"
    return (
        f"{what}: {done} {each.at[:10]} by {name(each.by)}: {quoted(each.why)}{runs_named(each.runs, shorts)}"
    )


def ideas(known: Facts, shorts: Shorts) -> Iterator[Line]:
    """Those that nobody has decided on."""
    for at, each in enumerate(known.ideas):
        yield Line("Open ideas", f"- {_idea(each, shorts)}", 14 + 2 * at, "idea", "ideas", "hunch tree")


def _idea(each: IdeaTold, shorts: Shorts) -> str:
    under = f", under {quoted(each.parent_text, SHORT_TEXT // 2)}" if each.parent_text else ""
    tried = count(each.runs, "run") if each.runs else "not tried"
    return f"{quoted(each.text, SHORT_TEXT)} {short(each.id, shorts)}{under}: {tried}"


def hunches(known: Facts, shorts: Shorts) -> Iterator[Line]:
    """Predictions of which nothing has come yet."""
    ideas = {each.id: each.text for each in known.ideas}
    for at, each in enumerate(known.hunches):
        text = f"- {_hunch(each, ideas, shorts)}"
        yield Line(
            "Open hunches", text, 17 + 3 * at, "open hunch", "open hunches", "hunch gut --author everyone"
        )


def _hunch(each: Awaited, ideas: Mapping[str, str], shorts: Shorts) -> str:
    about = f" on {quoted(ideas[each.idea], SHORT_TEXT // 2)}" if each.idea and each.idea in ideas else ""
    run = f" on run {shorts.get(each.run, each.run)}" if each.run else ""
    return f"{name(each.author)}{about}{run}: {quoted(each.text)}"


def claims(known: Facts, shorts: Shorts) -> Iterator[Line]:
    """What papers state, and what runs say of it."""
    for at, each in enumerate(known.claims):
        rank = 16 + 3 * at + (10 if is_answered(each) else 0)
        text = f"- {_claim(each)}"
        yield Line("Claims of papers", text, rank, "claim", "claims", "hunch paper check")


def _claim(each: ClaimTold) -> str:
    """`smith2020, p. 4 (k7fq): "+2.0 BLEU": undetermined: "no run tries it"; differs: "small data"`."""
    page = f", p. {each.page}" if each.page is not None else ""
    said = f"{name(each.key)}{page} ({short_id(each.id)}): {quoted(each.text, SHORT_TEXT)}"
    if each.answer is not None:
        said += f": {each.answer.word}"
        said += f": {quoted(each.answer.reasons[0], SHORT_TEXT)}" if each.answer.reasons else ""
    if each.differs:
        said += f"; differs: {quoted('; '.join(each.differs), SHORT_TEXT)}"
    return said


def proposals(known: Facts) -> Iterator[Line]:
    """What is worth trying next."""
    for at, each in enumerate(known.proposals):
        command = f": {code(each.command)}" if each.command else ""
        text = f"{each.rank}. {quoted(each.text, SHORT_TEXT)}, {quoted(each.reason)}{command}"
        yield Line("Next", text, 7 + 4 * at, "proposal", "proposals", "hunch next")
