"""The full-text index as a file."""

import os

from hunch.entities.sought import terms
from hunch.journal.search import MOST_RANKED, Entry, Narrowed, Search


def hits(search, query, **more):
    return search.hits(terms(query), Narrowed(), most=more.pop("most", 10), **more)


def entry(kind, thing, **texts):
    return Entry(kind, thing, f"{kind}:{thing}", **{"at": thing, **texts})


def test_what_was_put_in_is_there_when_it_is_opened_again_and_gone_when_taken_out(folder):
    with Search.open(folder.bench) as search, search.writing():
        search.add([entry("run", "a", title="calm otter"), entry("run", "b", title="calm gull")])
        search.remember("run", [("a", "1"), ("b", "1")])
    with Search.open(folder.bench) as search:
        assert [hit.thing for hit in hits(search, "calm")] == ["b", "a"]
        with search.writing():
            search.remove(["run:a"])
            search.forget("run", ["a"])
        assert [hit.thing for hit in hits(search, "calm")] == ["b"]
        assert hits(search, "otter") == []
        assert search.recall("run") == {"b": "1"}
        assert search.recalled("run", "a") is None


def test_a_batch_that_fails_leaves_nothing(folder):
    with Search.open(folder.bench) as search:
        try:
            with search.writing():
                search.add([entry("run", "a", title="half")])
                raise RuntimeError
        except RuntimeError:
            pass
        assert hits(search, "half") == []


def test_titles_count_more_than_bodies_and_rare_words_more_than_common_ones(folder):
    with Search.in_memory() as search:
        search.add(entry("code", f"x{at}", body="common words") for at in range(50))
        search.add(
            [
                entry("code", "in body", body="zebra " + "filler " * 20),
                entry("code", "in title", title="zebra"),
            ]
        )
        assert [hit.thing for hit in hits(search, "zebra")] == ["in title", "in body"]
        assert [hit.thing for hit in hits(search, "common zebra", any_of=True)][:2] == ["in title", "in body"]


def test_things_are_told_once_with_the_number_of_their_entries():
    with Search.in_memory() as search:
        search.add(
            [
                entry("console", "a", body="boom", weight=0.8),
                entry("run", "a", title="boom"),
                entry("run", "b", title="boom"),
            ]
        )
        assert [(hit.thing, hit.kind, hit.entries) for hit in hits(search, "boom")] == [
            ("b", "run", 1),
            ("a", "run", 2),
        ]


def test_of_a_word_that_stands_everywhere_the_latest_are_ranked_and_rare_kinds_all_the_same():
    with Search.in_memory() as search:
        search.add([entry("idea", "an old idea", title="loss", at="0")])
        search.add(entry("run", f"{at:06d}", body="loss") for at in range(MOST_RANKED + 100))
        found = hits(search, "loss", most=10_000)
        assert len(found) == MOST_RANKED + 1
        assert "an old idea" in [hit.thing for hit in found]
        assert f"{MOST_RANKED + 99:06d}" in [hit.thing for hit in found]
        assert f"{0:06d}" not in [hit.thing for hit in found]


def test_columns_and_conditions_narrow():
    with Search.in_memory() as search:
        search.add([entry("run", "a", params="lr=1", by="ada"), entry("run", "b", metrics="lr", by="bob")])
        assert [hit.thing for hit in hits(search, "lr", columns=("params",))] == ["a"]
        by_bob = Narrowed("e.by = ?", ("bob",))
        assert [hit.thing for hit in search.hits(terms("lr"), by_bob, most=9)] == ["b"]


def test_an_index_that_another_version_made_is_made_anew(folder):
    with Search.open(folder.bench) as search:
        search.remember("x", [("a", "b")])
        search.ask("PRAGMA user_version = 0")
    with Search.open(folder.bench) as search:
        assert search.recall("x") == {}
    assert os.path.exists(folder.bench.paths.search)
