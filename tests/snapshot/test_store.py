"""Taking snapshots: the same content gives the same snapshot, nothing changed costs no process, faults are answers."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hunch.snapshot import tree
from hunch.snapshot.signature import load
from hunch.snapshot.store import alone, signature_path, take

from .conftest import as_nobody


def test_first_snapshot_holds_what_is_there(lab):
    lab.write("train.py", "lr = 0.04\n")
    lab.write("nets/block.py", "width = 64\n")

    snapshot = lab.take()

    assert list(tree.files(lab.store, snapshot)) == ["nets/block.py", "train.py"]
    assert tree.read(lab.store, snapshot, "nets/block.py") == b"width = 64\n"


def test_same_content_elsewhere_and_later_is_the_same_snapshot(lab, tmp_path):
    lab.write("a/train.py")
    (lab.root / "results").mkdir()
    first = lab.take()

    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", str(lab.root), str(copy)], check=True)

    assert take(lab.store, str(copy), _guards()).snapshot == first


def test_nothing_changed_needs_no_git_and_no_reading(lab):
    lab.write("train.py")
    first = lab.take(later_s=10)

    again = lab.taken(without_git=True)

    assert (again.snapshot, again.unchanged, again.fault) == (first, True, None)


def test_edited_file_needs_no_git_either(lab):
    file = lab.write("deep/down/train.py", "lr = 1\n")
    lab.write("other.py")
    first = lab.take(later_s=10)
    file.write_text("lr = 2\n")

    again = lab.taken(without_git=True)

    assert again.snapshot not in (None, first)
    assert tree.read(lab.store, str(again.snapshot), "deep/down/train.py") == b"lr = 2\n"


def test_edit_of_the_same_size_within_the_same_tick_is_seen(lab):
    file = lab.write("train.py", "lr = 1\n")
    stat = file.stat()
    first = lab.take()

    file.write_text("lr = 2\n")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert lab.take() != first


def test_edit_that_hides_its_time_is_seen_by_its_ctime(lab):
    file = lab.write("train.py", "lr = 1\n")
    stat = file.stat()
    first = lab.take(later_s=10)

    file.write_text("lr = 2\n")
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))

    assert lab.take(later_s=10) != first


def test_file_of_1969_does_not_upset_the_fast_path(lab):
    os.utime(lab.write("train.py"), (-5, -5))
    first = lab.take(later_s=10)

    assert lab.taken(later_s=10, without_git=True).snapshot == first


def test_edit_and_back_gives_the_first_snapshot_again(lab):
    file = lab.write("train.py", "lr = 1\n")
    first = lab.take()
    file.write_text("lr = 2\n")
    second = lab.take()
    file.write_text("lr = 1\n")

    assert lab.take() == first != second


@pytest.mark.parametrize(
    "change",
    ["mv train.py learn.py", "rm train.py", "mkdir new", "touch new.py", "chmod +x train.py", "rmdir empty",
     "rm train.py && ln -s nets train.py", "rm -r nets && ln -s /tmp nets", "rm -r nets && echo 1 > nets",
     "echo '*.txt' > .gitignore", "rm .gitignore", "mkdir nets/deeper && echo 1 > nets/deeper/x.py"],
)  # fmt: skip
def test_incremental_snapshot_equals_a_fresh_one(lab, change):
    lab.write("train.py")
    lab.write("nets/block.py")
    lab.write("notes.txt")
    lab.write(".gitignore", "*.log\n")
    (lab.root / "empty").mkdir()
    before = lab.take(later_s=10)

    subprocess.run(change, shell=True, cwd=lab.root, check=True)
    incremental = lab.take(later_s=10)
    Path(signature_path(lab.store, str(lab.root))).unlink()

    assert incremental == lab.take() != before


def test_store_is_a_repository_that_git_finds_sound(lab):
    lab.write("a.py")
    lab.write("a-b/c.py", "1\n")
    lab.write("a.d/e.py", "2\n")
    lab.take()
    lab.write("a.py", "changed\n")
    lab.take()

    said = lab.git("-C", lab.store.code, "fsck", "--strict", "--full", "--no-dangling")

    assert "error" not in said
    assert len(lab.git("-C", lab.store.code, "for-each-ref").splitlines()) == 2


def test_deleted_cache_loses_nothing(lab):
    lab.write("train.py")
    first = lab.take()
    subprocess.run(["rm", "-rf", lab.store.cache], check=True)

    assert lab.take() == first


@pytest.mark.parametrize("garbage", [b"", b"\x00" * 100, b"\x93\x01", b"not msgpack at all"])
def test_broken_signature_is_made_again(lab, garbage):
    lab.write("train.py")
    first = lab.take()
    Path(signature_path(lab.store, str(lab.root))).write_bytes(garbage)

    assert lab.take() == first
    assert load(signature_path(lab.store, str(lab.root))) is not None


def test_deleted_store_is_made_again(lab):
    lab.write("train.py")
    first = lab.take(later_s=10)
    subprocess.run(["rm", "-rf", lab.store.code], check=True)

    assert lab.take() == first
    assert tree.read(lab.store, first, "train.py") == b"x = 1\n"


def test_no_git_program_is_a_fault_and_nothing_raises(lab):
    lab.write("train.py")

    taken = lab.taken(without_git=True)

    assert taken.snapshot is None
    assert taken.fault == "no snapshot: there is no git program on PATH"


def test_missing_root_is_a_fault(lab):
    taken = take(lab.store, str(lab.root / "gone"), _guards())

    assert taken.snapshot is None
    assert taken.fault is not None
    assert "gone" in taken.fault


def test_store_that_cannot_be_made_is_a_fault(lab):
    lab.write("train.py")
    Path(lab.store.code).parent.parent.mkdir(exist_ok=True)
    Path(lab.store.code).parent.write_text("a file where a folder belongs")

    taken = lab.taken()

    assert taken.snapshot is None
    assert taken.fault is not None
    assert taken.fault.startswith("no snapshot: cannot make")


def test_full_disk_is_a_fault_and_leaves_no_half_object(lab):
    lab.write("big.py", os.urandom(200_000).hex())
    program = (
        "import resource, signal, sys, os\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))\n"
        "from hunch.snapshot.store import Store, take\n"
        "from hunch.entities.config import SnapshotGuards\n"
        "print(take(Store(sys.argv[1], sys.argv[2], dict(os.environ)), sys.argv[3], SnapshotGuards()))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, lab.store.code, lab.store.cache, str(lab.root)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert "snapshot=None" in said.stdout
    assert "File too large" in said.stdout
    assert [p for p in Path(lab.store.code).rglob("*") if ".tmp" in p.name] == []
    assert lab.take() is not None


def test_read_only_store_is_a_fault_not_an_exception(lab):
    lab.write("train.py")
    lab.take()
    lab.write("train.py", "changed = 1\n")
    hunch = str(Path(lab.store.code).parent)
    subprocess.run(["chmod", "-R", "a-w,a+rX", hunch], check=True)
    try:
        fault = as_nobody(lab, "print(take(store, sys.argv[3], SnapshotGuards()).fault)")
    finally:
        subprocess.run(["chmod", "-R", "u+w", hunch], check=True)

    assert fault.startswith("no snapshot: ")
    assert "ermission denied" in fault


def test_cache_that_cannot_be_written_costs_only_time(lab):
    lab.write("train.py")
    Path(lab.store.cache).parent.mkdir()
    Path(lab.store.cache).write_text("a file where a folder belongs")

    first = lab.take(later_s=10)

    assert lab.take(later_s=10) == first


def test_many_at_once_agree(lab):
    for n in range(40):
        lab.write(f"pkg{n % 7}/module{n}.py", f"x = {n}\n")
    program = (
        "import os, sys\n"
        "from hunch.snapshot.store import Store, take\n"
        "from hunch.entities.config import SnapshotGuards\n"
        "sys.stdin.read()\n"
        "print(take(Store(sys.argv[1], sys.argv[2], dict(os.environ)), sys.argv[3], SnapshotGuards()))"
    )
    command = [sys.executable, "-c", program, lab.store.code, lab.store.cache, str(lab.root)]
    crowd = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(50)
    ]
    for process in crowd:
        assert process.stdin is not None
        process.stdin.close()
        process.stdin = None
    said = {process.communicate()[0].replace("unchanged=True", "unchanged=False") for process in crowd}

    assert len(said) == 1
    assert "fault=None" in said.pop()
    assert lab.files() == sorted(f"pkg{n % 7}/module{n}.py" for n in range(40))


def test_killed_at_any_moment_the_next_one_is_right(lab):
    for n in range(300):
        lab.write(f"pkg{n % 7}/module{n}.py", f"x = {n}\n")
    program = (
        "import os, sys\n"
        "from hunch.snapshot.store import Store, take\n"
        "from hunch.entities.config import SnapshotGuards\n"
        "print('on', flush=True)\n"
        "take(Store(sys.argv[1], sys.argv[2], dict(os.environ)), sys.argv[3], SnapshotGuards())"
    )
    for n in range(4):
        command = [sys.executable, "-c", program, lab.store.code, lab.store.cache, str(lab.root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.02 * n)
            process.kill()

    lab.round_trip()


def test_lock_that_somebody_keeps_only_costs_patience(lab):
    lab.write("train.py")
    lab.take()
    with alone(lab.store), alone(lab.store, patience_s=0.05) as waited:
        assert waited


def _guards():
    from hunch.entities.config import SnapshotGuards

    return SnapshotGuards()
