"""The user's HEAD and branch, read without running anything."""

import pytest

from hunch.snapshot.head import head


def test_no_repository_has_no_head(lab):
    assert head(str(lab.root)) is None


def test_branch_without_a_commit(lab):
    lab.init()

    found = head(str(lab.root))

    assert (found.head, found.branch) == (None, "main")


@pytest.mark.parametrize("packed", [False, True])
def test_branch_with_slashes_loose_and_packed(repo, packed):
    repo.git("checkout", "-q", "-b", "ada/wide-heads")
    if packed:
        repo.git("pack-refs", "--all")

    found = head(str(repo.root))

    assert (found.head, found.branch) == (repo.git("rev-parse", "HEAD").strip(), "ada/wide-heads")


def test_detached_head_has_no_branch(repo):
    repo.git("checkout", "-q", "--detach")

    found = head(str(repo.root))

    assert (found.head, found.branch) == (repo.git("rev-parse", "HEAD").strip(), None)


def test_linked_worktree_has_its_own(repo, tmp_path):
    repo.git("worktree", "add", "-q", "-b", "side", str(tmp_path / "linked"))

    found = head(str(tmp_path / "linked"))

    assert (found.head, found.branch) == (repo.git("rev-parse", "HEAD").strip(), "side")


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"gitdir: /nowhere\n", b"gitdir: \x00\n"])
def test_broken_git_file_is_no_repository(lab, content):
    (lab.root / ".git").write_bytes(content)

    assert head(str(lab.root)) is None
