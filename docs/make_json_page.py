"""Writes docs/reference/json.md: what each command prints with `--json`, from the structs that it prints.

    python docs/make_json_page.py

A key's line is the docstring of its field; where the name says it all, that of `COMMON`. A command without an entry in
`PRINTS` fails the tests (tests/cli/test_json.py), and so does a page that is not what this makes.
"""

import ast
import importlib
import inspect
import itertools
import re
import types
import typing
from collections.abc import Iterator
from pathlib import Path

import msgspec

from hunch.actions.briefing.facts import Brief
from hunch.actions.checking import Health
from hunch.actions.comparing import SideBySide
from hunch.actions.hunches.record import Gut
from hunch.actions.noting import NoteMade
from hunch.actions.papers.searching import Hit
from hunch.actions.papers.shelf import Added
from hunch.actions.removing import Removal
from hunch.actions.restoring import Outcome
from hunch.actions.tree.about import AboutFinding, AboutHunch, AboutIdea, AboutQuestion
from hunch.actions.verdicts.tabling import ResultTable
from hunch.actions.whereabouts import Whereabouts
from hunch.cli.console import Console
from hunch.cli.export import Exported
from hunch.cli.init import Begun
from hunch.cli.on import At, Everything
from hunch.cli.papers.listing import Listed
from hunch.cli.papers.show import PageShown, PaperShown
from hunch.cli.plot import Points
from hunch.cli.retract import Retracted
from hunch.cli.stop import Stopped
from hunch.cli.tag import Tagged
from hunch.entities.change import CodeDiff, UnitChange
from hunch.entities.comparison import Comparison
from hunch.entities.decision import Decision
from hunch.entities.explanation import Explanation
from hunch.entities.finding import Finding
from hunch.entities.hunch import Hunch
from hunch.entities.match import Match
from hunch.entities.paper import Claim
from hunch.entities.proposal import Proposal
from hunch.entities.question import Baseline, Idea, Question
from hunch.entities.run import Run
from hunch.entities.tree import Tree
from hunch.journal.merge import Merged
from hunch.report.said import Report

PAGE = Path(__file__).parent / "reference" / "json.md"

PRINTS: dict[str, tuple[object, str]] = {
    "hunch": (Whereabouts, ""),
    "hunch run --json-to FILE": (Run, "in FILE, when it has ended; with `--seeds` a list of them"),
    "hunch ask": (Question, ""),
    "hunch idea": (Idea, ""),
    "hunch decide": (list[Decision], "with a decision, that one alone"),
    "hunch finding": (list[Finding], "with a text, that one alone"),
    "hunch tree": (Tree, ""),
    "hunch on": (Everything, ""),
    "hunch on REF": (At, ""),
    "hunch predict": (Hunch, ""),
    "hunch retract": (Retracted, ""),
    "hunch baseline": (Baseline, "`null` where there is none yet"),
    "hunch runs": (list[Run], ""),
    "hunch find": (list[Match], ""),
    "hunch show": (Run, ""),
    "hunch show QUESTION": (AboutQuestion, ""),
    "hunch show IDEA": (AboutIdea, ""),
    "hunch show FINDING": (AboutFinding, ""),
    "hunch show HUNCH": (AboutHunch, ""),
    "hunch log": (Console, ""),
    "hunch plot": (list[Points], ""),
    "hunch diff": (CodeDiff, ""),
    "hunch diff --units": (list[UnitChange], ""),
    "hunch replicate --json-to FILE": (list[Run], "in FILE, when all have ended"),
    "hunch why": (Explanation, ""),
    "hunch compare --question": (list[Comparison], ""),
    "hunch compare A B": ((Comparison, SideBySide), "the keys of both"),
    "hunch table": (ResultTable, ""),
    "hunch gut": (Gut, "`--author everyone`: a list of them, without hunches"),
    "hunch next": (list[Proposal], ""),
    "hunch next --why N": (Proposal, "and so `--take N` and `--decline N`"),
    "hunch restore": (Outcome, ""),
    "hunch stop": (list[Stopped], ""),
    "hunch tag": (Tagged, ""),
    "hunch paper add": (list[Added], ""),
    "hunch paper claim": (Claim, ""),
    "hunch paper check": (list[Claim], ""),
    "hunch paper list": (list[Listed], ""),
    "hunch paper show": (PaperShown, ""),
    "hunch paper show --page": (PageShown, ""),
    "hunch paper search": (list[Hit], ""),
    "hunch paper withdraw": (Claim, ""),
    "hunch note": (NoteMade, ""),
    "hunch report": (Report, ""),
    "hunch brief": (Brief, ""),
    "hunch init": (Begun, ""),
    "hunch export": (list[Exported], ""),
    "hunch rm": (Removal, ""),
    "hunch gc": (Removal, ""),
    "hunch merge": (Merged, ""),
    "hunch doctor": (Health, ""),
}
"""What is printed, and what to know beside."""

