"""Our failure is never the training's, and never invisible."""

import pytest

from hunch.capture.shield import MOST_TOLD, Shield


def test_what_goes_wrong_is_told_once_and_kept_with_its_traceback() -> None:
    said: list[str] = []
    kept: list[tuple[str, str]] = []
    shield = Shield(said.append, keep=lambda what, trace: kept.append((what, trace)))
    for _ in range(3):
        with shield.guard("figure 'loss'") as guard:
            raise ValueError("no\nfont")
        assert guard.failed
    assert said == ["figure 'loss' was not recorded: no font"]
    assert len(kept) == 3
    assert "ValueError: no\nfont" in kept[0][1]


def test_where_even_keeping_fails_it_is_said() -> None:
    def fail(what: str, trace: str) -> None:
        raise OSError("No space left on device")

    said: list[str] = []
    with Shield(said.append, keep=fail).guard("table 't'"):
        raise KeyError("x")
    assert said == [
        "table 't' was not recorded: 'x' (and could not be kept with the run: No space left on device)"
    ]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_is_meant_for_the_program_reaches_it(error: type[BaseException]) -> None:
    with pytest.raises(error), Shield(print).guard("a figure"):
        raise error


def test_strict_swallows_nothing() -> None:
    with pytest.raises(ValueError, match="x"), Shield(print, strict=True).guard("a figure"):
        raise ValueError("x")


def test_a_flood_of_warnings_is_cut_off_and_says_so() -> None:
    said: list[str] = []
    shield = Shield(said.append)
    for i in range(100):
        shield.warn(f"thing {i}")
    assert len(said) == MOST_TOLD + 1
    assert "not shown" in said[-1]
