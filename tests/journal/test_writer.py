"""Appending: whole lines, in order, from everywhere at once."""

import errno
import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hunch.entities.events import NoteAdded
from hunch.errors import CannotWrite, NewerFormat
from hunch.ids import content_hash, system_clock, time_part
from hunch.journal import writer
from hunch.journal.lines import check_line, decode_line
from hunch.journal.tails import journal_files
from hunch.journal.verify import check_journal
from hunch.journal.writer import append, append_many, highest_id

NOTE = NoteAdded(text="hello")


def journal(bench) -> Path:
    return Path(bench.paths.journal_file(bench.surroundings.writer))


def lines(bench) -> list[bytes]:
    return journal(bench).read_bytes().split(b"\n")[:-1]


def test_each_line_names_the_one_before(bench, clock):
    first, second = append(bench, NOTE, clock=clock), append(bench, NOTE, clock=clock)
    assert first.prev == ""
    assert second.prev == first.sha256
    assert [decode_line(line).id for line in lines(bench)] == [first.id, second.id]


def test_the_moment_and_the_author_are_written(bench, clock):
    event = append(bench, NOTE, clock=clock)
    assert (event.at, event.by) == ("2025-11-22T16:00:00.000001Z", "human:ada")
    assert append(bench, NOTE, clock=clock, by="agent:claude@1").by == "agent:claude@1"


def test_a_clock_that_goes_back_makes_no_id_that_is_lower(bench, clock):
    before = append(bench, NOTE, clock=clock)
    clock.on(-3600)
    after = append(bench, NOTE, clock=clock)
    assert after.id > before.id
    assert after.at < before.at
    assert time_part(after.id) == time_part(before.id) + 1


def test_ids_exceed_what_another_machine_wrote_with_its_clock_ahead(bench_of, clock):
    laptop = bench_of("laptop")
    cluster = bench_of("cluster", at="laptop")
    clock.on(3600)
    theirs = append(cluster, NOTE, clock=clock)
    clock.on(-3600)
    assert append(laptop, NOTE, clock=clock).id > theirs.id
    assert len(journal_files(laptop.paths.journal)) == 2


def test_an_id_exceeds_the_one_that_the_caller_made_before(bench, clock):
    assert append(bench, NOTE, clock=clock, after="z" * 10 + "0" * 10).id > "z" * 10 + "0" * 10


def test_several_events_are_one_chain(bench, clock):
    a, b, c = append_many(bench, [NOTE, NOTE, NOTE], clock=clock)
    assert (b.prev, c.prev) == (a.sha256, b.sha256)
    assert a.id < b.id < c.id
    assert highest_id(bench) == c.id


def test_a_torn_last_line_stays_as_a_line_of_its_own(bench, clock):
    first = append(bench, NOTE, clock=clock)
    with journal(bench).open("ab") as file:
        file.write(b'{"v":1,"id":"1j0')
    second = append(bench, NOTE, clock=clock)
    assert second.prev == first.sha256
    assert lines(bench)[1] == b'{"v":1,"id":"1j0'
    assert check_line(lines(bench)[2]) is None


def test_a_file_that_is_torn_from_its_first_byte_on_is_continued(bench, clock):
    journal(bench).write_bytes(b"{")
    assert append(bench, NOTE, clock=clock).prev == ""


def test_the_last_valid_line_is_found_behind_much_that_is_torn(bench, clock):
    first = append(bench, NOTE, clock=clock)
    with journal(bench).open("ab") as file:
        file.write(b"x" * 100_000 + b"\n" + b"y" * 9000)
    assert append(bench, NOTE, clock=clock).prev == first.sha256


def test_a_line_that_is_longer_than_a_read_is_found(bench, clock):
    first = append(bench, NoteAdded(text="x" * 200_000), clock=clock)
    assert append(bench, NOTE, clock=clock).prev == first.sha256


