# Everything a newcomer or CI needs; each target makes the virtual environment that it uses.
# PYTHON: the interpreter (3.11 or newer) that environments are made from.
PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3)
PIP = -m pip --disable-pip-version-check install --quiet --constraint constraints.txt
DEMO = .venv-demo
DEV = .venv-dev
ECOSYSTEM = .venv-ecosystem
WORKERS ?= auto

.PHONY: help demo test lint docs-test unit test-all test-ecosystem bench simulate clean
help:
	@echo "make demo            see a real exploration, recorded, in about two minutes"
	@echo "make test            lint, types, import layers, tests, docs"
	@echo "make test-all        the tests on Python 3.11, 3.12 and 3.13, as far as they are here"
	@echo "make test-ecosystem  real torch, scikit-learn, Hydra, ... scripts, in an environment of its own"
	@echo "make bench           Hunch, its peers and the bare floor side by side"
	@echo "make simulate        the promises of the statistics, held by simulation"

# An environment is made again whenever what it is made from changes.
$(DEMO)/made: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hunch needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv --clear $(DEMO)
	$(DEMO)/bin/python $(PIP) -e '.[demo]'
	@touch $@

$(DEV)/made: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Hunch needs Python 3.11 or newer: make PYTHON=python3.11 ...")'
	$(PYTHON) -m venv --clear $(DEV)
	$(DEV)/bin/python $(PIP) -e '.[dev,demo]'
	@touch $@

$(ECOSYSTEM)/made: pyproject.toml constraints.txt tests/ecosystem/requirements.txt
	$(PYTHON) -m venv --clear $(ECOSYSTEM)
	$(ECOSYSTEM)/bin/python $(PIP) -e '.[dev]' -r tests/ecosystem/requirements.txt
	@touch $@

# The folder is made fresh each time, below the checkout.
demo: $(DEMO)/made
	rm -rf hunch-demo
	$(DEMO)/bin/hunch demo hunch-demo

test: lint unit

lint: $(DEV)/made
	$(DEV)/bin/ruff check src tests benchmarks simulations examples
	$(DEV)/bin/ruff format --check src tests benchmarks simulations examples
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports

unit: $(DEV)/made
	$(DEV)/bin/python -m pytest -n $(WORKERS) tests --ignore tests/ecosystem

test-ecosystem: $(ECOSYSTEM)/made
	$(ECOSYSTEM)/bin/python -m pytest tests/ecosystem

# Interpreters are looked for on PATH, then among pyenv's.
test-all:
	@for version in 3.11 3.12 3.13; do \
	  for python in python$$version $$HOME/.pyenv/versions/$$version*/bin/python; do \
	    if $$python -c pass 2>/dev/null; then break; fi; python=; done; \
	  if [ -n "$$python" ]; then \
	    $$python -m venv --clear .venv-$$version && \
	    .venv-$$version/bin/python $(PIP) -e '.[dev,demo]' && \
	    .venv-$$version/bin/python -m pytest -n $(WORKERS) tests --ignore tests/ecosystem || exit 1; \
	  else echo "python$$version is not here: NOT TESTED"; fi; done

bench: $(DEV)/made
	$(DEV)/bin/python benchmarks/run.py $(if $(PEERS),--peers $(PEERS))

simulate: $(DEV)/made
	$(DEV)/bin/python -m simulations.run

clean:
	rm -rf .venv-* hunch-demo build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
