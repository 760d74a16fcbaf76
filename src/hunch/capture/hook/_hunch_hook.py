"""Looks on from inside the child's Python, and writes what it saw to `runs/<id>/params.jsonl`.

Standard library only, Python 3.8 and later; Hunch need not be installed here. What it is for:

- at start: which interpreter this is (a `python` line);
- when a program has parsed its command line: its params (a `params` line, see PATCHES);
- at exit: the project's files that were imported, and flags that libraries had set (a `loaded` line).

The lines have the forms of hunch/entities/observed.py. Rules that hold throughout: nothing is imported at
start-up that a bare Python has not loaded (json would double its start), nothing of the program's is kept alive,
a fault of ours is caught in one place (`_Observer.guarded`), written down as a `fault` line and never seen by
the program, and what is written is bounded.
"""

import atexit
import os
import sys
import time

MOST_LINES = 64
MOST_BYTES = 1000000
"""A file of this size gets no more lines."""
MOST_BYTES_OF_PROCESSES = 250000
"""And past this one it gets none that only say that a process was there."""
LONGEST_LINE = 1000000
NOT_OF_THE_PROJECT = ("site-packages", "dist-packages", ".venv", "venv", ".tox", ".nox", "node_modules")
HELPERS = (
    "--multiprocessing-fork",
    "from multiprocessing.",
    "joblib.externals.loky",
    "torch/_inductor/compile_worker",
)
"""What the command of a worker, fork server or resource tracker has in it."""
FLAGS = (
    "optimize", "hash_randomization", "dev_mode", "isolated", "no_user_site", "ignore_environment", "bytes_warning",
    "utf8_mode", "dont_write_bytecode",
)  # fmt: skip
PATCHES = {"argparse": "_hunch_argparse"}
"""By module of the program: the file beside this one whose `patch(module, observer)` is called once the module
has been imported. Other parsers, and other trackers, go here."""
HERE = os.path.dirname(os.path.abspath(__file__))


def begin():
    """Look on, if this process belongs to a run."""
    environ = os.environ
    path, root = environ.get("HUNCH_OBSERVED"), environ.get("HUNCH_ROOT")
    if path and root and environ.get("HUNCH", "").lower() != "off":
        observer = _Observer(path, root)
        observer.guarded(observer.begin)


class _Observer(object):
    """This process, as the run sees it."""

    def __init__(self, path, root):
        self.path = path
        self.root = root
        self.roots = None
        self.cwd = _folder()
        self.pid = os.getpid()
        self.lines = 0
        self.loaded = {}
        self.at_end = []
        self.started_with = (getattr(sys, "argv", None) or [""])[0]

    def guarded(self, action, *arguments):
        """The one place where a fault of ours is caught."""
        try:
            return action(*arguments)
        except Exception as fault:
            try:
                import traceback

                text = "".join(traceback.format_exception(type(fault), fault, fault.__traceback__))
                what = "the hook failed in %s: %s" % (getattr(action, "__name__", "?"), type(fault).__name__)
                self.write("fault", {"what": what, "traceback": text[-5000:]})
            except Exception:
                # The run folder is gone or the disk is full: there is nowhere left to say it, and the parent,
                # which keeps its own files there, says it for itself.
                pass
        return None

    def begin(self):
        """Wait for what is to be patched, and say which interpreter this is."""
        patch_on_import(PATCHES, self)
        if _is_helper():
            return
        atexit.register(self.guarded, self.end)
        said = {
            "executable": sys.executable or "",
            "version": sys.version.split()[0],
            "prefix": sys.prefix,
            "sys_path": [entry for entry in sys.path if entry != HERE],
            "flags": {name: int(getattr(sys.flags, name)) for name in FLAGS},
        }
        self.write("python", said, most_bytes=MOST_BYTES_OF_PROCESSES)

    def end(self):
        """Say what can only be known at the end."""
        if os.getpid() != self.pid:
            return  # a forked child that leaves by the front door
        for action in self.at_end:
            self.guarded(action)
        said = self.load("capture/hook/_hunch_loaded.py")["loaded"](self)
        if said["files"] or said["flags"] or said["strays"]:
            self.write("loaded", said, most_bytes=MOST_BYTES_OF_PROCESSES)

    def main(self):
        """The file of the program that runs, however it was started (`-m cProfile train.py` too)."""
        file = self.absolute(names_of(sys.modules.get("__main__")).get("__file__"))
        # At exit Python has taken the __file__ of a script away.
        for other in ((sys.argv or [""])[0], self.started_with):
            if self.below_root(file) is None and other:
                other = self.absolute(other)
                better = file is None or self.below_root(other) is not None
                file = other if better and os.path.isfile(other) else file
        rest = self.below_root(file)
        return file if rest is None else os.path.join(self.root, rest)  # by one name, links or not

    def absolute(self, file):
        """A file as it was named at the start, when the program had not yet changed its folder."""
        return os.path.normpath(os.path.join(self.cwd, file)) if isinstance(file, str) else None

    def below_root(self, file):
        """The path of a file of the project from its root; None for any other, one of an environment there too."""
        if self.roots is None:
            self.roots = {self.root, os.path.realpath(self.root)}
        return self.below(file, self.roots)

    def below(self, file, roots):
        """As `below_root`, for any folder, by all its names."""
        if not isinstance(file, str):
            return None
        for root in roots:
            root = root.rstrip(os.sep) + os.sep
            if file.startswith(root):
                rest = file[len(root) :]
                prefix = sys.prefix.rstrip(os.sep) + os.sep
                strange = any(folder in NOT_OF_THE_PROJECT for folder in rest.split(os.sep)[:-1])
                return None if strange or (prefix.startswith(root) and file.startswith(prefix)) else rest
        return None

    def load(self, path):
        """What a file of Hunch defines: found by its path, for Hunch itself may not be importable here."""
        if path not in self.loaded:
            file = os.path.join(os.path.dirname(os.path.dirname(HERE)), *path.split("/"))
            defined = {"__name__": "_hunch", "__file__": file}
            exec(type(__spec__.loader)("_hunch", file).get_code("_hunch"), defined)  # noqa: F821
            self.loaded[path] = defined
        return self.loaded[path]

    def write(self, kind, said, most_bytes=MOST_BYTES):
        """Append one line, by one write; a file that is long enough gets none."""
        if self.lines >= MOST_LINES:
            return
        self.lines += 1
        said = dict(said, type=kind, t=time.time_ns(), pid=os.getpid())
        line = (_json({name: value for name, value in said.items() if value is not None}) + "\n").encode(
            "utf-8"
        )
        if len(line) > LONGEST_LINE:
            raise ValueError("%d bytes of %s are too many to keep" % (len(line), kind))
        descriptor = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            if os.fstat(descriptor).st_size + len(line) <= most_bytes:
                written = os.write(descriptor, line)
                if written < len(line):
                    os.write(descriptor, b"\n")  # what follows must not become part of the torn line
        finally:
            os.close(descriptor)


