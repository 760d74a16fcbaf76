"""Figures, images, tables and texts as bytes of a format that everyone reads.

Told by what they can do, not by their class: no plotting, array or table library is imported here unless
the user's program has done so.
"""

import struct
import zlib
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

PNG, SVG, HTML, TEXT, CSV, PARQUET = (
    "image/png", "image/svg+xml", "text/html", "text/plain", "text/csv", "application/vnd.apache.parquet"
)  # fmt: skip


class Content(NamedTuple):
    """What is kept of a medium."""

    data: bytes
    media_type: str


class NotUnderstoodError(TypeError):
    """Nothing that can be kept as this kind of medium."""


def figure(value: Any) -> Content:
    """A matplotlib figure or axes as PNG, a plotly figure as a page, else an image.

    Raises:
        NotUnderstoodError: it is none of these.
    """
    savable: Any = value if hasattr(value, "savefig") else getattr(value, "figure", None)
    if hasattr(savable, "savefig"):
        import io

        buffer = io.BytesIO()
        savable.savefig(buffer, format="png")
        return Content(buffer.getvalue(), PNG)
    if hasattr(value, "to_html"):
        return Content(str(value.to_html()).encode(), HTML)
    return image(value)


def image(value: Any) -> Content:
    """A picture as PNG.

    Args:
        value: a PIL image, the bytes of a PNG, or an array (numpy, torch, jax) of shape (height, width),
            (height, width, 1, 3 or 4), or (1, 3 or 4, height, width) without the first: channels first as torch
            has them. uint8, or floats from 0 to 1 (NaN is black).

    Raises:
        NotUnderstoodError: it is none of these.
    """
    if isinstance(value, bytes) and value.startswith(b"\x89PNG"):
        return Content(value, PNG)
    if hasattr(value, "save") and hasattr(value, "mode"):
        import io

        buffer = io.BytesIO()
        value.save(buffer, format="PNG")
        return Content(buffer.getvalue(), PNG)
    return Content(_png(_pixels(value)), PNG)


def table(value: Any) -> Content:
    """A table as Parquet where pyarrow is at hand for it, as CSV else.

    Args:
        value: a data frame, a dict of columns, or a sequence of dicts.

    Raises:
        NotUnderstoodError: it is none of these.
    """
    if hasattr(value, "to_parquet"):
        import io

        buffer = io.BytesIO()
        value.to_parquet(buffer)
        return Content(buffer.getvalue(), PARQUET)
    if hasattr(value, "write_parquet"):
        import io

        buffer = io.BytesIO()
        value.write_parquet(buffer)
        return Content(buffer.getvalue(), PARQUET)
    return Content(_csv(*_rows(value)), CSV)


def text(value: object) -> Content:
    """A text, whatever it holds."""
    return Content(str(value).encode("utf-8", "backslashreplace"), TEXT)


def html(value: object) -> Content:
    """A page as it was written; readers must not run it with rights of their own."""
    return Content(str(value).encode("utf-8", "backslashreplace"), HTML)


# --- tables ---


def _rows(value: Any) -> tuple[list[str], list[list[object]]]:
    if isinstance(value, Mapping):
        columns = {str(name): list(column) for name, column in value.items()}
        longest = max((len(column) for column in columns.values()), default=0)
        if any(len(column) != longest for column in columns.values()):
            sizes = ", ".join(f"{name} {len(column)}" for name, column in columns.items())
            raise NotUnderstoodError(f"columns of a table must be of one length: {sizes}")
        return list(columns), [list(row) for row in zip(*columns.values(), strict=True)]
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str | bytes)
        and all(isinstance(row, Mapping) for row in value)
    ):
        names = list(dict.fromkeys(str(name) for row in value for name in row))
        return names, [
            [{str(key): cell for key, cell in row.items()}.get(name) for name in names] for row in value
        ]
    raise NotUnderstoodError(
        f"a table is a data frame, a dict of columns or a list of dicts, not {type(value).__name__}"
    )


def _csv(names: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    import csv
    import io

    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([["" if cell is None else cell for cell in row] for row in rows])
    return buffer.getvalue().encode("utf-8", "backslashreplace")


# --- images ---


class _Pixels(NamedTuple):
    """8 bits a channel, row by row from the top."""

    data: bytes
    width: int
    height: int
    channels: int


def _pixels(value: Any) -> _Pixels:
    array = _on_the_host(value)
    shape = tuple(int(length) for length in getattr(array, "shape", ()))
    if len(shape) == 3 and shape[0] in (1, 3, 4) and shape[2] not in (1, 3, 4):
        array = array.transpose(1, 2, 0)
        shape = (shape[1], shape[2], shape[0])
    if len(shape) == 2:
        shape = (*shape, 1)
    if len(shape) != 3 or shape[2] not in (1, 3, 4) or 0 in shape:
        raise NotUnderstoodError(
            f"an image is a PIL image or an array of shape (height, width[, 1, 3 or 4]), "
            f"not {type(value).__name__} of shape {shape}"
        )
    return _Pixels(_eight_bits(array), shape[1], shape[0], shape[2])


def _on_the_host(value: Any) -> Any:
    """A numpy array of what torch, jax or numpy hold, wherever they hold it."""
    for name in ("detach", "cpu"):
        if hasattr(value, name):
            value = getattr(value, name)()
    if hasattr(value, "__array__") or isinstance(value, list | tuple):
        import numpy as np

        return np.asarray(value)
    return value


def _eight_bits(array: Any) -> bytes:
    import numpy as np

    if array.dtype == np.uint8:
        return bytes(array.tobytes())
    if array.dtype == np.bool_:
        return bytes((array.astype(np.uint8) * 255).tobytes())
    if array.dtype.kind == "f":
        return bytes(
            (np.nan_to_num(array.astype(np.float64)).clip(0, 1) * 255).round().astype(np.uint8).tobytes()
        )
    if array.dtype.kind in "iu":
        return bytes(array.clip(0, 255).astype(np.uint8).tobytes())
    raise NotUnderstoodError(f"an image holds uint8 or floats from 0 to 1, not {array.dtype}")


def _png(pixels: _Pixels) -> bytes:
    """PNG as its specification has it (ISO/IEC 15948): no filter, 8 bits."""
    kind = {1: 0, 3: 2, 4: 6}[pixels.channels]
    stride = pixels.width * pixels.channels
    rows = b"".join(
        b"\0" + pixels.data[start : start + stride] for start in range(0, stride * pixels.height, stride)
    )
    header = struct.pack(">IIBBBBB", pixels.width, pixels.height, 8, kind, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
