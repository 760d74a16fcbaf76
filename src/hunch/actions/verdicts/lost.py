"""Runs without an end whose process is gone, and of which variants they may be: nothing is claimed of those.

A run's variant is known at its end, which these do not have. They are put down to the variant of what they repeat, or
of their plan; else to every variant that was run by the same command, the seed aside (of that code, where there is one), with no
other value of a param that they had reported.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import msgspec

from hunch.entities.comparison import RunLeftOut
from hunch.entities.config import Config
from hunch.entities.events import PlanMade, RunStarted
from hunch.entities.run import Status
from hunch.entities.variant import Rule, rule_of, shared_command, shared_params
from hunch.errors import InvalidConfig
from hunch.ids import Clock, system_clock
from hunch.journal.config import load_config
from hunch.journal.index import Index
from hunch.journal.rows import LightRun
from hunch.journal.workbench import Workbench

from .tried import Tried

LOST, PERHAPS = "lost", "lost, and by its command perhaps one of these"


class Sibling(msgspec.Struct, frozen=True, kw_only=True):
    """What of an ended run tells whether another may be of its variant."""

    id: str
    command: list[str]
    folder: str
    snapshot: str | None = None

    params: dict[str, object] = {}


class Held(NamedTuple):
    """The variants that a lost run may be of, and how sure that is."""

    names: Iterable[str]
    why: str


def with_lost(
    bench: Workbench,
    index: Index,
    rows: Sequence[LightRun],
    found: Tried,
    *,
    clock: Clock = system_clock,
) -> Tried:
    """What was tried, its lost runs left out by name."""
    endless = [row for row in rows if row.status == "running" and row.began]
    if not endless or index.until is not None:  # nobody can look at the machine of then
        return found
    from hunch.actions.live import with_live

    there = with_live(bench, index.runs([row.id for row in endless]), now_us=clock())
    living = {run.id for run in there if run.status == Status.RUNNING}
    lost = [row for row in endless if row.id not in living]
    if not lost:
        return found
    params = {run.id: run.params for run in there}
    gone = {name: list(runs) for name, runs in found.gone.items()}
    family = _Family(bench, index, rows, found)
    for row in lost:
        held = family.held(row, params.get(row.id, {}))
        for name in held.names:
            gone.setdefault(name, []).append(RunLeftOut(run=row.id, name=row.name, why=held.why))
    return found._replace(gone=gone)


class _Family:
    """The ended runs of a question's variants, by what a lost run may share with them."""

    def __init__(self, bench: Workbench, index: Index, rows: Sequence[LightRun], found: Tried) -> None:
        self._bench, self._index = bench, index
        self._rows = {row.id: row for row in rows}
        self._variants = {run: name for name, runs in found.runs.items() for run in runs}
        self._siblings = index.docs(self._variants, Sibling)
        self._templates = {
            told.data.plan: told.data.command
            for told in index.told("plan.made")
            if isinstance(told.data, PlanMade)
        }
        self._rules: dict[str, Rule] = {}

    def held(self, row: LightRun, params: Mapping[str, object]) -> Held:
        """
        Args:
            params: what it had reported by the time it was lost.
        """
        repeated = self._variants.get(row.replicate_of or "")
        if repeated is not None:
            return Held([repeated], LOST)
        told = next(
            (
                each.data
                for each in self._index.told("run.started", run=row.id)
                if isinstance(each.data, RunStarted)
            ),
            None,
        )
        planned = self._of_plan(row)
        if len(planned) == 1 or told is None:
            return Held(planned, LOST)
        mine = Sibling(id=row.id, command=told.command, folder=told.folder, snapshot=told.snapshot)
        said = shared_params(params, self._rule(mine.folder))
        alike = [
            each
            for each in self._siblings
            if self._command(each) == self._command(mine) and _agree(said, each.params)
        ]
        same = [each for each in alike if each.snapshot == mine.snapshot]
        names = dict.fromkeys(self._variants[each.id] for each in same or alike) or planned
        return Held(names, LOST if same and len(names) == 1 else PERHAPS)

    def _of_plan(self, row: LightRun) -> dict[str, None]:
        """The variants of the ended runs of its plan."""
        if row.plan is None:
            return {}
        return dict.fromkeys(name for run, name in self._variants.items() if self._rows[run].plan == row.plan)

    def _command(self, run: Sibling) -> list[str]:
        """Its command but for what does not tell variants apart; `{seed}` where a plan has it."""
        template = self._templates.get(self._rows[run.id].plan or "")
        command = template if template and len(template) <= len(run.command) else run.command
        return shared_command(command, {}, self._rule(run.folder))

    def _rule(self, folder: str) -> Rule:
        if folder not in self._rules:
            try:
                config = load_config(self._bench.root_of(folder))
            except InvalidConfig:  # its own command says so
                config = Config()
            self._rules[folder] = rule_of(config)
        return self._rules[folder]


def _agree(said: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether no param has another value there."""
    return all(_same(value, other[name]) for name, value in said.items() if name in other)


def _same(value: object, other: object) -> bool:
    if isinstance(value, Mapping) and isinstance(other, Mapping):
        return _agree(value, other)
    return value == other
