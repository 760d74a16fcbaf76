"""What is dear to derive, kept in the index as long as all that it depends on stays as it is."""

from typing import TYPE_CHECKING, Generic, TypeVar, final

import msgspec

from .indexing import no_collector

if TYPE_CHECKING:  # the index keeps something of its own in this way
    from .index import Index

Value = TypeVar("Value")
_encode = msgspec.msgpack.Encoder().encode


@final
class Kept(Generic[Value]):
    """Things of one kind, each under a key; the kind goes up when the same would come to be derived otherwise.

    A state stands for all that a thing depends on beside its key. States of one kind are of one length; of each key the
    last state is known.
    """

    def __init__(self, kind: str, of: type[Value]) -> None:
        self.kind = kind
        self._decode = msgspec.msgpack.Decoder(of).decode

    def recall(self, index: "Index", key: str, state: str = "") -> Value | None:
        """What was kept in this state; None where nothing was, or a byte of the cache has changed since."""
        known, begin = index.cached(self.kind, key), state.encode()
        if known is None or not known.startswith(begin):
            return None
        try:
            with no_collector():
                return self._decode(known[len(begin) :])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None

    def keep(self, index: "Index", key: str, value: Value, state: str = "") -> None:
        """Put it away, in the place of what was known under this key."""
        index.cache(self.kind, key, state.encode() + _encode(value))
