.PHONY: demo test check fix setup

setup:
	@scripts/setup

demo: setup ## the whole loop on phantoms, in the terminal
	@.venv/bin/medebiaser -w demo demo

check: setup ## ruff, mypy --strict, import-linter
	@scripts/check

test: check ## every check and every test
	.venv/bin/python -m pytest -n auto --dist worksteal

fix: setup ## mend what a tool can mend
	@scripts/fix
