"""msgspec without what it does not need here: half of the time that `import hunch` takes.

msgspec asks for `typing_extensions` where that is installed, which imports `inspect`, `ast` and `tokenize`
(10 ms). From Python 3.11 on, the standard library's `typing` has all that it asks for, and msgspec then takes
it from there. Drop with the first msgspec that looks at `typing` first.
"""

import sys


def import_msgspec() -> None:
    """Import msgspec; nothing that anyone else imports is touched."""
    if "msgspec" in sys.modules or "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # says to `import`: there is none
    try:
        import msgspec  # noqa: F401
    finally:
        del sys.modules["typing_extensions"]
