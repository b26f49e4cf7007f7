# Everything is set up in .venv from nothing but Python 3.11 or newer and make.

PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$python; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test

.PHONY: run demo test check bench screenshots clean

run: $(READY)                  ## open the war room
	@$(BIN)/warroom

demo: $(READY)                 ## open the example
	@$(BIN)/warroom demo

test: $(READY_TO_TEST)         ## run the tests
	$(BIN)/python -m pytest -q -n 2

check: $(READY_TO_TEST)        ## lint, types, and the walls between the packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY_TO_TEST)        ## print the figures of DESIGN as ratios in one run
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --group bench
	PYTHONPATH=tests $(BIN)/python -m bench

screenshots: $(READY_TO_TEST)  ## draw screenshots/*.svg from the real application
	$(BIN)/python tests/screenshots.py

clean:                         ## remove what these targets have set up
	rm -rf $(VENV)

$(VENV)/.made:
	@test -n "$(PYTHON)" || { echo "warroom needs Python 3.11 or newer; say where with make PYTHON=..."; exit 1; }
	@echo "setting up $(VENV) with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@touch $@

$(READY): pyproject.toml $(VENV)/.made
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --editable .
	@touch $@

$(READY_TO_TEST): pyproject.toml $(READY)
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --group test --group check
	@touch $@
