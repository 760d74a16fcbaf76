"""Contenders: Hunch, the bare floor and the trackers that people use, behind one small face.

Each is used the way its own documentation says, offline, with everything switched off that is not the recording
of params and metrics. A contender runs inside an environment of its own (`worker.py` is started there), so this
module imports nothing but the standard library, and each tracker only in `load`.
"""

import os
import sys
from collections.abc import Callable
from typing import ClassVar

from payloads import Values

Log = Callable[..., object]
"""Called as `log(values, step=step)`."""
Body = Callable[[Log], None]

HUNCH = os.path.join(os.path.dirname(sys.executable), "hunch")
"""The command line's program."""
HUNCH_RUN = [HUNCH, "run", "-q", "--"]

PARAMS = {"lr": 0.1, "batch": 32, "optimiser": "adam", "seed": 7}


class Contender:
    """One tracker, recording one run below `root`."""

    name = ""
    venv: str | None = None
    """The environment below `--peers`; None for the one that the benchmarks run in."""
    environ: ClassVar[dict[str, str]] = {}
    first_log = ""
    """The whole script that starts a run and logs ten values once; `sys.argv[1]` is where it may write."""

    def load(self) -> None:
        """Import the tracker."""

    def session(self, root: str, body: Body) -> None:
        """Start a run, hand its log function to `body`, end the run."""
        raise NotImplementedError


class Floor(Contender):
    """One line of JSON, one write."""

    name = "floor"

    def load(self) -> None:
        """Import the encoder."""
        import floor

        self.floor = floor

    def session(self, root: str, body: Body) -> None:
        """One file."""
        descriptor = self.floor.append_to(os.path.join(root, "metrics.ndjson"))
        body(self.floor.encode_and_write(descriptor))
        os.close(descriptor)


class Hunch(Contender):
    """`hunch.init` on its own."""

    name = "hunch"
    first_log = """\
import os, sys
os.chdir(sys.argv[1])
import hunch
hunch.init(params={"lr": 0.1, "batch": 32, "optimiser": "adam", "seed": 7})
hunch.log({f"metric_{i:03d}": i / 7 for i in range(10)}, step=0)
"""

    def load(self) -> None:
        """Import hunch."""
        import hunch

        self.hunch = hunch

    def session(self, root: str, body: Body) -> None:
        """One run of the project at `root`."""
        os.chdir(root)
        run = self.hunch.init(params=PARAMS)
        body(self.hunch.log)
        run.finish()


class Wandb(Contender):
    """Weights & Biases, offline."""

    name = "wandb offline"
    venv = "wandb"
    environ: ClassVar[dict[str, str]] = {
        "WANDB_MODE": "offline",
        "WANDB_SILENT": "true",
        "WANDB_CONSOLE": "off",
        "WANDB_ERROR_REPORTING": "false",
    }
    first_log = """\
import sys
import wandb
run = wandb.init(mode="offline", project="bench", dir=sys.argv[1], config={"lr": 0.1, "batch": 32, "seed": 7})
run.log({f"metric_{i:03d}": i / 7 for i in range(10)}, step=0)
"""

    def load(self) -> None:
        """Import wandb."""
        import wandb

        self.wandb = wandb

    def session(self, root: str, body: Body) -> None:
        """One offline run."""
        run = self.wandb.init(mode="offline", project="bench", dir=root, config=PARAMS)
        body(run.log)
        run.finish()


class Trackio(Contender):
    """Trackio, on its local store."""

    name = "trackio"
    venv = "trackio"
    environ: ClassVar[dict[str, str]] = {
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "GRADIO_ANALYTICS_ENABLED": "False",
    }
    first_log = """\
import os, sys
os.environ["TRACKIO_DIR"] = sys.argv[1]
import trackio
trackio.init(project="bench", config={"lr": 0.1, "batch": 32, "seed": 7}, embed=False, auto_log_gpu=False,
             auto_log_cpu=False)
trackio.log({f"metric_{i:03d}": i / 7 for i in range(10)}, step=0)
"""

    def load(self) -> None:
        """Import trackio."""
        import trackio

        self.trackio = trackio

    def session(self, root: str, body: Body) -> None:
        """One run; TRACKIO_DIR was read at the import, so the driver sets it."""
        self.trackio.init(project="bench", config=PARAMS, embed=False, auto_log_gpu=False, auto_log_cpu=False)
        body(self.trackio.log)
        self.trackio.finish()


