# `make help` lists what can be done here. PORT, TONGBAN_DATA, DATABASE_URL and NO_INSTALL are read from the environment.
.DEFAULT_GOAL := help
.PHONY: help run dev browser test test-fast check bench soak demo coverage-table lock clean
BIN := .venv/bin

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run:  ## install what is missing, then start everything; Ctrl-C stops it
	@python3 install.py run
	@exec $(BIN)/tongban run

dev:
	@python3 install.py dev

browser:
	@python3 tests/chromium.py

test: dev browser  ## everything that must pass
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not long"

test-fast: dev  ## the same without the browser
	$(BIN)/python -m pytest -n 2 --dist worksteal -m "not story and not long"

check: dev  ## format, lint, types, import walls, migrations, translations, licences
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy tongban
	$(BIN)/lint-imports --no-cache
	TONGBAN_TESTING=1 TONGBAN_DATA=$$(mktemp -d) DJANGO_SETTINGS_MODULE=tongban.config.settings \
		$(BIN)/python -W ignore -m django makemigrations --check --dry-run
	$(BIN)/python -m pytest -q tests/walls

bench: dev  ## measure (minutes)
	TONGBAN_DB_BUFFERS=$${TONGBAN_DB_BUFFERS:-2GB} $(BIN)/python -m pytest -m long --timeout=0 -s tests/bench

soak: dev browser  ## repeat, kill, overload (many minutes)
	$(BIN)/python -m pytest -m long --timeout=0 tests/soak tests/runtime tests/browser tests/stories tongban

demo:  ## play the main matter over HTTP and print it
	@python3 install.py run
	@exec $(BIN)/tongban demo

coverage-table: dev  ## requirement rows: proven, in part, open
	@$(BIN)/python tests/coverage_table.py

lock:  ## write the lock files anew (needs uv and npm)
	@command -v uv >/dev/null || { echo "make lock needs uv (pip install uv)"; exit 1; }
	for name in run dev; do \
		uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
			--output-file requirements/$$name.txt requirements/$$name.in || exit 1; \
	done
	npm install --package-lock-only --ignore-scripts --no-audit --no-fund

clean:  ## remove what was installed or built; the data in var/ stay
	rm -rf .venv node_modules tongban.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache htmlcov .coverage
	find tongban tests -name __pycache__ -type d -prune -exec rm -rf {} +
	find tongban -name '*.mo' -delete
