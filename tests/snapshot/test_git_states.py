"""Repositories in every state; none of them is touched."""

import os
import subprocess
from pathlib import Path

import pytest

from hunch.snapshot import tree

from .conftest import everything_in


def test_no_git_at_all_works_the_same(lab):
    lab.write("train.py")
    lab.write("__pycache__/train.cpython-311.pyc", b"\0")

    assert lab.files() == ["train.py"]


def test_staged_modified_untracked_ignored_and_deleted_files(repo):
    repo.write(".gitignore", "*.log\nbuild/\n")
    repo.write("gone.py")
    repo.write("edited.py", "old\n")
    repo.commit()
    repo.write("staged.py", "staged\n")
    repo.git("add", "staged.py")
    repo.write("staged.py", "staged, then edited\n")
    repo.write("edited.py", "new\n")
    repo.write("untracked.py")
    repo.write("run.log")
    repo.write("build/x.py")
    (repo.root / "gone.py").unlink()

    snapshot = repo.take()

    assert list(tree.files(repo.store, snapshot)) == [
        ".gitignore",
        "edited.py",
        "staged.py",
        "train.py",
        "untracked.py",
    ]
    assert tree.read(repo.store, snapshot, "staged.py") == b"staged, then edited\n"
    assert tree.read(repo.store, snapshot, "edited.py") == b"new\n"


def test_conflicted_file_is_kept_with_its_markers(repo):
    repo.git("checkout", "-q", "-b", "side")
    repo.write("train.py", "lr = 0.1\n")
    repo.commit()
    repo.git("checkout", "-q", "main")
    repo.write("train.py", "lr = 0.2\n")
    repo.commit()
    with pytest.raises(subprocess.CalledProcessError):
        repo.git("merge", "side")

    assert b"<<<<<<<" in tree.read(repo.store, repo.take(), "train.py")


def test_tracked_file_that_is_ignored_stays_in(repo):
    repo.write("outputs/keep.py", "kept = 1\n")
    repo.write("outputs/big/deep/keep.txt")
    repo.git("add", "-f", ".")
    repo.commit()
    repo.write("outputs/drop.py")
    repo.write("outputs/other/drop.py")
    repo.write(".gitignore", "outputs/\n")

    assert repo.files() == [".gitignore", "outputs/big/deep/keep.txt", "outputs/keep.py", "train.py"]


def test_adding_an_ignored_file_to_git_brings_it_in(repo):
    repo.write(".gitignore", "*.bin\n")
    repo.write("weights.bin")
    assert "weights.bin" not in repo.files(later_s=10)

    repo.git("add", "-f", "weights.bin")

    assert "weights.bin" in repo.files()


def test_git_status_in_between_does_not_make_the_next_one_forget(repo):
    first = repo.take(later_s=10)
    os.utime(repo.root / ".git" / "index")

    again = repo.taken(later_s=10)

    assert (again.snapshot, again.unchanged) == (first, True)


def test_changed_gitignore_changes_what_is_kept(repo):
    repo.write("data.txt")
    assert "data.txt" in repo.files(later_s=10)

    repo.write(".gitignore", "*.txt\n")
    assert "data.txt" not in repo.files(later_s=10)

    repo.write(".gitignore", "*.txt\n!data.txt\n")
    assert "data.txt" in repo.files()


def test_gitignore_that_ignores_itself_is_watched_all_the_same(lab):
    lab.write(".gitignore", "*\n!*.py\n")
    lab.write("train.py")
    lab.write("notes.txt")
    assert lab.files(later_s=10) == ["train.py"]

    lab.write(".gitignore", ".gitignore\n")

    assert lab.files() == ["notes.txt", "train.py"]


def test_info_exclude_and_the_global_excludes_count(repo, tmp_path):
    repo.write(".git/info/exclude", "*.mine\n")
    repo.write("a.mine")
    repo.write("b.ours")
    repo.write("c.theirs")
    assert repo.files(later_s=10) == ["b.ours", "c.theirs", "train.py"]

    (tmp_path / "home" / ".config" / "git").mkdir(parents=True)
    (tmp_path / "home" / ".config" / "git" / "ignore").write_text("*.ours\n")
    assert repo.files(later_s=10) == ["c.theirs", "train.py"]

    (tmp_path / "excludes").write_text("*.theirs\n")
    (tmp_path / "home" / ".gitconfig").write_text(f"[core]\n\texcludesFile = {tmp_path}/excludes\n")
    assert repo.files() == ["b.ours", "train.py"]


