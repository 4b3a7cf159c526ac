# make run: clean the samples.  make test: everything that must hold.  make quick: the fast part.  make bench: figures.
PYTHON ?= python3.11
BENCH_DATA ?= ../shared/benchmarks
BIN := .venv/bin
OUT := build/clean
DERIVED := --exclude='_catalogue*' --exclude=_lock --exclude=_tmp

.PHONY: run test quick lint bench peers quality tutorials golden package constraints

run: .venv/installed ## clean raw/ into a folder of its own, and compare it with the committed clean/
	rm -rf $(OUT)
	$(BIN)/copydesk run raw $(OUT)
	@diff -rq $(DERIVED) clean $(OUT) && echo "$(OUT) is equal to clean/"

test: .venv/installed-dev lint
	@command -v chromium chromium-browser google-chrome >/dev/null || echo "chromium is missing (apt-get install chromium): the tests of the review page in a browser are skipped"
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

quick: .venv/installed-dev lint ## without tests that start servers, clusters or many processes
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "not slow"

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/installed-dev
	$(BIN)/python -m bench --data $(BENCH_DATA)

peers: ## an environment with datatrove, which the bench compares copydesk with
	$$(command -v $(PYTHON) || command -v python3) -m venv build/peers
	build/peers/bin/python -m pip install --quiet datatrove==0.10.1 ftfy langdetect trafilatura lxml_html_clean orjson spacy

quality: .venv/installed-dev ## the benchmarks of quality, two at the same time, against their floors
	$(BIN)/python -m bench --quality --jobs 2 --data $(BENCH_DATA)

tutorials: .venv/installed-dev ## every command of docs/tutorials, in an empty environment with the wheel and real servers
	$(BIN)/python -m bench.tutorials

package: .venv/installed-dev ## build the wheel and check its metadata
	$(BIN)/python -m pip install --quiet --constraint constraints.txt build twine
	rm -rf build/dist
	$(BIN)/python -m build --outdir build/dist
	$(BIN)/python -m twine check --strict build/dist/*

golden: .venv/installed-dev ## write clean/, golden files, the README's output and the generated docs anew
	rm -rf clean
	$(BIN)/copydesk run raw clean
	$(BIN)/python -m tests.test_golden
	$(BIN)/python -m tests.test_readme
	$(BIN)/python -m tests.test_docs

constraints: ## pin what is installed now
	$(BIN)/python -m pip freeze --exclude-editable | sort --ignore-case > constraints.txt

.venv/bin/python:
	$$(command -v $(PYTHON) || command -v python3) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable .
	touch $@

.venv/installed-dev: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@ .venv/installed
