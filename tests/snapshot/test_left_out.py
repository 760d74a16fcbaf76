"""What a snapshot leaves out, and that it says so."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hunch.snapshot import tree
from hunch.snapshot.ignores import Globs, is_config, is_secret, is_source


@pytest.fixture
def quick_folder(tmp_path: Path) -> Iterator[Path]:
    """A project's folder in memory where the machine has such a place."""
    shared = Path("/dev/shm")
    folder = Path(mkdtemp(dir=shared if os.access(shared, os.W_OK) else tmp_path))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    "name", [".env", ".env.local", "prod.env", "server.pem", "id_rsa", "id_ed25519", ".netrc", "_netrc", "credentials",
             "credentials.json", "credentials.yaml", "aws_credentials", ".git-credentials", "secrets.yaml", "private.key", ".npmrc",
             ".pypirc", "client_secret_123.json", "service-account.json", "kaggle.json", ".ENV", "token.json",
             "token.txt", "token", "hf_token", "api_key.txt", "openai-api-key", "id_rsa_work", "id_ed25519_sk", "login.ppk",
             "terraform.tfstate", "prod.tfvars", "x.tfstate.backup"],
)  # fmt: skip
def test_what_looks_like_a_secret_is_left_out_and_named(lab, name):
    lab.write("train.py")
    lab.write(f"conf/{name}", "token = abc\n")

    taken = lab.taken()

    assert list(tree.files(lab.store, str(taken.snapshot))) == ["train.py"]
    assert [(left.path, left.reason) for left in taken.left_out] == [(f"conf/{name}", "secret")]
    assert b"abc" not in b"".join(_contents(lab))


@pytest.mark.parametrize("name", [".env.example", "id_rsa.pub", "credentials.example.json", "secretary.py", "environment.yml",
                                  "tokenizer.json", "tokens.txt", "keys.py", "pem.py", "env.py", "added_tokens.json",
                                  "special_tokens_map.json", "tokens.py", "token.py", "api_key.py", "id_rsa_keys.py",
                                  "mask_token.txt", "id_ed25519_sk.pub"])  # fmt: skip
def test_what_only_sounds_like_one_stays_in(lab, name):
    lab.write(name)

    assert lab.files() == [name]


def test_secret_stays_out_though_git_tracks_it_but_tracked_source_stays_in(repo):
    repo.write(".env", "TOKEN=abc\n")
    repo.write("credentials.py", "def read(): ...\n")
    repo.commit()

    assert repo.files() == ["credentials.py", "train.py"]


def test_secret_that_the_project_includes_is_kept(lab):
    lab.write("conf/.env", "DEBUG=1\n")

    assert lab.files(include=["conf/.env"]) == ["conf/.env"]


def test_folder_of_keys_is_left_out_whole(lab):
    lab.write("train.py")
    lab.write(".aws/config")
    lab.write("secrets/db.txt")
    lab.write("code/secrets/__init__.py")

    assert lab.left_out() == {".aws/": "secret", "secrets/": "secret"}


def test_of_a_secret_folder_only_what_git_tracks_comes_in(repo):
    repo.write("secrets/README.md", "ask Ada\n")
    repo.commit()
    repo.write("secrets/db.txt", "hunter2\n")
    repo.write("secrets/prod/db.txt", "hunter3\n")

    assert repo.files() == ["secrets/README.md", "train.py"]
    assert repo.left_out() == {"secrets/db.txt": "secret", "secrets/prod/": "secret"}
    repo.write("secrets/late.txt", "hunter4\n")
    assert repo.files() == ["secrets/README.md", "train.py"]
    repo.write("secrets/__init__.py")
    assert "secrets/late.txt" in repo.files()


@pytest.mark.parametrize("name", [".docker", ".huggingface"])
def test_folder_of_a_login_is_left_out(lab, name):
    lab.write(f"{name}/config.json")

    assert lab.left_out() == {f"{name}/": "secret"}


