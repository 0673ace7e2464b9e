# `make demo` and `make test` need Python 3.11 or newer and make; packaging/setup does the rest.
SHELL := bash

.PHONY: help demo test setup lint format types audit package
.NOTPARALLEL:

help:
	@echo "make demo    deploy the sample project to a local cloud on this machine"
	@echo "make test    lint, types, architecture rules and the whole test suite"
	@echo "make package  build wheels, a folder that needs no Python, and a Debian package, into dist/"
	@echo "make setup   only prepare this checkout for both"
	@echo "make audit   ask whether what is pinned has known vulnerabilities (needs the network, else says so)"
	@echo "make lint | format | types   one of the checks"

demo:
	@packaging/setup/setup.sh demo
	@packaging/setup/demo.sh

test: setup lint types
	@packaging/setup/pytest.sh

setup:
	@packaging/setup/setup.sh test

lint: setup
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .

format: setup
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

types: setup
	.venv/bin/mypy

audit: setup
	@packaging/setup/audit.sh

package: setup
	@packaging/package.sh
