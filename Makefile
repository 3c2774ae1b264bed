# The front door. `make demo` and `make test` do all the set-up on a fresh machine; see README.md.

SHELL := /bin/sh
BIN := .venv/bin
WORKERS ?= 2
ARGS ?=

# Each worker begins with a half of its own: what a folder of tests shares, such as a city, a picture, a server or a
# browser, is made by one of them. Who is done first takes over from the other.
# A worker per core and one thread for each: matrices of tests are small, and threads that wait for each other cost most.
PYTEST := OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/pytest -n $(WORKERS) --dist worksteal

# What a test module or a command compiled is kept for the next process, and a run starts thousands.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help environment demo test check postgresql lint docs reference format clean

help: ## Show this list.
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

environment: ## Make .venv from the lock file; nothing to do takes no time.
	@sh scripts/bootstrap.sh

demo: environment ## Generate the demo city in ./demo-city, draw its pictures, open the site. Options: ARGS="--no-serve --port 8000 --scale 1".
	@$(BIN)/tidegate demo demo-city --picture --serve $(ARGS)

test: environment ## Run the fast tests.
	@$(PYTEST) -m "not slow" $(ARGS)

check: environment ## Run everything once: lint, docs, fast and slow tests; a skipped test must be allowed.
	@$(MAKE) -s -j 2 -O lint docs
	@TIDEGATE_STRICT_SKIPS=1 $(PYTEST) -rs $(ARGS)
	@$(MAKE) -s postgresql

# Each worker makes a PostgreSQL of its own. What runs again is what the kind of database may change: models,
# transactions, the ledger, writers at once, sign-in, tokens, deliveries, review, jobs. Left out is what asks the database
# for nothing new or never meets this one: scripts, pictures and how pages look in a browser, whose servers write
# through the same views that are called here; the reading of pictures; made-up requests to the API; the size of files.
# One browser stays, that of test_people.py: it signs in to a server whose database is a PostgreSQL.
SAME_ON_ANY_DATABASE := scripts atlas/reading atlas/test_in_a_browser.py atlas/test_work_in_a_browser.py \
	api/test_in_a_browser.py api/test_described.py browser/test_roles.py browser/test_review.py \
	deliveries/test_large.py deliveries/test_naming.py deliveries/test_sentences.py test_demo.py test_ground.py

postgresql: environment ## Run the tests of the site on a PostgreSQL that is made for them, where its programs are.
	@echo "The tests of the site, on PostgreSQL:"
	@TIDEGATE_STRICT_SKIPS=1 TIDEGATE_TESTS_ON=postgresql $(PYTEST) -rs tests/web \
		$(SAME_ON_ANY_DATABASE:%=--ignore=tests/web/%) $(ARGS)

lint: environment ## Check form, types and the order of the floors.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: environment ## Bring the code into form.
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

docs: environment ## Build the documentation; a warning is an error.
	@$(BIN)/sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "The documentation is in docs/_build/html/index.html."

reference: environment ## Print the pages of commands, settings and errors anew from the code.
	@$(BIN)/python scripts/print_reference.py

clean: ## Remove what can be made again.
	@rm -rf .venv .tools .mypy_cache .ruff_cache .hypothesis .import_linter_cache docs/_build docs/reference build dist demo-city
