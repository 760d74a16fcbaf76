"""What differs between the code of two runs: files and lines for diffs, units of meaning for sentences."""

import msgspec

Span = tuple[int, int, int, int]
"""Where a piece of code stands: its first line (from 1) and column (from 0, in bytes), its last line and the column behind."""


class FileChange(msgspec.Struct, frozen=True, kw_only=True):
    """A file that differs; `kind` is added, removed, changed, renamed or mode (only the executable bit or the type).

    `added` and `removed` count lines; None for files that are no text.
    """

    path: str
    kind: str
    old_path: str | None = None
    added: int | None = None
    removed: int | None = None


class CodeDiff(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that differs between two snapshots; `text` is a unified diff as git writes it."""

    old: str | None
    new: str
    files: list[FileChange]
    text: str = ""


class UnitChange(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of code with a name that differs.

    `kind` says how (docs/reference/changes.md tells all of it):

        param        a param of the run: `old` and `new` are its values
        literal      a value written in code or in a configuration file: `old` and `new` as written
        signature    what a function takes, or what a class is made from; decorators
        body         what a function does, or what a statement says
        added, removed, renamed, moved     the unit as a whole; `old` and `old_path`: its former name and file
        import       what a file imports
        docstring    what is written for people: docstrings, help texts
        cosmetic     comments, formatting
        lines, binary, mode      a file that is not understood further

    `what` is the unit: function, class, method, attribute, variable, argument, statement, import, docstring, key,
    file or param. `old` or `new` is None where there was or is no such thing.

    `loaded` is False where the run is known not to have imported the file, and None where nobody knows. The spans
    are those of the whole unit before and after: what of the new text must take which place of the old one.
    """

    kind: str
    what: str = ""
    name: str
    path: str = ""
    within: str | None = None
    """The function or class that a value stands in."""
    old: str | None = None
    new: str | None = None
    old_path: str | None = None
    added: int | None = None
    """Lines; of a body, statements."""
    removed: int | None = None
    parts: list[str] = []
    """Of a body: the first of the statements that differ, `+` before those that came and `-` before those that went."""
    loaded: bool | None = None
    old_span: Span | None = None
    new_span: Span | None = None


class ChangeGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Changes that hang together by definition and use; `sentence` says them in one line."""

    sentence: str
    changes: list[UnitChange]
