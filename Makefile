# make run [ARGS="--once"]   the whole control plane on this machine, with no account
# make test                  every test
# make lint                  the linters
# make lint-page             the dashboard's JavaScript: its format and its types; FIX=1 formats it
# make clients               generate the TypeScript client of docs/guides/clients.md, and check its types
# make token NAME= ROLE= [DAYS=]   a new access token, and its entry for the secret
# make package [ARCH=arm64]  build the package that Terraform deploys, in dist/
# make state-bucket BUCKET= [ENV=dev] [REGION=]   create the bucket for Terraform's state
# make plan [ENV=dev]        show what a deployment would change, and save the plan in dist/dev.tfplan
# make deploy [ENV=dev]      deploy after a question; PLAN=dist/dev.tfplan applies a saved plan without one
# make smoke URL=            check a deployed API with the token in REFRESH_TOKEN; starts nothing
# make definition [ENV=dev]  print the state machine of an environment; ARGS="--pipeline FILE --values FILE"
# make browser               install Chromium for the tests of the dashboard, if it is missing
# make screenshots           take the pictures of the dashboard in docs/
# make docs                  build the site of README.md and docs/ in site/
# make checkov               check the policies of the Terraform modules
# make fuzz                  run schemathesis against the API for ten minutes; `make test` runs it briefly
# make lock                  pin all packages by version and hash, from the requirements*.in
# make audit                 list known vulnerabilities of the Lambda's packages; asks PyPI
# make bench                 measure speed and memory, and write docs/performance.md
# make clean                 remove everything that make created
# make help                  print this list

PYTHON ?= python3
ARCH ?= x86_64
ENV ?= dev
# uv installs in seconds; pip takes minutes. `make UV= …` uses pip only.
UV ?= uv==0.13.9
VENV := .venv
BIN := $(VENV)/bin
# READY: the packages to run are installed. TOOLS: those to test, too.
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
# PEERS: what the benchmarks compare with.
PEERS := $(VENV)/.peers
# Checkov needs other versions of our packages, so it has its own environment.
CHECKOV_VENV := .venv-checkov
CHECKOV_READY := $(CHECKOV_VENV)/.ready
AUDIT_VENV := .venv-audit
# The site's generator is needed by nothing else.
DOCS_VENV := .venv-docs
DOCS_READY := $(DOCS_VENV)/.ready

# Let Python keep its byte code, in .venv too: else every process compiles a thousand files again.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: run help test browser screenshots fuzz lint lint-page checked-page checkov token lock audit package environment initialised plan deploy definition docs bench clean

run: $(READY)
	@$(BIN)/python -m local $(ARGS)

help:
	@sed -n '/^# /!q; s/^# //p' Makefile

# The tests of one file stay in one process: they share one embedded AWS. tests/conftest.py says how
# many processes `auto` is.
# Without a browser the other tests still run, and the last lines name the skipped ones.
test: $(TOOLS)
	@$(MAKE) --no-print-directory browser || echo "make test: no browser could be installed; its tests are skipped" >&2
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

# Use the system's Chromium if there is one. Otherwise install its package: the headless shell first,
# which takes half the time. Playwright's own build is the last choice.
browser: $(TOOLS)
	@if $(BIN)/python -m tests.support.browser; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update -qq; \
		$(call apt_get,chromium-headless-shell) || $(call apt_get,chromium) \
			|| $(BIN)/playwright install --with-deps chromium; \
	else $(BIN)/playwright install chromium; fi

apt_get = apt-get install -y -qq --no-install-recommends $(1) fonts-dejavu-core

screenshots: browser
	$(BIN)/python -m tools.screenshots

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	@$(MAKE) --no-print-directory lint-page

# The types of the API's requests and responses are generated from its OpenAPI document. So the type
# check finds every field that the page reads and the API does not send.
PAGE_FILES := "chalicelib/dashboard/**/*.js" "tests/page/**/*.{js,ts}" "tests/clients/*.{ts,json}" package.json tsconfig.json
NODE_READY := node_modules/.ready

