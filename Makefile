# What a person types, and what CI types. Each step of the set-up is remembered by a file that is newer than what it was made from:
# it runs again when its lock changes or what it made is gone.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test check bench format wheel lock clean system-packages
MAKEFLAGS += --no-print-directory
export PIP_DISABLE_PIP_VERSION_CHECK := 1

PYTHON ?=
LITELLM ?=
export PYTHON
ifneq ($(LITELLM),)
ifeq ($(wildcard $(LITELLM)),)
$(error There is no file $(LITELLM). Copy litellm.example.yaml to that name and keep the models that you have a key for)
endif
endif

bin := .venv/bin
app := .venv/.app-installed
dev := .venv/.dev-installed
browser := static/vendor/manifest.json
npm := node_modules/.dev-installed
proxy := .cache/litellm/.installed
browserless := .cache/browserless/.installed
install := -m pip install --quiet --require-hashes -r

help: ## Say what each target does
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo 'make run LITELLM=litellm.yaml   the same, with a LiteLLM proxy of its own on that file'

setup: $(app) $(browser) ## Install what the app needs: .venv, and the browser's files in static/vendor

run: setup $(if $(LITELLM),$(proxy)) ## Set up what is missing, then serve on http://127.0.0.1:8000 (KIPUX_HOST, KIPUX_PORT)
	@exec $(bin)/kipux serve --stop-with-parent $(if $(LITELLM),--litellm $(LITELLM) --litellm-command $(dir $(proxy))bin/litellm)

test: check system-packages $(proxy) $(browserless) ## Check, then run every test; what is missing of the real services is said
	$(bin)/pytest

check: $(dev) $(browser) $(npm) ## Lint, types, walls, JavaScript and catalogues, as CI does
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports
	scripts/with-node node_modules/.bin/tsc --noEmit
	scripts/with-node node --test $$(find tests/js -name '*.test.js')
	$(bin)/python scripts/check_catalogues.py

bench: $(dev) $(browser) system-packages ## Measure the streaming path, the search, the page and the web, and print the tables
	$(bin)/python -m tests.bench
	$(bin)/python -m tests.bench.search
	$(bin)/python -m tests.bench.page
	$(bin)/python -m tests.bench.web

format: $(dev) ## Put the Python files in the house style
	$(bin)/ruff check --fix
	$(bin)/ruff format

wheel: $(app) $(browser) ## Build dist/kipux-….whl, which carries templates, static and the browser's files
	@rm -rf dist
	@scripts/step 'Wheel' $(bin)/python -m pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .
	@ls dist/*.whl

compiled = $(bin)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--custom-compile-command 'make lock'

lock: $(dev) ## Renew every lock within what pyproject.toml, package.json and requirements/*.in allow
	$(compiled) pyproject.toml --group dev requirements/build.in -o requirements/dev.lock
	$(compiled) pyproject.toml -c requirements/dev.lock -o requirements/app.lock
	$(compiled) requirements/build.in -c requirements/dev.lock -o requirements/build.lock
	$(compiled) requirements/litellm.in -o requirements/litellm.lock
	$(compiled) requirements/node.in -o requirements/node.lock
	rm -f package-lock.json
	scripts/with-node npm install --package-lock-only --ignore-scripts
	rm -f requirements/browserless/package-lock.json
	cp .npmrc requirements/browserless
	NODE_AT_LEAST=24 scripts/with-node npm --prefix requirements/browserless install --package-lock-only --ignore-scripts --omit=optional
	rm requirements/browserless/.npmrc
	@echo 'The locks are new: make test installs and tries them.'

clean: ## Remove what the set-up and the tools made; the data of the app stays
	rm -rf .venv .cache node_modules static/vendor dist test-results \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis

$(bin)/python:
	@scripts/new-venv .venv

$(app): $(bin)/python requirements/app.lock requirements/build.lock pyproject.toml
	@scripts/step 'Python packages' $(bin)/python $(install) requirements/app.lock -r requirements/build.lock
	@scripts/step 'Kipux' $(bin)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(dev): $(app) requirements/dev.lock
	@scripts/step 'Development packages' $(bin)/python $(install) requirements/dev.lock
	@touch $@

$(browser): package.json package-lock.json scripts/vendor.py | $(bin)/python
	@scripts/step 'Browser packages' scripts/with-node npm ci --ignore-scripts --omit=dev
	@scripts/step 'Browser files' $(bin)/python scripts/vendor.py

$(npm): $(browser)
	@scripts/step 'JavaScript tools' scripts/with-node npm ci --ignore-scripts
	@touch $@

$(proxy): requirements/litellm.lock
	@scripts/step 'LiteLLM proxy' sh -c 'scripts/new-venv $(@D) && $(@D)/bin/python $(install) $<'
	@touch $@

# Its licence (SSPL) is not ours: a server of its own, that the tests talk to, in a folder of its own, and never shipped.
$(browserless): requirements/browserless/package-lock.json | $(bin)/python
	@rm -rf $(@D) && mkdir -p $(@D)
	@cp .npmrc requirements/browserless/package.json $< $(@D)
	@scripts/step 'browserless, for the tests' env NODE_AT_LEAST=24 scripts/with-node \
		npm --prefix $(@D) ci --omit=optional --ignore-scripts
	@touch $@

system-packages:
	@scripts/system-packages
