"""The one place that reads the process's environment, user, host and home folder."""

import os
import sys

from hunch.entities.escaping import escaped
from hunch.errors import UserError
from hunch.journal.workbench import Surroundings

RANKS = ("RANK", "SLURM_PROCID", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "LOCAL_RANK")
"""Variables by which launchers number the processes of a run."""


def surroundings() -> Surroundings:
    """Who acts, where, in which environment.

    Raises:
        UserError: the working directory is gone.
    """
    environ = dict(os.environ)
    user = _user(environ)
    home = environ.get("HOME") or None
    try:
        cwd = os.getcwd()
    except FileNotFoundError:
        raise UserError("the working directory is gone", hint="cd into a folder that exists.") from None
    return Surroundings(
        cwd=cwd,
        environ=environ,
        home=home,
        host=os.uname().nodename or "unknown-host",
        user=user,
        author=_author(environ, home, cwd) or f"human:{user}",
    )


def is_off() -> bool:
    """Whether HUNCH=off: nothing is recorded."""
    return os.environ.get("HUNCH", "").strip().lower() == "off"


def rank() -> int | None:
    """This process's number among its equals; None where no launcher gave it one."""
    for name in RANKS:
        value = os.environ.get(name, "")
        if value.isascii() and value.isdigit():
            return int(value)
    return None


def loud(text: str) -> None:
    """A line of talk on stderr that must be seen; a closed or full stderr never stops us.

    What a terminal would act on is escaped, line by line.
    """
    shown = "\n".join(escaped(line.expandtabs()) for line in text.splitlines())
    try:
        sys.stderr.write(f"hunch: {shown}\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        return


def _user(environ: dict[str, str]) -> str:
    """The login name; the number of the user where the machine has no name for it."""
    for name in ("LOGNAME", "USER"):
        if environ.get(name):
            return environ[name]
    import pwd

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return str(os.getuid())


def _author(environ: dict[str, str], home: str | None, cwd: str) -> str | None:
    """HUNCH_AUTHOR, else git's user name: read from the files where git keeps it, without a process."""
    given = environ.get("HUNCH_AUTHOR", "").strip()
    if given:
        return given if ":" in given else f"human:{given}"
    for path in _git_configs(environ, home, cwd):
        name = _user_name_in(path)
        if name:
            return f"human:{name}"
    return None


def _git_configs(environ: dict[str, str], home: str | None, cwd: str) -> list[str]:
    found = []
    here = cwd
    while True:
        config = os.path.join(here, ".git", "config")
        if os.path.isfile(config):
            found.append(config)
            break
        above = os.path.dirname(here)
        if above == here:
            break
        here = above
    if home:
        found.append(os.path.join(home, ".gitconfig"))
        found.append(
            os.path.join(environ.get("XDG_CONFIG_HOME") or os.path.join(home, ".config"), "git", "config")
        )
    return found


def _user_name_in(path: str) -> str | None:
    """`user.name` of one git configuration file, as git reads it in all ordinary cases."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.readlines()
    except OSError:
        return None
    section = ""
    for line in lines:
        line = line.strip()
        if line.startswith("["):
            section = line.partition("]")[0].strip("[").strip().lower()
        key, equals, value = line.partition("=")
        if section == "user" and equals and key.strip().lower() == "name":
            return value.strip().strip('"').strip() or None
    return None