lint-page: $(READY)
	@$(call with_npm,lint-page,checked-page,the dashboard's JavaScript)

# $(call with_npm,NAME,TARGET,WHAT): make the target; without npm, say that WHAT is not checked, or fail in CI.
define with_npm
	if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(2); \
	elif [ "$$CI" = true ]; then echo "make $(1) needs npm: install Node.js 20 or newer" >&2; exit 1; \
	else echo "make $(1): no npm, so nothing checks $(3); install Node.js 20 or newer" >&2; fi
endef

checked-page: $(NODE_READY)
	node_modules/.bin/prettier --log-level warn $(if $(FIX),--write,--check) $(PAGE_FILES)
	$(BIN)/python -m tools.openapi_types > tests/page/types/openapi.d.ts
	node_modules/.bin/tsc

$(NODE_READY): package-lock.json .npmrc
	npm ci --no-audit --no-fund --loglevel error
	@touch $@

# It needs an older TypeScript than the page, so its packages are in a folder of their own.
CLIENTS := tests/clients
CLIENTS_READY := $(CLIENTS)/node_modules/.ready

.PHONY: clients checked-clients

clients: $(READY)
	@$(call with_npm,clients,checked-clients,the TypeScript client)

checked-clients: $(CLIENTS_READY)
	$(BIN)/python -m tools.typescript_client $(CLIENTS)
	cd $(CLIENTS) && node_modules/.bin/openapi-typescript openapi.json --default-non-nullable=false \
		--output refresh-api.d.ts && node_modules/.bin/tsc

$(CLIENTS_READY): $(CLIENTS)/package-lock.json $(CLIENTS)/.npmrc
	npm ci --prefix $(CLIENTS) --no-audit --no-fund --loglevel error
	@touch $@

token: $(READY)
	@$(BIN)/python -m release.token --name "$(NAME)" --role "$(ROLE)" $(if $(DAYS),--days "$(DAYS)")

package: $(READY)
	@$(BIN)/python -m release --arch $(ARCH)

# One root module. Each environment has its own values and its own workspace. A backend.hcl beside the
# values configures the backend, for environments that keep their states in different places.
ROOT := terraform/environments
VALUES := $(ENV)/terraform.tfvars.json
ENVIRONMENTS := $(notdir $(patsubst %/terraform.tfvars.json,%,$(wildcard $(ROOT)/*/terraform.tfvars.json)))

environment:
	$(if $(and $(filter 1,$(words $(ENV))),$(filter $(ENVIRONMENTS),$(ENV))),,$(error ENV must be one of $(ENVIRONMENTS), not "$(ENV)"))@:

# BACKEND names another file of the backend's settings, for example in CI. Without a backend, Terraform
# would ignore such a file, and keep the state on this machine.
BACKEND ?= $(wildcard $(ROOT)/$(ENV)/backend.hcl)
backend = $(if $(wildcard $(1)),,$(error BACKEND is $(1), and no such file is there)) \
	$(if $(shell grep -l '^ *backend ' $(ROOT)/*.tf),,$(error $(1) is no use without $(ROOT)/backend.tf; see `make state-bucket`)) \
	-reconfigure -backend-config="$(call absolute,$(1))"
# Terraform runs in its own folder.
absolute = $(if $(filter /%,$(1)),$(1),$(CURDIR)/$(1))

# Initialise in the default workspace: the one selected last may not exist in this environment's
# backend. This runs before `package`: the provider's version decides which Pythons are supported.
initialised: environment
	TF_WORKSPACE=default terraform -chdir=$(ROOT) init -input=false $(if $(BACKEND),$(call backend,$(BACKEND)))
	terraform -chdir=$(ROOT) workspace select -or-create $(ENV)

# The plan stands beside the package: it names the package's files, so both go together.
SAVED_PLAN := dist/$(ENV).tfplan

plan: initialised package
	terraform -chdir=$(ROOT) plan -input=false -var-file=$(VALUES) -out="$(CURDIR)/$(SAVED_PLAN)"

# A plan was seen before it is applied. So there is no question, and the package is not built again.
ifdef PLAN
deploy: planned initialised
	terraform -chdir=$(ROOT) apply -input=false "$(call absolute,$(PLAN))"
else
deploy: initialised package
	terraform -chdir=$(ROOT) apply -var-file=$(VALUES)
endif

.PHONY: planned state-bucket smoke

planned: environment
	$(if $(wildcard $(PLAN)),,$(error PLAN is $(PLAN), and no such file is there; `make plan ENV=$(ENV)` writes $(SAVED_PLAN)))@:
	$(if $(filter $(notdir $(SAVED_PLAN)),$(notdir $(PLAN))),,$(error PLAN is $(PLAN), and that is no plan of $(ENV), which is called $(notdir $(SAVED_PLAN))))@:

REGION ?= us-east-1

state-bucket: environment $(READY)
	@$(BIN)/python -m release.state_bucket --bucket "$(BUCKET)" --region "$(REGION)" --environment "$(ENV)"

smoke: $(READY)
	@$(BIN)/python -m release.smoke "$(URL)"

definition: environment $(READY)
	@$(BIN)/python -m local.definition --values $(ROOT)/$(VALUES) $(ARGS)

# With dev's values, so that the resources of the schedule are checked too. Without the modules' tests,
# which are not deployed. CKV_PARSE_ERROR_FAIL: otherwise Checkov ignores a file that it cannot parse.
checkov: $(CHECKOV_READY)
	CKV_PARSE_ERROR_FAIL=true $(CHECKOV_VENV)/bin/checkov --directory terraform/modules --skip-path tests \
		--var-file $(ROOT)/dev/terraform.tfvars.json --framework terraform \
		--skip-download --download-external-modules false --quiet --compact

# Strict: a warning is an error, such as a link that leads nowhere.
docs: $(DOCS_READY)
	NO_MKDOCS_2_WARNING=1 $(DOCS_VENV)/bin/mkdocs build --clean --site-dir site
	@echo "site/index.html is the first page."

fuzz: $(TOOLS)
	FUZZ_SECONDS=600 $(BIN)/python -m pytest tests/e2e/test_fuzz.py $(ARGS)

lock: $(READY)
	@$(BIN)/python -m uv --version >/dev/null || { echo "make lock needs uv, which pip could not install" >&2; exit 1; }
	$(call lock,requirements,all that the Lambda ships)
	$(call lock,requirements-local,what \`make run\` and \`make package\` need besides,--universal)
	$(call lock,requirements-dev,what tests and linters need besides,--universal)
	$(call lock,requirements-docs,what \`make docs\` needs,--universal)
	$(call lock,requirements-bench,what \`make bench\` compares with,--universal)

# $(call lock,NAME,WHAT,OPTIONS): write NAME.txt from NAME.in. --universal: for any system to develop on, not
# only for the Lambda's Linux.
define lock
	$(call index,$(VENV)) $(BIN)/python -m uv pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --strip-extras \
		--no-header --python-version 3.11 --upgrade $(3) --output-file $(READY).lock $(1).in
	@{ echo "# Made from $(1).in by \`make lock\`: $(2), by version and hash."; cat $(READY).lock; } > $(1).txt
endef

# Strict: a package that cannot be looked up is a failure, too.
audit:
	@$(call make_venv,$(AUDIT_VENV))
	@$(call install,$(AUDIT_VENV),pip-audit==2.10.1)
	$(AUDIT_VENV)/bin/pip-audit --strict --disable-pip --requirement requirements.txt

bench: $(PEERS)
	$(BIN)/python -m bench

clean:
	rm -rf $(VENV) $(CHECKOV_VENV) $(AUDIT_VENV) $(DOCS_VENV) node_modules dist site .mypy_cache .ruff_cache .pytest_cache
	rm -rf $(CLIENTS)/node_modules
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.txt requirements-local.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name one with PYTHON=")'
	@echo "Setting up $(VENV) …" >&2
	@$(call make_venv,$(VENV))
	@$(call install,$(VENV),--require-hashes -r requirements.txt)
	@$(call install,$(VENV),--require-hashes -r requirements-local.txt)
	@touch $@

$(TOOLS): $(READY) requirements-dev.txt
	@echo "Installing the packages of the tests and linters …" >&2
	@$(call install,$(VENV),--require-hashes -r requirements-dev.txt)
	@touch $@

$(PEERS): $(TOOLS) requirements-bench.txt
	@$(call install,$(VENV),--require-hashes -r requirements-bench.txt)
	@touch $@

$(CHECKOV_READY): requirements-checkov.txt
	@$(call make_venv,$(CHECKOV_VENV))
	@$(call install,$(CHECKOV_VENV),-r requirements-checkov.txt)
	@touch $@

$(DOCS_READY): requirements-docs.txt
	@$(call make_venv,$(DOCS_VENV))
	@$(call install,$(DOCS_VENV),--require-hashes -r requirements-docs.txt)
	@touch $@

# What sets up an environment writes to stderr: a command such as `make token` gives its stdout to a file.

# $(call make_venv,FOLDER): create a virtual environment, with uv if it can be installed.
define make_venv
	{ { [ ! -L $(1) ] || { echo "$(1) is a symbolic link, and its target would be emptied: remove the link" >&2; false; }; } && \
	$(PYTHON) -m venv --clear $(1) && \
	if [ -n "$(UV)" ]; then $(1)/bin/python -m pip install --quiet --disable-pip-version-check "$(UV)" || true; fi; } >&2
endef

# $(call index,FOLDER): pip's package index as a setting of uv, which does not read pip's settings.
index = UV_DEFAULT_INDEX="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(1)/bin/python -m pip config get global.index-url \
	2>/dev/null || $(1)/bin/python -m pip config get install.index-url 2>/dev/null)}}"

# $(call install,FOLDER,WHAT): install with uv, or with pip if uv is missing or fails.
define install
	if $(1)/bin/python -m uv --version >/dev/null 2>&1 && \
		$(call index,$(1)) $(1)/bin/python -m uv pip install --quiet --python $(1)/bin/python $(2); then :; else \
		echo "uv is missing or failed; installing with pip, which takes minutes."; \
		$(1)/bin/python -m pip install --quiet --disable-pip-version-check $(2); fi >&2
endef
