# make run [ARGS="--once"]   the whole control plane on this machine, with no account
# make test                  every test
# make lint                  the linters
# make package [ARCH=arm64]  what Terraform deploys, in dist/
# make bench                 speed and memory, as ratios
# make clean                 remove what make made

PYTHON ?= python3
ARCH ?= x86_64
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: run test lint package bench clean

run: $(READY)
	@$(BIN)/python -m local $(ARGS)

test: $(READY)
	$(BIN)/python -m pytest $(ARGS)

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

package: $(READY)
	@$(BIN)/python -m release --arch $(ARCH)

bench: $(READY)
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with PYTHON=")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@
