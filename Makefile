# make run: raw/ -> clean/.  make test: everything that must hold.  make bench: quality and speed, with figures.
PYTHON ?= python3.11
BENCH_DATA ?= ../shared/benchmarks
BIN := .venv/bin

.PHONY: run test lint bench golden constraints

run: .venv/installed
	$(BIN)/copydesk run raw clean

test: .venv/installed-dev lint
	$(BIN)/python -m pytest -n 2 --dist loadfile

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/installed-dev
	$(BIN)/python -m bench --data $(BENCH_DATA)

.venv/bin/python:
	$$(command -v $(PYTHON) || command -v python3) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ .venv/installed

golden: .venv/installed-dev ## what is compared byte for byte, made anew
	$(BIN)/python -m tests.test_golden
	$(BIN)/python -m tests.test_readme

constraints: ## pin what is installed now
	$(BIN)/python -m pip freeze --exclude-editable | sort --ignore-case > constraints.txt
