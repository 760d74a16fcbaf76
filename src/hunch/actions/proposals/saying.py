"""A draft as a proposal: what to do, why in one line, what to type."""

import re
import shlex
from collections.abc import Sequence
from functools import cached_property
from typing import final

from hunch.actions.questions.referring import clipped, label, short_of
from hunch.entities.proposal import Proposal
from hunch.entities.quantities import about, count
from hunch.entities.question import Idea
from hunch.entities.reference import short_id, short_ids
from hunch.entities.run import Run

from .drafts import ANSWER, BASELINE, CLOSE, COMBINE, REPEAT, REVISIT, SPLIT, STOP, TRY, Draft
from .explaining import explained
from .history import Past
from .weighing import Weighed, Weighing

RUN = "hunch run COMMAND..."
MOST_COMMAND = 120
MOST_SUPPORTS = 3
_PLAIN_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")


@final
class Saying:
    """Puts drafts into words; what they are called by is looked up once."""

    def __init__(self, weighing: Weighing) -> None:
        self._weighing = weighing
        self._ground = weighing.ground
        self._command: str | None = None

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        """The runs of each name."""
        found: dict[str, list[str]] = {}
        for row in self._ground.rows:
            if not row.removed:
                found.setdefault(row.name, []).append(row.id)
        return found

    def proposal(self, draft: Draft, *, rank: int, drawn: bool, made: Past | None) -> Proposal:
        """One line of the list; `made` where it is written down and open."""
        command, then = self._commands(draft)
        stated, finding = draft.stated, draft.finding
        return Proposal(
            id=made.id if made else None,
            action=draft.action,
            text=self._text(draft),
            reason=self._reason(draft, drawn=drawn),
            command=command,
            then=then,
            question=self._ground.question.id,
            ideas=draft.ideas,
            runs=list(draft.runs),
            claim=stated.said.claim if stated else None,
            finding=finding.id if finding else None,
            rank=rank,
            index=draft.per_minute,
            value=draft.value,
            cost_s=draft.cost.seconds if draft.cost else None,
            belief=draft.belief,
            drawn=drawn,
            made_at=made.at if made else None,
            why=explained(draft, self._weighing),
        )

    # ---- what to do

    def _text(self, draft: Draft) -> str:
        match draft.action:
            case "try":
                return f"try {self._idea(draft)}"
            case "answer":
                assert draft.stated is not None
                claim = f"{draft.stated.key}: {clipped(draft.stated.said.text)}"
                idea = draft.weighed[0].idea if draft.stated.said.idea else None
                return f"try {self._labelled(idea)}, which answers {claim}" if idea else f"answer {claim}"
            case "repeat":
                return f"repeat {self._tried(draft.weighed[0])}"
            case "baseline":
                return (
                    f"repeat the baseline, {self._name(draft.runs[0])}" if draft.runs else "run the baseline"
                )
            case "combine":
                return (
                    f"combine {' + '.join(self._labelled(each.idea) for each in draft.weighed if each.idea)}"
                )
            case "split":
                return f"take {self._tried(draft.weighed[0])} apart"
            case "revisit":
                assert draft.finding is not None
                return f"look again at {clipped(draft.finding.text)}"
            case "close":
                return f"close {clipped(self._ground.question.text)}"
            case _:
                return "stop here"

    def _idea(self, draft: Draft) -> str:
        return self._labelled(draft.weighed[0].idea)

    def _labelled(self, idea: Idea | None) -> str:
        assert idea is not None
        return label(self._ground.point.standing, idea)

    def _tried(self, each: Weighed) -> str:
        assert each.tried is not None
        return f"{each.tried.name} ({clipped(each.idea.text)})" if each.idea else each.tried.name

    # ---- why

    def _reason(self, draft: Draft, *, drawn: bool) -> str:
        if draft.value is None or draft.cost is None:
            return "; ".join(draft.said) or "; ".join(draft.finding.shaken if draft.finding else ())
        parts = ["drawn at random: chance keeps the record honest"] if drawn else []
        parts += self._read(draft)
        parts.append(
            f"one more run is worth {draft.value:.2f} sd, {about(draft.cost.minutes)} {draft.cost.how}"
        )
        return "; ".join(parts)

    def _read(self, draft: Draft) -> list[str]:
        if draft.action == BASELINE:
            base = self._weighing.base
            return [f"{draft.said[0]}, and it stands on {count(base.n if base else 0, 'run')}"]
        if draft.action == COMBINE:
            return [f"{_percent(draft.belief)} that both together are ahead of one"]
        if draft.action == SPLIT:
            return [draft.said[0]]
        each = draft.weighed[0]
        if each.candidate.n and each.candidate.mean is not None:
            runs = count(each.candidate.n, "run")
            shaken = ["; ".join(draft.finding.shaken)] if draft.finding else []
            on_one = each.candidate.n == 1 and each.utility > 0
            seed = ", and no verdict can be given on one seed" if on_one else ""
            return [
                *shaken,
                f"{each.candidate.mean:+.1f} sd on {runs}, {_percent(draft.belief)} that it is ahead{seed}",
            ]
        names = [heard.voice.author.partition(":")[2] for heard in each.belief.heard]
        who = f"by {', '.join(names)}" if names else "nobody foretold it"
        return [
            f"{_percent(draft.belief)} that it is ahead ({who}), {each.candidate.size:.1f} sd if it helps"
        ]

    # ---- what to type

    def _commands(self, draft: Draft) -> tuple[str | None, str | None]:
        standing = self._ground.point.standing
        if draft.action in (TRY, ANSWER) and (draft.stated is None or draft.stated.said.idea):
            idea = draft.weighed[0].idea
            assert idea is not None
            return f"hunch on {short_of(standing, idea)}", self._run()
        if draft.action == ANSWER:
            assert draft.stated is not None
            text = shlex.quote(clipped(draft.stated.said.text))
            return f"hunch idea {text} --inspired-by {shlex.quote(draft.stated.key)}", self._run()
        looked = f"hunch finding {short_id(draft.finding.id)} --refresh" if draft.finding else None
        if draft.action in (REPEAT, REVISIT, BASELINE) and draft.runs:
            n = draft.weighed[0].candidate.n if draft.weighed else 0
            return f"hunch replicate {self._name(draft.runs[0])} --seeds {2 if n == 1 else 1}", looked
        if looked is not None:
            return looked, None
        if draft.action in (COMBINE, SPLIT):
            return self._new_idea(draft.weighed, draft.action), self._run()
        if draft.action == CLOSE:
            supports = "".join(f" --supports {self._name(run)}" for run in draft.runs[:MOST_SUPPORTS])
            return f'hunch finding "..."{supports}', None
        return (None, None) if draft.action == STOP else (self._run(), None)

    def _new_idea(self, weighed: Sequence[Weighed], action: str) -> str:
        standing = self._ground.point.standing
        ideas = [each.idea for each in weighed if each.idea is not None]
        if action == COMBINE:
            text = " + ".join(clipped(each.text) for each in ideas)
            first, second = (short_of(standing, each) for each in ideas)
            return f"hunch idea {shlex.quote(text)} --under {first} --inspired-by {second}"
        under = f" --under {short_of(standing, ideas[0])}" if ideas else ""
        return f"hunch idea {shlex.quote(f'{clipped(weighed[0].text)}, one part of it')}{under}"

    def _name(self, run: str) -> str:
        """What a run can be called by on a command line."""
        name = self._ground.names.get(run, "")
        if _PLAIN_NAME.fullmatch(name) and len(self._names.get(name, ())) == 1:
            return name
        return short_ids([run], among=self._ground.names)[run]

    def _run(self) -> str:
        """`hunch run` with the command that the baseline was run by, where it is short."""
        if self._command is None:
            base = self._weighing.base
            index = self._ground.index
            known = index.run(base.run) if base else next(iter(index.runs(newest=1)), None)
            self._command = _command_of(known) or RUN
        return self._command


def _command_of(run: Run | None) -> str:
    if run is None or not run.began or not run.command or run.via != "command":
        return ""
    text = f"hunch run {shlex.join(run.command)}"
    return text if len(text) <= MOST_COMMAND and text.isprintable() else ""


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share * 100:.0f} %"
