"""A run's environment in a few lines."""

from collections.abc import Iterator, Mapping

from hunch.entities.quantities import count, param, size

TELLING = (
    "numpy", "scipy", "pandas", "scikit-learn", "torch", "jax", "jaxlib", "tensorflow", "lightning",
    "transformers", "xgboost", "lightgbm",
)  # fmt: skip
"""Packages worth naming where they are installed."""


def digest(environment: Mapping[str, object]) -> list[str]:
    """What environment.json says, for eyes; nothing where it says nothing."""
    return [line for line in _lines(environment) if line]


def _lines(said: Mapping[str, object]) -> Iterator[str]:
    python = _table(said, "python")
    if python:
        yield f"python {python.get('version') or ''} ({python.get('executable') or ''})"
    yield _packages(said.get("packages"))
    yield _machine(said)
    yield _gpus(said.get("gpus"))
    for name in ("determinism", "flags", "variables"):
        table = {key: value for key, value in _table(said, name).items() if value is not None}
        if table:
            yield f"{name}: " + ", ".join(f"{key}={param(value)}" for key, value in table.items())
    yield _data(said.get("data"))


def _packages(packages: object) -> str:
    versions = {str(each.get("name")): str(each.get("version")) for each in _tables(packages)}
    if not versions:
        return ""
    named = [f"{name} {versions[name]}" for name in TELLING if name in versions]
    return ", ".join([count(len(versions), "package"), *named])


def _machine(said: Mapping[str, object]) -> str:
    cpu, os, memory = _table(said, "cpu"), _table(said, "os"), said.get("memory_bytes")
    parts = [
        f"{cpu.get('model') or 'CPU'} x {cpu['count']}" if cpu.get("count") else "",
        size(memory) if isinstance(memory, int) else "",
        str(os.get("name") or os.get("system") or ""),
        f"in {os['container']}" if os.get("container") else "",
    ]
    return ", ".join(part for part in parts if part)


def _gpus(gpus: object) -> str:
    names = [str(each.get("name") or each.get("model") or "GPU") for each in _tables(gpus)]
    return ", ".join(f"{names.count(name)} x {name}" for name in dict.fromkeys(names))


def _data(data: object) -> str:
    paths = [str(each.get("path")) for each in _tables(data) if each.get("path")]
    return f"data, by content: {', '.join(paths)}" if paths else ""


def _table(said: Mapping[str, object], name: str) -> dict[str, object]:
    value = said.get(name)
    return value if isinstance(value, dict) else {}


def _tables(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
