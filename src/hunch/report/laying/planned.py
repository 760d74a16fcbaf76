"""The plan of the period before against what happened."""

from collections.abc import Iterator

from hunch.entities.period import DAY, WEEK
from hunch.entities.quantities import count

from ..blocks import Block, Heading, Items, Line, Quote, Section, Span, Text, line, quiet
from ..said import ProposalSaid, Report
from .foretold import rows_of, table_of
from .names import Names, at, author, clipped

TITLE, ANCHOR = "Plan against what happened", "plan"
MOST_OPEN = 6
LAST = {DAY: "the day before", WEEK: "the week before"}


def section(said: Report, names: Names) -> Section | None:
    """None where nothing was planned, foretold or proposed before."""
    blocks = [*_plans(said), *_hunches(said, names), *_proposals(said, names)]
    return Section(TITLE, ANCHOR, blocks) if blocks else None


def _plans(said: Report) -> Iterator[Block]:
    before = said.before
    if before.key is None:
        return
    if not before.plans and not before.hunches and not before.proposals:
        return
    last = LAST.get(said.period.kind, "before")
    if not before.plans:
        yield Text([quiet(f"No plan was written in the report of {last} ({before.key}).")])
    for plan in before.plans:
        yield Quote(plan.text, author(plan.by), at(plan.at), [quiet(f"the plan in {plan.report}")])


def _hunches(said: Report, names: Names) -> Iterator[Block]:
    if said.before.hunches:
        yield Heading("Predictions that were open when it began", "plan-open")
        yield table_of(
            "Predictions that were open when it began, and what came of them",
            rows_of(said.before.hunches, names),
        )


def _proposals(said: Report, names: Names) -> Iterator[Block]:
    there = said.before.proposals
    if not there:
        return
    yield Heading("Proposals", "plan-proposals", [quiet(_counted(there))])
    settled = [each for each in there if each.status != "open"]
    waiting = [each for each in there if each.status == "open"][-MOST_OPEN:]
    yield Items([_proposal(each, names) for each in [*settled, *waiting]])


def _counted(there: list[ProposalSaid]) -> str:
    """`5 made: 2 taken, 1 declined, 2 open`."""
    by_status = [
        (status, sum(each.status == status for each in there))
        for status in ("taken", "declined", "expired", "open")
    ]
    return f"{count(len(there), 'proposal')}: " + ", ".join(
        f"{much} {status}" for status, much in by_status if much
    )


def _action(one: ProposalSaid) -> str:
    """In the words of `hunch next`."""
    if one.action == "baseline":
        return "repeat the baseline," if one.runs else "run the baseline"
    return {"stop": "stop here", "split": "take apart", "revisit": "look again at"}.get(
        one.action, one.action
    )


def _proposal(one: ProposalSaid, names: Names) -> Line:
    what: Line = [Span(f"{one.status}: ", "strong"), Span(_action(one))]
    ideas = " + ".join(names.thing(each) for each in one.ideas)
    if one.runs:
        what += [Span(" "), *names.each(one.runs, 3)]
        what.append(Span(f" ({ideas})" if ideas else ""))
    elif ideas:
        what.append(Span(f" {ideas}"))
    if one.drawn:
        what.append(quiet(" (drawn at random)"))
    if one.run:
        what += [Span(", by "), names.run(one.run)]
    if one.why:
        what.append(Span(f": {clipped(one.why)}"))
    return line(*what, quiet(f" ({author(one.by)}, {at(one.made_at)})"))