def test_project_can_take_back_a_built_in_ignore(lab):
    lab.write("outputs/result.txt")
    assert lab.files(later_s=10) == []

    lab.write(".gitignore", "!outputs/\n")

    assert lab.files() == [".gitignore", "outputs/result.txt"]


def test_package_that_is_called_logs_is_code(lab):
    lab.write("src/logs/handler.py")
    lab.write("train.py")
    assert lab.files(later_s=10) == ["train.py"]

    lab.write("src/logs/__init__.py", "")

    assert lab.files() == ["src/logs/__init__.py", "src/logs/handler.py", "train.py"]


def test_linked_worktree(repo, tmp_path):
    repo.write(".gitignore", "*.bin\n")
    repo.write("weights.bin")
    repo.git("add", "-f", ".")
    repo.commit()
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"))
    repo.root = tmp_path / "linked"
    repo.write("untracked.py")
    repo.write("other.bin")

    assert repo.files() == [".gitignore", "train.py", "untracked.py", "weights.bin"]


def test_submodule_is_kept_as_plain_files(repo, tmp_path):
    library = tmp_path / "library"
    library.mkdir()
    repo.git("init", "-q", cwd=library)
    (library / "lib.py").write_text("v = 1\n")
    repo.git("add", "-A", cwd=library)
    repo.git("commit", "-q", "-m", "lib", cwd=library)
    repo.git("submodule", "--quiet", "add", str(library), "vendor/library")
    repo.commit()
    repo.write("vendor/library/lib.py", "v = 2\n")
    repo.write("vendor/library/new.py")

    target = repo.round_trip()

    assert (target / "vendor/library/lib.py").read_text() == "v = 2\n"
    assert (target / "vendor/library/new.py").exists()
    assert not (target / "vendor/library/.git").exists()


def test_nested_repositories_with_and_without_commits(repo):
    for name in ("with", "without"):
        repo.write(f"nested/{name}/code.py", f"x = '{name}'\n")
        repo.git("init", "-q", cwd=repo.root / "nested" / name)
    repo.git("add", "-A", cwd=repo.root / "nested/with")
    repo.git("commit", "-q", "-m", "inner", cwd=repo.root / "nested/with")

    assert repo.files() == ["nested/with/code.py", "nested/without/code.py", "train.py"]
    repo.round_trip()


def test_what_a_nested_repository_tracks_stays_in(repo):
    repo.write("nested/weights.bin")
    repo.write("nested/other.bin")
    repo.write("nested/.gitignore", "*.bin\n")
    repo.git("init", "-q", cwd=repo.root / "nested")
    repo.git("add", "-f", "weights.bin", cwd=repo.root / "nested")

    assert repo.files() == ["nested/.gitignore", "nested/weights.bin", "train.py"]


def test_nested_repository_whose_configuration_is_hostile_runs_nothing(repo, tmp_path):
    proof = tmp_path / "it-ran"
    for folder in (repo.root, repo.root / "nested"):
        folder.mkdir(exist_ok=True)
        repo.git("init", "-q", cwd=folder)
        command = f"touch {proof}"
        for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "filter.x.clean", "filter.x.smudge",
                    "filter.x.process", "diff.external", "diff.x.textconv", "diff.x.command", "uploadpack.packObjectsHook"):  # fmt: skip
            repo.git("config", key, command, cwd=folder)
        for name in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction"):
            hook = folder / ".git" / "hooks" / name
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(f"#!/bin/sh\n{command}\n")
            hook.chmod(0o755)
    repo.write(".gitattributes", "* filter=x diff=x\n")
    repo.write("nested/code.py")

    repo.round_trip()
    repo.write("ignored.log")
    repo.write(".gitignore", "*.log\n")
    repo.take()

    assert not proof.exists()


