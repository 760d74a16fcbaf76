"""The hook looks on from inside real Pythons, and they do not notice."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hunch.capture.environment import environment, flags_of
from hunch.capture.hook_environment import HOOK, hook_environment
from hunch.entities.params import fold_params

from .conftest import INTERPRETERS, Look

Script = Callable[..., str]

PARSER = """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--lr", type=float, default=0.1)
parser.add_argument("--name", default="a")
parser.add_argument("--n-heads", type=int, default=4)
parser.add_argument("--amp", action="store_true")
args = parser.parse_args()
"""


def test_values_keep_their_types_and_defaults_are_told_apart(look: Look, script: Script) -> None:
    seen = look(script(PARSER), "--lr", "3e-4", "--amp").only
    assert seen.params == {"lr": 3e-4, "name": "a", "n_heads": 4, "amp": True}
    assert sorted(seen.defaults) == ["n_heads", "name"]
    assert seen.main is not None
    assert seen.main.endswith("/project/train.py")


def test_a_value_that_was_given_and_equals_the_default_was_given(look: Look, script: Script) -> None:
    assert sorted(look(script(PARSER), "--lr", "0.1").only.defaults) == ["amp", "n_heads", "name"]


def test_a_subcommand_s_values_stand_beside_those_of_the_whole(look: Look, script: Script) -> None:
    source = """
import argparse
def train(args): pass
parser = argparse.ArgumentParser()
parser.add_argument("--seed", type=int, default=0)
commands = parser.add_subparsers(dest="command")
sub = commands.add_parser("train")
sub.add_argument("--width", type=int, default=8)
sub.add_argument("--depth", type=int, default=2)
sub.add_argument("files", nargs="*")
sub.set_defaults(call=train)
parser.parse_args()
"""
    seen = look(script(source), "train", "--width", "8").only
    assert seen.params == {
        "seed": 0, "command": "train", "width": 8, "depth": 2, "files": [], "call": "__main__.train"
    }  # fmt: skip
    assert seen.defaults == ["call", "depth", "files", "seed"]


def test_a_first_parse_for_the_config_and_a_second_for_the_rest_make_one(look: Look, script: Script) -> None:
    source = """
import argparse
first = argparse.ArgumentParser(add_help=False)
first.add_argument("--config", default=None)
args, rest = first.parse_known_args()
second = argparse.ArgumentParser(parents=[first])
second.add_argument("--lr", type=float)
second.set_defaults(lr=0.5)
second.parse_args(rest)
"""
    folded = fold_params(look(script(source), "--config", "a.yaml", "--lr", "2").all)
    assert folded.params == {"config": "a.yaml", "lr": 2.0}
    assert folded.origins == {"config": "argparse", "lr": "argparse"}


def test_nan_infinity_and_a_large_integer_come_through_whole(look: Look, script: Script) -> None:
    source = """
