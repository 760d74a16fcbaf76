"""What differs between the code of two runs: files and lines for diffs, units of meaning for sentences."""

import msgspec


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

    `kind` is one of

        param        a param of the run: `old` and `new` are its values
        literal      a value written in code or in a configuration file: `old` and `new` as written
        body         a function whose statements differ
        signature    a function whose parameters differ and nothing else
        class        bases, decorators or other statements of a class
        new, removed, renamed         a function, class or global (`old` is the former name)
        top level    statements of a module outside of functions
        imports      import statements only
        new file, removed file, renamed file, lines, binary, mode      files that are not understood further
        format       comments, docstrings or formatting only

    `old` or `new` is None where there was or is no such thing. `added` and `removed` count lines, for `lines`.
    """

    kind: str
    name: str
    path: str = ""
    old: str | None = None
    new: str | None = None
    added: int | None = None
    removed: int | None = None
