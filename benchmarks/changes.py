"""The sentence of an edge: two snapshots of a project of 2,000 lines, told for the first time in a process.

What is measured is CPU time of the telling alone, without the start of Python and the imports, which a row of their
own has: each round is a new process, so nothing is warm.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import processes
from figures import Row, Sheet, at_most
from setting import Setting

LINES = 2000
TELL = """\
import json, os, sys, time
from hunch.entities.config import SnapshotGuards
from hunch.snapshot.objects import Store
from hunch.snapshot.store import take
root, top, edits = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
store = Store(code=top + "/code", cache=top + "/cache", environ=dict(os.environ))
old = take(store, root, SnapshotGuards()).snapshot
for path, before, after in edits:
    with open(os.path.join(root, path)) as file: text = file.read()
    assert before in text
    with open(os.path.join(root, path), "w") as file: file.write(text.replace(before, after, 1))
new = take(store, root, SnapshotGuards()).snapshot
for path, before, after in reversed(edits):
    with open(os.path.join(root, path)) as file: text = file.read()
    with open(os.path.join(root, path), "w") as file: file.write(text.replace(after, before, 1))
begin = time.process_time()
from hunch.snapshot.units.between import changes_in, differing, texts_of
from hunch.snapshot.units.groups import groups
from hunch.snapshot.units.sentence import sentence
imported = time.process_time()
found = differing(store, old, new)
units = changes_in(found)
said = sentence(units)
told = time.process_time()
things = groups(units, texts_of(found, units))
grouped = time.process_time()
print(json.dumps([(imported - begin) * 1e3, (told - imported) * 1e3, (grouped - told) * 1e3, said, len(things)]))
"""
LAYER = '''
class Layer{n}(Base):
    """A layer that does what layers do."""

    width: int = {n}

    def __init__(self, width={n}, dropout=0.1, bias=True):
        super().__init__()
        self.width, self.bias = width, bias
        self.first = Linear(width, 4 * width, bias=bias)
        self.second = Linear(4 * width, width, bias=bias)
        self.norm = LayerNorm(width, eps=1e-{n})

    def forward(self, x, mask=None):
        h = self.norm(x)
        h = self.second(gelu(self.first(h)))
        if mask is not None:
            h = h * mask[:, None, :].to(h.dtype)
        return x + drop(h, self.dropout)

'''
"""Twenty lines, as they stand in models."""
VALUE = ("width: int = 7\n", "width: int = 9\n")
BODY = (
    "h = self.second(gelu(self.first(h)))\n",
    "h = self.second(relu2(self.first(h)))\n        h = h * 0.5\n",
)
NEW = ("class Layer5(Base)", "def relu2(x):\n    return relu(x) ** 2\n\nclass Layer5(Base)")
RENAMED = ("class Layer8(Base)", "class Block8(Base)")

Edit = tuple[str, str]


class Told(NamedTuple):
    """What one process took to tell what changed."""

    import_ms: float
    sentence_ms: float
    groups_ms: float
    sentence: str
    things: int


sheet = Sheet("changes")


def measure(setting: Setting) -> Iterator[Row]:
    """One file and ten of together 2,000 lines; one value, and a new function with its use beside it."""
    cases = {
        "one value": [VALUE],
        "a value, a body, a new function": [VALUE, BODY, NEW],
        "a renamed class": [RENAMED],
    }
    for files, where in ((1, "in one file"), (10, "in ten files")):
        with setting.folder("changes") as root:
            rows = _told(setting, root, files, cases)
        for name, told in rows.items():
            yield sheet.value(
                f"the sentence of an edge, 2,000 lines {where}: {name}", [each.sentence_ms for each in told], "ms",
                limit=at_most(30, "ms"), detail=told[0].sentence,
            )  # fmt: skip
            if len(cases[name]) > 1:
                yield sheet.value(f"its independent things, {where}", [each.groups_ms for each in told], "ms")
    yield sheet.value("importing what tells it", [each.import_ms for each in told], "ms")


def _told(
    setting: Setting, root: str, files: int, cases: Mapping[str, Sequence[Edit]]
) -> dict[str, list[Told]]:
    """What telling each case took, round by round."""
    project = os.path.join(root, "project")
    names = write(project, files)
    rows: dict[str, list[Told]] = {name: [] for name in cases}
    for _ in range(2 * setting.repeats):
        for name, edits in cases.items():
            rows[name].append(tell(setting, root, project, names, edits))
    return rows


def write(project: str, files: int) -> list[str]:
    """A project of 2,000 lines; the names of its files."""
    os.makedirs(project)
    each = LINES // 20 // files
    names = [f"part{number}.py" for number in range(files)]
    for number, name in enumerate(names):
        layers = (LAYER.format(n=n) for n in range(number * each, (number + 1) * each))
        with open(os.path.join(project, name), "w") as file:
            file.write("from nn import *\n" + "".join(layers))
    return names


def tell(setting: Setting, root: str, project: str, names: Sequence[str], edits: Sequence[Edit]) -> Told:
    """What telling took in a new process, the sentence, and how many things it found."""
    arguments = json.dumps([(names[0], before, after) for before, after in edits])
    command = [sys.executable, "-c", TELL, project, os.path.join(root, "store"), arguments]
    return Told(*json.loads(processes.run(command, cwd=root, env=setting.environment()).output))
