# 道交调处工作台. `make` lists the commands; the first one that needs it installs everything.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

VENV ?= .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
# Stamps, so that a second run starts at once.
READY := $(VENV)/.ready
POSTGRES := $(VENV)/.postgres
OFFICE := $(VENV)/.office
# Test processes: one per core, at most four.
JOBS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$((n > 4 ? 4 : n)))
DEMO ?= demo-output

export PYTHONUTF8 := 1

.PHONY: help demo run test coverage check format lock pictures bench install clean

help: ## List the commands (列出命令)
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

demo: $(READY) ## Two sample cases from intake to payment, papers in demo-output/ (样例：从登记到拨付)
	@$(BIN)/mediation-app demo --out "$(DEMO)" --open

run: $(READY) ## Open the program (打开程序)
	@$(BIN)/mediation-app

test bench: export FOR_TESTS := 1
test: $(READY) $(POSTGRES) $(OFFICE) ## All checks and all tests (全部检查和测试)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(PY) -m pytest -n $(JOBS) --dist loadgroup
	$(COUNT_BRANCHES)

# Only tests that are written down count, not what random examples reach by luck.
COUNT_BRANCHES = $(PY) -m pytest -q -n $(JOBS) -p tests.support.only_examples --cov=mediation_app.domain \
  tests/unit tests/rules tests/services/mediation/test_{claims,shares,sums_checks}.py
coverage: $(READY) ## Branches of the domain that no test reaches (领域代码的分支覆盖)
	$(COUNT_BRANCHES)

check: $(READY) ## Format, lint, types and import contracts only (静态检查)
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	$(BIN)/lint-imports

format: $(READY) ## Rewrite the code in the house format (整理代码格式)
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix .

pictures: $(READY) ## Take the README's pictures of the window (生成界面截图)
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.support.pictures

bench: $(READY) $(POSTGRES) $(OFFICE) ## Measure start, memory, search and paging (测量性能)
	QT_QPA_PLATFORM=offscreen $(PY) -m tests.benchmarks

oldest: $(READY) ## The window's tests with the oldest Qt that is allowed (最低版本 Qt 测试)
	$(PY) -m venv .venv.oldest
	grep -v -i -E '^(pyside6|shiboken6)' requirements.lock >.venv.oldest/rest.in
	sed -n 's/.*PySide6-Essentials>=\([0-9.]*\).*/PySide6-Essentials==\1/p' pyproject.toml >>.venv.oldest/rest.in
	.venv.oldest/bin/pip install --quiet -r .venv.oldest/rest.in
	.venv.oldest/bin/python -m pytest tests/ui tests/journeys tests/architecture/test_qt_harness.py

lock: ## Pin anew what pyproject.toml allows, into requirements.lock (更新锁定文件)
	rm -rf .venv.lock
	$$(.ci/prepare.sh python) -m venv .venv.lock
	.venv.lock/bin/pip install --quiet pip-tools
	.venv.lock/bin/python -c 'import tomllib; p = tomllib.load(open("pyproject.toml", "rb")); \
	  print(*p["project"]["dependencies"], *p["dependency-groups"]["dev"], sep="\n")' >.venv.lock/all.in
	CUSTOM_COMPILE_COMMAND="make lock" .venv.lock/bin/pip-compile --quiet --upgrade --strip-extras \
	  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-emit-options --no-annotate \
	  --output-file requirements.lock .venv.lock/all.in
	rm -rf .venv.lock

install: $(READY) ## Install without starting anything (只安装)

clean: ## Remove what the commands above made (清除生成物)
	rm -rf $(VENV) .venv.lock .venv.oldest "$(DEMO)" dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(READY): requirements.lock pyproject.toml .ci/prepare.sh
	@.ci/prepare.sh environment "$(VENV)"
	@.ci/prepare.sh qt "$(VENV)"
	@touch $@

$(POSTGRES): $(READY)
	@.ci/prepare.sh postgres
	@touch $@

$(OFFICE): $(READY)
	@.ci/prepare.sh office
	@touch $@
