"""Cases from the schema, as every role: each reply is what the schema says.

The short form of `scripts/fuzz`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from medebiaser.api.access import ACCESS
from tests.fuzz.running import Wanted, run
from tests.fuzz.sites import ROLES, Site, prepare

pytestmark = pytest.mark.timeout(240)

FRUITFUL = {"nobody": 3, "physician": 40, "engineer": 45, "admin": 55}
"""So many operations at least must have met something that exists, and done what was asked."""

_EACH = 10
"""Every tenth operation, another for each role, is asked for every bound of its parameters."""


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("fuzz"))


@pytest.fixture
def site(pristine: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    made = Site(pristine, tmp_path / "workspace", request.param)
    yield made
    made.close()


@pytest.mark.parametrize("site", ROLES, indirect=True)
def test_every_operation_answers_drawn_cases_as_the_schema_says(site: Site) -> None:
    outcome = run(site, Wanted(drawn=3))

    assert sorted(outcome.failures) == []
    assert set(outcome.by_operation) == set(ACCESS)
    assert len(outcome.fruitful) >= FRUITFUL[site.role]


@pytest.mark.parametrize("site", ROLES, indirect=True)
def test_operations_answer_every_bound_as_the_schema_says(site: Site) -> None:
    chosen = frozenset(sorted(ACCESS)[ROLES.index(site.role) :: _EACH])

    outcome = run(site, Wanted(drawn=0, every_bound=True, only=chosen))

    assert sorted(outcome.failures) == []
    assert set(outcome.by_operation) == chosen


def test_the_run_sees_a_reply_that_the_schema_does_not_know(pristine: Path, tmp_path: Path) -> None:
    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        async def bent(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"] == "/api/health":
                message["status"] = 418
            await send(message)

        await whole(scope, receive, bent)

    site = Site(pristine, tmp_path / "workspace", "nobody")
    whole = site.app.now
    site.app.use(broken)

    outcome = run(site, Wanted(drawn=1, only=frozenset({"get_health"})))

    site.close()
    assert any("status_code_conformance: Received: 418" in found for found in outcome.failures)
