"""From a guess to a record: said before the run, told beside its result, and counted."""

import json

from ..conftest import Hunch


def test_a_guess_is_told_beside_its_result_and_counts(hunch: Hunch) -> None:
    def run(acc: str, *options: str) -> str:
        done = hunch("run", *options, "python", "-c", f"print('acc: {acc}')  # a variant")
        assert done.returncode == 0, done.stderr
        return done.stderr

    run("0.80")
    said = run("0.83", "--hunch", "+; crash@5 # wider heads")
    assert "\n  expected 70 (ada, sealed before); came acc +0.03; surprise 0.5 bit\n" in said
    assert "\n  expected crash@5; came otherwise; surprise 0.1 bit\n" in said

    record = json.loads(hunch("gut", "--json").stdout)
    assert (record["n"], record["hunches"][0]["outcome"], record["gap"]) == (1, True, None)
    page = hunch("gut").stdout
    assert page.startswith("ada: 1 resolved hunch, ")
    assert "\n1 of about 20 before this can judge\n" in page


def test_the_end_of_the_last_planned_run_resolves_it_once(hunch: Hunch) -> None:
    hunch("run", "python", "-c", "print('acc: 0.80')")
    done = hunch(
        "run", "--seeds", "2", "--hunch", "+", "python", "-c", "import sys; print('acc: 0.8' + sys.argv[1])", "{seed}"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("; open") == 1
    (told,) = json.loads(hunch("gut", "--json").stdout)["hunches"]
    assert (told["status"], len(told["runs"]), told["items"][0]["reading"]) == ("scored", 2, 0.805)
    assert json.loads(hunch("show", "@~1", "--json").stdout)["hunches"] == [told]