def test_a_journal_of_a_newer_format_is_refused(bench, clock):
    from hunch.ids import content_hash

    sealed = b'{"v":2,"id":"%s","at":"","by":"","kind":"x","data":{},"prev":""' % (b"0" * 20)
    journal(bench).write_bytes(sealed + b',"sha256":"' + content_hash(sealed).encode() + b'"}\n')
    before = journal(bench).read_bytes()
    with pytest.raises(NewerFormat):
        append(bench, NOTE, clock=clock)
    assert journal(bench).read_bytes() == before


def test_the_journal_folder_is_made_again_but_not_the_workbench(bench, clock):
    os.rmdir(bench.paths.journal)
    append(bench, NOTE, clock=clock)
    import shutil

    shutil.rmtree(bench.top)
    with pytest.raises(CannotWrite):
        append(bench, NOTE, clock=clock)
    assert not os.path.exists(bench.top)


def test_a_full_disk_leaves_the_journal_as_it_was(bench, clock):
    append(bench, NOTE, clock=clock)
    before = journal(bench).read_bytes()
    child = os.fork()
    if child == 0:  # a limit on the size of files is a disk that is full for one process
        code = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, resource.RLIM_INFINITY))
            append(bench, NoteAdded(text="x" * 1000), clock=clock)
        except CannotWrite as error:
            code = 0 if error.hint and "space" in error.hint else 2
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert journal(bench).read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_journal_is_a_clear_error(bench, clock):
    append(bench, NOTE, clock=clock)
    journal(bench).chmod(0o444)
    with pytest.raises(CannotWrite, match=r"ada@laptop\.jsonl"):
        append(bench, NOTE, clock=clock)


def test_a_journal_that_is_a_folder_is_a_clear_error(bench, clock):
    journal(bench).mkdir()
    with pytest.raises(CannotWrite, match="directory"):
        append(bench, NOTE, clock=clock)


def test_where_another_program_holds_the_lock_the_process_takes_a_file_of_its_own(bench, clock, monkeypatch):
    first = append(bench, NOTE, clock=clock)
    monkeypatch.setattr(writer, "LOCK_WAIT_S", 0.02)
    with journal(bench).open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        second, third = append(bench, NOTE, clock=clock), append(bench, NOTE, clock=clock)
    assert first.id < second.id < third.id
    assert (second.prev, third.prev) == ("", second.sha256)
    own = [path for path in journal_files(bench.paths.journal) if "+" in path]
    assert len(own) == 1
    assert highest_id(bench) == third.id
    assert append(bench, NOTE, clock=clock).prev == first.sha256


def test_a_file_system_without_locks_is_no_reason_to_wait(bench, clock, monkeypatch):
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    begun = time.monotonic()
    append(bench, NOTE, clock=clock)
    assert time.monotonic() - begun < writer.LOCK_WAIT_S
    assert "+" in journal_files(bench.paths.journal)[0] or "+" in journal_files(bench.paths.journal)[-1]


def test_a_fork_takes_another_file_of_its_own(bench, clock, monkeypatch):
    monkeypatch.setattr(writer, "_locked", lambda descriptor, deadline: False)
    append(bench, NOTE, clock=clock)
    child = os.fork()
    if child == 0:
        try:
            append(bench, NOTE, clock=clock)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    own = [path for path in journal_files(bench.paths.journal) if "+" in path]
    assert len(own) == 2


def test_a_journal_that_is_replaced_while_the_lock_is_waited_for_is_opened_again(bench, clock):
    append(bench, NOTE, clock=clock)
    held = journal(bench).open("rb")
    fcntl.flock(held, fcntl.LOCK_EX)
    child = os.fork()
    if child == 0:
        try:
            append(bench, NoteAdded(text="from the child"), clock=clock)
        finally:
            os._exit(0)
    time.sleep(0.05)
    copy = journal(bench).with_suffix(".new")
    copy.write_bytes(journal(bench).read_bytes())
    copy.replace(journal(bench))
    fcntl.flock(held, fcntl.LOCK_UN)
    held.close()
    os.waitpid(child, 0)
    assert journal_files(bench.paths.journal) == [str(journal(bench))]
    assert b"from the child" in journal(bench).read_bytes()


