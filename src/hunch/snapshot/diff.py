"""Files and lines that differ between two snapshots, as git tells them."""

from hunch.entities.change import CodeDiff, FileChange

from .git import git
from .limits import shown
from .objects import EMPTY_TREE, Store
from .tree import check_snapshot

KINDS = {"A": "added", "D": "removed", "R": "renamed"}


def diff(store: Store, old: str | None, new: str, *, text: bool = True) -> CodeDiff:
    """What differs between two snapshots; for a working folder, take a snapshot of it first.

    Args:
        old: None for nothing at all.
        text: whether the unified diff is wanted.

    Raises:
        GitMissing: there is no git program.
        GitFailed: a snapshot is not in the store.
        Damaged: what is given is no snapshot.
    """
    for each in (old, new):
        if each is not None:
            check_snapshot(each)
    counts = _run(store, old, new, "--numstat", "-z")
    files = _with_counts(_parse_raw(_run(store, old, new, "--raw", "-z")), _parse_counts(counts))
    patch = _run(store, old, new, "-p").decode("utf-8", "replace") if text and files else ""
    return CodeDiff(old=old, new=new, files=files, text=patch)


def _run(store: Store, old: str | None, new: str, *how: str) -> bytes:
    return git(
        store.environ,
        f"--git-dir={store.code}",
        *("diff-tree", "-r", "-M", "--no-ext-diff", "--no-textconv", *how),
        *(old or EMPTY_TREE.hex(), new, "--"),
    )


def _parse_raw(raw: bytes) -> list[FileChange]:
    fields, at, files = raw.split(b"\0"), 0, []
    while at < len(fields) - 1:
        old_mode, new_mode, old_sha, new_sha, letter = fields[at].decode().lstrip(":").split(" ")
        path = shown(fields[at + 1])
        kind = KINDS.get(letter[0], "mode" if old_sha == new_sha else "changed")
        at += 2
        if kind == "renamed":
            files.append(FileChange(path=shown(fields[at]), kind=kind, old_path=path))
            at += 1
        else:
            files.append(
                FileChange(
                    path=path, kind="mode" if old_mode[:2] != new_mode[:2] and kind == "changed" else kind
                )
            )
    return files


def _parse_counts(counts: bytes) -> dict[str, tuple[int | None, int | None]]:
    fields, at = counts.split(b"\0"), 0
    out: dict[str, tuple[int | None, int | None]] = {}
    while at < len(fields) - 1:
        added, removed, path = fields[at].split(b"\t", 2)
        at += 1
        if not path:  # a renamed file: its two names follow
            path = fields[at + 1]
            at += 2
        out[shown(path)] = (None, None) if added == b"-" else (int(added), int(removed))
    return out


def _with_counts(
    files: list[FileChange], counts: dict[str, tuple[int | None, int | None]]
) -> list[FileChange]:
    out = []
    for file in files:
        added, removed = counts.get(file.path, (0, 0))
        out.append(
            FileChange(path=file.path, kind=file.kind, old_path=file.old_path, added=added, removed=removed)
        )
    return out