def test_sparse_checkpoint_of_five_gigabytes_is_never_read(lab):
    lab.write("train.py")
    with (lab.root / "model.ckpt").open("wb") as file:
        file.truncate(5 * 2**30)

    taken = lab.taken()

    assert list(tree.files(lab.store, str(taken.snapshot))) == ["train.py"]
    assert [(left.path, left.reason, left.size_bytes) for left in taken.left_out] == [
        ("model.ckpt", "too large", 5 * 2**30)
    ]


def test_file_that_shrinks_below_the_guard_comes_in(lab):
    file = lab.write("table.csv", "x" * 5000)
    assert lab.files(later_s=10, max_file_bytes=1000) == []

    file.write_text("x")

    assert lab.files(max_file_bytes=1000) == ["table.csv"]


def test_virtual_environments_and_node_modules_that_nobody_ignored(lab):
    lab.write("train.py")
    lab.write(".venv/pyvenv.cfg")
    lab.write(".venv/lib/python3.11/site-packages/numpy/core.py")
    lab.write("tools/my env/pyvenv.cfg")
    lab.write("conda/conda-meta/history")
    lab.write("web/node_modules/left-pad/index.js")
    lab.write("web/app.js")

    taken = lab.taken()

    assert list(tree.files(lab.store, str(taken.snapshot))) == ["train.py", "web/app.js"]
    assert {left.path: left.reason for left in taken.left_out} == dict.fromkeys(
        [".venv/", "conda/", "tools/my env/", "web/node_modules/"], "virtual environment"
    )


def test_virtual_environment_that_becomes_a_folder_of_code_is_seen(lab):
    lab.write("env/pyvenv.cfg")
    assert lab.files(later_s=10) == []

    (lab.root / "env" / "pyvenv.cfg").unlink()
    lab.write("env/gym.py")

    assert lab.files() == ["env/gym.py"]


def test_hundred_thousand_untracked_files_fall_back_to_code_and_are_told_by_folder(lab, quick_folder):
    lab.root = quick_folder
    lab.write("train.py")
    lab.write("conf/run.yaml")
    for folder in ("cats", "dogs"):
        (lab.root / "images" / folder).mkdir(parents=True)
        for n in range(50_000):
            os.close(os.open(lab.root / "images" / folder / f"{n}.png", os.O_CREAT))

    taken = lab.taken(later_s=10)

    assert list(tree.files(lab.store, str(taken.snapshot))) == ["conf/run.yaml", "train.py"]
    assert [(left.path, left.reason, left.files) for left in taken.left_out] == [
        ("images/cats/", "too many", 50_000),
        ("images/dogs/", "too many", 50_000),
    ]
    again = lab.taken(without_git=True)
    assert (again.snapshot, again.left_out, again.unchanged) == (taken.snapshot, taken.left_out, True)


def test_many_annotations_that_look_like_configuration_go_folder_by_folder(lab):
    lab.write("train.py")
    lab.write("conf/run.json", "{}")
    for n in range(60):
        lab.write(f"labels/{n % 30}/{n}.json", "{}")
        lab.write(f"crowded/{n}.json", "{}")

    taken = lab.taken(max_files=70)

    held = list(tree.files(lab.store, str(taken.snapshot)))
    assert "train.py" in held
    assert "conf/run.json" in held
    assert len(held) == 62
    assert [(left.path, left.files) for left in taken.left_out] == [("crowded/", 60)]


def test_many_small_folders_are_told_by_what_holds_them(lab):
    for n in range(60):
        lab.write(f"data/class{n}/one.png")
    lab.write("train.py")

    taken = lab.taken(max_files=10)

    assert [(left.path, left.reason, left.files) for left in taken.left_out] == [("data/", "too many", 60)]


