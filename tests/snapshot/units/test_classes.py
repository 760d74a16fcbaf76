"""How each change is classified: small pairs, one for each class."""

import json

import pytest

from hunch.entities.change import UnitChange
from hunch.snapshot.units.between import Content, changes_of, unit_changes
from hunch.snapshot.units.files import units_of
from hunch.snapshot.units.sentence import sentence

BASE = '''"""A module."""
import os
from torch import nn

LR = 0.04

class Block(nn.Module):
    """A block."""
    width: int = 64

    def forward(self, x, scale=1.0):
        """Forward."""
        h = self.fc(x)
        if self.training:
            h = drop(h, 0.1)
        return h

    def other(self):
        first(self)
        second(self)
        third(self)

if LR > 0:
    with amp():
        step(LR)

def make(x):
    def inner(y):
        return y + 1
    return inner(x)
'''


def told(old: str, new: str, path: str = "m.py") -> list[tuple[str, str, str]]:
    """Kind, unit and name of every change."""
    return [(each.kind, each.what, each.name) for each in units_of(path, old.encode(), new.encode())]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([("h = self.fc(x)", "h = self.fc(x)  # wide")], [("cosmetic", "file", "m.py")]),
        ([("import os\n", "import os\n\n\n")], [("cosmetic", "file", "m.py")]),
        ([('"""A module."""', "'''A module.'''")], [("cosmetic", "file", "m.py")]),
        ([('"""A module."""', '"""The module."""')], [("docstring", "docstring", "")]),
        ([('"""A block."""', '"""The block."""')], [("docstring", "docstring", "Block")]),
        ([('"""Forward."""', '"""Backward."""')], [("docstring", "method", "Block.forward")]),
        ([("LR = 0.04", "LR = 0.05")], [("literal", "variable", "LR")]),
        ([("width: int = 64", "width: int = 65")], [("literal", "attribute", "width")]),
        ([("scale=1.0", "scale=2.0")], [("literal", "method", "scale")]),
        ([("drop(h, 0.1)", "drop(h, 0.2)")], [("literal", "statement", "drop")]),
        ([("(self, x,", "(self, x, y,")], [("signature", "method", "Block.forward")]),
        ([("(nn.Module)", "(Base)")], [("signature", "class", "Block")]),
        ([("class Block", "@dataclass\nclass Block")], [("signature", "class", "Block")]),
        ([("width: int", "width: float")], [("signature", "attribute", "Block.width")]),
        ([("h = self.fc(x)", "h = self.fc(self.norm(x))")], [("body", "method", "Block.forward")]),
        ([("y + 1", "y * z")], [("body", "function", "make.inner")]),
        ([("if LR > 0", "if LR > floor(0)")], [("body", "statement", "if LR > floor(0)")]),
        ([("step(LR)", "step(LR)\n        step(2)")], [("added", "statement", "step(2)")]),
        ([("        step(LR)\n", "        step(LR)\ndef new(): pass\n")], [("added", "function", "new")]),
        ([("def make(x):", "def build(x):")], [("renamed", "function", "build")]),
        ([("class Block", "class Layer")], [("renamed", "class", "Layer")]),
        ([("LR = 0.04\n", "")], [("removed", "variable", "LR")]),
        ([("    width: int = 64\n", "")], [("removed", "attribute", "Block.width")]),
        ([("import os\n", "import os, sys\n")], [("import", "import", "os, sys")]),
        ([("import os\n", "")], [("import", "import", "os")]),
    ],
)  # fmt: skip
def test_one_change_is_one_row_of_its_class(edits, expected):
    after = BASE
    for old, new in edits:
        assert old in after
        after = after.replace(old, new)

    assert told(BASE, after) == expected


def test_several_changes_of_one_function_are_told_apart():
    after = (
        BASE.replace('"""Forward."""', '"""F."""')
        .replace("scale=1.0", "scale=2.0")
        .replace("fc(x)", "fc(-x)")
    )

    assert told(BASE, after) == [
        ("docstring", "method", "Block.forward"),
        ("literal", "method", "scale"),
        ("body", "method", "Block.forward"),
    ]


def test_a_method_that_becomes_a_function_has_moved():
    method = "    def other(self):\n        first(self)\n        second(self)\n        third(self)\n"
    function = method.replace("\n    ", "\n")[4:]
    after = BASE.replace(method, "") + function
    (change,) = units_of("m.py", BASE.encode(), after.encode())

    assert (change.kind, change.old, change.name) == ("moved", "Block.other", "other")