class Sacred(Contender):
    """Sacred, with its file observer."""

    name = "sacred"
    venv = "sacred"
    first_log = """\
import logging, sys
from sacred import SETTINGS, Experiment
from sacred.observers import FileStorageObserver
SETTINGS.CAPTURE_MODE = "no"
logging.disable()
experiment = Experiment("bench", interactive=True, save_git_info=False)
experiment.observers.append(FileStorageObserver(sys.argv[1]))
experiment.add_config(lr=0.1, batch=32, seed=7)
@experiment.main
def main(_run):
    for i in range(10):
        _run.log_scalar(f"metric_{i:03d}", i / 7, 0)
    stamp()
experiment.run()
"""

    def load(self) -> None:
        """Import sacred."""
        import logging

        from sacred import SETTINGS, Experiment
        from sacred.observers import FileStorageObserver

        logging.disable()
        SETTINGS.CAPTURE_MODE = "no"
        self.experiment, self.observer = Experiment, FileStorageObserver

    def session(self, root: str, body: Body) -> None:
        """One run of an experiment; a call of log is a `log_scalar` for each value."""
        experiment = self.experiment("bench", interactive=True, save_git_info=False)
        experiment.observers.append(self.observer(root))
        experiment.add_config(PARAMS)

        @experiment.main
        def main(_run) -> None:  # type: ignore[no-untyped-def]  # sacred looks at the names of arguments
            def log(values: Values, step: int) -> None:
                for name, value in values.items():
                    _run.log_scalar(name, value, step)

            body(log)

        experiment.run()


class TensorboardX(Contender):
    """tensorboardX's SummaryWriter."""

    name = "tensorboardX"
    venv = "tensorboardx"
    first_log = """\
import sys
from tensorboardX import SummaryWriter
writer = SummaryWriter(sys.argv[1] + "/run")
for i in range(10):
    writer.add_scalar(f"metric_{i:03d}", i / 7, 0)
"""

    def load(self) -> None:
        """Import tensorboardX."""
        import tensorboardX

        self.tensorboard = tensorboardX

    def session(self, root: str, body: Body) -> None:
        """One writer; a call of log is an `add_scalar` for each value."""
        writer = self.tensorboard.SummaryWriter(os.path.join(root, "run"))

        def log(values: Values, step: int) -> None:
            for name, value in values.items():
                writer.add_scalar(name, value, step)

        body(log)
        writer.close()


class Mlflow(Contender):
    """MLflow on a local SQLite store, as it comes."""

    name = "mlflow"
    venv = "mlflow"
    environ: ClassVar[dict[str, str]] = {"MLFLOW_DISABLE_TELEMETRY": "true", "GIT_PYTHON_REFRESH": "quiet"}
    first_log = """\
import sys
import mlflow
mlflow.set_tracking_uri(f"sqlite:///{sys.argv[1]}/mlflow.db")
mlflow.start_run()
mlflow.log_params({"lr": 0.1, "batch": 32, "seed": 7})
mlflow.log_metrics({f"metric_{i:03d}": i / 7 for i in range(10)}, step=0)
"""

    def load(self) -> None:
        """Import mlflow."""
        import mlflow

        self.mlflow = mlflow

    def session(self, root: str, body: Body) -> None:
        """One run in a store of its own."""
        self.mlflow.set_tracking_uri(f"sqlite:///{root}/mlflow.db")
        with self.mlflow.start_run():
            self.mlflow.log_params(PARAMS)
            body(self.mlflow.log_metrics)


OURS, FLOOR = Hunch(), Floor()
PEERS: list[Contender] = [Wandb(), Trackio(), Sacred(), TensorboardX(), Mlflow()]
CONTENDERS = {contender.name: contender for contender in (OURS, FLOOR, *PEERS)}


def python_of(contender: Contender, peers: str | None) -> str | None:
    """The interpreter that a contender runs in; None where its environment is not there."""
    if contender.venv is None:
        return sys.executable
    if peers is None:
        return None
    path = os.path.abspath(os.path.join(peers, contender.venv, "bin", "python"))
    return path if os.path.exists(path) else None


def absent(contender: Contender, peers: str | None) -> str:
    """Why a contender's interpreter is not there."""
    return (
        "no --peers folder was given" if peers is None else f"no environment {contender.venv!r} below --peers"
    )
