# Each target does its own set-up in .venv, from the hashed pins of requirements.lock; tests and style from those of
# requirements-dev.lock too, which an audit does not need.
PYTHON ?= python3
CORES ?= 4
TEST_JOBS ?= 2
SEED ?= 20101
INTERVALS ?= 400
SURVEYS ?= 2000
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export OMP_NUM_THREADS = 1
export OPENBLAS_NUM_THREADS = 1
export MKL_NUM_THREADS = 1

.PHONY: report test test-all docs test-slurm bench calibrate rulegraph vulnerabilities clean
report: .venv/ready
	snakemake --cores $(CORES)
	@echo "The report: $$(ls -1 "$(CURDIR)"/reports/*.html)"
	@echo "For your own survey: source .venv/bin/activate, then interviewer-audit init FILE"

test: .venv/dev
	pytest -n $(TEST_JOBS) --dist loadfile -m "not whole"

test-all: .venv/dev
	pytest -n $(TEST_JOBS) --dist loadfile

docs: .venv/dev
	python docs/schema_pages.py --check
	sphinx-build -q -W --keep-going -b html docs docs/_build/html
	@echo "The documentation: $(CURDIR)/docs/_build/html/index.html"

test-slurm: .venv/dev
	@bash tests/slurm/run

bench: .venv/ready
	python benchmarks/run.py
	python benchmarks/many.py
	python benchmarks/pipeline.py

calibrate: .venv/ready
	python benchmarks/calibrate.py --seed $(SEED) --intervals $(INTERVALS)
	python benchmarks/rates.py --seed $(SEED) --surveys $(SURVEYS)

rulegraph: .venv/ready
	python .ci/rulegraph.py

vulnerabilities:
	@bash .ci/vulnerabilities

.venv/ready: requirements.lock pyproject.toml
	@case "$(CURDIR)" in *[[:space:]]*) echo "Snakemake cannot start Python in a path with a space: $(CURDIR). Move this folder to a path without one." >&2; exit 2 ;; esac
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; say make PYTHON=python3.12")'
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --clear --python $(PYTHON) .venv && \
	  uv pip install --python .venv/bin/python --compile-bytecode --require-hashes -r requirements.lock && \
	  uv pip install --python .venv/bin/python --no-deps --no-build-isolation -e . ; \
	else \
	  $(PYTHON) -m venv --clear .venv && \
	  .venv/bin/python -m pip install --quiet --require-hashes -r requirements.lock && \
	  .venv/bin/python -m pip install --quiet --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

.venv/dev: .venv/ready requirements-dev.lock
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --python .venv/bin/python --compile-bytecode --no-deps --require-hashes -r requirements-dev.lock ; \
	else \
	  .venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements-dev.lock ; \
	fi
	@touch $@

clean:
	rm -rf .venv results logs selftest .snakemake docs/_build reports/*.html
