# From a bare clone with Python >= 3.11 and nothing else: `make demo`, `make test`.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
STAMP := .venv/.installed

.PHONY: setup demo test quick check bench scoreboard docs flown picture clean
setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { echo "Downrange needs Python 3.11 or newer; none was found. hint: install one, or call make PYTHON=/path/to/python3.x"; exit 1; }
	@echo "Setting up .venv (about a minute, once) ..."
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@$(BIN)/python -m compileall -q src
	@touch $(STAMP)

demo: setup
	@$(BIN)/downrange demo

check: setup
	$(BIN)/ruff check src tests examples design docs
	$(BIN)/lint-imports
	$(BIN)/basedpyright

test: check
	$(BIN)/pytest

quick: setup
	$(BIN)/pytest -m "not gpu and not slow and not browser"

bench: setup
	$(BIN)/python -m bench

scoreboard: setup
	$(BIN)/python -m scoreboard

docs: setup
	$(BIN)/python docs/generate.py

flown: demo
	$(BIN)/python docs/flown.py demo-out

picture: demo
	chromium --headless --no-sandbox --hide-scrollbars --window-size=1200,1500 --screenshot=docs/dossier.png "file://$(CURDIR)/demo-out/chollima-2023-05-31/dossier.html"

clean:
	rm -rf .venv dist build .pytest_cache .ruff_cache
