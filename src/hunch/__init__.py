"""Hunch: a workbench for research code.

    import hunch

    hunch.init(params=vars(args))
    hunch.log({"loss": loss, "val/acc": acc}, step=step)

Nothing is loaded before it is used, so that this import costs next to nothing.
"""

from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from .api.front import artifact, figure, finish, image, init, log, plan, run, summary, table, text
    from .api.gut import gut
    from .api.handle import Run
    from .api.proposing import proposals
    from .api.reading import runs

__all__ = [
    "Run",
    "__version__",
    "artifact",
    "figure",
    "finish",
    "gut",
    "image",
    "init",
    "log",
    "plan",
    "proposals",
    "run",
    "runs",
    "summary",
    "table",
    "text",
]

_HOMES = {"Run": "handle", "gut": "gut", "proposals": "proposing", "runs": "reading"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module 'hunch' has no attribute {name!r}")
    import importlib

    from ._lean import import_msgspec

    import_msgspec()
    value = getattr(importlib.import_module(f"hunch.api.{_HOMES.get(name, 'front')}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
