"""A real server over phantoms, Debian's Chromium, and people in front of it."""

import re
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from medebiaser.data.stores import open_workspace
from tests.api.conftest import add_users, password_hash  # noqa: F401 (a fixture)
from tests.browser.people import CHROMIUM, Person, Persons, Site, launched, person_of
from tests.load.served import Served

BUILT = Path(__file__).parents[2] / "src/medebiaser/web/index.html"
_PATIENCE_MS = 15_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return a headless Chromium. A module's own: its event loop would stand in others' way."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (scripts/setup-servers installs it)")
    if not BUILT.is_file():
        pytest.skip("the web app is not built (scripts/build-web builds it)")
    expect.set_options(timeout=_PATIENCE_MS)
    with launched() as started:
        yield started


@pytest.fixture(scope="module")
def workspace_once(tuned_once: Path) -> Path:
    """Return the workspace that `site` serves a copy of; a module may have another one."""
    return tuned_once


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    """Return options of `serve`; a module that starts no job may say `--no-worker`."""
    return ()


@pytest.fixture(scope="module")
def site(
    workspace_once: Path,
    serve_options: Sequence[str],
    password_hash: str,  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Site]:
    """Return a real server over a module's own copy, with one user for each role."""
    workspace = tmp_path_factory.mktemp("site") / "workspace"
    shutil.copytree(workspace_once, workspace)
    with open_workspace(workspace) as opened:
        project = opened.projects.all()[0].name
        add_users(opened, project, password_hash)
    server = Served(workspace, options=serve_options)
    server.start()
    yield Site(server, project)
    if server.is_running():
        server.stop()


@pytest.fixture
def persons(browser: Browser, site: Site, request: pytest.FixtureRequest) -> Iterator[Persons]:
    """Return a callable: a name in, somebody who is logged in out; options as of a context.

    Afterwards no page may have failed, and none may have asked another origin.
    """
    test = re.sub(r"\W+", "-", request.node.name)
    came: list[Person] = []

    def come(name: str = "physician", *, logged_in: bool = True, **options: Any) -> Person:
        person = person_of(browser, site, name, test, **options)
        person.page.set_default_timeout(_PATIENCE_MS)
        came.append(person)
        if logged_in:
            person.log_in()
        return person

    yield come
    for person in came:
        if getattr(request.node, "failed", False):
            person.shoot("failed")
        person.page.context.close()
    assert [complaint for person in came for complaint in person.complaints] == []


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Tell the fixtures whether their test failed, so that they keep a screenshot."""
    outcome: Any = yield
    report = outcome.get_result()
    if report.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
