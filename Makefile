# Every target is a thin call of a module under tools/, which needs nothing but
# Python 3.11 or newer: the rest is brought onto the machine on the first run.
# Why the system's own Python comes first stands in tools/venv.py.
OWN := /usr/bin/python3
PYTHON ?= $(shell $(OWN) -m tools.venv 2> /dev/null && echo $(OWN) || echo python3)

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench docs clean

help: ## say what there is (this list)
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' Makefile

setup: ## bring Odoo, PostgreSQL, the Python environment and Chromium here
	@$(PYTHON) -m tools.setup

demo: ## play two purchases on a real Odoo and keep serving (ONCE=1: exit after)
	@$(PYTHON) -m tools.demo $(if $(ONCE),--once)

test: ## run all tests (PART=pure, addons, journeys, faults or tours; ARGS="-k x"; ADDONS=name,…)
	@$(PYTHON) -m tools.test $(if $(PART),--part $(PART)) -- $(ARGS)

lint: ## check style and Odoo's conventions (FIX=1: mend what can be)
	@$(PYTHON) -m tools.lint $(if $(FIX),--fix)

bench: ## measure what is held against a baseline
	@$(PYTHON) -m tools.bench $(ARGS)

docs: ## make README.rst, index.html and the translation template of each addon
	@$(PYTHON) -m tools.docs

clean: ## remove what runs left in the checkout (ALL=1: the cache as well)
	@$(PYTHON) -m tools.clean $(if $(ALL),--all)