APPENDER = """
import sys
from hunch.entities.events import NoteAdded
from hunch.ids import system_clock
from hunch.journal.workbench import Surroundings, find
from hunch.journal.writer import append
cwd, times, who = sys.argv[1], int(sys.argv[2]), sys.argv[3]
bench = find(Surroundings(cwd, {}, None, "laptop", "ada", "human:ada")).bench
for each in range(times):
    append(bench, NoteAdded(text=f"{who} {each}"), clock=system_clock)
    print(who, each, flush=True)
"""


def appender(bench, times: int, who: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", APPENDER, os.path.dirname(bench.top), str(times), who]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def test_a_process_forked_in_the_middle_of_an_append_does_not_keep_the_lock(bench, clock):
    descriptor = writer.open_locked(str(journal(bench)))
    sleeper = os.fork()
    if sleeper == 0:
        time.sleep(60)
        os._exit(0)
    writer.close_locked(descriptor)
    try:
        append(bench, NOTE, clock=clock)
        assert len(lines(bench)) == 1
    finally:
        os.kill(sleeper, signal.SIGKILL)
        os.waitpid(sleeper, 0)


def test_two_hundred_processes_at_once_lose_nothing(bench):
    children = []
    for who in range(200):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                for each in range(3):
                    append(bench, NoteAdded(text=f"{who} {each}"), clock=system_clock)
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    assert all(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 for child in children)
    found = []
    for path in journal_files(bench.paths.journal):
        checked = check_journal(path, Path(path).read_bytes())
        assert checked.problems == []
        ids = [stated.event.id for stated in checked.stated]
        assert ids == sorted(set(ids))
        found += [bytes(stated.event.data) for stated in checked.stated]
    assert len(set(found)) == 600


def test_what_was_acknowledged_survives_a_kill_at_any_moment(bench):
    said = []
    for delay_s in (0.0, 0.01, 0.03):
        process = appender(bench, 10_000, f"p{delay_s}")
        assert process.stdout is not None
        said.append(process.stdout.readline().strip())
        time.sleep(delay_s)
        process.kill()
        said += [line.strip() for line in process.stdout.read().split("\n")[:-1]]
        process.stdout.close()
        process.wait()
    checked = check_journal("j", journal(bench).read_bytes())
    assert checked.problems == []
    kept = {data_of_text(stated.event) for stated in checked.stated}
    assert set(said) <= kept


def data_of_text(event) -> str:
    from hunch.journal.lines import data_of

    return data_of(event).text


@pytest.mark.parametrize("identifier", ["x", "z" * 20, "../" + "0" * 17])
def test_a_crafted_id_in_a_journal_stops_no_later_line(bench, clock, identifier):
    first = append(bench, NOTE, clock=clock)
    line = lines(bench)[0].partition(b',"sha256"')[0].replace(first.id.encode(), identifier.encode())
    crafted = line + b',"sha256":"' + content_hash(line).encode() + b'"}\n'
    for path in (journal(bench), journal(bench).with_name("eve.jsonl")):
        with path.open("ab") as file:
            file.write(crafted)
    second = append(bench, NOTE, clock=clock)
    assert time_part(second.id) - time_part(first.id) < 60_000_000


def test_a_journal_of_another_user_makes_us_write_our_own(bench, clock):
    append(bench, NOTE, clock=clock)
    before = journal(bench).read_bytes()
    journal(bench).chmod(0o444)
    Path(bench.paths.journal).chmod(0o777)
    folder = Path(bench.paths.journal).parent
    while folder != folder.parent and os.geteuid() == 0:
        folder.chmod(folder.stat().st_mode | 0o055)
        folder = folder.parent if folder.name != "tmp" else Path("/")
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.seteuid(65534)
            append(bench, NOTE, clock=clock)
            code = 0
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert journal(bench).read_bytes() == before
    assert len(journal_files(bench.paths.journal)) == 2
