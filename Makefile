# `make demo` and `make test` set up everything they need; the rest is for people who change the code.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test fast check bench bench-find bench-rules bench-x12 bench-shape fuzz-x12 docs rule format clean

demo: $(VENV)/figures.stamp  ## check three shipped examples and audit an article
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh examples/demo.sh

test: $(VENV)/dev.stamp $(VENV)/figures.stamp  ## every test
	$(BIN)/python -m pytest -n 2 --dist worksteal

fast: $(VENV)/dev.stamp  ## format, lint, types, imports, licences
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/check_licences.py

check: fast test  ## what has to hold before a change is handed in

format: $(VENV)/dev.stamp
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: bench-find bench-rules  ## everything that is timed

bench-find: $(VENV)/run.stamp
	$(BIN)/python benchmarks/bench_find.py

bench-rules: $(VENV)/run.stamp
	$(BIN)/python benchmarks/bench_rules.py

# Others that read X12 live apart, pinned like everything else. X12="--gigabyte" measures up to 1 GB.
bench-x12: $(VENV)/run.stamp $(VENV)-peers/peers.stamp  ## reading X12 files, against other projects
	$(BIN)/python -m benchmarks.x12.table --peers $(VENV)-peers/bin/python $(X12)

$(VENV)-peers/peers.stamp: requirements/peers.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-peers
	@echo '*' > $(VENV)-peers/.gitignore
	$(VENV)-peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@touch $@

# Others that find planes of symmetry. Open3D wants libraries of the system: installed where that is allowed, else named.
# SHAPE="--seeds 5" and other options.
OPEN3D_WANTS = libusb-1.0-0 libgl1 libgomp1 libx11-6
bench-shape: $(VENV)/shape.stamp $(VENV)-shape-peers/peers.stamp  ## planes of symmetry, against other projects
	$(BIN)/python -m benchmarks.anatomy.plane --peers $(VENV)-shape-peers/bin/python $(SHAPE)

$(VENV)-shape-peers/peers.stamp: requirements/shape-peers.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-shape-peers
	@echo '*' > $(VENV)-shape-peers/.gitignore
	$(VENV)-shape-peers/bin/python -m pip --disable-pip-version-check --quiet install --require-hashes -r $<
	@$(VENV)-shape-peers/bin/python -c 'import open3d' 2>/dev/null \
	  || { [ "$$(id -u)" = 0 ] && apt-get update -q && apt-get install -q -y --no-install-recommends $(OPEN3D_WANTS); } >/dev/null 2>&1; \
	  $(VENV)-shape-peers/bin/python -c 'import open3d' 2>/dev/null \
	  || echo 'Open3D cannot be loaded, and has no row. On Debian, as root: apt-get install $(OPEN3D_WANTS)'
	@touch $@

# Coverage-guided fuzzing in an environment of its own; FUZZ="-max_total_time=600" and other options of libFuzzer.
FUZZ ?= -max_total_time=600 -max_len=8192 -rss_limit_mb=0
fuzz-x12: $(VENV)-fuzz/fuzz.stamp  ## ten minutes of damaged files for the X12 readers
	$(VENV)-fuzz/bin/python -m benchmarks.fuzz.x12 --seed-corpus .fuzz-corpus
	$(VENV)-fuzz/bin/python -m benchmarks.fuzz.x12 .fuzz-corpus $(FUZZ)

$(VENV)-fuzz/fuzz.stamp: requirements/fuzz.txt requirements/run.txt requirements/build.txt | $(VENV)/bin/python
	$(BIN)/python -m venv $(VENV)-fuzz
	@echo '*' > $(VENV)-fuzz/.gitignore
	for list in run build fuzz; do $(VENV)-fuzz/bin/python -m pip --disable-pip-version-check --quiet \
	  install --require-hashes -r requirements/$$list.txt || exit 1; done
	$(VENV)-fuzz/bin/python -m pip --quiet install --no-deps --no-build-isolation --no-index -e .
	@touch $@

docs: $(VENV)/run.stamp  ## the generated pages
	$(BIN)/python tools/write_docs.py

rule: $(VENV)/run.stamp  ## make rule NAME=medicare_dme/ebp/x: an empty record and its page
	$(BIN)/python tools/new_rule.py $(NAME)

# Only what is pinned with its hash is installed. The wheel of the project itself is built with pinned tools.
$(VENV)/run.stamp: requirements/run.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements/run.txt
	$(PIP) install --require-hashes -r requirements/build.txt
	$(PIP) install --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m compileall -q src >/dev/null 2>&1 || true
	@touch $@

# What scans, devices and pages need beside the rest: heavy, and nothing about claims imports it.
$(VENV)/shape.stamp: requirements/shape.txt $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements/shape.txt
	@touch $@

# Figures are drawn without a display by a library of the system: it is installed where that is allowed, else named.
$(VENV)/figures.stamp: tools/figure_libraries.py $(VENV)/shape.stamp
	@$(BIN)/python tools/figure_libraries.py
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/shape.stamp
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or later is wanted; name one: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { rm -rf $(VENV); echo "Python's venv is missing. On Debian: apt-get install python3-venv"; exit 1; }

clean:
	rm -rf $(VENV) $(VENV)-peers $(VENV)-shape-peers $(VENV)-fuzz .fuzz-corpus build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
