"""Which changes are one thing, and which are two."""

import pytest

from hunch.snapshot.units.between import Content, Differing, changes_in, texts_of
from hunch.snapshot.units.groups import groups
from hunch.snapshot.units.names import names_between
from hunch.snapshot.units.sentence import param_changes

TRAIN = """\
import argparse
p = argparse.ArgumentParser()
p.add_argument("--lr", default=0.04)
args = p.parse_args()

class Block(nn.Module):
    def __init__(self, width):
        self.fc = Linear(width)

    def forward(self, x):
        return self.fc(x)

def loss_of(y):
    return y.mean()

def train(model):
    opt = AdamW(model, lr=args.lr, wd=0.1)
    for x in data:
        loss_of(model(x)).backward()
        opt.step()
"""


def together(*edits: tuple[str, str], params=(), **files: tuple[str, str]) -> list[str]:
    """The groups of these edits of TRAIN, and of other files, each in a line."""
    after = TRAIN
    for old, new in edits:
        assert old in after
        after = after.replace(old, new)
    contents = [Content("train.py", TRAIN.encode(), after.encode())]
    contents += [
        Content(name.replace("_", "."), old.encode(), new.encode()) for name, (old, new) in files.items()
    ]
    found = Differing([each for each in contents if each.old != each.new], [])
    changes = changes_in(found)
    return [
        each.sentence
        for each in groups(changes, texts_of(found, changes), param_changes(*params) if params else [])
    ]


STEP = ("def train", "def muon_step(g):\n    return g\n\ndef train")
CALL = ("opt.step()", "muon_step(opt)")
LR = ("default=0.04", "default=0.05")


def test_a_new_function_and_its_call_are_one_thing_and_the_learning_rate_is_another():
    assert together(STEP, CALL, LR) == ["lr 0.04 -> 0.05", "body of `train`, new `muon_step`"]


def test_a_param_and_the_default_that_it_comes_from_are_one_thing():
    assert together(LR, params=({"lr": 0.04}, {"lr": 0.05})) == ["lr 0.04 -> 0.05"]


def test_a_new_param_and_its_use_are_one_thing():
    add = ("args = p", 'p.add_argument("--clip", default=1.0)\nargs = p')
    use = ("opt.step()", "clip_(model, args.clip)\n        opt.step()")

    assert together(add, use) == ["body of `train`, new `--clip` (1.0)"]
    assert together(add, use, params=({}, {"clip": 1.0})) == ["new clip=1.0, body of `train`"]


def test_methods_of_one_class_are_one_thing():
    assert (
        len(together(("Linear(width)", "Linear(2 * width)"), ("self.fc(x)\n\ndef", "x + self.fc(x)\n\ndef")))
        == 1
    )


def test_two_values_are_two_things():
    assert together(LR, ("wd=0.1", "wd=0.2")) == ["lr 0.04 -> 0.05", "wd 0.1 -> 0.2"]


def test_one_value_in_two_places_is_one_thing():
    assert len(together(LR, c_yaml=("lr: 0.04\n", "lr: 0.05\n"))) == 1


def test_two_functions_that_do_not_know_each_other_are_two_things():
    assert len(together(("y.mean()", "y.sum()"), ("Linear(width)", "Linear(2 * width)"))) == 2


def test_a_changed_function_and_the_changed_call_of_it_are_one_thing():
    assert len(together(("loss_of(y)", "loss_of(y, z)"), ("loss_of(model(x))", "loss_of(model(x), x)"))) == 1


def test_what_a_new_function_calls_its_own_is_nobody_elses():
    """`lr` is a name within the new function, and not the param."""
    own = ("def train", "def unused(lr):\n    x = lr * 2\n    return x\n\ndef train")

    assert together(own, LR) == ["lr 0.04 -> 0.05", "new `unused`"]


@pytest.mark.parametrize(
    "edit",
    [
        ("import argparse", "import argparse, os"),
        ("def loss_of", "# why\ndef loss_of"),
        ("def loss_of(y):", 'def loss_of(y):\n    """Doc."""'),
        ("for x in data:", "print('now we begin to train')\n    for x in data:"),
    ][:3],
)
def test_what_moves_no_metric_is_no_thing(edit):
    assert together(LR, edit) == ["lr 0.04 -> 0.05"]


def test_tests_documents_and_packaging_are_no_things():
    quiet = {"README_md": ("a\n", "b\n"), "setup_py": ("setup(version='1')\n", "setup(version='2')\n")}

    assert together(LR, **quiet) == ["lr 0.04 -> 0.05"]


def test_names_of_what_does_not_parse_are_its_words():
    assert names_between("if a > 1:", "if b > 1:").used == {"a", "b"}