WITHOUT = {"demo": "it is for eyes; what it records is read by all the others"}
"""Commands without JSON, and why."""

CALLED = {("hunch.report.said", "Edge"): "EdgeSaid"}
"""Names on the page of structs that share theirs with another."""

COMMON = {
    "a": "the one side",
    "a_error": "standard error of `a`",
    "a_name": "what the run that stands for a is called",
    "a_runs": "the runs of a that count",
    "abstract": "as it was given",
    "action": "try, repeat, baseline, combine, split, answer, revisit, close or stop",
    "added": "lines or units that came",
    "added_at": "when it came",
    "ahead": "how many of them lie ahead of the baseline",
    "anytime": "the interval that holds however often one looks",
    "arxiv": "its arXiv id",
    "asked": "how often, or whether, Hunch asked for it",
    "asked_at": "when it was asked",
    "at": "when",
    "author": "who: `human:ada`, `agent:name@version`, `optimiser:tpe`",
    "authors": "their names",
    "b": "the other side",
    "b_name": "what the run that stands for b is called",
    "b_runs": "the runs of b that count",
    "band_said": "chances at which the band is given",
    "base_rate": "the chance that such a thing has here anyway",
    "baseline": "what it is held against",
    "baseline_name": "what the baseline's run is called",
    "baseline_runs": "the runs of the baseline",
    "basis": "what of a record is counted: `idea` or `variant`",
    "beside": "what was going on at that moment",
    "bibtex": "the entry as it was given",
    "bits": "bits over the base rate",
    "blobs": "files of that room that came",
    "boot_id": "which start of the machine",
    "branch": "the branch",
    "brier": "Brier score",
    "by": "who",
    "chance_interval": "95 % of `chance`",
    "change": "what changed, in a sentence",
    "claim": "the claim's id",
    "code": "files of that room that came",
    "command": "its words",
    "configs": "files of configuration, the ones nearest to the root first",
    "cost_s": "what it takes, in seconds",
    "count": "how many values there are",
    "counts": "how many hunches there are at each point",
    "cpu_s": "processor time, in seconds",
    "created": "paths that are new",
    "crps": "continuous ranked probability score",
    "cwd": "where it was called",
    "data": "data files and folders that were declared",
    "declined": "how many were declined",
    "delta": "the change that is claimed, in `unit`",
    "depth": "how far down the tree, from 0",
    "df": "degrees of freedom of the noise",
    "differs": "what is known to differ from what is done here",
    "direction": "1: ahead by the goal, -1: behind, 0: neither or nobody knows",
    "doi": "its DOI",
    "drawn": "whether it was drawn at random",
    "dry_run": "whether it was only said what would go",
    "duration_s": "how long it took, in seconds",
    "edited": "paths that were edited",
    "ended_at": "when it ended",
    "energy_j": "energy, in joules",
    "energy_of": "of how many runs the energy is known",
    "environment": "sha256 of its environment.json",
    "error": "standard error",
    "estimate": "the difference of the means, a - b or variant - baseline, in the metric's unit",
    "exit_code": "of the command",
    "expected": "the share that should lie inside",
    "expired": "how many nobody took in time",
    "failure_value": "what a failed run counts as",
    "faults": "what of the record is incomplete, and why",
    "field": "which blank of a report",
    "file_hashes": "sha256 of each metrics file",
    "files": "files, or how many",
    "finding": "the finding's id",
    "findings": "how many",
    "first_at": "the start of its first run",
    "first_half": "of the earlier half of the hunches",
    "folder": "the working folder",
    "forbids": "whether nothing may be claimed because of it",
    "freed_bytes": "how much room was made",
    "goal": "max or min",
    "going": "whether it was going on",
    "happened": "what came of it, or how often it came true",
    "has_best_path": "whether a path is marked",
    "head": "the commit",
    "high": "the upper end",
    "highlights": "where the words stand that were looked for: begin and end, in characters",
    "host": "the machine's name",
    "how": "how it came about: what was done",
    "hunch": "the hunch's id",
    "hunch_version": "which Hunch recorded it",
    "id": "its id",
    "idea": "the idea's id",
    "idea_text": "what the idea says",
    "ideas": "ids of ideas, or how many",
    "inspired_by": "ids of what inspired it",
    "interval": "from, to; `interval_kind` says which, else 95 %; of a hunch 80 %",
    "interval_kind": "which interval it is: ordinary or anytime",
    "is_baseline": "whether it is the baseline",
    "is_bold": "whether the verdict allows to set it in bold",
    "is_default": "whether nobody chose it",
    "is_floored": "whether it was raised to the least there is",
    "is_log": "whether its axis is logarithmic",
    "is_new": "whether it came in this time",
    "journals": "files of that room that came",
    "k": "how many variants of the question were tried, the baseline not counted",
    "key": "what the paper is cited by",
    "kind": "which kind of thing it is",
    "label": "what stands beside it",
    "last": "the value at the highest step",
    "last_at": "the start of its last run",
    "last_half": "of the later half of the hunches",
    "late": "how many came too late",
    "leads": "whether no other variant has a mean further ahead",
    "level": "at which level it is judged, or drawn",
    "lines": "how many",
    "loaded": "which files of the project it imported, or whether this one; null where nobody knows",
    "log_scale": "whether values are compared by ratios",
    "low": "the lower end",
    "machine": "an id of the machine",
    "made": "files that runs made: path to git's id of the content",
    "made_at": "when it was written down",
    "markdown": "the page",
    "max": "the highest value",
    "max_tokens": "how long the page may be",
    "mean": "their mean",
    "message": "the last line of the traceback, else how it ended",
    "metric": "the metric's name",
    "min": "the lowest value",
    "min_effect": "the smallest difference that matters",
    "minutes": "what these would take, one after the other",
    "more": "how many more there are",
    "more_edges": "how many changes are not listed",
    "more_runs": "so many more runs would tell, both sides together",
    "n": "how many count",
    "n_a": "how many runs of a, or of the variant, count",
    "n_b": "how many runs of b, or of the baseline, count",
    "n_baseline": "how many runs of the baseline count",
    "name": "what it is called",
    "new": "what stands there now",
    "new_span": "where it stands now: first line, column, last line, column",
    "nf": "the names of what is NaN or infinite, and which",
    "noise_sd": "standard deviation of one run",
    "not_finite": "how many values are NaN or infinite",
    "note": "what is to be said beside",
    "notes": "what is to be said beside",
    "number": "the variant's place in the question, by the start of its first run",
    "old": "what stood there before",
    "old_path": "where it was before",
    "old_span": "where it stood before: first line, column, last line, column",
    "on": "ids of what it is about, beside runs",
    "on_best_path": "whether it is on the path that is marked",
    "open": "how many are open",
    "opposes": "whether, or which runs, speak against it",
    "ordinary": "the ordinary 95 % interval",
    "origin": "where it came from",
    "origins": "where each param came from, by dotted name",
    "outcome": "what came of it; null while open or void",
    "over_drawn_interval": "95 %",
    "over_others": "the share ahead among ranked ones less that among others",
    "over_others_interval": "95 %",
    "page": "which page, from 1",
    "pages": "how many pages",
    "pairing": "unpaired, or how seeds are paired",
    "paper": "the paper's id",
    "papers": "files of that room that came",
    "params": "by name, nested",
    "params_nf": "dotted names of params that are NaN or infinite, and which",
    "parent": "the parent's id",
    "parent_name": "what the parent is called",
    "parent_text": "what the parent says",
    "path": "where it is, from the root",
    "peak_memory_bytes": "the most memory it took",
    "pid": "the process's number",
    "pid_namespace": "in which namespace",
    "plan": "the plan's id",
    "planned": "how many runs make its one reading",
    "points": "step and value",
    "probability": "the chance that was given, 0 to 1",
    "program": "the script, else the first word",
    "question": "the question's id",
    "question_runs": "how many runs the question has",
    "questions": "how many were asked in all",
    "rank": "its place in the list, from 1",
    "reason": "why",
    "reasons": "what stands behind the verdict, a line each",
    "remarks": "what is to be known of it",
    "removed": "whether, or how many, were taken off",
    "replicate": "the command that runs it again under other seeds",
    "replicate_of": "the run that it repeats",
    "report": "which report: `week 2026-W49`",
    "restore": "the command that brings its code back",
    "retracted": "how many were taken back",
    "rows": "how many rows it has",
    "run": "the run's id",
    "run_name": "what the run is called",
    "runs": "ids of runs, or how many",
    "said": "what was said beforehand, or the sentence that the verdict allows",
    "saved": "the snapshot of what had been there",
    "scale": "linear or log",
    "score": "how well it fits; only its order means anything",
    "sd": "standard deviation over runs",
    "sealed_at": "when it was sealed",
    "seed": "its seed",
    "sentence": "what changed, in a sentence",
    "sha256": "hash of the line that sealed it",
    "share": "the share that lies inside",
    "shrunk": "the mean, drawn towards that of all",
    "signal": "the signal that ended it",
    "since": "from when on, or from which event",
    "since_snapshot": "the snapshot that the folder last came from",
    "size_bytes": "in bytes",
    "skipped": "how often nothing was answered",
    "snapshot": "the id of its code",
    "snapshot_fault": "why there is none",
    "snapshots": "snapshots, or how many",
    "snippet": "the words around what was found",
    "stands": "whether the number was found on that page; null where there is no text",
    "started": "the kernel's start time of the process",
    "started_at": "when it began (when it was queued, for one that has not)",
    "state": "written, up to date, out of date, missing or removed",
    "stated": "the chance that was typed",
    "status": "where it stands",
    "statuses": "how many runs have each status",
    "stderr": "what came by stderr, where that was kept apart",
    "step": "the highest step",
    "steps": "the steps",
    "supports": "the runs that speak for it",
    "surprise": "-log2 of the chance given to what happened",
    "tag": "the tag",
    "tags": "its tags",
    "take": "which value of a curve counts: last, best or mean:N",
    "taken": "how many were taken",
    "tasks": "the metrics that a pattern takes in",
    "text": "what it says",
    "title": "its title",
    "title_highlights": "as `highlights`, in the title",
    "topic": "only what is about this",
    "traceback": "of the program's last exception",
    "under": "the id of the idea right above",
    "unended": "how many runs have no end yet",
    "unit": "the metric's unit: %, pp, a name; null: its own",
    "until": "to when",
    "updates": "the earlier hunch that it changes, or how many there are",
    "url": "where it is",
    "value": "the value",
    "values": "the values, at the steps",
    "variant": "the variant's id",
    "venue": "where it was published",
    "verdict": "the word that the evidence allows, in capitals",
    "via": "`command` (`hunch run`) or `python` (`hunch.init`)",
    "void": "how many, or why, are not scored",
    "w": "the slope: how far what was said is taken at its word",
    "w_error": "standard error of `w`",
    "wall_s": "seconds from the first start to the last end",
    "weight": "how far it is trusted, 0 to 1",
    "what": "what it is about",
    "why": "the reason",
    "with_voids": "with what was never resolved counted against it",
    "withdrawn": "why it was taken back",
    "within": "the run inside which it was started, or whether there is one",
    "word": "what runs say of it",
    "workbench": "the `.hunch` folder",
    "written": "how many files",
    "year": "of its publication",
}
"""What a name means wherever its struct does not say more."""

