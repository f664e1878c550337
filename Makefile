# Shorthand for the scripts in .ci/; each works without make as well.
.DEFAULT_GOAL := help

.PHONY: help
help: ## show this
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: demo
demo: ## make build/orders and prove it
	bash .ci/demo

.PHONY: test
test: ## lint, types, and every check against real tools
	bash .ci/test

.PHONY: format
format: ## format the code
	.venv/bin/ruff check --fix
	.venv/bin/ruff format

.PHONY: generated
generated: ## write examples/ and the README's tables anew
	.venv/bin/python tests/write_examples.py
	.venv/bin/python tests/write_readme_table.py

.PHONY: lock
lock: ## resolve .ci/requirements.lock anew
	.venv/bin/uv pip compile pyproject.toml --extra dev --extra dask --universal \
		--python-version 3.11 --generate-hashes --no-header --no-emit-index-url --quiet --output-file .ci/requirements.lock

.PHONY: benchmark
benchmark: ## time us beside our peers
	.venv/bin/python tests/benchmarks/new_against_copier.py
	.venv/bin/python tests/benchmarks/layers.py
	.venv/bin/python tests/benchmarks/terraform_second_repository.py
