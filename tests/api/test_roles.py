"""The table of roles: every route, called by everyone who may and may not."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from medebiaser.api.access import ACCESS
from medebiaser.records import Role
from tests.api.conftest import Served, serve

CALLERS = (
    "anonymous",
    "stranger",
    "physician",
    "engineer",
    "project admin",
    "workspace physician",
    "workspace engineer",
    "admin",
)

MAY: dict[str, set[str]] = {
    "anyone": set(CALLERS),
    "signed in": set(CALLERS) - {"anonymous"},
    "physician": set(CALLERS) - {"anonymous", "stranger"},
    "engineer": {"engineer", "project admin", "workspace engineer", "admin"},
    "project admin": {"project admin", "admin"},
    "workspace physician": {"workspace physician", "workspace engineer", "admin"},
    "workspace engineer": {"workspace engineer", "admin"},
    "admin": {"admin"},
}

TABLE = {
    "anyone": "get_health get_login_methods log_in start_oidc finish_oidc",
    "signed in": """
        get_session log_out log_out_everywhere change_password list_tokens create_token revoke_token
        stream_events list_projects
    """,
    "physician": """
        get_project create_upload list_uploads get_upload put_upload_part delete_upload start_import
        list_images get_image get_original get_thumbnail get_rendering get_pixels
        list_patient_images list_labels get_cooccurrence get_parameters start_training
        plan_fine_tuning start_fine_tuning start_ranking list_rounds get_round list_rankings
        get_ranking get_ranking_place get_maps get_metrics get_reliance get_comparison
        get_comparison_grid
        get_receipt get_effort get_calibration list_annotations export_annotations
        get_image_annotations get_annotation_history put_annotation accept_heatmap
        withdraw_annotation list_notes
        get_live_session get_live_query put_live_answer submit_live_query get_pool
        start_pool_batch label_pool_image start_continuing get_pool_curve
        create_note update_note delete_note list_jobs get_job get_job_log cancel_job retry_job
        get_film list_pins pin_image unpin_image
    """,
    "engineer": """
        update_project start_folder_import assign_splits start_evaluation remove_round
        set_current_round
    """,
    "project admin": """
        list_members set_member remove_member list_audit check_audit erase_patient
    """,
    "workspace physician": "create_project",
    "workspace engineer": "list_folders",
    "admin": """
        list_users create_user update_user set_user_password list_workspace_audit
        check_workspace_audit get_doctor
    """,
}
LEAST = {route: who for who, routes in TABLE.items() for route in routes.split()}

ENDLESS = {"stream_events"}
"""Routes whose answer never ends: here only who may not is tried."""


@pytest.fixture(scope="module")
def shared(
    tmp_path_factory: pytest.TempPathFactory, trained_once: Path, password_hash: str
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("roles") / "workspace"
    shutil.copytree(trained_once, folder)
    made = serve(folder, password_hash, requests_per_s=0)
    member = made.opened.users.create("project admin")
    project_id = made.opened.projects.get(made.project).id
    made.opened.users.set_role(member.id, project_id, Role.ADMIN)
    for role in (Role.PHYSICIAN, Role.ENGINEER):
        made.opened.users.create(f"workspace {role}", workspace_role=role)
    yield made
    made.opened.close()


@pytest.fixture(scope="module")
def by_caller(shared: Served) -> dict[str, TestClient]:
    """Return a client of each caller; tokens, so that logging out changes nothing."""
    clients = {"anonymous": shared.anonymous()}
    for name in CALLERS[1:]:
        user = shared.opened.users.get(name)
        token, _ = shared.opened.tokens.create(user.id, "table")
        clients[name] = shared.anonymous()
        clients[name].headers["Authorization"] = f"Bearer {token}"
    return clients


def routes(served: Served) -> dict[str, tuple[str, str]]:
    """Return method and path of every route, by its name."""
    found = {}
    for path, methods in served.app.openapi()["paths"].items():
        for method, operation in methods.items():
            found[operation["operationId"]] = (method.upper(), path)
    return found


def call(client: TestClient, method: str, path: str, project: str) -> Response:
    """Send a request that names nothing there is and carries a body no route can read."""
    filled = re.sub(r"{\w+}", "987654", path.replace("{project}", project))
    body = {} if method == "GET" else {"json": ["unreadable"]}
    return client.request(method, filled, follow_redirects=False, **body)


def was_let_through(reply: Response) -> bool:
    """Whether the route itself answered."""
    if reply.headers.get("content-type") != "application/problem+json":
        return True
    detail = reply.json()["detail"]
    refused = ("you are not logged in", "this needs the role", "there is no such project among")
    return not detail.startswith(refused)


def test_the_table_names_every_route_of_the_program(shared: Served) -> None:
    assert set(LEAST) == set(ACCESS)
    assert set(routes(shared)) == set(ACCESS)


@pytest.mark.parametrize("route", sorted(LEAST))
def test_only_those_who_may_get_through(
    route: str, shared: Served, by_caller: dict[str, TestClient]
) -> None:
    method, path = routes(shared)[route]
    may = MAY[LEAST[route]]
    asked = [name for name in CALLERS if route not in ENDLESS or name not in may]

    through = {
        name
        for name in asked
        if was_let_through(call(by_caller[name], method, path, shared.project))
    }

    assert through == may.intersection(asked)


@pytest.mark.parametrize("caller", ["anonymous", "stranger", "engineer"])
def test_a_project_that_is_not_there_looks_like_one_that_may_not_be_seen(
    caller: str, by_caller: dict[str, TestClient], shared: Served
) -> None:
    there = by_caller[caller].get(f"/api/projects/{shared.project}/members")
    not_there = by_caller[caller].get("/api/projects/nowhere/members")

    expected = {"anonymous": (401, 401), "stranger": (404, 404), "engineer": (403, 404)}
    assert (there.status_code, not_there.status_code) == expected[caller]
    if caller == "stranger":
        assert there.json() == not_there.json()
