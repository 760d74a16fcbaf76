"""The examples in the docstrings of the statistics are true."""

import doctest
import importlib
import pkgutil

import pytest

import hunch.stats


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(hunch.stats.__path__)])
def test_every_example_gives_what_it_shows(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(f"hunch.stats.{name}"))
    assert failed == 0