def test_what_is_put_below_an_if_has_moved_and_says_the_same():
    assert told("a()\ndef long(x):\n    return x\n", "a()\nif a:\n    def long(x):\n        return x\n") == [
        ("added", "statement", "if a"),
        ("moved", "function", "long"),
    ]


def test_a_whole_class_that_is_new_is_one_row():
    after = BASE + "class New:\n    a = 1\n    def f(self): pass\n"

    assert told(BASE, after) == [("added", "class", "New")]


def test_a_renamed_function_with_another_line_is_renamed_and_has_another_body():
    old = "def f(x):\n    a(x)\n    b(x)\n    c(x)\n    return d(x)\n"

    assert told(old, old.replace("def f", "def g").replace("b(x)", "b(x, x)")) == [
        ("renamed", "function", "g"),
        ("body", "function", "g"),
    ]


def test_twenty_values_of_a_table_are_no_literals():
    old, new = (f"T = [{', '.join(str(n * factor) for n in range(20))}]\n" for factor in (2, 3))

    assert told(old, new) == [("body", "variable", "T")]


@pytest.mark.parametrize(
    ("path", "old", "new", "expected"),
    [
        ("c.yaml", "m:\n  depth: 4\n", "m:\n  depth: 6\n  wide: true\n", [("literal", "key", "m.depth"), ("added", "key", "m.wide")]),
        ("c.yaml", "lr: 0.1\nb: 2\n", "learning_rate: 0.1\nb: 2\n", [("renamed", "key", "learning_rate")]),
        ("c.yaml", "a: 1\nb: 2\n", "b: 2\n# why\na: 1\n", [("cosmetic", "file", "c.yaml")]),
        ("c.toml", "[m]\ndepth = 4\n", "[m]\n", [("added", "key", "m"), ("removed", "key", "m.depth")]),
        ("c.json", '{"a": [{"b": 1}]}', '{"a": [{"b": 2}]}', [("literal", "key", "a[0].b")]),
        ("c.json", '{"a": NaN}', '{"a": 1}', [("lines", "file", "c.json")]),
        ("a.py", "print 'a'\nx = 1\n", "print 'b'\nx = 1\n", [("lines", "file", "a.py")]),
        ("a.py", "# coding: nonsense\nx = 1\n", "# coding: nonsense\nx = 2\n", [("lines", "file", "a.py")]),
        ("a.py", "x = " + "-" * 5000 + "1\n", "x = " + "-" * 5001 + "1\n", [("lines", "file", "a.py")]),
        ("a.py", "x = 1\r\ny = 2\r\n", "x = 1\ny = 2\n", [("cosmetic", "file", "a.py")]),
    ],
)  # fmt: skip
def test_other_files(path, old, new, expected):
    assert told(old, new, path) == expected


def test_an_encoding_that_is_named_is_kept_to():
    sources = [f"# -*- coding: latin-1 -*-\nname = 'é{end}'\n".encode("latin-1") for end in "ab"]

    assert [each.new for each in units_of("a.py", *sources)] == ["'éb'"]


def notebook(*cells: str, outputs: str = "") -> bytes:
    return json.dumps(
        {"cells": [{"cell_type": "code", "source": cell, "outputs": [outputs]} for cell in cells]}
    ).encode()


def test_a_notebook_is_told_by_the_code_of_its_cells():
    old = notebook("%matplotlib inline\nlr = 1", "!ls\nrun(lr)")
    new = notebook("%matplotlib inline\nlr = 2", "def f(): pass", "!ls\nrun(lr)", outputs="pixels")

    assert [(each.kind, each.name) for each in units_of("n.ipynb", old, new)] == [
        ("literal", "lr"),
        ("added", "f"),
    ]


def test_a_broken_cell_costs_the_others_nothing_where_it_stays_as_it_is():
    old, new = (notebook("if if if", f"lr = {lr}") for lr in (1, 2))

    assert [(each.kind, each.name) for each in units_of("n.ipynb", old, new)] == [("literal", "lr")]


def between(old: dict[str, str], new: dict[str, str]) -> list[UnitChange]:
    paths = sorted(old.keys() | new.keys())
    sides = [{path: text.encode() for path, text in side.items()} for side in (old, new)]
    return changes_of([Content(path, sides[0].get(path), sides[1].get(path)) for path in paths])


HELPER = "def helper(x):\n    a(x)\n    b(x)\n    return c(x)\n"


def test_a_function_that_goes_to_another_file_has_moved():
    (change,) = between(
        {"a.py": "x = 1\n" + HELPER, "b.py": "y = 1\n"}, {"a.py": "x = 1\n", "b.py": "y = 1\n" + HELPER}
    )

    assert (change.kind, change.name, change.path, change.old_path) == ("moved", "helper", "b.py", "a.py")


