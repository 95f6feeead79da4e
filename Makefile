# Two commands: "make site" builds everything into public/, "make test" runs every test.
# Both prepare the environment in .venv by themselves; see README.md for Windows without make.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin

.PHONY: site serve test faults fuzz bench bench-quick check format lock clean help
.DEFAULT_GOAL := site

site: $(VENV)/.ready ## build the whole site into public/
	$(RUN)/bangtin build

serve: $(VENV)/.ready ## preview with live reload
	$(RUN)/bangtin serve

test: $(VENV)/.ready-dev ## run every test
	bash tests/prepare.sh
	$(RUN)/pytest -n auto

faults: $(VENV)/.ready-dev ## kill two hundred builds, and look at what each leaves behind
	BANGTIN_KILLS=200 $(RUN)/pytest tests/test_faults.py -k killed

fuzz: $(VENV)/.ready-dev ## read fifty thousand random inputs, about five minutes
	$(RUN)/pytest tests/fuzz/fuzz_reading.py

bench: $(VENV)/.ready-dev ## measure against peers and write docs/benchmarks.md: an hour or more
	-bash tests/prepare.sh
	$(RUN)/python -m tests.bench

bench-quick: $(VENV)/.ready-dev ## the same up to 1,000 pages and 100 sheets, about fifteen minutes
	-bash tests/prepare.sh
	$(RUN)/python -m tests.bench --quick

check: $(VENV)/.ready-dev ## format, lint and types
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy

format: $(VENV)/.ready-dev ## put the code into its form
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

lock: $(VENV)/.ready-dev ## pin the newest allowed versions for every platform, with hashes
	$(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	echo 'hatchling>=1.27' | $(RUN)/uv pip compile --quiet --universal --upgrade --generate-hashes \
		--python-version 3.11 --no-header --no-annotate pyproject.toml - -o requirements.lock
	$(RUN)/uv pip compile --quiet --universal --upgrade --generate-hashes --python-version 3.11 \
		--no-header --no-annotate --extra dev -c requirements.lock pyproject.toml \
		-o requirements-dev.lock

clean: ## remove what was built, and the environment
	rm -rf public .bangtin $(VENV) .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## show these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Bangtin needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
