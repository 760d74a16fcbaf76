"""What may be said of a record: by how many predictions it has, and no more."""

import math
import os

import pytest
from msgspec.structs import replace

from hunch.actions.hunches.calibrating import record
from hunch.actions.hunches.gut import Asked, author_of, authors, gut
from hunch.entities.events import HunchSkipped, RunsTagged
from hunch.entities.hunch import HunchStatus, ItemOutcome
from hunch.entities.metric import Summary
from hunch.errors import UserError
from hunch.journal.index import Index
from hunch.journal.liveness import process_of
from hunch.journal.writer import append
from hunch.stats.trust import trust
from hunch.testing import add_idea

from .guts import ADA, crash, estimate, hunch, record_of, size
from .predicted import Forecaster


def judged(hunches, author=ADA, *, topic=None, topics=None):
    return record(
        hunches,
        author,
        topic=topic,
        topics_of=lambda some: {each.id: (topics or {}).get(each.id, []) for each in some},
    )


@pytest.mark.parametrize(
    ("n", "shown"),
    [
        (0, set()),
        (9, set()),
        (10, {"gap", "bins", "skill"}),
        (49, {"gap", "bins", "skill"}),
        (50, {"gap", "bins", "skill", "bits", "curve", "topics"}),
        (199, {"gap", "bins", "skill", "bits", "curve", "topics"}),
        (200, {"gap", "bins", "skill", "bits", "curve", "topics", "trend"}),
    ],
)
def test_the_number_decides_what_is_shown(n, shown):
    found = judged(record_of(n))
    gated = ("gap", "bins", "skill", "bits", "curve", "topics", "trend")
    assert {name for name in gated if getattr(found, name) is not None} == shown
    assert found.note == (None if n >= 10 else f"{n} of about 20 before this can judge")
    assert len(found.hunches) == (n if n < 10 else 0)


def test_trust_has_its_uncertainty_at_any_number():
    none, some = judged([]), judged(record_of(60))
    assert (none.trust.w, none.trust.w_error) == (0.5, 0.5)
    assert some.trust.w_error < none.trust.w_error
    hunches = [each.items[0] for each in record_of(60)]
    expected = trust(
        [item.probability for item in hunches], [item.happened for item in hunches], b=[item.base_rate for item in hunches]
    )  # fmt: skip
    assert some.trust == expected
    assert 0.25 < some.worth(0.9) < 0.9


def test_ten_first_readings_of_ideas_are_judged_alone_and_fewer_are_not():
    others = [replace(each, id=f"other {each.id}") for each in record_of(30)]
    nine, ten = (record_of(n, counts="idea") for n in (9, 10))
    assert (judged([*others, *nine]).basis, judged([*others, *nine]).n) == ("variants", 39)
    assert (judged([*others, *ten]).basis, judged([*others, *ten]).n) == ("ideas", 10)


def test_repeats_updates_and_late_ones_count_for_nothing():
    hunches = record_of(12)
    extra = [
        hunch(100, 0.9, True, counts=None),
        hunch(101, 0.9, True, counts=None, updates=hunches[0].id),
        hunch(102, 0.9, None, counts=None, status=HunchStatus.LATE),
        hunch(103, 0.9, None, counts=None, status=HunchStatus.OPEN, void=None),
    ]
    found = judged([*hunches, *extra])
    assert (found.n, found.gap) == (12, judged(hunches).gap)
    assert (found.updates, found.late, found.open, found.void) == (1, 1, 1, 0)


def test_voids_stand_beside_the_score_as_misses():
    plain, voided = judged(record_of(60)), judged(record_of(60, voids=20))
    assert voided.bits.mean == plain.bits.mean
    assert voided.bits.with_voids < voided.bits.mean
    assert (voided.void, voided.void_rate) == (20, 0.25)
    assert voided.gap_with_voids.n == 80
    assert voided.gap_with_voids.happened < voided.gap.happened
    assert plain.gap_with_voids is None


