# `make demo` and `make test` do all their own set-up in .venv.
PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
# Ports of the demo: make demo PORT=9001 CONTROL=8081
PORT ?= 9000
CONTROL ?= 8080

# Fails if nobody can listen on the port given as argument.
define LISTEN
import socket, sys
with socket.socket() as probe:
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(("127.0.0.1", int(sys.argv[1])))
        probe.listen()
    except OSError as error:
        sys.exit(f"can't listen on port {sys.argv[1]}: {error.strerror}; choose others: make demo PORT=9001 CONTROL=8081")
endef
export LISTEN

.PHONY: demo test lint docs man picture bench clean

demo: .venv/installed
	@for port in $(PORT) $(CONTROL); do $(BIN)/python -c "$$LISTEN" $$port || exit 1; done
	$(BIN)/mkapp --checkpoint 1 myapp --port $(PORT)$(if $(filter-out 8080,$(CONTROL)), --control $(CONTROL)) > myapp.tap
	@echo
	@echo "  Browser:   http://127.0.0.1:$(CONTROL)/"
	@echo "  Terminal:  python3 -m myapp.client $(PORT)      then type:  HELLO you   POST Good morning   LIST   QUIT"
	@echo "  Ctrl-C stops the server, kill -9 does too: 'make demo' goes on where it was."
	@echo
	@trap : INT; $(BIN)/twistd -n --pidfile= -f myapp.tap || [ $$? -gt 128 ]

test: .venv/installed-test
	$(BIN)/python -m pytest

lint: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/mypy --platform win32
	$(BIN)/lint-imports --no-logo
	$(BIN)/towncrier build --draft > /dev/null

docs: .venv/installed-docs
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	$(BIN)/python docs/check_links.py
	@echo "docs/_build/html/index.html"

man: .venv/installed
	$(BIN)/python docs/generate.py

picture: .venv/installed-test .venv/installed-docs
	$(BIN)/python docs/pictures/record.py
	$(BIN)/python docs/screenshots.py

bench: .venv/installed-test
	$(BIN)/python -m benchmarks.table $(ARGS)

# A .venv without pip, as a Debian without python3-venv leaves it, would be in the way for ever.
$(BIN)/python:
	@$(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "can't make .venv: on Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

.venv/installed: setup.py pyproject.toml | $(BIN)/python
	@echo "Installing into .venv ..."
	$(PIP) install --editable .
	@touch $@

.venv/installed-test: setup.py pyproject.toml | $(BIN)/python
	@echo "Installing into .venv, with what the tests need ..."
	$(PIP) install --editable '.[test,lint]'
	@touch $@ .venv/installed

.venv/installed-docs: setup.py pyproject.toml | $(BIN)/python
	@echo "Installing into .venv, with what the docs need ..."
	$(PIP) install --editable '.[docs]'
	@touch $@ .venv/installed

clean:
	rm -rf .venv build dist *.egg-info docs/_build