HEAD = """\
# What `--json` prints

Made by `python docs/make_json_page.py` from the code; do not edit. A test calls every command and holds what it prints
against this page.

- Every command but `run`, `replicate` and `demo` takes `--json`: one JSON value on stdout, in one line where stdout is no
  terminal. Talk goes to stderr, as without it. Nothing is paged, coloured or cut.
- stdout of `hunch run` and `hunch replicate` is their command's: `--json-to FILE` writes into a file outside of the
  project (`null` until all is over), `--json-to -` as the last line of stderr. `hunch demo` has none: {without}.
- A list is an array, one thing an object. Keys are snake_case; they are only ever added to, and all are always there,
  unless a line says otherwise. Missing is `null`. Moments end in `_at` (UTC, RFC 3339), units stand in names (`duration_s`).
- NaN and infinities are `null`, and named beside: `"nf": {{"loss": "NaN"}}`, `params_nf`.
- Errors are text on stderr (`error: ...`, an empty line, `hint: ...`) with `--json` too, and stdout stays empty. The exit
  code says whose fault it is: 0 fine, 1 the project's or the machine's, 2 the call's. `hunch doctor` and `hunch init --check`
  print their JSON and end with 1 where something is wrong.

## Commands
"""


def made() -> str:
    """The page."""
    structs: dict[str, type[msgspec.Struct]] = {}
    lines = [HEAD.format(without=WITHOUT["demo"]), "| called | prints |", "|---|---|"]
    for call, (kind, beside) in PRINTS.items():
        said = " and ".join(_typed(each, structs) for each in (kind if isinstance(kind, tuple) else (kind,)))
        called = call if "--json-to" in call else f"{call} --json"
        lines.append(f"| `{called}` | {said}{f'; {beside}' if beside else ''} |")
    lines += ["", "## Objects"]
    sections: dict[str, list[str]] = {}
    while waiting := structs.keys() - sections.keys():
        title = min(waiting)
        sections[title] = list(_section(structs[title], structs))
    for title in sorted(sections, key=str.lower):
        lines += ["", *sections[title]]
    return "\n".join(lines) + "\n"


