"""Hunches drawn at random, for tests that hold for all."""

from hypothesis import strategies as st

from hunch.entities.grammar.reading import is_control
from hunch.entities.grammar.units import BYTES, SECONDS
from hunch.entities.hunch import Cost, Happening, Pick, Size, Threshold, Win

PHRASES = [
    "+", "--", "70", "@70", "acc", "val/acc", '"wider heads"', "'", '"', "+2pp", "-5%", ">=", "≤", "0.9", "[", "-1", ",", "4", "]",
    ":", "60", "t", "=", "40m", "1h30m", "<", "mem", "12GB", "usd", "crash", "nan", "@5", ";", "#", " ", "−", "±", "1e999", "\\",
]  # fmt: skip

chances = st.floats(0.01, 0.99)
numbers = st.floats(allow_nan=False, allow_infinity=False)
names = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12).filter(
    lambda name: not any(is_control(each) for each in name)
) | st.sampled_from(["acc", "val/acc", "t", "NaN", "top-5", "acc@1", 'the "best"', "Ä–ö", "2x", "e3", "\\"])
units = st.none() | st.sampled_from(["pp", "%", "ms", "e3", "E", "m/s", "°C"]) | names
whys = st.none() | st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=30).map(
    lambda text: " ".join("".join(each for each in text if not is_control(each)).split()) or None
)


@st.composite
def intervals(draw, of):
    low, median, high = sorted(draw(st.lists(of, min_size=3, max_size=3, unique=True)))
    return {"low": low, "high": high}, median


@st.composite
def sizes(draw):
    metric, unit = draw(st.none() | names), draw(units)
    shape = draw(st.sampled_from(["bare", "interval", "chance"]))
    if shape == "interval":
        ends, change = draw(intervals(numbers))
        return Size(metric=metric, unit=unit, change=change, **ends)
    change = draw(numbers)
    chance = draw(chances.filter(lambda p: p != 0.5)) if change else 0.5
    return Size(metric=metric, unit=unit, change=change, probability=chance if shape == "chance" else None)


@st.composite
def costs(draw):
    what = draw(st.sampled_from(["t", "mem", "usd"]))
    unit = {"t": st.sampled_from(list(SECONDS)), "mem": st.sampled_from(list(BYTES)), "usd": st.none()}[what]
    relation, amounts = draw(st.sampled_from("=<>")), st.floats(1e-280, 1e280)
    if relation != "=":
        return Cost(
            what=what, relation=relation, quantity=draw(amounts), unit=draw(unit), probability=draw(chances)
        )
    ends, quantity = draw(intervals(amounts))
    return Cost(
        what=what, relation="=", quantity=quantity, unit=draw(unit), **draw(st.sampled_from([{}, ends]))
    )


@st.composite
def picks(draw):
    called = draw(st.lists(names, min_size=2, max_size=5, unique=True))
    weights = [draw(st.floats(0.1, 1)) for _ in called]
    return Pick(chances={name: weight / sum(weights) for name, weight in zip(called, weights, strict=True)})


items = (
    st.builds(Win, probability=chances)
    | sizes()
    | st.builds(
        Threshold,
        metric=st.none() | names,
        relation=st.sampled_from([">=", "<="]),
        value=numbers,
        unit=units,
        probability=chances,
    )
    | picks()
    | costs()
    | st.builds(Happening, what=st.sampled_from(["crash", "nan", "diverge"]), probability=chances)
)
texts = st.text(max_size=60) | st.lists(st.sampled_from(PHRASES), max_size=12).map("".join)
