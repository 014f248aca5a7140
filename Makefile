# Every target sets up .venv by itself and again after a change of the pins.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin

.PHONY: lab test lint run release bench clean

lab: .venv/lab.stamp
	$(BIN)/jupyter lab --config=jupyter_lab_config.py $(ARGS)

test: .venv/dev.stamp
	$(BIN)/pytest $(ARGS)

lint: .venv/dev.stamp
	$(BIN)/ruff check
	$(BIN)/ruff format --check

run: .venv/dev.stamp
	$(BIN)/python -m tools.run $(if $(ALL),--all) $(ARGS)

release: .venv/dev.stamp
	$(BIN)/python -m tools.release $(if $(SEED),--seed $(SEED)) $(if $(FORCE),--force)

bench: .venv/dev.stamp
	$(BIN)/python -m tools.bench
	$(BIN)/pytest -m speed -n0 tests

clean:
	rm -rf .venv build .pytest_cache .ruff_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/lab.stamp: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	  || { echo "Python 3.11, 3.12 or 3.13 is needed; set it with PYTHON=/path/to/python"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install -r requirements.txt
	touch $@

.venv/dev.stamp: .venv/lab.stamp requirements-dev.txt
	$(BIN)/python -m pip install -r requirements-dev.txt
	touch $@
