"""Two-word names."""

from hunch.entities.naming import ADJECTIVES, NOUNS, name_of
from hunch.ids import new_id


def test_every_word_is_there_once_and_is_easy_to_type():
    for words in (ADJECTIVES, NOUNS):
        assert len(set(words)) == len(words) >= 100
        assert all(word.isascii() and word.isalpha() and word.islower() and len(word) <= 8 for word in words)


def test_a_name_belongs_to_its_id_and_many_ids_have_many_names():
    ids = [new_id(1_000_000 + number) for number in range(500)]
    assert [name_of(each) for each in ids] == [name_of(each) for each in ids]
    assert len({name_of(each) for each in ids}) > 450