def test_total_size_leaves_data_out_before_code(lab):
    lab.write("train.py", "x" * 500)
    lab.write("data/a.bin", "x" * 5000)

    taken = lab.taken(max_total_bytes=1000)

    assert list(tree.files(lab.store, str(taken.snapshot))) == ["train.py"]
    assert [(left.path, left.reason, left.size_bytes) for left in taken.left_out] == [
        ("data/", "total size", 5000)
    ]


def test_tracked_data_outlives_untracked_data(repo):
    repo.write("data/kept.bin", "x" * 500)
    repo.commit()
    repo.write("data/new.bin", "x" * 5000)

    assert repo.files(max_total_bytes=1000) == ["data/kept.bin", "train.py"]


def test_too_slow_keeps_what_it_can_and_tries_again(lab):
    lab.write("train.py")

    hurried = lab.taken(max_seconds=0.0)

    assert hurried.fault is None
    assert [left.reason for left in hurried.left_out] == [] or "too slow" in {
        left.reason for left in hurried.left_out
    }
    assert lab.files() == ["train.py"]


def test_include_and_exclude_of_the_project(lab):
    lab.write("train.py")
    lab.write("scratch/x.py")
    lab.write("outputs/final/config.yaml")
    lab.write("outputs/final/model.bin")
    lab.write("outputs/other.yaml")

    files = lab.files(include=["outputs/**/*.yaml"], exclude=["scratch/"])

    assert files == ["outputs/final/config.yaml", "outputs/other.yaml", "train.py"]


def test_the_workbench_itself_is_never_in(lab):
    lab.write(".hunch/format", "{}")
    lab.write("sub/.hunch", "../.hunch\n")
    lab.write("train.py")
    lab.store = lab.store._replace(
        code=str(lab.root / "bench" / "code"), cache=str(lab.root / "bench" / "cache")
    )

    assert lab.files() == ["train.py"]
    assert lab.files() == ["train.py"]


@pytest.mark.parametrize("name", [".GIT", ".g\u200cit", ".git ", "git~1", ".Hunch"])
def test_name_that_another_system_would_take_for_a_repository_is_left_out_and_named(lab, name):
    lab.write("train.py")
    lab.write(f"sub/{name}/hooks/x.py")

    assert lab.files() == ["train.py"]
    assert lab.left_out() == ({f"sub/{name}/": "unsafe name"} if name not in (".GIT", ".Hunch") else {})
    lab.round_trip()


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [("*.py", "a/b.py", True), ("/a.py", "b/a.py", False), ("a/*.py", "a/b/c.py", False), ("a/**/c.py", "a/c.py", True),
     ("a/**/c.py", "a/x/y/c.py", True), ("data/", "data/x/y", True), ("data/", "src/data/x", True), ("/data/", "src/data/x", False),
     ("a?.py", "ab.py", True), ("[ab].py", "b.py", True), ("[!ab].py", "b.py", False), ("a.b", "axb", False), ("a/**", "a/b/c", True)],
)  # fmt: skip
def test_globs(pattern, path, matches):
    assert Globs([pattern]).match(path.encode()) is matches


@given(st.text(alphabet="ab/*?[]!-.\\", min_size=1, max_size=12), st.text(alphabet="ab/.", max_size=12))
def test_no_pattern_breaks_the_matcher(pattern, path):
    globs = Globs([pattern])
    globs.match(path.encode())
    globs.may_match_below(path.encode())


def test_what_counts_as_code():
    assert is_source(b"src/Kernel.CU")
    assert is_source(b"Makefile")
    assert is_config(b"conf/a.yaml")
    assert not is_config(b"yaml")
    assert not is_source(b"model.pt")
    assert is_secret(b".env")


def _contents(lab):
    for snapshot_file in lab.git(
        "-C", lab.store.code, "cat-file", "--batch-check", "--batch-all-objects"
    ).splitlines():
        yield lab.git("-C", lab.store.code, "cat-file", "-p", snapshot_file.split()[0]).encode()
