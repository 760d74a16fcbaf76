"""How queries and texts come apart."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from hunch.entities.sought import SEAM, as_beginnings, parted, readable, run_together, terms, whole
from hunch.journal.search import expression
from hunch.journal.search_file import COLUMNS, TOKENS

HOSTILE = st.text(alphabet='abZ é测 0.=:*"()-^{}+,NEAR AND OR NOT\x00\n\ud800', max_size=40)


def searched(text: str, query: str, *, beginnings: bool = False) -> bool:
    """Whether a query finds a text, by SQLite itself."""
    db = sqlite3.connect(":memory:")
    db.execute(f"CREATE VIRTUAL TABLE words USING fts5({', '.join(COLUMNS)}, {TOKENS})")
    kept = parted(readable(text))
    db.execute("INSERT INTO words VALUES(?, '', '', '', ?)", (kept, run_together(kept)))
    asked = as_beginnings(terms(query)) if beginnings else terms(query)
    try:
        return bool(asked) and bool(
            db.execute("SELECT 1 FROM words WHERE words MATCH ?", (expression(asked, COLUMNS),)).fetchall()
        )
    finally:
        db.close()


def test_names_are_found_by_their_parts_and_as_they_are_written():
    code = "class MultiHeadAttention: def forward(self): return train_loader.nextBatch()"
    for query in (
        "MultiHeadAttention", "multiheadattention", "attention", "head attention", "train_loader", "loader",
        "nextBatch", "nextbatch", "batch", "self): return", "atten*",
    ):  # fmt: skip
        assert searched(code, query), query
    for query in ("multi_attention", "tent", "backward"):
        assert not searched(code, query), query


def test_a_number_is_found_however_it_is_written():
    assert searched("lr=0.001", "lr=1e-3")
    assert searched("epochs=10", "epochs=10.0")
    assert not searched("lr=0.01", "lr=1e-3")


def test_words_are_found_by_their_stems_accents_and_scripts_without_spaces():
    assert searched("it diverges above 0.1", "diverged")
    assert searched("naïve Bayes", "naive")
    assert searched("训练损失下降", "损失")
    assert not searched("训练损失下降", "失损")


def test_words_in_quotes_stand_beside_each_other():
    assert searched("out of memory", '"of memory"')
    assert not searched("memory is out", '"out memory"')


def test_a_single_letter_is_no_beginning():
    assert not searched("loss", "l*")
    assert not searched("loss", "l", beginnings=True)
    assert searched("loss", "lo", beginnings=True)


@given(HOSTILE, HOSTILE)
def test_no_query_is_a_mistake(text, query):
    searched(text, query)
    searched(text, query, beginnings=True)


@given(st.text(max_size=60))
def test_what_is_found_reads_as_it_was_written(text):
    assert whole(parted(readable(text))) == readable(text)
    assert SEAM not in readable(text)


@given(
    st.from_regex(r"[A-Za-z_][A-Za-z0-9_.]{0,30}", fullmatch=True).filter(
        lambda name: any(map(str.isalnum, name))
    )
)
def test_every_name_is_found_as_it_is_written(name):
    assert searched(f"x = {name} + 1", name)
