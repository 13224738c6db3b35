"""What the schema says beyond the routes: how to log in, and what a refusal looks like."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI

from medebiaser.api.access import ACCESS, Scope
from medebiaser.api.callers import SAFE_METHODS
from medebiaser.api.problems import Problem, refusals

_SCHEMES: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "medebiaser",
        "description": "The cookie of POST /api/session; `__Host-medebiaser` over HTTPS.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "The session's csrf_token, with every change.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "A token for scripts."},
}
_PROJECT: dict[str, Any] = {
    "name": "project",
    "in": "path",
    "required": True,
    "description": "the project's name",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_FROM_FRAMEWORK = ("HTTPValidationError", "ValidationError")


def add_to(app: FastAPI) -> None:
    """Complete the schema when it is first asked for."""
    made = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            _complete(made())
        return made()

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(document: dict[str, Any]) -> None:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    components["securitySchemes"] = _SCHEMES
    for path, methods in document["paths"].items():
        _name_the_project(path, methods)
    for method, operation in _operations(document):
        _name_the_login(method, operation)
        _describe_refusals(method, operation)
    for name in _FROM_FRAMEWORK:
        schemas.pop(name, None)


def _name_the_project(path: str, methods: dict[str, Any]) -> None:
    """Declare the path's project, which `authorize` reads, where the route itself does not."""
    for operation in methods.values():
        parameters = operation.setdefault("parameters", [])
        if "{project}" in path and all(each["name"] != "project" for each in parameters):
            parameters.insert(0, _PROJECT)


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for methods in document["paths"].values():
        yield from methods.items()


def _name_the_login(method: str, operation: dict[str, Any]) -> None:
    if ACCESS[operation["operationId"]].scope is Scope.ANYONE:
        return
    browser: dict[str, list[str]] = {"session": []}
    if method.upper() not in SAFE_METHODS:
        browser["csrf"] = []
    operation["security"] = [browser, {"token": []}]


def _describe_refusals(method: str, operation: dict[str, Any]) -> None:
    """Say of every route what any of them may answer; the framework's own words go."""
    responses = operation["responses"]
    if "422" in responses and "application/json" in responses["422"].get("content", {}):
        responses["422"] = refusals(422)[422]
    for status in _everywhere(method, operation):
        responses.setdefault(str(status), refusals(status)[status])
    operation["responses"] = dict(sorted(responses.items()))


def _everywhere(method: str, operation: dict[str, Any]) -> Iterator[int]:
    needs = ACCESS[operation["operationId"]]
    yield from (429, 503)
    if needs.scope is not Scope.ANYONE:
        yield 401
    if needs.role is not None or method.upper() not in SAFE_METHODS:
        yield 403
    if needs.scope is Scope.PROJECT:
        yield 404
    if operation.get("requestBody"):
        yield 413
    if operation.get("requestBody") or operation.get("parameters"):
        yield 422
