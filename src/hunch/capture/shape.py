"""What the numbers in a printed line mean, told by the words around them.

Lines of one print statement differ in their numbers only. So a line is cut into its numbers and the texts
around them; the texts are its *shape*, which is understood once. Inside this module a number is one
character, its place in the line counted from `FIRST`, so that the rules read as patterns over the line.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

FIRST = 0xE000
MOST_NUMBERS = 1000
NUMBERS = f"{chr(FIRST)}-{chr(FIRST + MOST_NUMBERS)}"
N = f"[{NUMBERS}]"
RESERVED = re.compile("[\ue000-\uf8ff\0]")
LONGEST_NAME = 100
CUT = "|"
"""Put where something was taken out: no name reaches across."""

STEP = re.compile(
    r"(?<![\w./'\"-])(?P<quote>['\"]?)(?:(?:global|current|train(?:ing)?)[ _])?"
    r"(?P<word>step|iteration|iter|itr|batch|epoch|episode|ep)s?(?P=quote)"
    rf"\s*(?:[:=#]\s*)?[\[(]?\s*(?P<quote2>['\"]?)(?P<n>{N})(?P=quote2)"
    rf"(?:\s*(?:/|of)\s*(?P<of>{N}))?(?![%\w.,]\w|[%\w])\s*[\])]?(?:\[\s*(?P<n2>{N})\s*/\s*(?P<of2>{N})\s*\])?:?",
    re.IGNORECASE,
)
RANK = {"step": 0, "iteration": 1, "iter": 1, "itr": 1, "batch": 1, "epoch": 2, "episode": 2, "ep": 2}
BAR = re.compile(  # of tqdm: " 5%|5    | 5/100 [00:01<00:20, 4.5it/s"
    rf"(?:{N}%\s?)?(?:\|[^|]*\|)?\s*(?P<n>{N})\w{{0,2}}(?:/(?P<of>{N})\w{{0,2}})?(?: ?\w{{1,12}})? "
    rf"\[{N}:[^,\]]*(?:,\s*(?:{N}|\?)\s?[^,\]]*/[^,\]]*)?"
)
KERAS_BAR = re.compile(rf"^\W*(?P<n>{N})/(?P<of>{N})\s*(?:\[[=>.\s]*\]|[━╸╺\s-]+(?=\s))")
TOGETHER = re.compile(  # dates, times, versions, addresses, ranges, fractions; and links
    rf"\b\w+://\S+|{N}(?:[-:./_][\w{NUMBERS}]+|,{N})+"
)
WRAPPED = re.compile(rf"\b(?:tensor|Array|np\.\w+|numpy\.\w+)\(({N})(?:,[^()]*)?\)")
CALL = re.compile(r"\w\([^()]*=[^()]*\)?")  # Namespace(lr=0.1), Dropout(p=0.5)
RATE = re.compile(
    rf"(?<![:=])(?<![:=]\s){N}\s?[A-Za-z]{{1,12}}/(?:s|sec|it|step|batch)\b"
)  # `288.76it/s` by itself
NUMBER = re.compile(N)
LONG_GAP = re.compile(r"\s{3,}")
PADDING = re.compile(rf"\s+(?={N})")
SEGMENTS = re.compile(r"[|,;\t{}()\[\]]|\s[-–—]+\s|\s{2,}")
UNIT = r"(?:%|[A-Za-zµ]{1,4}(?:/[A-Za-z]{1,6})?|\s(?:s|ms|us|secs?|seconds|min|h|%|[KMG]i?B|it/s)(?![\w/]))?"
KEY = re.compile(r"(?P<sep>=>|[:=])(?P<space>\s?)(?P<quote>['\"]?)$")
AFTER = re.compile(rf"(?P<quote>['\"]?){UNIT}(?=$|[\s'\"!:]|\.(?:\s|$))")
SPACED = re.compile(rf"\s*(?P<name>[^{NUMBERS}:=]+?)\s(?P<n>{N}){UNIT}\s*[:.]?\s*")
FIRST_WORD = re.compile(r"[^\W\d][\w.@/%+-]*")
LATER_WORD = re.compile(r"[\w@][\w.@/%+-]*")
LEVELS = {"DEBUG", "INFO", "WARNING", "WARN", "ERROR", "CRITICAL"}
NOT_METRICS = re.compile(
    r"eta|elapsed|date|remaining|version|v|v_num|port|pid|line|errno|localhost|node|(?:local_)?rank|cuda|gpu|cpu|mps|at|https?",
    re.IGNORECASE,
)
NOT_METRIC_ENDS = re.compile(
    r"(?:Error|Exception|Warning|Interrupt|Exit"
    r"|\.(?:py|com|org|net|io|local|c|cc|cpp|h|js|ya?ml|json|txt|sh|ipynb|log))$"
)


class Step(NamedTuple):
    """Where a line's step stands, as places of its numbers.

    `n` of `of`, in the `epoch` that the line names (0, 1, ...) or, for a bar, the last one named before.
    """

    n: int
    of: int | None = None
    epoch: int | None = None


class Shape(NamedTuple):
    """What a line says: its step, and its metrics as (name, place of the number)."""

    step: Step | None
    metrics: list[tuple[str, int]]
    bar: bool
    """Whether it is a progress bar, which is drawn again and again."""
    title: int | None
    """The place of an epoch that is named for the lines that follow."""


NOTHING = Shape(None, [], bar=False, title=None)


def understand(texts: Sequence[str]) -> Shape:
    """The shape of a line whose numbers stood between `texts`.

    >>> understand(["epoch ", " | train loss ", " | acc=", ""]).metrics
    [('train_loss', 1), ('acc', 2)]
    """
    if not 2 <= len(texts) <= MOST_NUMBERS:
        return NOTHING
    line = _joined(texts)
    line, bar = _take_bar(line)
    line, steps, inner = _take_steps(line)
    line = RATE.sub(CUT, TOGETHER.sub(CUT, WRAPPED.sub(r"\1", line)))
    line = PADDING.sub(" ", CALL.sub(CUT, line))
    epoch = steps.get(2)
    step = (bar and bar._replace(epoch=epoch)) or inner or _best(steps)
    metrics = dict(_metrics(line, spaced=step is not None))
    return Shape(step, list(metrics.items()), bar=bar is not None, title=epoch if not metrics else None)


def _joined(texts: Sequence[str]) -> str:
    line = RESERVED.sub(" ", texts[0])
    for place, text in enumerate(texts[1:]):
        line += chr(FIRST + place) + RESERVED.sub(" ", text)
    return LONG_GAP.sub("\t", line)  # no rule takes quadratic time over blanks


def _place(number: str) -> int:
    return ord(number) - FIRST


def _take_bar(line: str) -> tuple[str, Step | None]:
    found = BAR.search(line) or KERAS_BAR.search(line)
    if found is None:
        return line, None
    of = found["of"]
    step = Step(_place(found["n"]), _place(of) if of else None)
    return line[: found.start()] + CUT + line[found.end() :], step


def _take_steps(line: str) -> tuple[str, dict[int, int], Step | None]:
    """The line without them, places by rank, and an `Epoch: [3][10/500]`."""
    steps: dict[int, int] = {}
    inner = None
    for found in STEP.finditer(line):
        steps.setdefault(RANK[found["word"].lower()], _place(found["n"]))
        if found["n2"]:
            inner = Step(_place(found["n2"]), _place(found["of2"]), _place(found["n"]))
    return STEP.sub(CUT, line), steps, inner


def _best(steps: dict[int, int]) -> Step | None:
    return Step(steps[min(steps)]) if steps else None


def _metrics(line: str, *, spaced: bool) -> Iterator[tuple[str, int]]:
    for segment in SEGMENTS.split(line):
        keyed = False
        end = 0
        for number in NUMBER.finditer(segment):
            before, after = segment[end : number.start()], AFTER.match(segment, number.end())
            key = KEY.search(before[-4:])
            end = after.end() if after else number.end()
            if key and after and key["quote"] == after["quote"]:
                keyed = True
                name = _name(before[: -len(key[0])], attached=key[0] == ":")
                if name:
                    yield name, _place(number[0])
        alone = SPACED.fullmatch(segment) if spaced and not keyed else None
        name = _name(alone["name"], attached=False) if alone else None
        if alone and name:
            yield name, _place(alone["n"])


def _name(before: str, *, attached: bool) -> str | None:
    """The name that ends `before`: up to three words joined by "_", else the last word; None where it is none.

    `attached`: the number follows as in `host:80`.
    """
    text = before.strip()
    if text[-1:] in ("'", '"'):
        quoted = text[:-1].rpartition(text[-1])
        text = quoted[2] if quoted[1] else ""
    elif "'" in text or '"' in text:
        text = text[max(text.rfind("'"), text.rfind('"')) + 1 :]
        if not text.startswith(" "):
            return None
    words = _words(text)
    name = "_".join(words)
    if (
        not name
        or len(name) > LONGEST_NAME
        or NOT_METRICS.fullmatch(words[-1])
        or NOT_METRIC_ENDS.search(name)
    ):
        return None
    return None if attached and "." in name else name


def _words(text: str) -> list[str]:
    words = re.split(r"[:=]", text)[-1].split()
    while words and words[0] in LEVELS:
        words = words[1:]
    odd = [at for at, word in enumerate(words) if not LATER_WORD.fullmatch(word)]
    if odd:
        words = words[odd[-1] + 1 :]
    if len(words) > 3:
        words = words[-1:]
    return words if words and FIRST_WORD.fullmatch(words[0]) else []
