# Targets for users and contributors. A target that needs the environment creates it on first use.
# `make help` lists the targets.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help setup figures check reference bench docs notebooks lab explore test test-all test-mesa-next lint lock clean moved

venv := .venv
ready := $(venv)/.ready
python := $(venv)/bin/python

# Unset environment variables that would redirect the installation, change versions or hide our
# packages. Variables for the source of packages (index, proxy, certificates, cache) stay.
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONPATH PYTHONHOME PYTHONSTARTUP __PYVENV_LAUNCHER__
unexport UV_PYTHON UV_PROJECT UV_PROJECT_ENVIRONMENT UV_WORKING_DIRECTORY UV_WORKING_DIR UV_ENV_FILE
unexport UV_SYSTEM_PYTHON UV_BREAK_SYSTEM_PACKAGES UV_TARGET UV_PREFIX UV_MANAGED_PYTHON UV_NO_MANAGED_PYTHON
unexport UV_CONSTRAINT UV_OVERRIDE UV_EXCLUDE UV_BUILD_CONSTRAINT UV_EXCLUDE_NEWER UV_RESOLUTION
unexport UV_PRERELEASE UV_FORK_STRATEGY UV_NO_SOURCES UV_REQUIRE_HASHES UV_NO_VERIFY_HASHES
unexport UV_NO_BUILD UV_NO_BUILD_PACKAGE UV_NO_BINARY UV_NO_BINARY_PACKAGE UV_NO_BUILD_ISOLATION
unexport UV_VENV_SEED UV_VENV_CLEAR UV_VENV_RELOCATABLE UV_CUSTOM_COMPILE_COMMAND UV_TORCH_BACKEND
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_REQUIRE_VIRTUALENV PIP_CONSTRAINT
unexport PIP_REQUIREMENT PIP_NO_BINARY PIP_NO_DEPS PIP_DRY_RUN PIP_REQUIRE_HASHES PIP_EDITABLE

# Use the certificates of this machine if it has any: behind a proxy no others work.
ifneq ($(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/ca-bundle.pem /etc/ssl/cert.pem),)
UV_SYSTEM_CERTS ?= true
export UV_SYSTEM_CERTS
endif

# Use uv from PATH if it is new enough, otherwise a private copy.
ifneq ($(filter-out 0.0.% 0.1.% 0.2.% 0.3.% 0.4.%,$(word 2,$(shell uv --version 2>/dev/null))),)
uv := uv
else
uv := .uv/bin/uv
endif
own_uv := $(filter .uv/bin/uv,$(uv))

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

setup: $(ready) ## create the environment and compile the model; no network is needed afterwards

figures: $(ready) ## run the experiments, draw every figure and table (QUICK=1: small cities, in minutes)
	$(venv)/bin/cityfit figures$(if $(filter 1,$(QUICK)), --quick)

check: $(ready) ## recompute the numbers of the figures and compare them (QUICK=1: small cities)
	$(venv)/bin/cityfit figures --check$(if $(filter 1,$(QUICK)), --quick)

reference: $(ready) ## store the numbers of full and quick figures as the reference, rewrite the result pages
	$(venv)/bin/cityfit figures --quick
	$(venv)/bin/cityfit figures
	$(python) -m figures.report.keep_reference

bench: $(ready) ## time the city against plain agents, memory and peers (PEERS=PYTHON: their interpreter)
	$(python) -m experiments.benchmark$(if $(filter 1,$(QUICK)), --quick)$(if $(PEERS), --peers $(PEERS))$(if $(AGAINST), --against $(AGAINST))

docs: $(ready) ## build the documentation site, docs/_build/html/index.html
	$(python) -m sphinx --quiet --fail-on-warning --jobs auto -d docs/_build/cache docs docs/_build/html

notebooks: $(ready) ## execute the notebooks
	$(python) -m experiments.notebooks

lab: $(ready) | $(own_uv) ## open JupyterLab with copies of the notebooks to work in
	$(python) -c "import jupyterlab" 2>/dev/null || $(uv) pip install --quiet --python $(python) 'jupyterlab>=4'
	$(python) -m experiments.notebooks copies
	$(venv)/bin/jupyter lab experiments/notebooks

explore: $(ready) ## serve the page with sliders (PORT=8000)
	$(venv)/bin/cityfit explore$(if $(PORT), --port $(PORT))

test: $(ready) ## run the tests, except the long ones
	$(python) -m pytest -n 2 --dist worksteal

test-all: $(ready) ## run all tests
	$(python) -m pytest -n 2 --dist worksteal -m ""

