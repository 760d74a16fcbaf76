"""The one place where a command's errors become words and an exit code. It knows nothing of click."""

import os
import sys
from collections.abc import Callable

from hunch.errors import HunchError


def guarded(command: Callable[[], object]) -> int:
    """Call a command; its exit code. A user's mistake never shows a traceback, a bug always does."""
    try:
        answer = command()
        sys.stdout.flush()
    except HunchError as error:
        from .render import complain

        complain(str(error), error.hint)
        return error.exit_code
    except BrokenPipeError:
        # The reader (`head`, a pager) went away: what is left to flush at exit has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return 130
    return answer if isinstance(answer, int) else 0
