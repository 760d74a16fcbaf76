"""Words that cost next to nothing."""

import subprocess
import sys

import pytest

from hunch.actions.verdicts import at_hand
from hunch.actions.verdicts.at_hand import NotAtHand, word_of_run, words_at_hand
from hunch.actions.verdicts.listed import words_in_list
from hunch.actions.verdicts.quantile_table import KIND, kept_t975
from hunch.actions.verdicts.word import Word
from hunch.journal.index import Index
from hunch.stats.quantiles import t975

from .judged import Lab, noisy


@pytest.fixture
def lab(folder, clock):
    """A question with a baseline of five runs."""
    lab = Lab(folder, clock)
    lab.ask()
    lab.runs("base", noisy(0.8, 5))
    return lab


def words(lab, *variants):
    with Index.open(lab.folder.bench) as index:
        return words_at_hand(lab.folder.bench, index, lab.terms(), variants)


def said_of(lab, run):
    with Index.open(lab.folder.bench) as index:
        return word_of_run(lab.folder, index, index.run(run), lab.objective)


def test_claims_and_single_runs_need_no_quantile(lab):
    lab.runs("sure", noisy(0.9, 5))
    lab.runs("single", [0.9])
    lab.runs("unsure", noisy(0.8, 3), seeds=[7, 8, 9])
    found = words(lab, "sure", "single", "unsure", "base", "unknown")
    assert {variant: word.verdict for variant, word in found.items()} == {
        "sure": "IMPROVES",
        "single": "OBSERVED",
    }
    assert (found["single"].n, found["single"].n_baseline) == (1, 5)


def test_the_first_question_that_is_worked_out_leaves_the_quantiles_behind(lab):
    lab.runs("unsure", noisy(0.8, 3), seeds=[7, 8, 9])
    lab.judgement()
    lab.runs("unsure", noisy(0.8, 1, seed=5), seeds=[10])  # what was kept is of other runs
    assert words(lab, "unsure")["unsure"].verdict == "INCONCLUSIVE"
    with Index.open(lab.folder.bench) as index:
        table = kept_t975(index)
    assert [table(df) for df in (1, 8, 2000)] == [t975(df) for df in (1, 8, 2000)]
    for df in (0, 2001):
        with pytest.raises(LookupError):
            table(df)


def test_what_was_worked_out_is_at_hand_as_it_is(lab):
    lab.runs("unsure", noisy(0.8, 3), seeds=[7, 8, 9])
    (told,) = lab.judgement().comparisons
    with Index.open(lab.folder.bench) as index:
        index.cache(KIND, "t .975", b"")
    assert words(lab, "unsure") == {"unsure": Word(told.verdict, told.direction, 3, 5, told.b_name)}


def test_of_many_runs_only_what_needs_no_look_at_them_is_said(lab, monkeypatch):
    monkeypatch.setattr(at_hand, "MOST_RUNS", 3)
    lab.runs("sure", noisy(0.9, 5))
    lab.runs("single", [0.9])
    with Index.open(lab.folder.bench) as index:
        found = words_at_hand(lab.folder.bench, index, lab.terms(), ["sure", "single"], most=3)
    assert list(found) == ["single"]
    assert found["single"][:4] == ("OBSERVED", 0, 1, 5)


def test_a_run_of_the_baseline_or_without_a_question_has_no_word(lab, folder, clock):
    (base, *_) = lab.runs("base", [0.8], seeds=[9])
    assert said_of(lab, base) is None
    nobody = Lab(folder, clock)
    from hunch.entities.events import FocusMoved
    from hunch.journal.standing import place_of
    from hunch.journal.writer import append

    place = place_of(folder)
    append(folder.bench, FocusMoved(folder=place.folder, machine=place.machine), clock=clock)
    (run,) = nobody.runs("new", [0.9])
    assert said_of(nobody, run) is None


def test_a_run_whose_word_takes_longer_says_against_what(lab):
    (run, *_) = lab.runs("unsure", noisy(0.8, 3), seeds=[7, 8, 9])
    name = lab.judgement().base.name
    lab.runs("unsure", [0.81], seeds=[12])
    with Index.open(lab.folder.bench) as index:
        index.cache(KIND, "t .975", b"")
    assert said_of(lab, run) == NotAtHand(name)


def test_a_list_shows_words_of_the_current_question_only(lab):
    ours, theirs = lab.runs("new", [0.9]), lab.runs("other", [0.9], question=None)
    with Index.open(lab.folder.bench) as index:
        found = words_in_list(lab.folder, index, index.runs([*ours, *theirs]), lab.objective)
    assert list(found) == ["new"]


def test_words_at_hand_import_no_scipy(lab):
    lab.runs("sure", noisy(0.9, 5))
    program = (
        "import sys\n"
        "from hunch.actions.verdicts.at_hand import words_at_hand\n"
        "from hunch.actions.verdicts.terms import Wish, terms_of\n"
        "from hunch.entities.config import Objective\n"
        "from hunch.journal.index import Index\n"
        "from hunch.journal.workbench import Surroundings, find\n"
        f"about = Surroundings(cwd={lab.folder.root!r}, environ={{}}, home=None, host='laptop', user='ada', author='human:ada')\n"
        "folder = find(about)\n"
        "with Index.open(folder.bench) as index:\n"
        "    print(words_at_hand(folder.bench, index, terms_of(folder, Objective(), Wish()), ['sure'])['sure'].verdict)\n"
        "print([name for name in ('scipy', 'numpy') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "IMPROVES\n[]\n"


def test_what_is_at_hand_claims_nothing_by_runs_from_before_the_question(folder, clock):
    lab = Lab(folder, clock)
    lab.runs("base", noisy(0.8, 5))
    lab.runs("sure", noisy(0.9, 5))
    lab.ask()
    lab.runs("base", [0.801], seeds=[50])
    lab.runs("sure", [0.901], seeds=[50])
    assert words(lab, "sure") == {}  # SUGGESTS needs a quantile, which is not there yet
    lab.judgement()
    assert words(lab, "sure")["sure"].verdict == "SUGGESTS"


def test_a_run_is_judged_under_its_own_question_whichever_is_current(lab):
    one = lab.runs("wide", [0.9])[0]
    lab.ask(text="another?")
    lab.runs("other", [0.1])
    found = said_of(lab, one)
    assert (found.verdict, found.n_baseline) == ("OBSERVED", 5)
