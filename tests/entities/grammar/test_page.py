"""Every row of docs/reference/hunches.md is true."""

import re
from pathlib import Path

import pytest

from hunch.entities.grammar.check import check
from hunch.entities.grammar.echo import echo
from hunch.entities.grammar.known import Known
from hunch.entities.grammar.reading import parse
from hunch.errors import InvalidHunch
from hunch.stats.normal import quantile

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "hunches.md").read_text()
KNOWN = Known(
    metric="val/acc",
    metrics={"val/acc": (5, 0.81, 0.93), "train/loss": (5, 0.3, 2.1)},
    ideas={"1k0w49m22xh61emqcs7g": "wider heads", "1k0w49m22xh62fmqcs7g": "go deeper"},
)


def rows(heading):
    table = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"^\| `(.+?)` \| (.+) \|$", table, flags=re.MULTILINE)
    assert len(found) > 15
    return found


def told(text):
    return echo(check(parse(text).items, KNOWN), KNOWN, quantile=quantile)


@pytest.mark.parametrize(("text", "line"), rows("What is understood"))
def test_what_the_page_says_is_understood_is(text, line):
    assert " · ".join(told(text)) == line


@pytest.mark.parametrize(("text", "because"), rows("What is refused"))
def test_what_the_page_says_is_refused_is(text, because):
    with pytest.raises(InvalidHunch) as refused:
        told(text)
    assert because in str(refused.value)


def test_the_json_that_is_shown_reads():
    parsed = parse(re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)[0])
    assert len(told_kinds := {type(item) for item in check(parsed.items, KNOWN)}) == 6, told_kinds
    assert parsed.why == "they were too narrow"


def test_the_error_that_is_shown_is_the_one_that_comes():
    shown = re.findall(r"```text\nerror: (.*?)\n\nhint: (.*?)\n```", PAGE, flags=re.DOTALL)[0]
    with pytest.raises(InvalidHunch) as refused:
        parse("acc +2pp @170")
    assert (str(refused.value), refused.value.hint) == shown
