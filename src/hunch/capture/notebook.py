"""A notebook as it is executed: its cells in the order in which they ran."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from hunch.entities.secrets import redact_script


def shell() -> Any | None:
    """The IPython shell that this process is, None for a plain program. IPython is not imported for it."""
    module = sys.modules.get("IPython")
    return module.get_ipython() if module is not None and hasattr(module, "get_ipython") else None


def notebook_name(environ: Mapping[str, str], running: Any) -> str:
    """What the notebook is called, as far as its server or editor says; "notebook" else."""
    said = getattr(running, "user_ns", {}).get("__vsc_ipynb_file__") or environ.get("JPY_SESSION_NAME")
    return str(said) if said else "notebook"


def keep_cells(path: str, running: Any, warn: Callable[[str], None]) -> Callable[[], None]:
    """Append every cell that runs from now on to `path`; what ends that.

    A line is `{"t", "n", "source", "ok"}`: nanoseconds since 1970, the cell's number, its text without
    secrets, and whether it ran to its end.
    """

    def keep(result: Any) -> None:
        info = getattr(result, "info", None)
        line = {
            "t": time.time_ns(),
            "n": getattr(result, "execution_count", None),
            "source": redact_script(str(getattr(info, "raw_cell", "") or "")),
            "ok": bool(getattr(result, "success", True)),
        }
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
            try:
                os.write(descriptor, msgspec.json.encode(line) + b"\n")
            finally:
                os.close(descriptor)
        except OSError as error:
            warn(f"cells of the notebook are not kept: {error.strerror}")

    running.events.register("post_run_cell", keep)

    def stop() -> None:
        try:
            running.events.unregister("post_run_cell", keep)
        except ValueError:  # the shell was reset meanwhile
            return

    return stop