import argparse
parser = argparse.ArgumentParser()
parser.add_argument("--a", type=float); parser.add_argument("--b", type=float)
parser.add_argument("--c", type=int); parser.add_argument("--d", type=float, nargs=2)
parser.add_argument("--e", type=float)
parser.parse_args()
"""
    seen = look(script(source), "--a=nan", "--b=-inf", f"--c={2**70}", "--d", "1", "inf", "--e=1e-320").only
    assert seen.params == {"a": None, "b": None, "c": 2**70, "d": [1.0, None], "e": 1e-320}
    assert seen.nf == {"a": "NaN", "b": "-Infinity", "d.1": "Infinity"}


@pytest.mark.parametrize("text", ['say "hi"', "naïve Δ 测试 😀", "a\nb\tc\\d\x01\x7f\u2028", "\udcff", ""])
def test_any_text_comes_through(look: Look, script: Script, text: str) -> None:
    seen = look(script(PARSER), "--name", text, environ={"PYTHONUTF8": "1"}).only
    assert seen.params["name"] == text.replace("\udcff", "\\xff")


def test_a_secret_on_the_command_line_is_not_written(look: Look, script: Script, tmp_path: Path) -> None:
    source = PARSER.replace('"--name"', '"--api-key"')
    look(script(source), "--api-key", "hunter2-hunter2")
    assert "hunter2" not in (tmp_path / "params.jsonl").read_text()


def test_a_wrong_option_ends_the_program_as_ever_and_leaves_no_params(look: Look, script: Script) -> None:
    seen = look(script(PARSER), "--lr", "fast")
    assert seen.done.returncode == 2
    assert "invalid float value: 'fast'" in seen.done.stderr
    assert seen.params == []


def test_numbers_that_the_program_sets_anew_are_kept_as_changes(look: Look, script: Script) -> None:
    source = (
        PARSER
        + "args.lr *= 8; args.name = 'out/2026-01-01'; args.model = object(); args.n_heads = float('nan')"
    )
    seen = look(script(source), "--lr", "0.5")
    folded = fold_params(seen.all)
    assert folded.params == {"lr": 4.0, "name": "a", "n_heads": None, "amp": False}
    assert folded.origins["lr"] == "changed"
    assert [(lost.name, lost.value) for lost in folded.lost] == [("lr", 0.5), ("n_heads", 4)]
    assert folded.nf == {"n_heads": "NaN"}


def test_a_namespace_is_not_kept_alive_for_our_sake(look: Look, script: Script) -> None:
    source = PARSER + (
        "import gc\nclass Loud:\n    def __del__(self): print('freed')\n"
        "args.model = Loud()\ndel args\ngc.collect()\nprint('end')\n"
    )
    assert look(script(source)).done.stdout == "freed\nend\n"


def test_a_module_s_own_parse_of_nothing_does_not_speak_for_the_command_line(
    look: Look, script: Script
) -> None:
    script(
        "import argparse\np = argparse.ArgumentParser(); p.add_argument('--lr', type=float, default=9.0)\n"
        "p.add_argument('--depth', default=3)\nDEFAULTS = p.parse_args([])\n",
        "model.py",
    )
    for source in ("import model\n" + PARSER, PARSER + "import model\n"):
        folded = fold_params(look(script(source), "--lr", "0.5").all)
        assert folded.params["lr"] == 0.5
        assert folded.params["depth"] == 3
        assert folded.origins["depth"] == "argparse default"


def test_a_library_s_private_parse_is_not_recorded(look: Look, script: Script, tmp_path: Path) -> None:
    library = tmp_path / "elsewhere"
    library.mkdir()
    (library / "somelib.py").write_text(
        "import argparse\np = argparse.ArgumentParser(); p.add_argument('--lib-x', default=1); p.parse_args([])\n"
    )
    seen = look(script("import somelib\n" + PARSER), "--lr", "1", environ={"PYTHONPATH": str(library)})
    assert seen.done.returncode == 0, seen.done.stderr
    assert "lib_x" not in seen.only.params


def test_a_module_run_by_name_is_the_project_s_program(look: Look, script: Script) -> None:
    script("", "pkg/__init__.py")
    script(PARSER, "pkg/train.py")
    seen = look("-m", "pkg.train", "--lr", "1")
    assert seen.only.main is not None
    assert seen.only.main.endswith("project/pkg/train.py")
    assert seen.loaded[0].files == ["pkg/__init__.py", "pkg/train.py"]


def test_a_program_under_a_profiler_is_still_the_project_s(
    look: Look, script: Script, tmp_path: Path
) -> None:
    seen = look("-m", "cProfile", "-o", str(tmp_path / "profile"), script(PARSER), "--lr", "1")
    assert fold_params(seen.all, root=str(tmp_path / "project")).params["lr"] == 1.0


def test_files_of_the_project_that_were_imported_are_named_at_the_end(look: Look, script: Script) -> None:
    script("", "lib/a.py")
    script("", "unused.py")
    script("", ".venv/lib/python3/site-packages/strange.py")
    source = "import sys; sys.path.append('.venv/lib/python3/site-packages'); import strange, lib.a, os; os.chdir('/')"
    assert look(script(source)).loaded[0].files == ["lib/a.py", "train.py"]


def test_flags_come_only_from_what_the_program_had_loaded(look: Look, script: Script) -> None:
    assert look(script("import json")).loaded[0].flags == {}
    flags = look(script("import numpy, warnings; warnings.simplefilter('error')")).loaded[-1].flags
    assert set(flags) == {"numpy", "libraries"}


@pytest.mark.skipif(
    not os.path.exists("/proc/self/maps"), reason="only Linux tells which libraries are loaded"
)
def test_the_blas_of_a_run_of_a_moment_is_known(look: Look, script: Script) -> None:
    seen = look(script("import numpy"))
    said = environment(python=None, environ={}, flags=flags_of(seen.all), libraries=["/lib/libgomp.so.1"])
    assert any("openblas" in library for library in said["libraries"])  # type: ignore[attr-defined]
    assert "/lib/libgomp.so.1" in said["libraries"]  # type: ignore[operator]
    assert set(said["flags"]) == {"numpy"}  # type: ignore[call-overload]


def test_the_interpreter_says_where_its_packages_are(look: Look, script: Script) -> None:
    seen = look(script("import sys; print(sys.path); print(sys.flags.hash_randomization)"))
    (python,) = seen.pythons
    assert python.executable == sys.executable
    assert python.prefix == sys.prefix
    assert any(entry.endswith("site-packages") for entry in python.sys_path)
    assert HOOK not in python.sys_path
    assert HOOK not in seen.done.stdout


def test_the_user_s_own_sitecustomize_is_the_one_that_there_is(
    look: Look, script: Script, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text("import sys; sys.own_ran = __name__; VALUE = 7")
    (own / "usercustomize.py").write_text("import sys; sys.user_ran = True")
    source = (
        "import sys, sitecustomize\n"
        "print(sys.own_ran, sitecustomize.VALUE, sitecustomize.__file__)\n"
        "print(getattr(sys, 'user_ran', None))\n"
    )
    seen = look(script(source), environ={"PYTHONPATH": str(own)})
    bare = subprocess.run(
        [sys.executable, "train.py"], cwd=tmp_path / "project", capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(own)}, check=True,
    )  # fmt: skip
    assert seen.done.stdout == bare.stdout
    assert seen.done.stdout.startswith("sitecustomize 7 ")
    assert len(seen.pythons) == 1


def test_without_one_there_is_none(look: Look, script: Script) -> None:
    source = "import sys\nprint('sitecustomize' in sys.modules)\ntry: import sitecustomize\nexcept ImportError: print('none')"
    bare = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    seen = look(script(source))
    assert (seen.done.stdout, seen.done.stderr) == (bare.stdout, "")


def test_a_sitecustomize_that_fails_fails_as_it_would_without_us(
    look: Look, script: Script, tmp_path: Path
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text("raise RuntimeError('mine')")
    bare = subprocess.run(
        [sys.executable, "-c", "print(1)"], capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(own)}, check=True,
    )  # fmt: skip
    seen = look(script("print(1)"), environ={"PYTHONPATH": str(own)})
    assert (seen.done.stdout, seen.done.stderr) == (bare.stdout, bare.stderr)
    assert "RuntimeError: mine" in seen.done.stderr


@pytest.mark.parametrize("flag", ["-I", "-E", "-S"])
def test_a_python_that_reads_no_environment_runs_unobserved(look: Look, script: Script, flag: str) -> None:
    seen = look(flag, script("print('fine')"))
    assert (seen.done.stdout, seen.done.stderr) == ("fine\n", "")
    assert seen.params == []
    assert seen.pythons == []


@pytest.mark.parametrize(
    "flags", [["-W", "error"], ["-bb"], ["-O"], ["-X", "dev"], ["-P"], ["-X", "warn_default_encoding"]]
)
def test_a_strict_python_finds_nothing_to_complain_of(look: Look, script: Script, flags: list[str]) -> None:
    seen = look(*flags, script(PARSER), "--lr", "1")
    assert seen.done.stderr == ""
    assert seen.only.params["lr"] == 1.0


def test_the_parser_looks_as_it_always_did(look: Look, script: Script) -> None:
    source = (
        "import argparse, inspect, sys\n"
        "print(inspect.signature(argparse.ArgumentParser.parse_known_args))\n"
        "print(argparse.ArgumentParser.parse_known_args.__qualname__, type(argparse.__loader__).__name__)\n"
        "print(type(argparse.__spec__.loader).__name__, type(argparse.ArgumentParser().parse_args()))\n"
        "print([type(finder) for finder in sys.meta_path])\n"
    )
    bare = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert look(script(source)).done.stdout == bare.stdout


def test_nothing_is_imported_for_our_sake(look: Look, script: Script) -> None:
    source = "import sys; print(sorted(sys.modules))"
    bare = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    ours = set(eval(look(script(source)).done.stdout)) - set(eval(bare.stdout))
    assert ours == {"_hunch_hook", "atexit", "_weakref"} & ours
    assert "json" not in ours


def test_descendants_by_way_of_a_shell_are_seen_too(look: Look, script: Script) -> None:
    name = script(PARSER)
    seen = look("-c", f"{sys.executable} {name} --lr 7; exit 3", python="bash")
    assert seen.done.returncode == 3
    assert seen.only.params["lr"] == 7.0


def test_ranks_tell_which_they_are(look: Look, script: Script) -> None:
    seen = look(script(PARSER), "--lr", "1", environ={"RANK": "3", "LOCAL_RANK": "1"})
    assert seen.only.rank == 3


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_workers_do_not_flood_the_record(look: Look, script: Script, method: str) -> None:
    source = PARSER + (
        "import multiprocessing\n"
        "def work(i): return i\n"
        "if __name__ == '__main__':\n"
        f"    with multiprocessing.get_context('{method}').Pool(2) as pool: print(sum(pool.map(work, range(4))))\n"
    )
    seen = look(script(source), "--lr", "1")
    assert seen.done.stdout == "6\n"
    assert seen.done.stderr == ""
    assert len(seen.pythons) == 1
    assert len(seen.loaded) == 1
    assert fold_params(seen.all).params["lr"] == 1.0


def test_joblib_s_workers_are_as_quiet(look: Look, script: Script) -> None:
    pytest.importorskip("joblib")
    source = "import joblib; print(joblib.Parallel(2)(joblib.delayed(abs)(i) for i in (-1, 2)))"
    seen = look(script(source))
    assert seen.done.stdout == "[1, 2]\n", seen.done.stderr
    assert len(seen.pythons) == 1


def test_a_project_behind_a_link_is_known_by_one_name(look: Look, script: Script, tmp_path: Path) -> None:
    script(PARSER)
    (tmp_path / "real").mkdir()
    (tmp_path / "project" / "train.py").rename(tmp_path / "real" / "train.py")
    (tmp_path / "project").rmdir()
    (tmp_path / "project").symlink_to("real")
    for file in ("train.py", str(tmp_path / "real" / "train.py"), str(tmp_path / "project" / "train.py")):
        seen = look(file, "--lr", "1")
        assert seen.params[-1].main == str(tmp_path / "project" / "train.py")
        assert seen.loaded[-1].files == ["train.py"]


def test_a_module_that_loads_when_it_is_looked_at_is_not_looked_at(look: Look, script: Script) -> None:
    script("print('loaded')", "heavy.py")
    source = """
