"""A workbench is found by walking up, and made where there is none."""

import os
import subprocess
from pathlib import Path

import pytest

from hunch.errors import CannotWrite, Damaged, NewerFormat, NoWorkbench, UserError
from hunch.journal.workbench import Surroundings, find, find_or_make, open_workbench

from ..conftest import surroundings_in


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def at(cwd: Path, home: Path, **environ: str) -> Surroundings:
    return surroundings_in(cwd, home)._replace(environ=environ)


def test_the_first_run_makes_it_where_the_project_begins(project, home):
    made = find_or_make(at(project, home))
    assert (made.root, made.bench.top) == (str(project), str(project / ".hunch"))
    assert (project / ".hunch" / ".gitignore").read_text() == "*\n"
    assert sorted(os.listdir(made.bench.top)) == [".gitignore", "blobs", "cache", "format", "journal", "runs"]


def test_it_is_found_from_a_folder_below(project, home):
    made = find_or_make(at(project, home))
    below = project / "a" / "b"
    below.mkdir(parents=True)
    found = find(at(below, home))
    assert (found.root, found.bench.id) == (str(project), made.bench.id)


def test_where_there_is_none_it_says_how_to_make_one(project, home):
    with pytest.raises(NoWorkbench) as caught:
        find(at(project, home))
    assert "hunch run" in caught.value.hint


def test_in_a_git_repository_it_is_made_at_the_top(project, home):
    subprocess.run(["git", "init", "-q", str(project)], check=True)
    below = project / "src"
    below.mkdir()
    assert find_or_make(at(below, home)).root == str(project)


def test_a_workbench_above_the_git_top_level_is_another_projects(project, home):
    find_or_make(at(project, home))
    inner = project / "inner"
    inner.mkdir()
    subprocess.run(["git", "init", "-q", str(inner)], check=True)
    assert find_or_make(at(inner, home)).root == str(inner)


def test_the_walk_stops_below_home(project, home):
    (home / ".hunch").mkdir()
    assert find_or_make(at(project, home)).root == str(project)


def test_hunch_dir_wins(project, home, tmp_path):
    find_or_make(at(project, home))
    elsewhere = find_or_make(at(project, home, HUNCH_DIR=str(tmp_path / "elsewhere")))
    assert elsewhere.bench.top == str(tmp_path / "elsewhere")
    assert elsewhere.root == str(project)
    assert find(at(project, home, HUNCH_DIR="../../elsewhere")).bench.id == elsewhere.bench.id


def test_worktrees_share_the_main_ones(project, home):
    def git(*words: str) -> None:
        who = ["-c", "user.name=ada", "-c", "user.email=a@b"]
        subprocess.run(["git", "-C", str(project), *who, *words], check=True, capture_output=True)

    git("init", "-q")
    git("commit", "--allow-empty", "-m", "x")
    git("worktree", "add", str(home / "tree"))
    made = find_or_make(at(home / "tree", home))
    assert made.bench.top == str(project / ".hunch")
    assert made.root == str(home / "tree")
    assert find(at(project, home)).bench.id == made.bench.id
    assert made.key != find(at(project, home)).key


def test_a_file_points_home_from_a_restored_folder(project, home):
    made = find_or_make(at(project, home))
    restored = home / "restored"
    restored.mkdir()
    (restored / ".hunch").write_text(f"{made.bench.top}\n")
    found = find(at(restored, home))
    assert (found.root, found.bench.id) == (str(restored), made.bench.id)
    (restored / ".hunch").write_text("/nowhere\n")
    with pytest.raises(UserError) as caught:
        find(at(restored, home))
    assert "Delete" in caught.value.hint


def test_awkward_names_of_folders_are_fine(awkward_project, home):
    assert find_or_make(at(awkward_project, home)).root == str(awkward_project)


def test_of_many_that_make_it_at_once_all_see_one(project, home):
    readers = []
    for _ in range(20):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.write(write, find_or_make(at(project, home)).bench.id.encode())
            finally:
                os._exit(0)
        os.close(write)
        readers.append((child, read))
    ids = set()
    for child, read in readers:
        ids.add(os.read(read, 100))
        os.close(read)
        os.waitpid(child, 0)
    assert len(ids) == 1
    assert b"" not in ids
    assert not [name for name in os.listdir(project / ".hunch") if name.startswith("format.")]


def test_a_newer_format_is_refused_with_the_way_out(project, home):
    made = find_or_make(at(project, home))
    Path(made.bench.paths.format).write_text('{"format": 2, "workbench": "x", "new": true}')
    with pytest.raises(NewerFormat) as caught:
        find(at(project, home))
    assert "pip install --upgrade" in caught.value.hint


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"format": "one", "workbench": "x"}'])
def test_a_format_file_that_does_not_read_is_damaged(project, home, content):
    made = find_or_make(at(project, home))
    Path(made.bench.paths.format).write_text(content)
    with pytest.raises(Damaged):
        find(at(project, home))


def test_a_folder_without_a_format_is_no_workbench(project, home):
    (project / ".hunch").mkdir()
    with pytest.raises(NoWorkbench):
        find(at(project, home))
    assert find_or_make(at(project, home)).bench.top == str(project / ".hunch")


def test_where_it_cannot_be_made_it_says_what_else_to_do(project, home):
    (project / "file").write_text("")
    with pytest.raises(CannotWrite) as caught:
        find_or_make(at(project, home, HUNCH_DIR=str(project / "file" / "x")))
    assert "HUNCH_DIR" in caught.value.hint


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_project_is_a_clear_error(project, home):
    project.chmod(0o555)
    with pytest.raises(CannotWrite):
        find_or_make(at(project, home))
    project.chmod(0o755)


def test_writers_are_named_by_person_and_machine(project, home):
    who = at(project, home)._replace(author="agent:claude@1/x", host="node 7")
    assert who.writer == "claude-1-x@node-7"
    assert open_workbench(find_or_make(who).bench.top, who).surroundings is who