def _section(struct: type[msgspec.Struct], structs: dict[str, type[msgspec.Struct]]) -> Iterator[str]:
    says = (inspect.getdoc(struct) or "").partition("\n\n")[0].replace("\n", " ")
    omits = (
        " Keys of which there is nothing to say may be missing."
        if struct.__struct_config__.omit_defaults
        else ""
    )
    yield f"### {_title(struct)}"
    yield ""
    yield f"{_cell(says)}{omits}"
    yield ""
    yield "| key | is | |"
    yield "|---|---|---|"
    if struct.__struct_config__.tag_field:
        yield f"| `{struct.__struct_config__.tag_field}` | `{struct.__struct_config__.tag}` | |"
    hints, docs = typing.get_type_hints(struct), _docs(struct)
    for field, key in zip(struct.__struct_fields__, struct.__struct_encode_fields__, strict=True):
        typed = _typed(hints[field], structs)
        text = docs.get(field) or ("" if "](#" in typed else COMMON.get(field, ""))
        yield f"| `{key}` | {typed} | {_cell(text)} |"


def _typed(kind: object, structs: dict[str, type[msgspec.Struct]]) -> str:
    """`list of [Run](#run)`; the structs in it are noted."""
    origin, inside = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_typed(each, structs) for each in inside))
    if origin is list:
        return f"list of {_typed(inside[0], structs)}"
    if origin is tuple:
        several = [each for each in inside if each is not ...]
        return "list of " + " and ".join(dict.fromkeys(_typed(each, structs) for each in several))
    if origin is dict:
        return f"object of {_typed(inside[1], structs)}"
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        title = _title(kind)
        if structs.setdefault(title, kind) is not kind:
            raise SystemExit(f"two structs are called {title}, one of {kind.__module__}: see CALLED")
        return f"[{title}](#{title.lower()})"
    plain = {
        str: "text",
        int: "number",
        float: "number",
        bool: "true, false",
        type(None): "null",
        object: "any",
    }
    if kind in plain:
        return plain[kind]  # type: ignore[index]
    if isinstance(kind, type) and issubclass(kind, str):
        return "text"
    return str(getattr(kind, "__name__", kind)).replace("|", "or")


def _title(struct: type[msgspec.Struct]) -> str:
    return CALLED.get((struct.__module__, struct.__name__), struct.__name__)


def _docs(struct: type[msgspec.Struct]) -> dict[str, str]:
    """The docstrings of a struct's fields, those of its bases included."""
    found: dict[str, str] = {}
    for each in reversed(struct.__mro__):
        if not issubclass(each, msgspec.Struct) or each is msgspec.Struct:
            continue
        source = ast.parse(inspect.getsource(importlib.import_module(each.__module__)))
        body = next(
            node.body
            for node in ast.walk(source)
            if isinstance(node, ast.ClassDef) and node.name == each.__name__
        )
        for field, text in itertools.pairwise(body):
            is_told = isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and is_told:
                assert isinstance(text, ast.Expr)
                assert isinstance(text.value, ast.Constant)
                found[field.target.id] = re.sub(r"\s+", " ", str(text.value.value)).strip().rstrip(".")
    return found


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(made(), encoding="utf-8")
