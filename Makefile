# Needs Python 3.11 or newer and the package index; uses uv where there is one.

# Hundreds of tests start programs, each of which would compile slarules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test lint bench lock

demo:
	@.ci/install core
	.venv/bin/slarules demo

test: lint
	.venv/bin/pytest -n 2 --dist loadgroup

lint:
	@.ci/install test
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports

bench:
	@.ci/install bench
	.venv/bin/python -m benchmarks.speed
	.venv/bin/python -m benchmarks.bulk

lock:
	.ci/lock
