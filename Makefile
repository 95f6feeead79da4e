# Two commands: "make site" builds everything into public/, "make test" runs every test.
# Both prepare the environment in .venv by themselves; see README.md for Windows without make.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: site serve test check format lock clean help
.DEFAULT_GOAL := site

site: $(VENV)/.ready ## build the whole site into public/
	$(RUN)/bangtin build

serve: $(VENV)/.ready ## preview with live reload
	$(RUN)/bangtin serve

test: $(VENV)/.ready-dev ## run every test
	bash tests/prepare.sh
	$(RUN)/pytest

check: $(VENV)/.ready-dev ## format, lint and types
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy

format: $(VENV)/.ready-dev ## put the code into its form
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

lock: $(VENV)/.ready-dev ## pin the newest allowed versions, with hashes and without hosts
	$(RUN)/python -m pip install --quiet pip-tools
	$(RUN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --no-header --upgrade --build-deps-for editable \
		--output-file requirements.lock pyproject.toml
	$(RUN)/pip-compile --quiet --strip-extras --generate-hashes --allow-unsafe --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --no-header --upgrade --extra dev \
		--constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## remove what was built, and the environment
	rm -rf public .bangtin $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## show these targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Bangtin needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