import importlib.util, sys
spec = importlib.util.find_spec("heavy")
spec.loader = importlib.util.LazyLoader(spec.loader)
module = importlib.util.module_from_spec(spec)
sys.modules["heavy"] = module
spec.loader.exec_module(module)
class Strange:
    def __getattribute__(self, name): print("asked for", name)
sys.modules["strange"] = Strange()
sys.modules["nothing"] = None
"""
    assert look(script(source)).done.stdout == ""


def test_a_forked_child_that_leaves_by_the_front_door_says_nothing(look: Look, script: Script) -> None:
    seen = look(script("import os, sys\nif os.fork(): os.wait()\nelse: sys.exit()"))
    assert len(seen.loaded) == 1


def test_one_process_writes_only_so_much(look: Look, script: Script, tmp_path: Path) -> None:
    source = (
        "import argparse, sys\n"
        "for i in range(3000):\n"
        "    p = argparse.ArgumentParser(); p.add_argument('--x%d' % i); p.parse_args()\n"
    )
    seen = look(script(source))
    assert seen.done.returncode == 0
    assert len(seen.all) <= 64


def test_a_file_that_is_long_enough_gets_no_more(look: Look, script: Script, tmp_path: Path) -> None:
    full = '{"type":"fault","t":0,"what":"x"}\n' * 29412
    (tmp_path / "params.jsonl").write_text(full)
    seen = look(script(PARSER), "--lr", "1")
    assert (seen.done.returncode, seen.params) == (0, [])
    assert (tmp_path / "params.jsonl").read_text() == full


def test_a_fault_of_ours_is_named_and_the_program_goes_on(look: Look, script: Script) -> None:
    source = """
