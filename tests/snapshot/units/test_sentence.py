"""What changed, in units that people think in, and as a sentence."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from hunch.entities.change import UnitChange
from hunch.snapshot.units.between import unit_changes
from hunch.snapshot.units.files import units_of
from hunch.snapshot.units.sentence import param_changes, sentence

BASE = '''"""A module."""
import os
import numpy as np
LR = 0.04
CFG = {"depth": 4, "name": "a"}
class Block(Base):
    """A block."""
    width: int = 64
    def forward(self, x):
        h = self.fc(x)
        return relu(h)
    def other(self): pass
def train(lr=0.1, steps=100):
    """Train."""
    opt = AdamW(params, lr=lr, betas=(0.9, 0.999))
    for i in range(steps):
        if i > 100:
            break
    return opt
def make(x):
    return x + 1
parser.add_argument("--lr", default=0.04, type=float)
if __name__ == "__main__":
    train()
'''


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("LR = 0.04", "LR = 0.05", "LR 0.04 -> 0.05"),
        ("LR = 0.04", "LR = -1", "LR 0.04 -> -1"),
        ('"depth": 4', '"depth": 6', "depth 4 -> 6"),
        ("width: int = 64", "width: int = 128", "width 64 -> 128"),
        ("lr=0.1", "lr=0.2", "lr 0.1 -> 0.2"),
        ("(0.9, 0.999)", "(0.9, 0.95)", "betas (0.9, 0.999) -> (0.9, 0.95)"),
        ("0.999))", "0.999), weight_decay=0.1)", "new weight_decay=0.1"),
        ("default=0.04", "default=0.4", "lr 0.04 -> 0.4"),
        ("i > 100", "i > 200", "`train` 100 -> 200"),
        ("    train()\n", "    train(steps=5)\n", "new steps=5"),
        ("return relu(h)", "h = h * 2\n        return relu(h)", "body of `Block.forward`: new `h = h * 2`"),
        ("return relu(h)", "return gelu(h)", "body of `Block.forward`: `return relu(h)` -> `return gelu(h)`"),
        (
            "(self, x):\n        h = self.fc(x)",
            "(self, x, y):\n        h = self.fc(x + y)",
            "signature and body of `Block.forward`",
        ),
        ("def make(x)", "def make(x, y)", "signature of `make`: new `y`"),
        ("Block(Base)", "Block(Other)", "bases of `Block`: `(Base)` -> `(Other)`"),
        ("def make", "def construct", "`make` renamed `construct`"),
        ("def make", "def muon_step(g):\n    return g\n\ndef make", "new `muon_step`"),
        ("def make(x):\n    return x + 1\n", "", "removed `make`"),
        ("LR = 0.04\n", "LR = 0.04\nWD = 0.1\n", "new `WD = 0.1`"),
        ("import os\n", "import os, sys\n", "imports of `train.py`"),
        ("    train()\n", "    train()\n    save()\n", "new `save()`"),
        ("h = self.fc(x)\n", "h = self.fc(x)  # wide\n\n", "comments or formatting only"),
        ('"""Train."""', '"""Train well."""', "comments or formatting only"),
        ("return x + 1", "return x +", "`train.py` +1 -1 lines"),
    ],
)
def test_one_change_of_a_python_file_as_a_sentence(old, new, said):
    assert old in BASE
    after = BASE.replace(old, new)

    assert sentence(units_of("src/train.py", BASE.encode(), after.encode())) == said


def changed(*edits: tuple[str, str]) -> list[UnitChange]:
    """The changes of BASE with these edits in it."""
    after = BASE
    for old, new in edits:
        assert old in after
        after = after.replace(old, new)
    return units_of("t.py", BASE.encode(), after.encode())


def test_params_come_first_and_are_not_said_twice():
    units = changed(
        ("LR = 0.04", "LR = 0.05"),
        ("return relu(h)", "h = g(h)\n        return h"),
        ("def make", "def muon_step(g):\n    return g\n\ndef make"),
    )
    params = param_changes({"lr": 0.04, "seed": 1}, {"lr": 0.05, "seed": 1})

    assert sentence(units, params) == "lr 0.04 -> 0.05; body of `Block.forward`; new `muon_step`"


@pytest.mark.parametrize("default", ["4e-1", "0.40", "'0.4'"])
def test_a_default_that_shows_up_as_a_param_is_told_once_however_it_is_written(default):
    units = changed(("default=0.04", f"default={default}"))

    assert sentence(units, param_changes({"lr": 0.04}, {"lr": 0.4})) == "lr 0.04 -> 0.4"


def test_a_new_argument_that_shows_up_as_a_param_is_told_once():
    added = 'parser.add_argument("--weight-decay", default=0.1)\n'
    units = changed(("if __name__", added + "if __name__"))

    assert sentence(units) == "new `--weight_decay` (0.1)"
    assert sentence(units, param_changes({}, {"weight_decay": 0.1})) == "new weight_decay=0.1"


def test_another_default_than_the_param_says_is_told_beside_it():
    """The default became 0.4, and this run was given 0.1: both have changed something for somebody."""
    units = changed(("default=0.04", "default=0.4"))

    assert sentence(units, param_changes({"lr": 0.04}, {"lr": 0.1})) == "lr 0.04 -> 0.1; lr 0.04 -> 0.4"


def test_what_the_run_did_not_load_comes_last():
    units = [replace(each, loaded=False) for each in changed(("LR = 0.04", "LR = 0.05"))]
    other = units_of("m.py", b"def f():\n    a()\n    c()\n", b"def f():\n    b()\n    d()\n")

    assert sentence([*units, *other]) == "body of `f`; LR 0.04 -> 0.05"


def test_the_many_statements_of_a_script_are_told_together():
    before = "".join(f"step_{n}()\n" for n in range(8))
    after = "".join(f"walk_{n}()\n" for n in range(8))

    assert sentence(units_of("run.py", before.encode(), after.encode())) == "top level of `run.py`"


def test_a_text_that_is_printed_comes_behind_what_is_done():
    before = b"def f():\n    print('the loss is here')\nlr = step(1)\n"
    after = b"def f():\n    print('the loss is there')\nlr = walk(1)\n"

    assert (
        sentence(units_of("run.py", before, after))
        == "value of `lr`: `step(1)` -> `walk(1)`; print 'the loss is here' -> 'the loss is there'"
    )


def test_a_new_line_that_prints_comes_behind_what_is_done():
    before, after = b"a = 1\n", b"print(a)\nlogger.info('so')\na = 1\nb = f(a)\n"

    assert sentence(units_of("run.py", before, after)) == "new `b = f(a)`, `print(a)`, `logger.info('so')`"


def test_of_a_table_the_entry_that_came_is_told():
    before = b"t = {1: f(a), 2: f(b), 3: f(c)}\n"

    assert (
        sentence(units_of("run.py", before, before.replace(b"3:", b"9: g(), 3:")))
        == "value of `t`: new `{9: g()}`"
    )


def test_long_values_are_cut_where_they_differ():
    before, after = (f"path = 'runs/of/a/very/long/name/{end}'\n".encode() for end in "ab")

    assert sentence(units_of("run.py", before, after)) == "path ...long/name/a' -> ...long/name/b'"


def test_params_that_come_go_and_change_type():
    changes = param_changes(
        {"a": 1, "gone": "x", "nan": float("nan")}, {"a": 1.5, "new": None, "nan": float("nan")}
    )

    assert sentence([], changes) == "a 1 -> 1.5; new new=None; no gone (was x)"


def test_long_lists_end_in_a_count_and_stay_below_a_hundred_characters():
    units = [
        UnitChange(kind="body", what="method", name=f"SomeRatherLongName{n}.forward", path="m.py")
        for n in range(30)
    ]

    said = sentence(units)

    assert said.startswith("body of `SomeRatherLongName0.forward`, `")
    assert said.endswith("; +28 more")
    assert len(said) < 100


def test_one_monstrous_name_is_cut():
    assert len(sentence([UnitChange(kind="new", name="x" * 500, path="m.py")] * 2)) < 100


def test_nothing_changed_says_nothing():
    assert sentence([]) == ""
    assert units_of("a.py", b"x = 1\n", b"x = 1\n") == []


def test_tests_and_documents_come_after_code():
    units = [
        UnitChange(kind="literal", name="N", path="tests/test_a.py", old="1", new="2"),
        UnitChange(kind="lines", name="README.md", path="README.md", added=3, removed=0),
        UnitChange(kind="import", what="import", name="os", path="a.py"),
    ]

    assert sentence(units) == "imports of `a.py`; N 1 -> 2; `README.md` +3 -0 lines"


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        ("c.yaml", "m:\n  depth: 4\n", "m:\n  depth: 6\n  wide: true\n", "m.depth 4 -> 6; new m.wide=True"),
        ("c.toml", "[m]\ndepth = 4\n", "[m]\ndepth = 6\n", "m.depth 4 -> 6"),
        ("c.json", '{"lr": 1e-3}', '{"lr":  1e-3}', "comments or formatting only"),
        ("c.yaml", "a: 1\n", "a: [\n", "`c.yaml` +1 -1 lines"),
        ("k.cu", "a\nb\n", "a\nc\nd\n", "`k.cu` +2 -1 lines"),
        ("k.cu", "a\nb\n", "a\n  b\n\n", "comments or formatting only"),
        ("w.bin", "\0a", "\0b", "`w.bin` changed"),
        ("gone.py", "\udcff = 1", "x = 1", "`gone.py` +1 -1 lines"),
    ],
)
def test_other_files(path, old, new, said):
    sides = [text.encode("utf-8", "surrogateescape") for text in (old, new)]

    assert sentence(units_of(path, *sides)) == said


def test_notebooks_are_told_by_their_code():
    def notebook(*cells: str, output: str = "") -> bytes:
        return json.dumps(
            {"cells": [{"cell_type": "code", "source": cell, "outputs": [output]} for cell in cells]}
        ).encode()

    old = notebook("%matplotlib inline\nlr = 1", "!ls\nrun(lr)")

    assert (
        sentence(units_of("n.ipynb", old, notebook("%matplotlib inline\nlr = 2", "!ls\nrun(lr)")))
        == "lr 1 -> 2"
    )
    assert sentence(
        units_of("n.ipynb", old, notebook("%matplotlib inline\nlr = 1", "!ls\nrun(lr)", output="x"))
    ) == ("comments or formatting only")


def test_whole_files_between_snapshots(lab):
    lab.write("train.py", BASE)
    lab.write("old_name.py", "def f(): return 1\n")
    lab.write("gone.py", "gone = 1\n")
    lab.write("results.json", "{}")
    old = lab.take()
    lab.write("train.py", BASE.replace("LR = 0.04", "LR = 0.05"))
    (lab.root / "old_name.py").rename(lab.root / "new_name.py")
    (lab.root / "gone.py").unlink()
    lab.write("fresh.py", "fresh = 1\n")
    lab.write("results.json", '{"acc": 1}')
    new = lab.take()

    said = sentence(unit_changes(lab.store, old, new, ignore={"results.json"}))

    assert (
        said
        == "LR 0.04 -> 0.05; `old_name.py` renamed `new_name.py`; new file `fresh.py`; removed file `gone.py`"
    )


@given(
    st.text(max_size=60),
    st.text(max_size=60),
    st.sampled_from(["a.py", "a.yaml", "a.json", "a.toml", "a.ipynb", "a.txt"]),
)
def test_no_content_breaks_it(old, new, path):
    said = sentence(units_of(path, old.encode("utf-8", "replace"), new.encode("utf-8", "replace")))

    assert len(said) < 100
    assert "\n" not in said


def test_notes_beside_the_code_are_told_only_where_nothing_else_changed() -> None:
    notes = UnitChange(kind="added", what="file", name="AGENTS.md", path="AGENTS.md", loaded=False)
    table = UnitChange(kind="added", what="file", name="data.csv", path="data.csv", loaded=False)
    lr = UnitChange(kind="param", what="param", name="lr", old="1", new="2")
    assert sentence([notes, table], [lr]) == "lr 1 -> 2; new file `data.csv`"
    assert sentence([notes]) == "new file `AGENTS.md`"
