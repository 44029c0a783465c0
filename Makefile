# Every command of the project; `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
NPX := PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npx --no-install
HOST ?= 127.0.0.1
PORT ?= 8000
DATABASE ?= data/district.gpkg
export HOST PORT DATABASE

.DEFAULT_GOAL := help
.PHONY: help setup run test check format bench clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

setup: .setup/python .setup/front-end ## Install what running needs into .venv and static/vendor

run: setup ## Make the demonstration district if there is no database, and serve it
	@$(PY) app.py

test: setup .setup/tests .setup/browser ## Install the test needs and run every test
	@$(PY) -m pytest -n 2 --dist loadfile $(ARGS)

check: setup .setup/tests ## Lint, types, import rules, spelling
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(VENV)/bin/codespell layers grids gis_app app.py tests docs README.md CHANGELOG.md
	$(NPX) prettier --check --log-level warn "static/js/**/*.js" "static/css/*.css"

format: setup .setup/tests ## Put the code in its usual form
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .
	$(NPX) prettier --write --log-level warn "static/js/**/*.js" "static/css/*.css"

bench: setup .setup/bench .setup/browser ## Measure speed against the peers a user would pick
	@$(PY) -m benchmarks

clean: ## Remove what setup installed (never the database)
	rm -rf $(VENV) .setup static/vendor node_modules

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; name one with: make run PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

.setup/python: requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@mkdir -p .setup && touch $@

.setup/tests: requirements-dev.txt requirements.txt | $(PY)
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@mkdir -p .setup && touch $@

.setup/bench: requirements-bench.txt .setup/tests
	$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@mkdir -p .setup && touch $@

.setup/front-end: package-lock.json .ci/front_end.py .setup/python
	$(PY) .ci/front_end.py
	@touch $@

.setup/browser: .ci/browser
	@sh .ci/browser
	@mkdir -p .setup && touch $@