test-mesa-next: | $(own_uv) ## test the Mesa interface with the pre-release of Mesa 4
	test -x .venv-mesa-next/bin/python || $(uv) venv --quiet --no-project --python "$$(cat .python-version)" .venv-mesa-next
	$(uv) pip install --quiet --python .venv-mesa-next/bin/python --prerelease if-necessary-or-explicit \
	  --editable . 'mesa[network]==4.0.0a0' pytest pytest-xdist hypothesis
	.venv-mesa-next/bin/python -m pytest tests/simulation/test_mesa_conventions.py tests/simulation/test_city.py tests/simulation/agents

lint: $(ready) ## check style and types
	$(venv)/bin/ruff check .
	$(venv)/bin/ruff format --check .
	$(venv)/bin/mypy

lock: | $(own_uv) ## pin the dependencies again (UPGRADE=1: newest versions)
	$(uv) pip compile --quiet pyproject.toml --all-extras --universal --python-version 3.12 \
	  --generate-hashes --no-annotate --custom-compile-command 'make lock' \
	  $(if $(filter 1,$(UPGRADE)),--upgrade) --output-file requirements.lock >/dev/null

clean: ## remove the environment and all caches; results stay
	rm -rf $(venv) .venv-mesa-next .uv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist docs/_build docs/reference/api docs/start/notebooks
	find simulation scenarios experiments figures tests -name __pycache__ -prune -exec rm -rf {} +

# The stamp stores the folder of the environment. Its scripts contain that path, so a moved or
# copied checkout gets a new environment.
ifneq ($(shell test -x $(python) && test "$$(cat $(ready) 2>/dev/null)" = "$$(pwd -P)" && echo same),same)
$(ready): moved
endif

$(ready): requirements.lock pyproject.toml .python-version | $(own_uv)
	@wanted=$$(cat .python-version); \
	echo "Setting up the environment in $(venv) ..."; \
	if [ -e $@ ] && [ "$$(cat $@)" != "$$(pwd -P)" ]; then rm -rf $(venv); fi; \
	rm -f $@; \
	is_wanted="import sys; sys.exit('%d.%d' % sys.version_info[:2] != '$$wanted')"; \
	if $(python) -c "$$is_wanted" 2>/dev/null; then exit 0; fi; \
	pyenv="$${PYENV_ROOT:-$$HOME/.pyenv}/versions"; \
	for candidate in "$$wanted" "$$pyenv/$$wanted".*/bin/python 3.12 "$$pyenv/3.12".*/bin/python; do \
	  rm -rf $(venv); \
	  problem=$$($(uv) venv --quiet --no-project --python "$$candidate" $(venv) 2>&1) && exit 0; \
	  first_problem=$${first_problem:-$$problem}; \
	done; \
	echo "$$first_problem" >&2; \
	echo "Neither Python $$wanted nor 3.12 is installed or can be downloaded; install one of them." >&2; \
	exit 1
	@UV_COMPILE_BYTECODE_TIMEOUT=600 $(uv) pip sync --quiet --compile-bytecode --python $(python) --require-hashes requirements.lock
	@$(uv) pip install --quiet --python $(python) --no-index --no-deps --no-build-isolation --editable .
	@$(python) -m compileall -q simulation scenarios experiments figures >/dev/null || true
	@pwd -P > $@
	@$(python) -m experiments.compile_model || echo "The model does not run." >&2

# Any Python from 3.8 on works: it gets a virtual environment, or a plain folder if it cannot create
# one. It starts in /, because pyenv refuses other versions than .python-version in this folder.
.uv/bin/uv:
	@echo "Downloading uv into .uv ..."
	@install() { "$$@" --quiet --disable-pip-version-check --no-input --no-user --only-binary :all: \
	    --require-hashes --requirement .uv/requirements.txt; }; \
	for name in python3 python python3.13 python3.12 python3.11 python3.10 python3.9 python3.8; do \
	  python=$$(cd / && "$$name" -c 'import sys; print(sys.executable * (sys.version_info >= (3, 8)))' 2>/dev/null); \
	  [ -n "$$python" ] || continue; \
	  rm -rf .uv && mkdir .uv; \
	  awk '/^[a-z]/ { wanted = /^uv==/ } wanted' requirements.lock > .uv/requirements.txt; \
	  if "$$python" -m venv .uv >/dev/null 2>&1 && install .uv/bin/python -m pip install; then exit 0; fi; \
	  if install "$$python" -m pip install --target .uv; then exit 0; fi; \
	done; \
	rm -rf .uv; \
	echo "uv could not be downloaded: this needs Python 3.8 or newer with pip. Or install uv yourself." >&2; \
	exit 1