def test_what_was_retracted_counts_in_the_void_rate():
    taken_back = hunch(99, 0.8, None, status=HunchStatus.RETRACTED, void=None)
    found = judged([*record_of(11), taken_back])
    assert (found.retracted, found.void, found.void_rate) == (1, 0, pytest.approx(1 / 12))


def test_what_was_retracted_after_its_result_is_scored_as_it_was():
    found = judged([*record_of(11), hunch(99, 0.8, False, status=HunchStatus.RETRACTED)])
    assert (found.n, found.retracted, found.void_rate) == (12, 1, 0.0)


def test_certainties_and_the_next_base_rate():
    found = judged([hunch(at, p, y) for at, (p, y) in enumerate([(0.95, True), (0.05, False), (0.5, True)])])
    assert found.certainties == pytest.approx(2 / 3)
    assert found.base_rate == (2 + 2) / (8 + 3)


def test_a_size_of_another_metric_is_no_claim_about_the_baseline():
    loss = replace(size(-0.1, -0.3, 0.1), metric="loss", text="loss -0.1")
    found = judged(
        [hunch(at, 0.6, True, more=[loss]) for at in range(10)]
        + [replace(hunch(11, 0.5, None), items=[loss])]
    )
    assert (found.n, found.void) == (10, 0)
    assert [(kind.name, kind.n) for kind in found.kinds] == [("size of another metric", 11)]


def test_intervals_are_held_against_what_came():
    inside, outside = size(0.01, 0.0, 0.02), size(0.05, 0.0, 0.02)
    hunches = [replace(hunch(at, 0.6, True), items=[inside if at < 8 else outside]) for at in range(12)]
    assert (judged(hunches).coverage.n, judged(hunches).coverage.share) == (12, pytest.approx(8 / 12))


def test_the_velocity_is_told_from_ten_estimates_on():
    hunches = [hunch(at, 0.6, True, more=[estimate(30, 60)]) for at in range(10)]
    assert judged(hunches[:9]).costs == []
    (cost,) = judged(hunches).costs
    assert (cost.what, cost.n, cost.velocity.factor) == ("t", 10, pytest.approx(2.0))
    assert cost.coverage.share == 1.0


def test_events_have_a_line_of_their_own():
    hunches = [hunch(at, 0.6, True, more=[crash(0.1, at == 0)]) for at in range(10)]
    (kind,) = judged(hunches).kinds
    assert (kind.name, kind.n, kind.said, kind.happened) == ("crash", 10, pytest.approx(0.1), 0.1)


def test_a_pick_is_held_against_equal_chances():
    item = ItemOutcome(
        kind="pick", text="a:80 b:20", probability=0.8, outcome="a", happened=True, base_rate=0.5, bits=0.7, surprise=0.3
    )  # fmt: skip
    (kind,) = judged([replace(hunch(at, 0.5, True), items=[item], metric=None) for at in range(10)]).kinds
    assert (kind.name, kind.said, kind.happened) == ("pick", pytest.approx(0.8), pytest.approx(0.5))


def test_the_five_most_surprising_are_those_that_were_given_the_least():
    hunches = [
        hunch(at, p, True) for at, p in enumerate([0.1, 0.9, 0.2, 0.3, 0.04, 0.8, 0.7, 0.25, 0.35, 0.6])
    ]
    assert [each.text for each in judged(hunches).surprising] == ["4", "10", "20", "25", "30"]


def test_topics_with_few_predictions_are_left_out_and_all_are_drawn_to_the_mean():
    hunches = record_of(60)
    topics = {
        each.id: ["wide"] + (["rare"] if at < 4 else []) + (["new"] if at % 2 else [])
        for at, each in enumerate(hunches)
    }
    found = judged(hunches, topics=topics).topics
    assert [topic.name for topic in found] == ["wide", "new"]
    assert abs(found[1].shrunk - found[0].mean) <= abs(found[1].mean - found[0].mean)
    assert judged(hunches, topic="NEW", topics=topics).n == 30


def test_the_curve_has_the_same_digits_every_time():
    assert judged(record_of(60)).curve == judged(record_of(60)).curve


# ---- a workbench


