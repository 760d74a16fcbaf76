"""Content hashes of declared data."""

import hashlib
import os
import time
from pathlib import Path

import pytest

from hunch.capture.data import CACHE_NAME, DataHash, DataHashes, hash_data

LATER_NS = 3_600_000_000_000


def hashes(tmp_path: Path, *paths: str, cache: Path | None = None) -> list[DataHash]:
    """All of them, as if an hour had passed since the files were written."""
    work = begun(tmp_path, *paths, cache=cache)
    assert work.wait(30)
    return work.known()


def begun(tmp_path: Path, *paths: str, cache: Path | None = None) -> DataHashes:
    return hash_data(
        paths,
        cwd=str(tmp_path),
        cache=str(cache) if cache else None,
        clock_ns=lambda: time.time_ns() + LATER_NS,
    )


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_file_is_named_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"a,b\n")
    assert hashes(tmp_path, "x.csv") == [DataHash(path="x.csv", sha256=sha256(b"a,b\n"), size_bytes=4)]


def test_a_folder_is_named_by_the_paths_and_bytes_below_it(tmp_path: Path) -> None:
    for name in ("d/a", "d/sub/b", "d/new\nline"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    (seen,) = hashes(tmp_path, "d")
    lines = [f"{sha256(('d/' + name).encode())}  {name}\n" for name in ("a", "new\nline", "sub/b")]
    assert seen.sha256 == sha256("".join(lines).encode())
    assert (seen.files, seen.size_bytes) == (3, 3 + 7 + 10)
    (tmp_path / "d/a").rename(tmp_path / "d/c")
    assert hashes(tmp_path, "d")[0].sha256 != seen.sha256


def test_an_empty_folder_is_one(tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    (seen,) = hashes(tmp_path, "d")
    assert (seen.files, seen.size_bytes, seen.fault) == (0, 0, None)


def test_a_file_that_has_not_changed_is_not_read_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (tmp_path / "x").write_bytes(b"1234")
    first = hashes(tmp_path, "x", cache=cache)
    import sqlite3

    with sqlite3.connect(cache / CACHE_NAME) as database:
        database.execute("UPDATE data_hash SET sha256 = 'from the cache'")
    database.close()
    assert hashes(tmp_path, "x", cache=cache)[0].sha256 == "from the cache"
    (tmp_path / "x").write_bytes(b"4321")  # the same size
    os.utime(tmp_path / "x", ns=(1, 1))  # and a clock that lies
    assert hashes(tmp_path, "x", cache=cache)[0].sha256 == sha256(b"4321") != first[0].sha256


def test_a_file_that_was_written_just_now_is_not_trusted_to_the_cache(tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "x").write_bytes(b"1234")
    work = hash_data(["x"], cwd=str(tmp_path), cache=str(tmp_path / "cache"))
    assert work.wait(30)
    import sqlite3

    database = sqlite3.connect(tmp_path / "cache" / CACHE_NAME)
    assert database.execute("SELECT count(*) FROM data_hash").fetchone() == (0,)
    database.close()


@pytest.mark.parametrize("broken", ["garbage", "a folder", "no such folder", "truncated"])
def test_a_broken_cache_costs_time_and_nothing_else(tmp_path: Path, broken: str) -> None:
    cache = tmp_path / "cache"
    if broken != "no such folder":
        cache.mkdir()
    (tmp_path / "x").write_bytes(b"1234")
    if broken == "truncated":
        hashes(tmp_path, "x", cache=cache)
        content = (cache / CACHE_NAME).read_bytes()
        (cache / CACHE_NAME).write_bytes(content[: len(content) // 2])
    elif broken == "garbage":
        (cache / CACHE_NAME).write_bytes(b"not a database, by any means" * 100)
    elif broken == "a folder":
        (cache / CACHE_NAME).mkdir()
    work = begun(tmp_path, "x", cache=cache)
    assert work.wait(30)
    assert work.known()[0].sha256 == sha256(b"1234")
    assert work.faults == []


def test_what_cannot_be_hashed_is_named_and_the_rest_is_hashed(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"1")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "dangling").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    work = begun(tmp_path, "gone", "d", "pipe", "x")
    assert work.wait(30)
    assert [seen.sha256 is not None for seen in work.known()] == [False, False, False, True]
    assert work.faults == [
        "data not hashed: gone: No such file or directory",
        f"data not hashed: d: a link that leads nowhere ({tmp_path}/d/dangling)",
        "data not hashed: pipe is neither a file nor a folder",
    ]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"1")
    (tmp_path / "x").chmod(0)
    work = begun(tmp_path, "x")
    assert work.wait(30)
    assert work.faults == ["data not hashed: x: Permission denied"]


def test_links_are_followed_but_not_in_circles(tmp_path: Path) -> None:
    (tmp_path / "d/sub").mkdir(parents=True)
    (tmp_path / "x").write_bytes(b"1")
    (tmp_path / "d/link").symlink_to("../x")
    (tmp_path / "d/sub/up").symlink_to("..")
    (seen,) = hashes(tmp_path, "d")
    assert (seen.files, seen.fault) == (1, None)


def test_progress_is_told_and_work_can_be_given_up(tmp_path: Path) -> None:
    with open(tmp_path / "large", "wb") as file:
        file.truncate(3_000_000_000)
    work = begun(tmp_path, "large")
    while work.progress()[0] == 0:
        time.sleep(0.001)
    work.stop()
    done, total = work.progress()
    assert 0 < done < total == 3_000_000_000
    assert work.faults == ["data not hashed: large: it was not waited for"]
