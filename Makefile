# make run: set everything up and open the app.  make test: set everything up and pass every test.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8501
# requirements.lock holds one tested set of versions; uv installs it faster where it is there
INSTALL := $(if $(shell command -v uv),uv pip install -q --python $(BIN)/python,$(BIN)/pip install -q --disable-pip-version-check) -c requirements.lock

.PHONY: run test check bench pictures lock clean

run: $(VENV)/.run
	$(BIN)/streamlit run app.py --server.port $(PORT)

test: $(VENV)/.test check
	$(BIN)/python tests/browser/get_chromium.py
	$(BIN)/pytest -n 2 --dist worksteal $(TESTS)

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m tests.assets.check
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python tests/browser/get_chromium.py
	$(BIN)/python -m tests.benchmarks

# the pictures the app ships with are made from the engine, the README's table of lessons from the course
pictures: $(VENV)/.test
	$(BIN)/python -m assets.cards.make
	$(BIN)/python -m tests.browser.screenshot
	$(BIN)/python -m tests.lessons.readme

# what requirements*.txt ask for joins the lock; make lock UPGRADE=--upgrade takes the newest of all, which make test tries
lock: | $(BIN)/pip
	$(BIN)/pip install --disable-pip-version-check -q uv
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --no-header --no-annotate $(UPGRADE) requirements-test.txt -o requirements.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis node_modules

# Debian keeps venv in a package of its own
$(BIN)/pip:
	$(PYTHON) -m venv $(VENV) || { apt-get update && apt-get install -y python3-venv && $(PYTHON) -m venv --clear $(VENV); }

$(VENV)/.run: requirements.txt requirements.lock | $(BIN)/pip
	$(INSTALL) -r requirements.txt
	touch $@

$(VENV)/.test: requirements.txt requirements-test.txt requirements.lock | $(BIN)/pip
	$(INSTALL) -r requirements-test.txt
	touch $(VENV)/.run $@
