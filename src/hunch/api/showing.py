"""Media and artifacts of a run, and its card in a notebook: imported when the first is shown."""

import os
import time
from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from hunch.capture import media
from hunch.capture.blobs import keep_bytes, keep_file
from hunch.entities.metric import Summary
from hunch.entities.observed import Medium
from hunch.errors import UserError

if TYPE_CHECKING:
    from .handle import Place, Run

MOST_SHOWN = 12
"""Metrics on a card."""

_MAKERS: dict[str, Callable[[Any], media.Content]] = {
    "figure": media.figure,
    "image": media.image,
    "table": media.table,
    "text": media.text,
    "html": media.html,
}


def keep_medium(place: "Place", kind: str, name: str, value: Any, step: int | float | None) -> None:
    """Keep something to look at.

    Raises:
        NotUnderstoodError: it is not of that kind.
        OSError: it cannot be written.
    """
    content = _MAKERS[kind](value)
    kept = keep_bytes(content.data, place.blob_path)
    place.teller.show(
        Medium(
            t=time.time_ns(), name=name, kind=kind, sha256=kept.sha256, size_bytes=kept.size_bytes,
            media_type=content.media_type, step=step,
        )
    )  # fmt: skip


def keep_artifact(place: "Place", path: str, name: str | None) -> None:
    """Keep a file or a folder; files below it are called `<name>/<path below>`.

    Raises:
        UserError: there is none.
        OSError: it cannot be read, or its copy not written.
    """
    name = name or os.path.basename(os.path.abspath(path))
    if os.path.isdir(path):
        for here, folders, files in os.walk(path):
            folders.sort()
            for file in sorted(files):
                whole = os.path.join(here, file)
                if os.path.isfile(whole):
                    _keep_one(place, whole, f"{name}/{os.path.relpath(whole, path)}")
    elif os.path.isfile(path):
        _keep_one(place, path, name)
    else:
        raise UserError(f"there is no file or folder {path!r}")


def page_of(run: "Run", metrics: Mapping[str, Summary]) -> str:
    """A card of a run for a notebook; nothing of it is markup but our own."""
    if run.folder is None:
        return "<div>hunch: not recorded</div>"
    shown = list(metrics.items())[:MOST_SHOWN]
    rows = "".join(
        f"<tr><td>{escape(name)}</td><td style='text-align:right'>{escape(f'{summary.value:.6g}')}</td></tr>"
        for name, summary in shown
        if summary.value is not None
    )
    state = "● running" if run.is_open else "finished"
    return (
        f"<div><b>{escape(run.name or '')}</b> {state} <small>{escape(run.folder)}</small>"
        f"<table>{rows}</table></div>"
    )


def _keep_one(place: "Place", path: str, name: str) -> None:
    kept = keep_file(path, place.blob_path)
    place.teller.show(
        Medium(
            t=time.time_ns(), name=name, kind="artifact", sha256=kept.sha256, size_bytes=kept.size_bytes,
            media_type="application/octet-stream", filename=os.path.basename(path),
        )
    )  # fmt: skip
