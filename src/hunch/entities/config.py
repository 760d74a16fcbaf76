"""`hunch.toml` (or `[tool.hunch]` in pyproject.toml): what a project may say. All of it is optional."""

import msgspec


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of hunch.toml: an unknown key is an error that names it."""


class Objective(Table, frozen=True, kw_only=True):
    """The metric that runs are judged by where no question says another."""

    metric: str | None = None
    goal: str = "max"
    evaluation: list[str] = []
    """Globs of the files that define how results are measured: runs whose copies differ are not compared."""


class Console(Table, frozen=True, kw_only=True):
    """Metrics read from what the program prints."""

    metrics: bool = True
    patterns: list[str] = []
    """Regular expressions with named groups `name` and `value` (and `step`), beside the built-in ones."""


class SnapshotGuards(Table, frozen=True, kw_only=True):
    """What a snapshot may hold. Past a guard, only source and configuration files are kept, and it is said."""

    include: list[str] = []
    exclude: list[str] = []
    max_file_bytes: int = 10_000_000
    max_total_bytes: int = 500_000_000
    max_files: int = 50_000
    max_seconds: float = 20.0


class DataPolicy(Table, frozen=True, kw_only=True):
    """Data files whose contents are hashed with every run."""

    paths: list[str] = []
    replicate: str = "link"
    """How `hunch replicate` brings these paths into the replicate's folder: link, copy, or own (nothing is brought:
    the program gets its data by itself)."""


class Hunches(Table, frozen=True, kw_only=True):
    """Whether Hunch may ask for a prediction at a terminal, and what counts as a miss."""

    ask: bool = False
    chance: float = 0.3
    """The share of runs that it asks before."""
    longer_than_s: float = 120.0
    """Only where the runs before took longer."""
    wait_s: float = 10.0
    most_a_day: int = 5
    crash_is_loss: bool = False
    """Whether a run that crashes makes its predictions wrong, instead of void."""


class Config(Table, frozen=True, kw_only=True):
    """The whole of hunch.toml."""

    objective: Objective = Objective()
    console: Console = Console()
    snapshot: SnapshotGuards = SnapshotGuards()
    data: DataPolicy = DataPolicy()
    hunches: Hunches = Hunches()
    seed: str = "seed"
    """The param that holds the seed."""
    seed_argument: str | None = None
    """How `--seeds` hands the seed to the command where it has no {seed}: "--seed={seed}"."""
    variant_ignore: list[str] = []
    hook: bool = True
    """Whether params are read inside Python programs (argparse and the like)."""
    system_interval_s: float = 10.0
