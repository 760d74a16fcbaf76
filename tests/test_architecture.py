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


def test_nothing_heavy_is_imported_before_the_child_is_spawned(tmp_path: Path) -> None:
    """An audit hook lists what `hunch run` has imported at the moment it spawns."""
    program = (
        "import sys, os\n"
        "def see(event, arguments):\n"
        "    if event in ('os.posix_spawn', 'os.fork', 'os.exec') and b'true' in os.fsencode(str(arguments)):\n"
        "        os.write(2, ('MODULES ' + ' '.join(sorted(sys.modules)) + '\\n').encode())\n"
        "sys.addaudithook(see)\n"
        "sys.argv = ['hunch', 'run', '-q', 'true']\n"
        "from hunch.cli import main\n"
        "main()\n"
    )
    for _ in range(2):  # the first run makes the workbench, the second is the ordinary case
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
    imported = done.stderr.split("MODULES ", 1)[1].splitlines()[0].split()
    assert "hunch.actions.record" in imported
    assert [name for name in TOO_HEAVY if name in imported] == []
