"""What a program says of its runs and cannot mean: told loudly once, and left out; the training goes on."""

from msgspec.structs import replace

from hunch.actions.hunches.cause import Said
from hunch.capture.shield import Shield, one_line
from hunch.errors import InvalidHunch, Refused, UserError


def without(said: Said, error: UserError, shield: Shield) -> Said:
    """What was said, but for what the error is about.

    Raises:
        UserError: the shield is strict.
    """
    if shield.strict:
        raise error
    if said.hunch is not None and isinstance(error, InvalidHunch | Refused):
        shield.warn(f"the hunch is NOT SEALED: {one_line(error)}")
        return replace(said, hunch=None)
    shield.warn(f"the idea is not named: {one_line(error)}")
    return replace(said, idea=None)
