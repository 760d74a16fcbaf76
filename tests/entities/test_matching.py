"""What a filter finds among runs."""

import pytest

from hunch.entities.events import Git, Process
from hunch.entities.filter_parser import parse
from hunch.entities.matching import Now, matches, period
from hunch.entities.metric import Summary
from hunch.entities.run import Run, Status

NOW = Now(1_763_827_200_000_000)  # 2025-11-22 16:00 UTC


def a_run(**fields):
    given = {
        "id": "06egkj8m2f0abcd12345",
        "name": "calm-otter",
        "status": Status.FINISHED,
        "command": ["python", "train.py"],
        "cwd": "/w",
        "author": "human:ada",
        "started_at": "2025-11-22T15:00:00.000000Z",
        "folder": "w:.",
        "process": Process(host="laptop", machine="m", pid=1),
    }
    return Run(**{**given, **fields})


RUN = a_run(
    duration_s=700.0,
    seed=3,
    params={
        "lr": 0.01,
        "model": {"width": 64, "a.b": {"c": 1}},
        "opt": "adam",
        "steps": "200",
        "warm": True,
        "tau": None,
    },
    params_nf={"tau": "Infinity"},
    metrics={
        "val/acc": Summary(last=0.92, min=0.1, max=0.95, count=10),
        "loss": Summary(nf={"last": "NaN"}, min=0.3, max=2.0, count=5, not_finite=1),
        "lr": Summary(last=99.0, count=1),
    },
    tags=["paper", "keep me"],
    git=Git(branch="main"),
)


def found(text, run=RUN):
    return matches(parse(text).condition, run, now=NOW)


@pytest.mark.parametrize(
    "text",
    [
        'val/acc > 0.9 and lr < 1e-2 + 0 or status == "finished"'.replace(" + 0", ""),
        "lr == 0.01",
        "metric:lr == 99",
        "model.width >= 64",
        "model.a.b.c == 1",
        "steps == 200",
        "steps > 100",
        "warm == true",
        "warm",
        "loss == nan",
        "loss.min < 0.5 and loss.count == 5",
        "val/acc.max == 0.95",
        "tau == inf",
        'opt in ["sgd", "adam"]',
        'opt ~ "DAM"',
        '"paper" in tags and tags contains "keep me"',
        'command contains "train.py"',
        "duration_s > 10m and duration_s < 1h",
        "started_at > yesterday",
        "started_at == today",
        "today == started_at",
        "started_at == 2025-11-22T15:00",
        "started_at < 2025-11-23",
        "idea == none and seed != none",
        'id == "abcd" and id == "06egkj8m2f0abcd12345" and id != "abce"',
        "branch == 'main'",
        "host == 'laptop'",
        "not missing",
        "missing == none",
        'opt != "sgd"',
        "opt != 5",
    ],
)
def test_matches(text):
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        "missing > 1",
        "missing < 1",
        "missing != 1",
        "loss < 1",
        "loss > 1",
        "loss != nan",
        "param:loss > 0",
        "opt > 5",
        "opt == 5",
        "model > 1",
        "lr != 0.01",
        "started_at == yesterday",
        "started_at > 2025-11-23",
        'id == "abc"',
        "seed == none",
        "tags contains pap",
        "missing contains 1",
        "lr ~ 1",
    ],
)
def test_does_not_match(text):
    assert not found(text)


def test_a_day_begins_at_local_midnight():
    west = Now(1_763_769_600_000_000, utc_offset_s=-8 * 3600)  # 2025-11-22 00:00 UTC is still the 21st there
    assert period("today", now=west).first == "2025-11-21T08:00:00.000000Z"
    assert period("2025-11-22T10:00Z", now=west).after == "2025-11-22T10:01:00.000000Z"
