"""Code in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from hunch.actions.searching.units import LARGEST_BYTES, units

CODE = b'''\
import math

class Block:
    """Two layers."""
    width = 64

    @staticmethod
    def forward(x):
        def inner(): return 1
        return x

    class Head:
        def go(self): pass

async def load(): ...

for each in range(3):  # the loop
    math.sqrt(each)
'''


def test_each_function_method_and_class_is_a_piece_and_the_rest_is_one():
    found = {unit.name: unit.body for unit in units("src/model.py", CODE)}
    assert list(found) == ["Block.forward", "Block.Head.go", "Block.Head", "Block", "load", "model.py"]
    assert found["Block.forward"].startswith("    @staticmethod\n    def forward")
    assert "def inner" in found["Block.forward"]
    assert found["Block"] == 'class Block:\n    """Two layers."""\n    width = 64\n\n'
    assert "# the loop" in found["model.py"]
    assert "forward" not in found["model.py"]


def test_what_does_not_read_as_python_and_other_files_are_taken_whole():
    assert [unit.name for unit in units("a.py", b"def broken(:\n    pass\n")] == ["a.py"]
    assert [tuple(unit) for unit in units("conf/a.yaml", b"lr: 0.1\n")] == [("a.yaml", "lr: 0.1\n")]
    assert units("a.bin.c", b"\x00\x01") == []
    assert units("a.c", b"x" * (LARGEST_BYTES + 1)) == []
    assert units("empty.py", b"\n\n") == []


def test_of_a_notebook_the_code_is_taken_and_not_the_outputs():
    notebook = (
        b'{"cells": [{"cell_type": "code", "source": ["def f():\\n", "    return 1\\n"], "outputs": ["abc"]},'
        b' {"cell_type": "markdown", "source": "text"}]}'
    )
    assert [unit.name for unit in units("a.ipynb", notebook)] == ["f"]


def test_no_secret_comes_in_by_the_code():
    body = units("a.py", b'def login():\n    api_key = "abc123"\n')[0].body
    assert "abc123" not in body


@given(st.text(max_size=200))
def test_any_text_comes_apart(text):
    for path in ("a.py", "a.ipynb", "a.toml"):
        units(path, text.encode("utf-8", "replace"))
