"""`hunch.toml`, else `[tool.hunch]` of pyproject.toml, at the root of the working folder."""

import os

from hunch.entities.config import Config
from hunch.errors import InvalidConfig

OWN, SHARED = "hunch.toml", "pyproject.toml"


def load_config(root: str) -> Config:
    """What the project says; the defaults where it says nothing.

    Raises:
        InvalidConfig: a file does not read; the message names the file and the key.
    """
    own = _content(os.path.join(root, OWN))
    if own is not None:
        return _config(own, OWN, ())
    shared = _content(os.path.join(root, SHARED))
    if (
        shared is not None and b"tool.hunch" in shared
    ):  # tomllib is not imported for everyone's pyproject.toml
        return _config(shared, SHARED, ("tool", "hunch"))
    return Config()


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise InvalidConfig(f"{path} cannot be read: {error.strerror}") from error


def _config(content: bytes, name: str, within: tuple[str, ...]) -> Config:
    import tomllib

    import msgspec

    try:
        said: object = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidConfig(f"{name} does not read: {error}", hint="See docs/reference/config.md.") from error
    for key in within:
        said = said.get(key, {}) if isinstance(said, dict) else {}
    try:
        return msgspec.convert(said, Config)
    except msgspec.ValidationError as error:
        known = ", ".join(Config.__struct_fields__)
        raise InvalidConfig(f"{name}: {error}", hint=f"What it may say: {known}.") from error
