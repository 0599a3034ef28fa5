# `make demo` and `make test` do all their own set-up in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test lint bench clean

$(BIN)/python:
	$(PYTHON) -m venv .venv

.venv/installed: setup.py pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable .
	touch $@

.venv/installed-test: setup.py pyproject.toml | $(BIN)/python
	$(BIN)/pip install --quiet --editable '.[test,lint]'
	touch $@ .venv/installed

test: .venv/installed-test
	$(BIN)/python -m pytest

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

clean:
	rm -rf .venv build dist *.egg-info
