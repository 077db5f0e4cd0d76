# make run       start the program          make check     style, types, who imports whom, generated pages
# make test      the tests                  make generate  write the generated pages anew
# make install   everything, for work       make bench     compare its speed with others
# make screens   the README's pictures      make clean     remove caches and builds
# make test-slow the tests that take long   make soak      harm saving for minutes, and count what is lost
#
# make run ARGS="list" gives the program arguments; PYTHON=python3.12 chooses another Python.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check install -qq

.DEFAULT_GOAL := run
.PHONY: run test test-slow soak install check bench generate screens clean

run: $(VENV)/.for-run
	@$(VENV)/bin/bpworkshop $(ARGS)

test: $(VENV)/.for-dev
	@$(PY) -m pytest $(ARGS)

test-slow: $(VENV)/.for-dev
	@$(PY) -m pytest -m slow $(ARGS)

soak: $(VENV)/.for-dev
	@$(PY) -m tests.faults.soak

install: $(VENV)/.for-all

check: $(VENV)/.for-dev
	@$(PY) -m ruff check
	@$(PY) -m ruff format --check
	@$(PY) -m mypy
	@$(VENV)/bin/lint-imports --no-logo
	@$(PY) -m bpworkshop.generate --check

generate: $(VENV)/.for-run
	@$(PY) -m bpworkshop.generate

screens: $(VENV)/.for-run
	@$(PY) -m bpworkshop.tui.pictures

bench: $(VENV)/.for-all
	@$(PY) -m benchmarks $(ARGS)

clean:
	@rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# What is installed is remembered by a stamp, so that a second start costs nothing.
$(VENV)/.for-run: pyproject.toml | $(PY)
	@$(PIP) -e . && touch $@

$(VENV)/.for-dev: pyproject.toml | $(PY)
	@$(PIP) -e '.[dev,documents]' && touch $@ $(VENV)/.for-run

$(VENV)/.for-all: pyproject.toml | $(PY)
	@$(PIP) -e '.[dev,documents,bench]' && touch $@ $(VENV)/.for-dev $(VENV)/.for-run

# A half-made environment is removed: it would pass for a whole one the next time.
$(PY):
	@command -v $(PYTHON) >/dev/null || { echo "There is no $(PYTHON) here. Install Python 3.11 or newer, or say which: make run PYTHON=…" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "bpworkshop needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Say which to use: make run PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "$(PYTHON) could not make a virtual environment (on Debian and Ubuntu: install python3-venv)." >&2; exit 1; }