# -- patching a module when (and only if) the program imports it


def patch_on_import(patches, observer):
    """Have each module of `patches` patched when it is imported, or now if it has been."""
    finder = _Finder(dict(patches), observer)
    for name in patches:
        if name in sys.modules:
            finder.imported(sys.modules[name])
    if finder.waiting:
        sys.meta_path.insert(0, finder)


class _Finder(object):
    """Finds nothing itself: has others find the modules it waits for, and goes when all have come."""

    def __init__(self, waiting, observer):
        self.waiting = waiting
        self.observer = observer

    def find_spec(self, name, path=None, target=None):
        if name not in self.waiting:
            return None
        for finder in list(sys.meta_path):
            look = None if finder is self else getattr(finder, "find_spec", None)
            spec = look(name, path, target) if look else None
            if spec is not None:
                if hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader, self)
                return spec
        return None

    def imported(self, module):
        patch = self.waiting.pop(module.__name__, None)
        if not self.waiting and self in sys.meta_path:
            sys.meta_path.remove(self)
        if patch is not None:
            self.observer.load("capture/hook/" + patch + ".py")["patch"](module, self.observer)


class _Loader(object):
    """Stands before a module's own loader until the module is there."""

    def __init__(self, own, finder):
        self.own = own
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.own, name)

    def create_module(self, spec):
        return self.own.create_module(spec)

    def exec_module(self, module):
        module.__spec__.loader = module.__loader__ = self.own
        self.own.exec_module(module)
        self.finder.observer.guarded(self.finder.imported, module)


# -- small things


def _is_helper():
    """One of a program's many hands, told of once by that program."""
    arguments = getattr(sys, "orig_argv", None) or getattr(sys, "argv", [])
    if arguments and arguments[0] in ("-c", "-m"):  # Python < 3.10 does not keep what it was started with
        try:
            with open("/proc/self/cmdline", "rb") as file:
                arguments = [os.fsdecode(word) for word in file.read().split(b"\0")]
        except OSError:
            return False
    return any(sign in word for word in arguments[:8] for sign in HELPERS)


def _folder():
    try:
        return os.getcwd()
    except OSError:  # it was deleted
        return ""


def names_of(module):
    """A module's names, without waking one that loads itself when it is looked at."""
    try:
        return object.__getattribute__(module, "__dict__")
    except Exception:
        return {}


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _json(value):
    """JSON of what `plain` makes."""
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, str):
        return _json_text(value)
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ",".join([_json_text(name) + ":" + _json(inner) for name, inner in value.items()]) + "}"
    return "[" + ",".join([_json(inner) for inner in value]) + "]"


def _json_text(text):
    if not text.isprintable() or '"' in text or "\\" in text:
        pieces = []
        for character in text:
            if character in _ESCAPES:
                character = _ESCAPES[character]
            elif character < " ":
                character = "\\u%04x" % ord(character)
            elif "\ud800" <= character <= "\udfff":
                character = "\\\\x%02x" % (ord(character) & 0xFF)
            pieces.append(character)
        text = "".join(pieces)
    return '"' + text + '"'
