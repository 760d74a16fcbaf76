"""`hunch gut`: whole pages at 3, 20, 60 and 220 resolved hunches, in wide and narrow, rich and plain terminals."""

import msgspec
import pytest
from msgspec.structs import replace

from hunch.actions.hunches.calibrating import record
from hunch.actions.hunches.record import Gut
from hunch.cli.group import main
from hunch.cli.gut_page import page
from hunch.cli.render import Terminal, columns_of
from hunch.entities.hunch import HunchStatus
from hunch.testing import ToldClock

from ..actions.hunches.guts import ADA, crash, estimate, hunch, record_of, size
from ..actions.hunches.predicted import Forecaster

PLAIN = Terminal()


def shown(hunches, terminal=PLAIN, *, is_own=True):
    """The page of a record whose hunches are about something wide or something deep."""
    topics = {each.id: ["wide" if int(each.id) % 2 else "deep"] for each in hunches}
    gut = record(hunches, ADA, topic=None, topics_of=lambda some: topics)
    names = {f"run {number}": f"run-{number}" for number in range(300)}
    return "\n".join(page(gut, names, terminal, is_own=is_own)) + "\n"


def few():
    """Three that are resolved, and one each that is void, late and open."""
    waiting = {"void": None, "counts": None}
    return [
        hunch(1, 0.7, True, more=[estimate(40, 62), crash(0.05, False)]),
        hunch(2, 0.9, False),
        hunch(3, 0.5, None),
        replace(
            hunch(4, 0.5, True), items=[size(0.0134, -0.01, 0.04)], text="acc +.02 [-.01,.04] # wider heads"
        ),
        hunch(5, 0.8, None, status=HunchStatus.LATE, runs=[], run="run 5", **waiting),
        hunch(6, 0.6, None, status=HunchStatus.OPEN, items=[], **waiting),
    ]


def test_three_are_listed_and_nobody_is_judged():
    assert (
        shown(few())
        == """\
ada: 3 resolved hunches, the first on each variant (fewer than 10 are first readings of ideas)

3 of about 20 before this can judge

base rate   36 %, which the next hunch is held against
certain     33 % of what was said was 90 % and over, or 10 % and under
void        1 of 4 (25 %)
late        1: said after the start, kept and never scored
open        1

hunch                came           surprise  run
70                   +0.013          0.5 bit  run-1
t=40m                62 m
crash@5              no              0.1 bit
90                   -0.013         3.3 bits  run-2
50                   void: crashed            run-3
acc +.02 [-.01,.04]  +0.013          0.7 bit  run-4
80                   late                     run-5
60                   open                     run-6
"""
    )


def test_twenty_show_the_gap_three_bins_and_how_sure_it_is():
    assert (
        shown(record_of(20, voids=3), Terminal(width=80))
        == """\
ada: 20 resolved hunches, the first on each variant (fewer than 10 are first
readings of ideas)

you say 56 %, 45 % happened: +11 ± 21 points
  with the 3 void as misses: 58 %, 39 % happened: +19 ± 20 points

said        n  mean  happened        95 %
under 40 %  5  30 %       0 %   0 to 43 %
40 to 60 %  7  53 %      43 %  16 to 75 %
over 60 %   8  76 %      75 %  41 to 93 %

skill       90 % sure that you know more than the base rate does
trust       your 90 % counts as 84 %, 70 % as 61 %, 50 % as 43 %, 30 % as 26 %
            (w 0.89 ± 0.67; 0: the base rate alone, 1: as said)
base rate   39 %, which the next hunch is held against
certain     5 % of what was said was 90 % and over, or 10 % and under
void        3 of 23 (13 %)

most surprising  came    surprise  run
83               -0.013  2.6 bits  run-7
64               -0.013  1.5 bits  run-5
57               -0.013  1.2 bits  run-4
52               -0.013  1.1 bits  run-18
52               -0.013  1.1 bits  run-17
"""
    )


