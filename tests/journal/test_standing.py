"""What stands, read from journals that grow, are torn, exchanged and merged; and whether there is anything to know."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hunch.entities.events import FORMAT, FocusMoved, HunchSealed, IdeaAdded, NoteAdded, QuestionAsked
from hunch.entities.hunch import Win
from hunch.entities.metric import Summary
from hunch.entities.standing import Standing
from hunch.errors import NewerFormat
from hunch.journal.quiet import MOST_BYTES, is_quiet
from hunch.journal.standing import place_of, standing

from .conftest import finished, start, tell

METRICS = {"acc": Summary(last=0.5, count=9)}
SOMETHING = (
    QuestionAsked(question="q", text="does it help?", metric="acc", goal="max"),
    IdeaAdded(idea="i", text="wider heads"),
    FocusMoved(folder="w:.", machine="laptop", question="q", idea="i"),
    HunchSealed(hunch="h", text="+", items=[Win(probability=0.7)], idea="i"),
)


def anew(bench) -> Standing:
    """What stands, folded from nothing."""
    Path(bench.paths.standing).unlink(missing_ok=True)
    return standing(bench)


def a_run(bench, clock, *, variant: str = "v") -> str:
    run = start(bench, clock, question="q")
    tell(bench, clock, finished(run, variant=variant, metrics=METRICS))
    return run


def journal(bench) -> Path:
    (path,) = Path(bench.paths.journal).iterdir()
    return path


def test_what_is_told_stands_at_once_and_after_each_line_more(bench, clock) -> None:
    assert standing(bench) == Standing()
    for each in SOMETHING:
        tell(bench, clock, each)
        stands = standing(bench)
    assert (list(stands.questions), list(stands.ideas), stands.hunches[0].id) == (["q"], ["i"], "h")
    runs = [a_run(bench, clock), a_run(bench, clock)]
    stands = standing(bench)
    assert stands.baselines["q"].runs == runs
    assert stands == anew(bench)


def test_only_new_lines_are_read(bench, clock) -> None:
    a_run(bench, clock)
    standing(bench)
    path = journal(bench)
    content = path.read_bytes()
    # What was read already is made unreadable: nobody looks, as long as its last line is as it was.
    path.write_bytes(b"x" * content.rindex(b"\n", 0, -1) + content[content.rindex(b"\n", 0, -1) :])
    tell(bench, clock, NoteAdded(text="more"))
    tell(bench, clock, SOMETHING[1])
    stands = standing(bench)
    assert (list(stands.ideas), list(stands.metrics)) == (["i"], ["acc"])


def test_a_torn_last_line_waits_until_it_is_whole(bench, clock) -> None:
    tell(bench, clock, *SOMETHING)
    path = journal(bench)
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    assert standing(bench).hunches == []
    path.write_bytes(whole)
    assert [each.id for each in standing(bench).hunches] == ["h"]


def test_lines_that_do_not_read_are_passed_over(bench, clock) -> None:
    tell(bench, clock, SOMETHING[0])
    with journal(bench).open("ab") as file:
        file.write(b'not json\n\n{"v":1,"id":"0","kind":"idea.added","data":{}}\n\xff\xfe\n')
        file.write(b'{"v":1,"kind":"run.finished","id":"' + b"0" * 20 + b'"}\n')
    tell(bench, clock, SOMETHING[1])
    stands = standing(bench)
    assert (list(stands.questions), list(stands.ideas)) == (["q"], ["i"])


@pytest.mark.parametrize("how", ["truncated", "exchanged", "deleted"])
def test_a_journal_that_says_something_else_now_is_read_again(bench, clock, how: str) -> None:
    tell(bench, clock, SOMETHING[0])
    short = journal(bench).read_bytes()
    tell(bench, clock, SOMETHING[1])
    assert list(standing(bench).ideas) == ["i"]
    path = journal(bench)
    if how == "truncated":
        path.write_bytes(short)
    elif how == "exchanged":
        path.write_bytes(
            short + short.replace(b'"question":"q"', b'"question":"r"').replace(b'"id":"1', b'"id":"0') * 3
        )
    else:
        path.unlink()
    assert standing(bench) == anew(bench)
    assert list(standing(bench).ideas) == []


def test_older_lines_of_another_machine_are_folded_where_they_belong(bench_of, clock) -> None:
    ours, theirs = bench_of("laptop"), bench_of("cluster")
    tell(theirs, clock, SOMETHING[0])
    clock.on(60)
    a_run(ours, clock)
    assert standing(ours).strangers == ["q"]
    shutil.copy(journal(theirs), ours.paths.journal)
    assert [baseline.is_default for baseline in standing(ours).baselines.values()] == [True]
    assert standing(ours) == anew(ours)


def test_of_two_lines_with_one_id_the_one_with_the_smaller_hash_counts(bench, clock) -> None:
    tell(bench, clock, SOMETHING[1])
    path = journal(bench)
    line = path.read_bytes()
    other = json.loads(line) | {"data": {"idea": "i", "text": "forged"}, "sha256": "f" * 64}
    (path.parent / "z.jsonl").write_text(json.dumps(other, separators=(",", ":")) + "\n")
    assert standing(bench).ideas["i"].text == "wider heads"


@pytest.mark.parametrize("content", [b"", b"{", b'{"rule":0,"files":{},"standing":{}}', b"\xff", b"[1,2]"])
def test_a_broken_cache_is_made_again(bench, clock, content: bytes) -> None:
    tell(bench, clock, *SOMETHING)
    standing(bench)
    Path(bench.paths.standing).write_bytes(content)
    assert list(standing(bench).questions) == ["q"]
    assert Path(bench.paths.standing).read_bytes() != content


def test_a_cache_that_cannot_be_written_is_no_matter(bench, clock) -> None:
    tell(bench, clock, *SOMETHING)
    shutil.rmtree(bench.paths.caches)
    Path(bench.paths.caches).write_text("in the way")
    assert list(standing(bench).questions) == ["q"]
    assert list(standing(bench).questions) == ["q"]


def test_a_newer_format_is_refused(bench, clock) -> None:
    tell(bench, clock, SOMETHING[0])
    path = journal(bench)
    newer = path.read_bytes().replace(b'{"v":%d' % FORMAT, b'{"v":%d' % (FORMAT + 1))
    (path.parent / "newer.jsonl").write_bytes(newer)
    with pytest.raises(NewerFormat):
        standing(bench)


def test_a_journal_that_cannot_be_read_is_passed_over(bench, clock) -> None:
    tell(bench, clock, SOMETHING[0])
    os.mkdir(os.path.join(bench.paths.journal, "folder.jsonl"))
    assert list(standing(bench).questions) == ["q"]


def test_a_focus_hangs_on_who_where_and_which_machine(folder) -> None:
    place = place_of(folder)
    assert (place.author, place.machine, place.folder) == ("human:ada", "laptop", folder.key)


# ---- quiet


def test_quiet_until_somebody_foretells_or_makes_something_current(bench, clock) -> None:
    assert is_quiet(bench)
    a_run(bench, clock)
    tell(bench, clock, *SOMETHING[:2], NoteAdded(text='"kind":"focus.moved"'))
    assert is_quiet(bench), "a question alone is nobody's"
    tell(bench, clock, SOMETHING[2])
    assert not is_quiet(bench)
    assert not is_quiet(bench)


def test_much_that_is_quiet_is_looked_at_once(bench, clock) -> None:
    tell(bench, clock, NoteAdded(text="x" * MOST_BYTES))
    assert is_quiet(bench)
    path = journal(bench)
    content = path.read_bytes()
    assert json.loads(Path(bench.paths.quiet).read_bytes())[path.name][2] == len(content)
    path.write_bytes(
        content.replace(b'"text":"xxxx', b'"kind":"focus.moved","x":"', 1)
    )  # behind our back, and longer
    assert not is_quiet(bench), "a journal that does not go on as it was is looked at again"


def test_a_journal_that_grew_is_looked_at_from_where_it_was_quiet(bench, clock) -> None:
    tell(bench, clock, NoteAdded(text="x" * MOST_BYTES))
    assert is_quiet(bench)
    tell(bench, clock, SOMETHING[3])
    assert not is_quiet(bench)


def test_neither_needs_sqlite(bench, clock) -> None:
    tell(bench, clock, *SOMETHING)
    program = (
        "import sys\nfrom hunch.journal.workbench import Surroundings, open_workbench\n"
        "from hunch.journal.standing import standing\nfrom hunch.journal.quiet import is_quiet\n"
        f"bench = open_workbench({bench.top!r}, Surroundings('/', {{}}, None, 'laptop', 'ada', 'human:ada'))\n"
        "print(is_quiet(bench), list(standing(bench).questions), 'sqlite3' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert said == "False ['q'] False\n"
