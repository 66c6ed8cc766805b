# Commands for people and for CI: the same ones. `make help` lists them.
# Needs Python >= 3.11, pip and make; everything else is installed into .venv, once, with the exact versions of
# constraints.txt. A second run neither installs nor needs a network.

SHELL := /bin/bash
.DEFAULT_GOAL := help

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

# What we ourselves run never phones home.
export DO_NOT_TRACK := 1
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
export GX_ANALYTICS_ENABLED := false
export DAGSTER_HOME ?= $(CURDIR)/.dagster
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONUTF8 := 1

# The first interpreter that is new enough. Set PYTHON=/path/to/python to choose another.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	if "$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo "$$p"; break; fi; done)

.PHONY: help install warehouse test test-all test-slow test-bi lint format dagster samples lock clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

$(BIN)/python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "utfall needs Python 3.11 or later; none was found on the PATH." >&2; \
		echo "utfall behöver Python 3.11 eller senare; ingen hittades. Ange den med: make PYTHON=/sökväg/python3.11 ..." >&2; \
		exit 1; fi
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "$(PYTHON) is older than Python 3.11, which utfall needs." >&2; exit 1; }
	@echo "Making $(VENV) with $$("$(PYTHON)" --version)"
	@"$(PYTHON)" -m venv $(VENV) >/dev/null 2>&1 || { rm -rf $(VENV); \
		"$(PYTHON)" -m venv --without-pip $(VENV) && \
		"$(PYTHON)" -m pip --python $(VENV)/bin/python install --quiet pip; }

# The stamp is written last: an interrupted installation is taken up again.
$(STAMP): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing utfall and what it needs into $(VENV) (once, one to three minutes) ..."
	@$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	@touch $@

install: $(STAMP) ## make .venv and install the exact versions (the other commands do it by themselves)

warehouse: $(STAMP) ## read the sample reports in data/reports into a checked warehouse under data/sample
	@UTFALL_HOME="$(CURDIR)/data/sample" $(BIN)/utfall build --reports data/reports

test: $(STAMP) ## run the tests (minutes); the slow ones are left to test-all
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m "not slow"

test-slow: $(STAMP) ## run only the slow tests
	@$(BIN)/python -m pytest -q -n auto --dist loadfile -m slow

test-all: $(STAMP) ## run every test
	@$(BIN)/python -m pytest -q -n auto --dist loadfile

# The drivers BI tools use do not go together with ours: an environment of their own, one for Superset, which is large
# (minutes to install), and one for MetricFlow. Needs a network the first time; psql, the server and LibreOffice are skipped if missing.
test-bi: warehouse ## ask the sample warehouse as BI tools do: SQLAlchemy, psql, LibreOffice, Superset, MetricFlow
	@test -x .venv-bi/bin/pytest || { "$(PYTHON)" -m venv .venv-bi && .venv-bi/bin/pip install -q -r tests/bi/requirements.txt; }
	@.venv-bi/bin/python -m pytest -q --confcutdir tests/bi tests/bi
	@test -x .venv-superset/bin/superset || { "$(PYTHON)" -m venv .venv-superset && \
		.venv-superset/bin/pip install -q -r tests/bi/requirements-superset.txt; }
	@.venv-superset/bin/python tests/bi/try_superset.py data/sample/warehouse/published/warehouse.duckdb
	@test -x .venv-metricflow/bin/mf || { "$(PYTHON)" -m venv .venv-metricflow && \
		.venv-metricflow/bin/pip install -q -r tests/bi/requirements-metricflow.txt; }
	@.venv-metricflow/bin/python tests/bi/try_metricflow.py data/sample/warehouse/published/warehouse.duckdb

lint: $(STAMP) ## ruff (lint and format), mypy strict on the domain, sqlfluff on the dbt models
	@status=0; \
	$(BIN)/ruff check . || status=1; \
	$(BIN)/ruff format --check . || status=1; \
	$(BIN)/mypy || status=1; \
	$(BIN)/sqlfluff lint --disable-progress-bar dbt/models || status=1; \
	exit $$status

format: $(STAMP) ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

dagster: $(STAMP) ## open the Dagster UI on port 3000 (runs and schedules are kept in .dagster)
	@mkdir -p "$(DAGSTER_HOME)" && cp dagster.yaml "$(DAGSTER_HOME)/dagster.yaml"
	@VIRTUAL_ENV="$(CURDIR)/$(VENV)" PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/dg dev

samples: $(STAMP) ## typeset the sample reports in data/reports again from data/reports/sources
	@PYTHONPATH=tests $(BIN)/python -m typesetting.samples

lock: ## resolve pyproject.toml anew and write constraints.txt (needs a network)
	@rm -rf build/lock && mkdir -p build && "$(PYTHON)" -m venv build/lock
	@build/lock/bin/pip install --quiet '.[dev]'
	@{ head -2 constraints.txt; build/lock/bin/pip freeze --exclude utfall | sort -f; } > build/constraints.txt
	@mv build/constraints.txt constraints.txt && rm -rf build/lock && git diff --stat -- constraints.txt

clean: ## remove .venv, caches and the sample warehouse; never touches data/lake or data/warehouse
	rm -rf $(VENV) .venv-bi .venv-superset .venv-metricflow .pytest_cache .mypy_cache .ruff_cache .hypothesis dbt/target dbt/logs data/sample build dist *.egg-info
	find . -name __pycache__ -type d -not -path './.git/*' -prune -exec rm -rf {} +
