"""The house stands as ARCHITECTURE.md draws it."""

import ast
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "hunch"
TOO_HEAVY = (
    "rich", "dataclasses", "inspect", "asyncio", "numpy", "scipy", "pyarrow", "litestar",
    "click", "subprocess", "logging", "psutil", "yaml", "sqlite3", "pathlib", "tempfile",
)  # fmt: skip


def test_imports_point_down_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=SOURCE.parent.parent,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_only_faces_print_or_read_the_environment() -> None:
    faces = {"cli", "api", "__main__.py", "hook", "testing.py"}
    guilty = []
    for path in SOURCE.rglob("*.py"):
        if faces & set(path.relative_to(SOURCE).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "print":
                guilty.append(f"{path}:{node.lineno} prints")
            reads = isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "expanduser")
            if reads and getattr(node.value, "id", "") == "os":
                guilty.append(f"{path}:{node.lineno} reads the environment")
    assert guilty == []


SEEING = """
import sys, os
def see(event, arguments):
    if event in ('os.posix_spawn', 'os.fork', 'os.exec') and b'true' in os.fsencode(str(arguments)):
        os.write(2, ('MODULES ' + ' '.join(sorted(sys.modules)) + '\\n').encode())
sys.addaudithook(see)
from hunch.cli import main
main()
"""
"""Runs `hunch`, and lists by an audit hook what it has imported at the moment it spawns."""


def imported_before_the_spawn(cwd: Path, *options: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", SEEING, "run", "-q", *options, "true"], cwd=cwd, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stderr.split("MODULES ", 1)[1].splitlines()[0].split()


def test_nothing_heavy_is_imported_before_the_child_is_spawned(tmp_path: Path) -> None:
    imported_before_the_spawn(tmp_path)  # the first run makes the workbench, the second is the ordinary case
    imported = imported_before_the_spawn(tmp_path)
    assert "hunch.actions.record" in imported
    assert [name for name in TOO_HEAVY if name in imported] == []
    assert "hunch.entities.standing" not in imported, "nobody has asked or foretold anything here"


def test_nothing_heavy_is_imported_to_seal_a_hunch(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "hunch", "ask", "does it help?", "--metric", "acc", "--goal", "max"]
    imported_before_the_spawn(tmp_path)
    subprocess.run(asked, cwd=tmp_path, capture_output=True, check=True)
    imported = imported_before_the_spawn(tmp_path, "--hunch", "acc +2pp @70; t=40m # why", "--idea", "wider")
    assert {"hunch.actions.hunches.sealing", "hunch.entities.grammar.reading"} <= set(imported)
    assert [name for name in TOO_HEAVY if name in imported] == []
