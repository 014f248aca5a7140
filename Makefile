# Every target sets up what it needs by itself and again after a change of the pins.
PYTHON ?= $(shell command -v python3.11 || command -v python3 || command -v python)
BIN := .venv/bin
NODE := $(if $(shell command -v npm),node_modules/.stamp)

.PHONY: lab test lint run release bench clean

lab: .venv/lab.stamp
	$(BIN)/jupyter lab --config=jupyter_lab_config.py $(ARGS)

test: .venv/dev.stamp $(NODE)
	$(BIN)/pytest $(ARGS)

lint: .venv/dev.stamp $(NODE)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
ifdef NODE
	node_modules/.bin/biome check --error-on-warnings
else
	@echo "npm is missing: the files of the browser (.js, .css) are not checked"
	@test "$(CI)" != true
endif

run: .venv/dev.stamp
	$(BIN)/python -m tools.run $(if $(ALL),--all) $(ARGS)

release: .venv/dev.stamp
	$(BIN)/python -m tools.release $(if $(SEED),--seed $(SEED)) $(if $(FORCE),--force)

bench: .venv/dev.stamp
	$(BIN)/python -m tools.bench
	$(BIN)/pytest -m speed -n0 tests

clean:
	rm -rf .venv node_modules build .pytest_cache .ruff_cache .hypothesis *.egg-info
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

node_modules/.stamp: package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund
	touch $@
