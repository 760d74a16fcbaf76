"""Signs and colours stand for words, and have twins."""

from hunch.entities.run import Status
from hunch.entities.words import BEST, DROPPED, STATUSES, VERDICTS, told, verdict_word


def test_every_status_has_a_word_of_its_own_name():
    assert {status: word.text for status, word in STATUSES.items()} == {
        status: str(status) for status in Status
    }


def test_every_sign_is_one_character_with_an_ascii_twin():
    for word in [*STATUSES.values(), *VERDICTS, BEST, DROPPED]:
        assert len(word.sign) == 1
        assert len(word.ascii) == 1
        assert word.ascii.isascii()


def test_different_words_with_colours_have_different_signs():
    signs = [(word.sign, word.ascii) for word in VERDICTS]
    assert len(set(signs)) == len({twin for _, twin in signs}) == len(VERDICTS)


def test_only_a_suggestion_has_a_sign_for_each_way():
    signs = {word.text: {verdict_word(word.text, way).sign for way in (1, 0, -1)} for word in VERDICTS}
    assert {text for text, found in signs.items() if len(found) > 1} == {"SUGGESTS"}
    assert signs["SUGGESTS"] == {"△", "▽"}


def test_every_verdict_is_told_with_its_word_first():
    for word in VERDICTS:
        assert told(word.text, metric="acc", change="+0.1", rises=True).startswith(word.text)
    assert told("OBSERVED", metric="acc", change="", rises=False) == "OBSERVED"
