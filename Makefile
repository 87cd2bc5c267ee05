# The commands of briefbook. `make build` and `make test` set up what is missing;
# scripts/setup says how. PYTHON=python3.12 chooses the interpreter.

.DEFAULT_GOAL := build
.PHONY: build test soak bench compile format lock clean help setup outsiders
# Names are relative throughout: the checkout may lie under any folder name.
SHELL := /bin/sh
ARGS ?=

build: setup ## set up what is missing, then build the book (ARGS="--force" is passed on)
	@.venv/bin/briefbook build $(ARGS)

test: setup outsiders ## set up what is missing, then check format, style and types, and run the tests
	@.venv/bin/ruff format --check
	@.venv/bin/ruff check
	@.venv/bin/mypy
	@.venv/bin/pytest --numprocesses=auto --dist=worksteal --cov --cov-report=term $(ARGS)

# The long campaigns: random edits, random kills, a thousand renders.
soak: setup outsiders compile ## run the long campaigns of the tests; their figures go into docs/reliability.md
	@.venv/bin/python -m bench.soak --write $(ARGS)

bench: setup compile ## print the times of builds
	@.venv/bin/python -m bench $(ARGS)

compile: setup ## compile the busy modules that were edited since
	@.venv/bin/python -m briefbook.compiled || true

format: setup ## put the code in its format
	@.venv/bin/ruff format
	@.venv/bin/ruff check --fix

lock: ## write the lock files again (ARGS="--upgrade" takes the newest of everything)
	@scripts/lock $(ARGS)

clean: ## remove .venv and all caches, but not output/
	rm -rf .venv tests/outsiders/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* htmlcov build dist
	find src tests bench -type d -name __pycache__ -prune -exec rm -rf {} +

help: ## show these commands
	@sed -n 's/^\([a-z]*\):.* ## /\1\t/p' Makefile | expand -t 10

setup:
	@scripts/setup

outsiders:
	@scripts/setup-outsiders
