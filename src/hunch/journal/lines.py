"""One line of the journal: how it is written, read, and checked to the byte.

A line is one JSON object, its keys in the order v, id, at, by, kind, data, prev, sha256. `sha256` is the
hash of all bytes of the line before `,"sha256":"`; `prev` is the `sha256` of the line before in the file.
"""

import msgspec

from hunch.entities.events import FORMAT, KINDS, NAMES, Data, Event
from hunch.errors import Damaged, NewerFormat
from hunch.ids import ALPHABET, ID_LENGTH, content_hash, new_id, system_clock

SEAL = b',"sha256":"'
HASH_LENGTH = 64
CENTURY_US = 100 * 31_557_600 * 1_000_000
LATEST_ID = new_id(system_clock() + CENTURY_US)
"""An id beyond this was not drawn but made up: what followed it would soon find no id any more."""
SEAL_LENGTH = len(SEAL) + HASH_LENGTH + len(b'"}')


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    """A line before it is sealed."""

    v: int
    id: str
    at: str
    by: str
    kind: str
    data: object
    prev: str


_encode = msgspec.json.Encoder().encode
_decode_event = msgspec.json.Decoder(Event).decode


def encode_line(identifier: str, data: Data, *, at: str, by: str, prev: str) -> bytes:
    """The line that says `data`, sealed, with its newline.

    Texts that are not Unicode (a command's argument that is not UTF-8) are written with `\\udcff` spelled out
    for the byte 0xff: JSON has no form for them that every reader takes.
    """
    body = _Body(v=FORMAT, id=identifier, at=at, by=by, kind=NAMES[type(data)], data=data, prev=prev)
    try:
        text = _encode(body)
    except UnicodeEncodeError:
        text = _encode(_readable(msgspec.to_builtins(body, order=None)))
    sealed = text[:-1]
    return sealed + SEAL + content_hash(sealed).encode() + b'"}\n'


def check_line(line: bytes) -> str | None:
    """What is wrong with a line (without its newline), None where every byte is as it was written."""
    if not line:
        return "an empty line"
    if line[-SEAL_LENGTH : len(SEAL) - SEAL_LENGTH] != SEAL or line[-2:] != b'"}':
        return "torn: the line does not end in its hash"
    if content_hash(line[:-SEAL_LENGTH]).encode() != line[-HASH_LENGTH - 2 : -2]:
        return "edited: the line's content does not match its hash"
    return None


def recorded_hash(line: bytes) -> str | None:
    """The hash that a line says it has, right or wrong; None where it says none."""
    if line[-SEAL_LENGTH : len(SEAL) - SEAL_LENGTH] != SEAL:
        return None
    return line[-HASH_LENGTH - 2 : -2].decode("ascii", "replace")


def decode_line(line: bytes) -> Event:
    """The event that a line says; its hash is not looked at (see `check_line`).

    Raises:
        Damaged: the line is not an event.
        NewerFormat: a newer Hunch wrote it.
    """
    try:
        event = _decode_event(line)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged(f"not a line of a journal: {error}", hint="See what else is: hunch doctor") from error
    if event.v > FORMAT:
        raise newer(event.id, event.v)
    return event


def is_drawn(identifier: str) -> bool:
    """Whether an id is one that a writer can have drawn. As fast as it goes: all lines are asked."""
    return has_form(identifier) and identifier < LATEST_ID


def has_form(identifier: str) -> bool:
    """As `hunch.ids.is_id`, ten times as fast."""
    return len(identifier) == ID_LENGTH and not identifier.strip(ALPHABET)


def newer(identifier: str, version: int) -> NewerFormat:
    """The error for a line of a format that is not ours yet."""
    return NewerFormat(
        f"a line of the journal ({identifier}) has format {version}; this Hunch reads up to {FORMAT}",
        hint="Upgrade: pip install --upgrade hunch-research",
    )


def data_of(event: Event) -> Data | None:
    """What an event says; None for a kind that this version does not know.

    Raises:
        Damaged: the data are not what their kind says.
    """
    struct = KINDS.get(event.kind)
    if struct is None:
        return None
    try:
        return msgspec.json.decode(event.data, type=struct)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Damaged(f"the data of {event.kind} {event.id} do not read: {error}") from error


def _readable(value: object) -> object:
    """`value` with every text in it made Unicode."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_readable(item) for item in value]
    if isinstance(value, dict):
        return {_readable(key): _readable(item) for key, item in value.items()}
    return value