def test_a_function_that_goes_to_a_file_of_its_own_has_moved_there():
    changes = between({"a.py": "x = 1\n" + HELPER}, {"a.py": "x = 1\n", "new.py": HELPER})

    assert [(each.kind, each.what, each.path) for each in changes] == [
        ("added", "file", "new.py"),
        ("moved", "function", "new.py"),
    ]


def test_a_class_that_moves_and_changes_is_told_by_what_changed_in_it():
    block = "class Block:\n    width = 1\n    def f(self):\n        return a(self)\n"
    changes = between(
        {"a.py": "x = 1\n" + block, "b.py": ""}, {"a.py": "x = 1\n", "b.py": block.replace("a(", "b(")}
    )

    assert [(each.kind, each.name) for each in changes] == [("moved", "Block"), ("body", "Block.f")]


def test_a_file_that_is_renamed_and_edited_is_one_file():
    text = "".join(f"def f{n}(x):\n    return x + {n}\n" for n in range(6))
    changes = between({"old.py": text}, {"new.py": text.replace("x + 3", "x - 3")})

    assert [(each.kind, each.what, each.name, each.old_path) for each in changes] == [
        ("renamed", "file", "new.py", "old.py"),
        ("body", "function", "f3", None),
    ]


def test_what_the_runs_had_loaded_is_marked_in_python_files_alone(lab):
    for path in ("train.py", "plot.py", "c.yaml"):
        lab.write(path, "a: 1\n" if path.endswith("yaml") else "a = 1\n")
    old = lab.take()
    for path in ("train.py", "plot.py", "c.yaml"):
        lab.write(path, "a: 2\n" if path.endswith("yaml") else "a = 2\n")
    found = unit_changes(lab.store, old, lab.take(), loaded={"train.py"})

    assert {each.path: each.loaded for each in found} == {"train.py": True, "plot.py": False, "c.yaml": None}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.py", f"x = {'[' * 80}1{']' * 80}\n", f"x = {'[' * 80}2{']' * 80}\n"),
        ("a.py", "x = " + "+".join("a" * 700) + "\n", "x = " + "+".join("b" * 700) + "\n"),
        ("a.py", "x = f" + "(a)" * 400 + "\n", "x = g" + "(a)" * 400 + "\n"),
        ("a.json", "[" * 900 + "]" * 900, "[" * 900 + "1" + "]" * 900),
        ("a.json", "[" * 100_000, "[" * 100_001),
        ("a.yaml", "- " * 400 + "a\n", "- " * 400 + "b\n"),
        ("a.py", "x = 0\n" * 5000, "y = 1\n" + "x = 0\n" * 4990 + "z = 2\n" + "x = 0\n" * 6),
        ("a.py", '"""' + "a\n" * 10_000, '"""' + "b\n" * 10_000),
        ("a.py", "if 1:\n" + "".join(f"{' ' * n}if 1:\n" for n in range(1, 99)) + " " * 99 + "a\n", "a\n"),
    ],
)
def test_what_is_nested_too_deeply_or_too_much_of_one_kind_is_told_by_its_lines(path, old, new):
    there = units_of(path, old.encode(), new.encode())
    back = units_of(path, new.encode(), old.encode())

    assert len(there) == len(back) > 0
    assert sentence(there)


def test_a_name_may_be_anything(lab):
    odd = "a'; echo x\n.py"
    lab.write(odd, "naïve_Δ = 1\n")
    old = lab.take()
    lab.write(odd, "naïve_Δ = '\x1b[31m测'\n")

    (change,) = unit_changes(lab.store, old, lab.take())

    assert (change.path, change.name) == (odd, "naïve_Δ")
    assert "\n" not in sentence([change])


def test_what_is_given_to_a_secret_name_is_not_told(lab):
    code = (
        'API_KEY = "{0}-a"\ncfg = {{"password": "{0}-b"}}\ndef f(token="{0}-c"): pass\nconnect("pwd={0}-d")\n'
    )
    lab.write("train.py", code.format("hunter"))
    lab.write("c.yaml", "api_key: hunter-e\nlr: 0.1\n")
    old = lab.take()
    lab.write("train.py", code.format("hunted") + 'SECRET = "hunted-f"\n')
    lab.write("c.yaml", "api_key: hunted-e\nlr: 0.2\n")

    found = unit_changes(lab.store, old, lab.take())

    assert not [each for each in found if "hunte" in f"{each.old} {each.new} {each.parts}"]
    assert {each.name for each in found} >= {"API_KEY", "password", "token", "SECRET", "api_key", "lr"}
    assert "lr 0.1 -> 0.2" in [sentence([each]) for each in found]