import argparse
class Odd(argparse.Namespace):
    @property
    def __dict__(self): raise ValueError("no peeking")
parser = argparse.ArgumentParser()
try: parser.parse_args([], namespace=Odd())
except ValueError: pass
from _hunch_hook import _Observer
_Observer.main = None
parser.parse_args()
parser = argparse.ArgumentParser(); parser.add_argument("--lr", default=1)
print(parser.parse_args())
"""
    seen = look(script(source))
    assert seen.done.stdout == "Namespace(lr=1)\n"
    assert seen.done.stderr == ""
    faults = [each for each in seen.all if type(each).__name__ == "Fault"]
    assert any("the hook failed in tell: TypeError" in each.what for each in faults)


@pytest.mark.parametrize("broken", ["gone", "read-only", "a folder"])
def test_a_run_folder_that_cannot_be_written_is_not_the_program_s_trouble(
    look: Look, script: Script, tmp_path: Path, broken: str
) -> None:
    name = script(PARSER + "print(args.lr)")
    observed = {"gone": "gone/params.jsonl", "read-only": "/proc/params.jsonl", "a folder": "."}[broken]
    own = hook_environment({}, "0" * 20, str(tmp_path / observed), str(tmp_path / "project"))
    done = subprocess.run(
        [sys.executable, name],
        cwd=tmp_path / "project",
        env={**os.environ, **own},
        capture_output=True,
        text=True,
    )
    assert (done.stdout, done.stderr, done.returncode) == ("0.1\n", "", 0)


def test_off_is_off(look: Look, script: Script) -> None:
    assert look(script(PARSER), environ={"HUNCH": "off"}).all == []


def test_a_virtual_environment_without_hunch_is_observed(look: Look, script: Script, tmp_path: Path) -> None:
    environment = tmp_path / "bare"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    source = PARSER + "try: import hunch\nexcept ImportError: print('no hunch here')"
    seen = look(script(source), "--lr", "1", python=str(environment / "bin" / "python"))
    assert seen.done.stdout == "no hunch here\n"
    assert seen.only.params["lr"] == 1.0
    assert seen.pythons[0].prefix == str(environment)


@pytest.mark.parametrize("version", ["3.8", "3.9", "3.10", "3.11", "3.12", "3.13"])
def test_every_python_from_3_8_on_is_observed(look: Look, script: Script, version: str) -> None:
    seen = look(script(PARSER + "args.lr = 2"), "--lr", "1", "--name", "ü", python=interpreter(version))
    assert (seen.done.returncode, seen.done.stderr) == (0, "")
    folded = fold_params(seen.all)
    assert folded.params == {"lr": 2, "name": "ü", "n_heads": 4, "amp": False}
    assert seen.pythons[0].version.startswith(version)
    assert seen.loaded[0].files == ["train.py"]


@pytest.mark.parametrize("version", ["2.7", "3.6", "3.7"])
def test_an_older_python_runs_unobserved_and_keeps_its_own_sitecustomize(
    look: Look, script: Script, tmp_path: Path, version: str
) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "sitecustomize.py").write_text("VALUE = 7")
    source = "import sys, sitecustomize\nprint(sitecustomize.VALUE, 'hook' in ' '.join(sys.path))\n"
    python = interpreter(version)
    for environ, expected in (({"PYTHONPATH": str(own)}, True), ({}, False)):
        seen = look(script(source if expected else "print(1)"), python=python, environ=environ)
        assert seen.done.stderr == ""
        assert seen.done.stdout.strip("()\n") in ("7, False", "7 False", "1")
        assert seen.all == []


def test_the_hook_stands_first_once_however_often_runs_are_nested() -> None:
    once = hook_environment({"PYTHONPATH": "/a::/b"}, "r", "/o", "/p")
    assert once["PYTHONPATH"] == os.pathsep.join([HOOK, "/a", "", "/b"])
    assert hook_environment(once, "r", "/o", "/p") == once
    assert hook_environment({}, "r", "/o", "/p")["PYTHONPATH"] == HOOK


def interpreter(version: str) -> str:
    found = sorted(INTERPRETERS.glob(f"{version}.*/bin/python"))
    if not found:
        pytest.skip(f"no Python {version} under {INTERPRETERS}")
    return str(found[0])
