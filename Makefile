# make run: clean the samples in raw/, compare with clean/.  make quick: the fast tests.  make test: all tests.
# make bench: quality and speed, with figures.
PYTHON ?= python3.11
BENCH_DATA ?= ../shared/benchmarks
BIN := .venv/bin
STATE := _catalogue* _lock _tmp _aside.jsonl
QUICK := pipeline $(addprefix tests/test_,$(addsuffix .py,\
	boilerplate canonical cases charset document edits language layers layout metadata mojibake spellings typos))

.PHONY: run quick test lint bench package golden constraints

run: .venv/installed ## clean the samples into build/clean; they must be the documents in clean/
	rm -rf build/clean
	$(BIN)/copydesk run raw build/clean
	diff --recursive --brief $(STATE:%=--exclude='%') clean build/clean
	@echo "build/clean holds the same documents as clean/"

quick: .venv/installed-dev ## tests of single functions and stages, without servers and processes
	$(BIN)/python -m pytest -n 2 -q -m "not slow" $(QUICK)

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

package: .venv/installed-dev ## build the package and check its metadata
	rm -rf dist
	$(BIN)/python -m build --outdir dist .
	$(BIN)/python -m twine check --strict dist/*

golden: .venv/installed-dev ## write again what is compared byte for byte
	rm -rf clean
	$(BIN)/copydesk run raw clean
	$(BIN)/python -m tests.test_golden
	$(BIN)/python -m tests.test_readme

constraints: ## pin the installed versions
	$(BIN)/python -m pip freeze --exclude-editable | sort --ignore-case > constraints.txt
