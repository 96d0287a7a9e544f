# Two commands: `make run` and `make test`. Everything else is listed by `make help`.
.DEFAULT_GOAL := help
.PHONY: help setup run test test-long lint format types laws bench shell lock clean dev
BIN := .venv/bin
# A test run starts hundreds of processes: each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /	/' | expand -t 14

setup: ## Install what `make run` needs into .venv/
	@bin/setup run

dev: # Install the tools of `make test` as well
	@bin/setup test

run: setup ## Start everything on http://localhost:8000 (PORT=8080 moves it, DEMO=0 leaves the demo firm out)
	@$(BIN)/python -m crm.supervisor

# On a shared machine a clock may run out: what failed runs once more, alone. What fails twice has failed.
# A file stays on one worker, and what its tests share is made once; the longest files begin first (tests/conftest.py).
PYTEST := $(BIN)/python -m pytest
# Three at a time on two cores: many tests wait for a server to start or a time to run out. Browsers do not wait.
PARALLEL := --dist loadfile --no-loadscope-reorder
AGAIN := $(PYTEST) --last-failed --last-failed-no-failures none -n 0

test: lint types laws ## Run every check and test but the long ones (BROWSER=0 leaves the browser out)
	$(PYTEST) -n 3 $(PARALLEL) -m "not browser and not long" || $(AGAIN) -m "not browser and not long"
	@if [ "$$BROWSER" = 0 ]; then echo "Browser tests left out: BROWSER=0"; \
	else CHROMIUM=$$(bin/chromium) && export CHROMIUM && \
	{ $(PYTEST) -n 2 $(PARALLEL) -m "browser and not long" || $(AGAIN) -m "browser and not long"; }; fi

test-long: dev ## Run the kill loops, full corpora and benches, and every property with all its examples
	EXAMPLES=all $(BIN)/python -m pytest -m "long or hypothesis" --timeout 1800

lint: dev ## Check style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: dev ## Bring the code into the one style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: dev ## Check types
	$(BIN)/python -m mypy

laws: dev ## Check who imports whom, and that no migration is missing
	$(BIN)/lint-imports --no-cache
	$(BIN)/python manage.py makemigrations --check --dry-run

bench: dev ## Measure (BENCH=name for one)
	$(BIN)/python -m benchmarks $(BENCH)

shell: dev ## Open a Python shell on the database
	@$(BIN)/python manage.py shell

lock: dev ## Pin the requirements anew after a change of requirements*.in
	bin/lock

clean: ## Remove what can be made again; the data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache test-results var/static
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
