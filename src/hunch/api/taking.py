"""Params in whatever form a program has them: dicts, namespaces, dataclasses, and other libraries' configs.

Told by what they can do; no library is imported that the program has not imported itself.
"""

import sys
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hunch.entities.plain import plain
from hunch.entities.secrets import redact_params
from hunch.errors import UserError


class Taken(NamedTuple):
    """Params as they are written down: nested, secrets replaced, NaN and infinities named."""

    params: dict[str, object]
    nf: dict[str, str] | None


def mapping_of(params: Any) -> dict[str, Any]:
    """The names and values at the top of `params`.

    Raises:
        UserError: it has none.
    """
    if params is None:
        return {}
    found = _of_library(params)
    if isinstance(found, Mapping):
        return {str(name): value for name, value in found.items()}
    told = plain(found)[0]
    if isinstance(told, dict):
        return {name: _value(found, name, value) for name, value in told.items()}
    raise UserError(
        f"params must be a dict, a namespace or a dataclass, not {type(params).__name__}",
        hint="hunch.init(params=vars(args))",
    )


def taken(params: Mapping[str, Any]) -> Taken:
    """What is written down of them."""
    told, nf = plain({name: _nested(value) for name, value in params.items()})
    assert isinstance(told, dict)
    return Taken(redact_params(told), nf or None)


def _of_library(params: Any) -> Any:
    omegaconf = sys.modules.get("omegaconf")
    if omegaconf is not None and omegaconf.OmegaConf.is_config(params):
        return omegaconf.OmegaConf.to_container(params, resolve=True)
    if isinstance(params, Mapping):
        return params
    # pydantic, absl flags, transformers and ml_collections, in this order.
    for method in ("model_dump", "flag_values_dict", "to_dict"):
        if callable(getattr(params, method, None)) and not isinstance(params, type):
            return getattr(params, method)()
    if isinstance(params, Iterable) and not isinstance(params, str | bytes):
        try:
            return dict(params)
        except (TypeError, ValueError):
            return params
    return params


def _nested(value: Any) -> Any:
    """A config of another library inside params, as what it holds."""
    if isinstance(value, Mapping) or hasattr(value, "model_dump"):
        inner = _of_library(value)
        return (
            {str(key): _nested(each) for key, each in inner.items()} if isinstance(inner, Mapping) else inner
        )
    return value


def _value(holder: Any, name: str, told: Any) -> Any:
    """The value itself rather than what is said of it, so that reading it back gives what was put in."""
    return getattr(holder, name, told)