def test_sixty_draw_the_curve():
    assert (
        shown(record_of(60, voids=2), Terminal(width=80))
        == """\
ada: 60 resolved hunches, the first on each variant (fewer than 10 are first
readings of ideas)

you say 57 %, 42 % happened: +16 ± 11 points
  with the 2 void as misses: 58 %, 40 % happened: +17 ± 11 points

said         n  mean  happened        95 %
under 40 %   9  30 %       0 %   0 to 30 %
40 to 60 %  25  49 %      16 %   6 to 35 %
over 60 %   26  74 %      81 %  62 to 91 %

bits        +0.25 ± 0.21 over the base rate; with voids as misses +0.21; Brier
            0.18
skill       98 % sure that you know more than the base rate does
trust       your 90 % counts as 88 %, 70 % as 60 %, 50 % as 36 %, 30 % as 17 %
            (w 1.16 ± 0.62; 0: the base rate alone, 1: as said)
base rate   40 %, which the next hunch is held against
certain     10 % of what was said was 90 % and over, or 10 % and under
void        2 of 62 (3 %)

100 % ┤                                       ░░░░░░░⣀⡠⠤⠒⠊⠉⠉···
      │                                   ░░░░⢰⠒⠒⠒⠒⠊⠉·····░░
      │                              ░░░░░░░░░⡜░·····░░░░░░░
      │                          ░░░░░░░░⢠⠤⠤⠤⠤⠇·░░░░░░░░░░░
      │                      ░░░░░░░░░··⢠⠃·░░░░░░░░
 50 % ┤               ░░░░░░░░░░······░░⡎░░░░░░
      │          ░░░░░░░░░░·····░░░⣀⣀⣀⣀⡜░░
      │      ░░░░░░░░░·····░░░░░░░░⡇
      │      ░░░░·····░░░░░░░░░░░░⢸
      │     ·····░░░░░░░░░░░░░░   ⡸
  0 % ┤····· ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⡇
      └────────────────────────────────────────────────────────
       0 %                      said                      100 %
       ⣀⡠⠊ what happened
       · as often as said
       ░ luck alone, 90 %

topic   n  bits, drawn to the mean
deep   30  +0.25 ± 0.21
wide   30  +0.25 ± 0.21

most surprising  came    surprise  run
78               -0.013  2.2 bits  run-3
70               -0.013  1.7 bits  run-32
70               -0.013  1.7 bits  run-9
69               -0.013  1.7 bits  run-22
62               -0.013  1.4 bits  run-15
"""
    )


def test_in_plain_ascii_and_sixty_columns():
    assert (
        shown(record_of(60), Terminal(unicode=False, width=60))
        == """\
ada: 60 resolved hunches, the first on each variant (fewer
than 10 are first readings of ideas)

you say 57 %, 42 % happened: +16 +- 11 points

said         n  mean  happened        95 %
under 40 %   9  30 %       0 %   0 to 30 %
40 to 60 %  25  49 %      16 %   6 to 35 %
over 60 %   26  74 %      81 %  62 to 91 %

bits        +0.25 +- 0.21 over the base rate; Brier 0.18
skill       98 % sure that you know more than the base rate
            does
trust       your 90 % counts as 88 %, 70 % as 60 %, 50 % as
            36 %, 30 % as 17 % (w 1.16 +- 0.62; 0: the base
            rate alone, 1: as said)
base rate   40 %, which the next hunch is held against
certain     10 % of what was said was 90 % and over, or 10 %
            and under

100 % +                                    :::::::******..
      |                                ::::*******...::
      |                           ::::::::*:.....::::::
      |                        :::::::*****.::::::::::
      |                    ::::::::..*.::::::::
 50 % +             ::::::::::.....::*:::::
      |         ::::::::::....::*****::
      |      ::::::::.....::::::*:
      |      :::.....::::::::::*
      |     ....::::::::::::   *
  0 % +..... *******************
      +---------------------------------------------------
       0 %                    said                   100 %
       *** what happened
       . as often as said
       : luck alone, 90 %

topic   n  bits, drawn to the mean
deep   30  +0.25 +- 0.21
wide   30  +0.25 +- 0.21

most surprising  came    surprise  run
78               -0.013  2.2 bits  run-3
70               -0.013  1.7 bits  run-32
70               -0.013  1.7 bits  run-9
69               -0.013  1.7 bits  run-22
62               -0.013  1.4 bits  run-15
"""
    )