def test_smudge_and_clean_filters_do_not_run(repo):
    repo.write(".gitattributes", "*.dat filter=upper\n")
    repo.git("config", "filter.upper.clean", "tr a-z A-Z")
    repo.git("config", "filter.upper.smudge", "tr A-Z a-z")
    repo.git("config", "filter.upper.required", "true")
    repo.write("x.dat", "lower\n")
    repo.commit()

    target = repo.round_trip()

    assert (target / "x.dat").read_bytes() == b"lower\n"


def test_lfs_pointer_is_kept_as_the_file_that_is_there(repo):
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:" + "a" * 64 + "\nsize 12345\n"
    repo.write(".gitattributes", "*.pt filter=lfs diff=lfs merge=lfs -text\n")
    repo.git("config", "filter.lfs.clean", "false")
    repo.git("config", "filter.lfs.smudge", "false")
    repo.git("config", "filter.lfs.required", "true")
    repo.write("pointer.pt", pointer)
    repo.write("fetched.pt", b"\0weights\xff")

    target = repo.round_trip()

    assert (target / "pointer.pt").read_text() == pointer
    assert (target / "fetched.pt").read_bytes() == b"\0weights\xff"


@pytest.mark.parametrize(
    "attribute", ["text=auto", "text eol=crlf", "text eol=lf", "ident", "working-tree-encoding=UTF-16"]
)
def test_attributes_change_no_byte(repo, attribute):
    repo.write(".gitattributes", f"* {attribute}\n")
    repo.git("config", "core.autocrlf", "true")
    repo.write("crlf.py", b"a\r\nb\r\n$Id$\r\n")
    repo.write("mixed.py", b"a\nb\r\n$Id: old$\n")
    repo.write("wide.txt", "wide\n".encode("utf-16"))

    target = repo.round_trip()

    assert (target / "crlf.py").read_bytes() == b"a\r\nb\r\n$Id$\r\n"
    assert (target / "mixed.py").read_bytes() == b"a\nb\r\n$Id: old$\n"


def test_variables_of_git_in_the_environment_mean_nothing_here(repo, tmp_path):
    elsewhere = {"GIT_DIR": str(tmp_path / "x"), "GIT_INDEX_FILE": str(tmp_path / "i"), "GIT_WORK_TREE": "/", "GIT_CONFIG_COUNT": "1",
                 "GIT_CONFIG_KEY_0": "core.excludesFile", "GIT_CONFIG_VALUE_0": str(repo.write("all", "*\n"))}  # fmt: skip
    repo.store = repo.store._replace(environ={**os.environ, **elsewhere})

    assert repo.files() == ["all", "train.py"]


def test_repository_of_another_owner_is_read_all_the_same(repo):
    if os.geteuid() != 0:
        pytest.skip("only root can give a repository away")
    repo.write(".gitignore", "*.bin\n")
    repo.write("weights.bin")
    repo.git("add", "-f", ".")
    repo.commit()
    subprocess.run(["chown", "-R", "65534", str(repo.root)], check=True)

    assert "weights.bin" in repo.files()


def test_the_users_repository_and_files_stay_the_same_to_the_byte(repo):
    repo.write(".gitignore", "*.log\n")
    repo.write("pkg/a.py")
    repo.commit()
    repo.git("config", "core.fsmonitor", "true")
    repo.git("config", "core.untrackedCache", "true")
    repo.write("staged.py")
    repo.git("add", "staged.py")
    repo.write("pkg/a.py", "edited = 1\n")
    repo.write("x.log")
    repo.git("stash", "-q")
    repo.git("stash", "apply", "-q")
    os.utime(repo.root / "train.py")  # git's own index is now stale, and must stay so
    before = everything_in(repo.root)

    repo.take()
    repo.write("later.py").unlink()
    repo.take()
    repo.files()

    after = everything_in(repo.root)
    assert after == before


def test_awkward_folder_names(awkward_project, tmp_path, lab):
    lab.root = Path(awkward_project)
    lab.init()
    lab.write("train.py")
    lab.write("x.log")
    lab.write(".gitignore", "*.log\n")

    assert lab.files() == [".gitignore", "train.py"]
    lab.round_trip()
