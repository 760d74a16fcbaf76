"""The command line: one file per command.

`main` stays light: `hunch run` goes straight to its own parser (click imports `inspect`, which costs more
than all that has to happen before the user's process starts), and bare `hunch` needs none; every other command is a
click command whose module is imported only when it is called.
"""

import sys
from typing import NoReturn


def main() -> NoReturn:
    """The program `hunch`."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["run"]:
        from hunch._lean import import_msgspec

        import_msgspec()
        from .run import main as run

        sys.exit(run(arguments[1:]))
    if not arguments:
        from hunch._lean import import_msgspec

        import_msgspec()
        from .guard import guarded
        from .status import where_am_i

        sys.exit(guarded(lambda: where_am_i(as_json=False)))
    from .group import main as others

    sys.exit(others(arguments))
