"""The configuration of a project, for those whom a slip in it must not stop."""

from hunch.entities.config import Config
from hunch.errors import InvalidConfig
from hunch.journal.config import load_config


def config_of(root: str, faults: list[str]) -> Config:
    """The project's configuration; a slip in it is no reason to record nothing, and is named."""
    try:
        return load_config(root)
    except InvalidConfig as error:
        faults.append(f"{error}; the defaults were used")
        return Config()
