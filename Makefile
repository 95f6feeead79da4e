# Two commands: "make site" builds everything into public/, "make test" runs every test.
# Both prepare the environment in .venv by themselves; see README.md for Windows without make.

PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin
LOCK := $(RUN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	--no-header --no-annotate
# What the READMEs serve, in uv's words; of macOS, 14 and newer.
SYSTEMS := x86_64-manylinux_2_28 aarch64-manylinux_2_28 x86_64-pc-windows-msvc \
	x86_64-apple-darwin aarch64-apple-darwin

.PHONY: site serve test test-quick faults mutants fuzz bench bench-quick check format lock lock-upgrade \
	wheels messages clean help another-python
.DEFAULT_GOAL := site

site: $(VENV)/.ready ## build the whole site into public/
	$(RUN)/bangtin build

serve: $(VENV)/.ready ## preview with live reload
	$(RUN)/bangtin serve

test: $(VENV)/.ready-dev ## run every test
	bash tests/prepare.sh
	$(RUN)/pytest -n auto --dist worksteal

test-quick: $(VENV)/.ready-dev ## run the tests that need a minute in all, for the loop while writing
	$(RUN)/pytest -n auto -m "not slow"

faults: $(VENV)/.ready-dev ## kill 200 builds and 50 publishes, damage .bangtin/ 1,000 times, try 500 sequences
	BANGTIN_KILLS=200 $(RUN)/pytest tests/test_faults.py -k "killed or refuses"
	BANGTIN_DAMAGES=1000 $(RUN)/pytest tests/test_damage.py
	BANGTIN_SEQUENCES=500 $(RUN)/pytest tests/test_sequences.py
	BANGTIN_KILLS=50 $(RUN)/pytest tests/test_targets.py -k "after_a_kill_at or never_meets or lost_line or two_people or rsync"

mutants: $(VENV)/.ready-dev ## change 150 places of the code, one at a time: do the tests notice? forty minutes or so
	$(RUN)/python -m tests.mutants

fuzz: $(VENV)/.ready-dev ## read fifty thousand random inputs, about eight minutes
	$(RUN)/pytest tests/fuzz/fuzz_reading.py

bench: $(VENV)/.ready-dev ## measure against peers and write docs/benchmarks.md: an hour or more
	-bash tests/prepare.sh
	$(RUN)/python -m tests.bench

bench-quick: $(VENV)/.ready-dev ## the same up to 1,000 pages and 100 sheets, about fifteen minutes
	-bash tests/prepare.sh
	$(RUN)/python -m tests.bench --quick

check: $(VENV)/.ready-dev ## format, lint, types, and what newer Pythons deprecate of XML elements
	$(RUN)/ruff format --check .
	$(RUN)/ruff check .
	$(RUN)/mypy
	$(RUN)/python -m pytest -p tests.pure_elements tests/test_markdown.py

format: $(VENV)/.ready-dev ## put the code into its form
	$(RUN)/ruff format .
	$(RUN)/ruff check --fix .

messages: $(VENV)/.ready ## compile what the catalogues say for click
	$(RUN)/python -m bangtin.messages.click_texts

lock: $(VENV)/.ready-dev ## pin what pyproject.toml asks for, for every platform, with hashes; other pins stay
	$(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	echo 'hatchling>=1.27' | $(LOCK) pyproject.toml - -o requirements.lock
	$(LOCK) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

lock-upgrade: ## the same with the newest allowed version of each
	$(MAKE) lock LOCK='$(LOCK) --upgrade'

wheels: $(VENV)/.ready ## ask the package index whether every pin is a wheel for each served system
	$(RUN)/python -m pip install --quiet --disable-pip-version-check uv
	for system in $(SYSTEMS); do for version in 3.11 3.12 3.13; do \
		echo "$$system, Python $$version"; \
		MACOSX_DEPLOYMENT_TARGET=14.0 $(RUN)/uv pip compile --quiet --no-deps --only-binary :all: \
			--python-platform $$system --python-version $$version requirements.lock \
			-o $(VENV)/wheels.txt || exit 1; \
	done; done

clean: ## remove what was built, and the environment
	rm -rf public .bangtin $(VENV) .bench .pytest_cache .mypy_cache .ruff_cache .hypothesis

help: ## show these targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

# Where PYTHON names another version than the one in .venv, the environment is made anew; where
# nobody names one, it stays as it is until the lock changes.
version = $(shell $(1) -c 'import sys; print(*sys.version_info[:3])' 2>&1)
ifneq ($(origin PYTHON),file)
ifneq ($(call version,$(PYTHON)),$(call version,$(RUN)/python))
$(VENV)/.ready: another-python
endif
endif

$(VENV)/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Bangtin needs Python 3.11 or newer" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv --clear $(VENV)
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: $(VENV)/.ready requirements-dev.lock
	$(RUN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
