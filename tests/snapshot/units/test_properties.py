"""What holds of any two modules: made out of pieces that research code is made of, in any order and nesting."""

import ast
import random
import textwrap

from hypothesis import given
from hypothesis import strategies as st

from hunch.snapshot.units.chunks import chunks
from hunch.snapshot.units.files import units_of
from hunch.snapshot.units.items import dump

from .applying import applied

TURNED = {"added": "removed", "removed": "added"}

names = st.sampled_from(["a", "b", "lr", "model", "x"])
values = st.sampled_from(
    ["1", "0.5", "'s'", "[1, 2]", "f(a)", "None", "nn.GELU", "f'{a}: {b:.3f}'", '"""two\nlines"""']
)
simple = st.one_of(
    st.builds("{} = {}".format, names, values),
    st.builds("{}: int = {}".format, names, values),
    st.builds("{} += {}".format, names, values),
    st.builds("{}({}, k={})".format, names, values, values),
    st.builds("p.add_argument('--{}', default={}, help='h')".format, names, values),
    st.builds("import {}".format, names),
    st.builds("from {} import {}, c".format, names, names),
    st.builds("'''{}'''".format, names),
    st.just("pass"),
    st.just("# a comment"),
    st.builds("{} = 1; {} = 2".format, names, names),
)


def indented(lines: list[str]) -> str:
    # What stands in a text of several lines must not be moved.
    return "\n".join("    " + line for line in lines or ["pass"]) + "\n    pass"


def blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    flat = inner.filter(lambda text: '"""' not in text)
    bodies = st.lists(flat, max_size=3).map(lambda each: textwrap.indent("\n".join([*each, "pass"]), "    "))
    return st.one_of(
        st.builds("def {}(x, y={}):\n    'Doc.'\n{}".format, names, st.sampled_from(["1", "2"]), bodies),
        st.builds("@deco({})\nasync def {}(*a, **k):\n{}".format, names, names, bodies),
        st.builds("class {}(Base):\n{}".format, names, bodies),
        st.builds("if {}:\n{}\nelif {}:\n{}\nelse:\n{}".format, names, bodies, names, bodies, bodies),
        st.builds("for {} in {}:\n{}\nelse:\n{}".format, names, names, bodies, bodies),
        st.builds("while {}:\n{}".format, names, bodies),
        st.builds("with {} as {}, b:\n{}".format, names, names, bodies),
        st.builds("try:\n{}\nexcept {} as e:\n{}\nfinally:\n{}".format, bodies, names, bodies, bodies),
        st.builds(
            "match {}:\n    case [1, x] if x:\n{}".format,
            names,
            bodies.map(lambda t: textwrap.indent(t, "    ")),
        ),
    )


statements = st.recursive(simple, blocks, max_leaves=8)
modules = st.lists(statements, max_size=8).map(lambda parts: "\n".join(parts) + "\n")


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A module, and what somebody made of it: statements taken out, put in, brought into another order."""
    parts = draw(st.lists(statements, min_size=1, max_size=8))
    others = draw(st.lists(statements, max_size=3))
    source = random.Random(draw(st.integers(0, 10_000)))
    after = [part for part in parts if source.random() > 0.2]
    for part in others:
        after.insert(source.randint(0, len(after)), part)
    if source.random() < 0.3:
        source.shuffle(after)
    return "\n".join(parts) + "\n", "\n".join(after) + "\n"


def told(old: str, new: str) -> list[str]:
    return sorted(each.kind for each in units_of("m.py", old.encode(), new.encode()))


def put_in(old: str, new: str) -> str:
    """The old module with the listed changes in it."""
    return dump(applied(old, new, units_of("m.py", old.encode(), new.encode())))


@given(edited())
def test_the_listed_changes_put_into_the_old_give_the_new(pair):
    old, new = pair
    assert put_in(old, new) == dump(ast.parse(new))


@given(modules, modules)
def test_so_they_do_for_modules_that_have_nothing_to_do_with_each_other(old, new):
    assert put_in(old, new) == dump(ast.parse(new))


@given(modules)
def test_nothing_differs_between_a_file_and_itself(module):
    assert units_of("m.py", module.encode(), module.encode()) == []


@given(modules)
def test_another_layout_is_cosmetic(module):
    """Comments, empty lines and quotes are gone from what Python itself writes."""
    laid_out = ast.unparse(ast.parse(module)) + "\n"
    assert set(told(module, laid_out)) <= {"cosmetic"}


@given(modules, st.integers(0, 10))
def test_comments_and_empty_lines_are_cosmetic(module, where):
    parts = chunks(module)
    parts.insert(min(where, len(parts)), "# why\n\n\n")
    assert set(told(module, "".join(parts))) <= {"cosmetic"}


@given(edited())
def test_the_way_back_mirrors_the_way_there(pair):
    old, new = pair
    assert sorted(TURNED.get(kind, kind) for kind in told(old, new)) == told(new, old)


@given(modules)
def test_chunks_make_up_the_text_and_hold_one_statement_each(module):
    parts = chunks(module)
    assert "".join(parts) == module
    assert sum(len(ast.parse(part).body) for part in parts) == len(ast.parse(module).body)