def test_two_hundred_and_twenty_show_all_in_forty_columns():
    assert (
        shown(record_of(220), Terminal(width=40))
        == """\
ada: 220 resolved hunches, the first on
each variant (fewer than 10 are first
readings of ideas)

you say 57 %, 41 % happened: +16 ± 5
points

said         n  mean  happened
under 40 %  38  31 %       3 %
40 to 60 %  91  50 %      25 %
over 60 %   91  75 %      73 %

bits        +0.19 ± 0.09 over the base
            rate; Brier 0.19
trend       -0.02 ± 0.14 bits in 100
            hunches (first half +0.16,
            last half +0.23)
skill       over 99 % sure that you know
            more than the base rate does
trust       your 90 % counts as 92 %,
            70 % as 63 %, 50 % as 34 %,
            30 % as 14 % (w 1.39 ± 0.59;
            0: the base rate alone, 1:
            as said)
base rate   40 %, which the next hunch
            is held against
certain     4 % of what was said was
            90 % and over, or 10 % and
            under

100 % ┤                        ░⣀⣀⡰⠉⠁·
      │                      ░⡖⠚···░
      │                   ░░░⢰⠁·░░░
      │                ░░░░⡤⠴⠉░░░
      │             ░░░░··⢀⠇░░░
 50 % ┤          ░░░░···░░⢸
      │      ░░░░░···░░░⡏⠉⠉
      │    ░░░░···░░░░⡠⠤⠇
      │    ░░··░░░░░ ⢠⠃
      │   ···░░░░    ⡜
  0 % ┤··· ⣀⣀⣀⣀⣀⡠⠤⠤⠴⠉⠁
      └───────────────────────────────
       0 %          said         100 %
       ⣀⡠⠊ what happened
       · as often as said
       ░ luck alone, 90 %

topic    n  bits, drawn to the mean
deep   110  +0.19 ± 0.09
wide   110  +0.19 ± 0.09

most surpris…  came    surprise  run
89             -0.013  3.2 bits  run-105
81             -0.013  2.4 bits  run-64
79             -0.013  2.3 bits  run-84
74             -0.013  1.9 bits  run-120
74             -0.013  1.9 bits  run-10
"""
    )


@pytest.mark.parametrize("width", [40, 60, 80, 120])
@pytest.mark.parametrize("n", [3, 20, 60, 220])
def test_no_line_is_wider_than_the_terminal(n, width):
    hunches = few() if n == 3 else record_of(n, voids=3)
    lines = shown(hunches, Terminal(width=width)).splitlines()
    assert [line for line in lines if columns_of(line) > width] == []


def test_colours_come_with_signs_and_go_with_no_color():
    coloured = shown(record_of(60), Terminal(colours=256, width=80))
    assert "\x1b[38;5;25m" in coloured
    assert "\x1b" not in shown(record_of(60), Terminal(colours=0, width=80))


def test_of_somebody_else_it_is_said_by_name():
    text = shown(record_of(20), is_own=False)
    assert "\nada says 56 %, 45 % happened: +11 ± 21 points\n" in text
    assert "sure that ada knows more than the base rate does" in text


def test_once_there_are_ten_on_ideas_it_says_so():
    assert shown(record_of(12, counts="idea")).startswith(
        "ada: 12 resolved hunches, each the first reading of an idea\n"
    )


# ---- the command