@pytest.fixture
def ada(folder, clock):
    return Forecaster(folder, clock)


def read(ada, **asked):
    with Index.open(ada.folder.bench) as index:
        return gut(ada.folder, index, Asked(**asked), now_us=ada.clock())


def test_ones_own_is_shown_by_default_and_others_by_name(ada):
    ada.tell("70", 0.9)
    ada.tell("70", 0.7, said={"by": "agent:coder@2"})
    assert (read(ada).author, read(ada).n, read(ada).others) == (ADA, 1, ["agent:coder@2"])
    assert read(ada, author="coder").hunches[0].outcome is False
    with Index.open(ada.folder.bench) as index:
        assert authors(ada.folder, index) == ["agent:coder@2", ADA]
    with pytest.raises(UserError, match="'zoe' has made no predictions"):
        read(ada, author="zoe")


def test_a_name_of_several_is_asked_back():
    with pytest.raises(UserError, match="'coder' means 2 authors"):
        author_of("coder", ["agent:coder@1", "agent:coder@2"])
    assert author_of("agent:coder@1", ["agent:coder@1", "agent:coder@2"]) == "agent:coder@1"


def test_a_topic_is_a_tag_of_the_runs_or_a_word_of_the_ideas(ada, clock):
    idea = add_idea(ada.folder, "Use wider heads", clock=clock)
    run = ada.tell("70", 0.9, idea=idea)
    ada.tell("70", 0.9)
    assert read(ada, topic="wider").n == 1
    assert read(ada, topic="use").n == 0
    append(ada.folder.bench, RunsTagged(runs=[run], tag="big"), clock=clock)
    assert read(ada, topic="big").n == 1


def test_what_is_kept_is_what_comes_out_and_a_new_result_is_seen_at_once(ada):
    for number in range(12):
        ada.tell("70", 0.9 if number % 3 else 0.7)
    first = read(ada)
    assert read(ada) == first
    ada.forget()
    assert read(ada) == first
    ada.tell("70", 0.7)
    assert read(ada).n == 13


def test_all_of_them_are_listed_on_request(ada):
    for _ in range(11):
        ada.tell("70", 0.9)
    assert (len(read(ada).hunches), len(read(ada, everything=True).hunches)) == (0, 11)


def test_one_whose_run_is_lost_is_void_until_more_is_heard_of_it(ada):
    gone = replace(process_of(os.getpid(), "laptop"), started="1")
    run = ada.begin([ada.seal("70")], process=gone)
    found = read(ada, everything=True)
    assert (found.open, found.lost, found.void, found.void_rate) == (0, 1, 1, 1.0)
    assert [(each.status, each.void) for each in found.hunches] == [("void", "lost")]
    ada.end(run, variant="v", metrics={"acc": Summary(last=0.9, min=0.9, max=0.9, count=1)})
    found = read(ada)
    assert (found.open, found.lost, found.void, found.n) == (0, 0, 0, 1)


def test_the_base_rate_that_is_told_is_that_of_the_next_one(ada):
    for _ in range(3):
        seal, again = ada.seal("70"), ada.seal("80")
        ada.runs([0.9], [seal, again])
    told = read(ada).base_rate
    ada.tell("70", 0.9)
    assert ada.last().items[0].base_rate == told


def test_what_hunch_asked_for_and_did_not_get_is_counted(ada):
    append(ada.folder.bench, HunchSkipped(run=ada.baseline[0]), clock=ada.clock)
    append(ada.folder.bench, HunchSkipped(run=ada.baseline[0]), clock=ada.clock, by="human:ben")
    ada.tell("70", 0.9, said={"asked": True})
    assert (read(ada).asked, read(ada).skipped) == (1, 1)


def test_the_repr_says_whose_it_is_and_how_sure_the_trust_is(ada):
    ada.tell("70", 0.9)
    assert repr(read(ada)).startswith("<gut of human:ada: 1 resolved; trust w=0.69±0.46 a=")
    assert math.isclose(read(ada).worth(0.7, base=0.7), 0.7, abs_tol=0.1)
