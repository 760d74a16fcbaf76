"""Which runs are the same but for the seed: the hash that they share.

A variant is made of the source and config files of the snapshot, the command and the params. What only says
where to write, how fast, how loud or under which name does not tell variants apart. In doubt a name counts:
two variants taken for one would make a false statistic, one taken for two only a missed one.
"""

from collections.abc import Mapping, Sequence

import msgspec

from hunch.ids import content_hash

from .config import Config

VARIANT_LENGTH = 12

IGNORED_ANYWHERE = frozenset(
    [
        "out_dir",
        "output_dir",
        "outdir",
        "output_folder",
        "output_path",
        "save_dir",
        "save_path",
        "savedir",
        "log_dir",
        "logdir",
        "log_folder",
        "log_file",
        "logging_dir",
        "results_dir",
        "result_dir",
        "checkpoint_dir",
        "ckpt_dir",
        "checkpoint_path",
        "work_dir",
        "workdir",
        "cache_dir",
        "tensorboard_dir",
        "tb_dir",
        "run_name",
        "run_id",
        "exp_name",
        "experiment_name",
        "job_name",
        "wandb_project",
        "wandb_name",
        "wandb_entity",
        "device_id",
        "devices",
        "gpus",
        "gpu_id",
        "gpu_ids",
        "local_rank",
        "node_rank",
        "num_workers",
        "n_workers",
        "nworkers",
        "num_threads",
        "n_jobs",
        "pin_memory",
        "prefetch_factor",
        "master_port",
        "master_addr",
        "dist_url",
        "verbosity",
        "progress_bar",
        "no_progress",
        "log_level",
        "loglevel",
        "log_interval",
        "log_every",
        "print_freq",
        "print_every",
    ]
)
"""Params that never tell variants apart, however deep they are nested."""

IGNORED_AT_TOP = frozenset(
    [
        "out",
        "output",
        "outputs",
        "logs",
        "name",
        "tags",
        "notes",
        "device",
        "gpu",
        "workers",
        "threads",
        "jobs",
        "port",
        "verbose",
        "quiet",
        "silent",
        "progress",
        "hydra",
    ]
)
"""Params that do not tell variants apart at the top, but may below (`model.name`)."""

FLAGS = frozenset(
    ["verbose", "verbosity", "quiet", "silent", "progress", "progress_bar", "no_progress", "pin_memory"]
)
"""Of these, options that mostly stand without a value."""


class Rule(msgspec.Struct, frozen=True, kw_only=True):
    """What does not tell variants apart, beside the built-in names.

    `ignore` holds names or globs: `foo` is any param of that name, `a.foo` that one, `a.*` all below `a`.
    """

    seed_param: str = "seed"
    ignore: tuple[str, ...] = ()


def rule_of(config: Config) -> Rule:
    """What does not tell variants apart in a project."""
    return Rule(seed_param=config.seed, ignore=tuple(config.variant_ignore))


def variant(
    source_digest: str | None,
    command: Sequence[str],
    params: Mapping[str, object],
    *,
    params_nf: Mapping[str, str] | None = None,
    rule: Rule = Rule(),  # noqa: B008 -- frozen
) -> str:
    """The hash that runs share which differ in nothing that matters but the seed: 12 hexadecimal digits.

    Args:
        source_digest: what names the source and config files of the snapshot; None where there is none.
        command: as typed; where a seed was put in for `{seed}`, with `{seed}` still in its place.
        params: nested; numbers that are not finite are None here and named in `params_nf`.
        params_nf: dotted name to "NaN", "Infinity" or "-Infinity".
    """
    kept_nf = {name: kind for name, kind in (params_nf or {}).items() if not ignored(name, rule)}
    parts = (source_digest, shared_command(command, params, rule), shared_params(params, rule), kept_nf)
    return content_hash(msgspec.json.encode(parts, order="sorted"))[:VARIANT_LENGTH]


def ignored(dotted: str, rule: Rule) -> bool:
    """Whether a param, by its dotted name, does not tell variants apart."""
    name = dotted.replace("-", "_")
    last = name.rpartition(".")[2]
    if (
        rule.seed_param.replace("-", "_") in (name, last)
        or last in IGNORED_ANYWHERE
        or name in IGNORED_AT_TOP
    ):
        return True
    return any(_matches(name, last, pattern.replace("-", "_")) for pattern in rule.ignore)


def shared_params(params: Mapping[str, object], rule: Rule, *, above: str = "") -> dict[str, object]:
    """The params that runs of a variant share, nested as they were."""
    kept: dict[str, object] = {}
    for name, value in params.items():
        dotted = f"{above}{name}"
        if ignored(dotted, rule):
            continue
        if isinstance(value, Mapping):
            kept[name] = shared_params(value, rule, above=f"{dotted}.")
        else:
            kept[name] = value
    return kept


def shared_command(command: Sequence[str], params: Mapping[str, object], rule: Rule) -> list[str]:
    """The command without the options (`--x 1`, `--x=1`, `x=1`) that do not tell variants apart."""
    kept: list[str] = []
    skip = False
    for index, word in enumerate(command):
        if skip:
            skip = False
            continue
        name, equals, _ = word.lstrip("-").lstrip("+").partition("=")
        is_option = word.startswith("-")
        if index and name and (is_option or equals) and ignored(name, rule):
            following = command[index + 1] if index + 1 < len(command) else None
            skip = is_option and not equals and _takes(name, following, params)
        else:
            kept.append(word)
    return kept


def _takes(name: str, following: str | None, params: Mapping[str, object]) -> bool:
    """Whether the word behind an option is its value: told by the param where there is one, else guessed."""
    if following is None:
        return False
    name = name.replace("-", "_")
    value = params.get(name)
    if isinstance(value, bool):
        return False
    if value is not None and str(value) == following:
        return True
    return name not in FLAGS and (not following.startswith("-") or following[1:2].isdigit())


def _matches(name: str, last: str, pattern: str) -> bool:
    if not any(c in pattern for c in "*?["):
        return pattern in (name, last)
    from fnmatch import fnmatchcase

    return fnmatchcase(name, pattern)