@pytest.fixture
def ada(folder, project, monkeypatch):
    monkeypatch.chdir(project)
    return Forecaster(folder, ToldClock())


@pytest.fixture
def said(capfd):
    """Calls a command; its exit code, stdout and stderr."""

    def call(*arguments):
        code = main(arguments)
        return code, *capfd.readouterr()

    return call


def test_where_nothing_was_predicted_it_says_how(ada, said):
    code, out, err = said("gut")
    assert (code, out) == (0, "")
    assert err.startswith("no hunches yet. A hunch is a guess that is sealed before the run")
    assert 'hunch run --hunch "val/acc +2pp [-1,4]" python train.py' in err


def test_as_json_it_is_a_record(ada, said):
    ada.tell("70; crash@5", 0.9)
    _, out, _ = said("gut", "--json")
    found = msgspec.json.decode(out, type=Gut)
    assert (found.n, found.author, found.gap, found.hunches[0].outcome) == (1, ADA, None, True)
    assert found.trust.w_error > 0.4


def test_the_page_of_one(ada, said):
    ada.tell("acc +2pp @70", 0.8234, name="calm-otter")
    code, out, err = said("gut")
    assert (code, err) == (0, "")
    assert (
        out
        == """\
ada: 1 resolved hunch, the first on each variant (fewer than 10 are first readings of ideas)

1 of about 20 before this can judge

base rate   33 %, which the next hunch is held against
certain     0 % of what was said was 90 % and over, or 10 % and under

hunch         came     surprise  run
acc +2pp @70  +1.3 pp   0.5 bit  calm-otter
"""
    )


def test_everyone_is_listed_by_name_and_nobody_is_ranked(ada, said):
    for number in range(3):
        ada.tell("70", 0.9, said={"by": "human:zoe"})
        ada.tell("70", 0.7 + number, said={"by": "agent:coder@1"})
    _, out, _ = said("gut", "--author", "everyone")
    assert (
        out
        == """\
author         n  said  happened  bits
agent:coder@1  3                  too few to be put beside others
zoe            3                  too few to be put beside others
"""
    )
    assert len(msgspec.json.decode(said("gut", "--author", "everyone", "--json")[1])) == 2


def test_somebody_without_a_record_is_the_callers_mistake(ada, said):
    ada.tell("70", 0.9)
    code, out, err = said("gut", "--author", "zoe")
    assert (code, out) == (2, "")
    assert err == "error: 'zoe' has made no predictions here\n\nhint: These have: human:ada\n"


def test_a_topic_that_nothing_is_about_is_said(ada, said):
    ada.tell("70", 0.9, tags=["big"])
    assert said("gut", "--topic", "small")[2] == "no hunch of ada is about 'small'\n"
    assert "1 resolved hunch about big" in said("gut", "--topic", "big")[1]


def test_control_characters_of_names_do_not_reach_the_terminal(ada, said):
    ada.tell("70", 0.9, name="\x1b[31mred")
    assert "\x1b" not in said("gut", "--all")[1]


def test_show_tells_what_came_of_the_hunches_of_a_run(ada, said):
    run = ada.tell("acc +2pp @70; crash@5 # wider heads", 0.8234)
    ada.seal("90", run=run)
    _, out, _ = said("show", "@")
    assert (
        "\nhunches\n"
        "  expected acc +2pp @70 (ada, sealed before); came +1.3 pp; surprise 0.5 bit\n"
        "  expected crash@5; came otherwise; surprise 0.1 bit\n"
        "  late: 90 (ada, said after the start: kept, never scored)\n"
    ) in out
    hunches = msgspec.json.decode(said("show", "@", "--json")[1])["hunches"]
    assert [hunch["status"] for hunch in hunches] == ["scored", "late"]
    assert msgspec.json.decode(said("runs", "--json")[1])[0]["hunches"] == hunches
    assert msgspec.json.decode(said("--json")[1])["latest"][0]["hunches"] == hunches
