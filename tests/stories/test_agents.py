"""An agent that knows nothing but the skill: what stands there works as it stands."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

from hunch.actions.agents.instructions import agents_text, skill_text

HERE = Path(__file__).parent


def blocks(text):
    return re.findall(r"```sh\n(.*?)```", text, re.DOTALL)


def test_every_command_of_the_skill_works_one_after_the_other(project, hunch):
    shutil.copy(HERE / "train.py", project / "train.py")
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    done = subprocess.run(
        ["bash", "-exc", "\n".join(blocks(skill_text()))], cwd=project, capture_output=True, text=True, timeout=300,
        env={"PATH": path, "HOME": str(project.parent)}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    runs = json.loads(hunch("runs", "--json").stdout)
    assert {run["author"] for run in runs} == {"agent:coder@1"}
    foretold = [hunch for run in runs for hunch in run["hunches"]]
    assert foretold
    assert not [hunch for hunch in foretold if hunch["status"] == "late"]
    page = hunch("brief").stdout
    assert '"does a larger step help?"' in page
    assert '"twice the step"' in page
    assert "SUGGESTS" in page or "IMPROVES" in page


def test_what_agents_are_told_is_short():
    block = agents_text([".agents/skills/hunch/SKILL.md"])
    assert len(block.splitlines()) <= 16
    assert len(skill_text().splitlines()) <= 120
    assert (block + skill_text()).isascii()
