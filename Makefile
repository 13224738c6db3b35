.PHONY: demo test check fix setup web

setup:
	@scripts/setup

web: ## the web app, built into the package
	@scripts/build-web

demo: setup ## the whole loop on phantoms, then served; prints the address and login
	@scripts/build-web || echo "without the web page (it needs Node 20.19 or newer); the API is served" >&2
	@.venv/bin/medebiaser -w demo demo

check: setup ## ruff, mypy --strict, import-linter; eslint, tsc, vitest
	@scripts/check
	@scripts/setup-web
	@scripts/check-web

test: check web ## every check and every test
	@scripts/setup-servers
	.venv/bin/python -m pytest -n auto --dist worksteal

fix: setup ## mend what a tool can mend
	@scripts/fix
