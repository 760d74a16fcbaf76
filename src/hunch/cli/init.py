"""`hunch init`: a workbench, and files that tell coding agents how to work here."""

from collections.abc import Sequence

import click
import msgspec

from hunch.actions.agents.keeping import (
    AGENTS,
    SKILLS,
    AgentFile,
    check_agent_files,
    remove_agent_files,
    write_agent_files,
)
from hunch.errors import NoWorkbench, UserError
from hunch.journal.workbench import find, find_or_make, root_of_project

from .render import out, out_json, plain, talk
from .surroundings import surroundings

HELP = f"""\
Make a workbench (the first `hunch run` does, too). With --agents also write down for coding agents how to work here:
a few lines between marks in {AGENTS}, all else in it untouched, and a skill, {SKILLS}/hunch/SKILL.md, which most agents
look for there (where there is a .claude folder, a copy in .claude/skills). Calling it again brings both up to date.

\b
Examples:
  hunch init
  hunch init --agents
  hunch init --agents --check                       exit code 1 where they are out of date
  hunch init --agents --skills .github/skills       the skill in another folder
  hunch init --agents --file CLAUDE.md              the lines in another file
  hunch init --agents --remove
"""


@click.command("init", help=HELP, short_help="Make a workbench; tell coding agents how to work here.")
@click.option("--agents", is_flag=True, help=f"Write {AGENTS} and a SKILL.md, or bring them up to date.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where they are out of date.")
@click.option("--remove", is_flag=True, help="Take out what --agents has written.")
@click.option("--file", metavar="PATH", help=f"The file that agents read ({AGENTS}).")
@click.option("--skills", metavar="DIR", multiple=True, help=f"Where skills are ({SKILLS}); may be repeated.")
@click.option("--json", "as_json", is_flag=True, help="What was done, as JSON.")
def command(
    agents: bool, check: bool, remove: bool, file: str | None, skills: tuple[str, ...], as_json: bool
) -> None:
    """Begin."""
    if not agents and (check or remove or file or skills):
        raise UserError("that is about the files for agents", hint="hunch init --agents ...")
    if check and remove:
        raise UserError("--check and --remove: one of them")
    root = root_of_project(surroundings())
    about = {"file": file or AGENTS, "skills": skills}
    files: list[AgentFile] = []
    is_new = False
    if check:
        files = check_agent_files(root, **about)  # type: ignore[arg-type]
    elif remove:
        files = remove_agent_files(root, **about)  # type: ignore[arg-type]
    else:
        is_new = _make()
        files = write_agent_files(root, **about) if agents else []  # type: ignore[arg-type]
    _tell(root, files, is_new=is_new, as_json=as_json, touches_workbench=not (check or remove))
    if check and any(each.state != "up to date" for each in files):
        talk("bring them up to date: hunch init --agents")
        raise click.exceptions.Exit(1)


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """What `hunch init` did."""

    root: str
    """The project's root."""
    workbench: str | None
    """None with --check and --remove, which make none."""
    is_new: bool
    """Whether the workbench was made just now."""
    files: list[AgentFile]


def _make() -> bool:
    """Whether a workbench was made; it may have been there."""
    about = surroundings()
    try:
        find(about)
    except NoWorkbench:
        find_or_make(about)
        return True
    return False


def _tell(
    root: str, files: Sequence[AgentFile], *, is_new: bool, as_json: bool, touches_workbench: bool
) -> None:
    workbench = find(surroundings()).bench.top if touches_workbench else None
    if as_json:
        out_json(Begun(root=root, workbench=workbench, is_new=is_new, files=list(files)))
        return
    if workbench:
        talk(f"{plain(workbench)} {'was made' if is_new else 'is there already'}")
    for each in files:
        out(f"{each.state:12} {plain(each.path)}")
    if not files and not touches_workbench:
        talk("there is nothing to remove")
    elif is_new and not files:
        talk("next: hunch run python train.py")
