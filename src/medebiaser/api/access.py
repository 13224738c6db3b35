"""Who may call which route: the one place where roles are enforced.

Every route of the program is in `ACCESS` by its name; a route that is not cannot be
called, and a test fails. Roles add up: physician, engineer, admin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import Request

from medebiaser.errors import ForbiddenError, NotFoundError, NotLoggedInError
from medebiaser.records import Role, User, UserSession


class Scope(StrEnum):
    """Where a role is needed."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    PROJECT = "project"
    WORKSPACE = "workspace"


@dataclass(frozen=True, slots=True)
class Needs:
    """What a route needs of its caller."""

    scope: Scope
    role: Role | None = None

    def __str__(self) -> str:
        if self.role is None:
            return self.scope.value
        where = "the project" if self.scope is Scope.PROJECT else "the workspace"
        return f"{self.role.value} of {where}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request.

    Attributes:
        roles: role in each project of which the user is a member, by project id.
        session: the browser's session; None: an API token.
    """

    user: User
    roles: Mapping[int, Role]
    session: UserSession | None = None

    def role_in(self, project_id: int | None) -> Role | None:
        """Return the role in a project, or with None in the workspace; None: no role."""
        own = self.roles.get(project_id) if project_id is not None else None
        known = [role for role in (own, self.user.workspace_role) if role is not None]
        return max(known, key=lambda role: role.rank, default=None)


ANYONE = Needs(Scope.ANYONE)
SIGNED_IN = Needs(Scope.SIGNED_IN)
PHYSICIAN = Needs(Scope.PROJECT, Role.PHYSICIAN)
ENGINEER = Needs(Scope.PROJECT, Role.ENGINEER)
ADMIN = Needs(Scope.PROJECT, Role.ADMIN)
WORKSPACE_PHYSICIAN = Needs(Scope.WORKSPACE, Role.PHYSICIAN)
WORKSPACE_ENGINEER = Needs(Scope.WORKSPACE, Role.ENGINEER)
WORKSPACE_ADMIN = Needs(Scope.WORKSPACE, Role.ADMIN)

ACCESS: dict[str, Needs] = {
    # sessions
    "get_health": ANYONE,
    "get_login_methods": ANYONE,
    "log_in": ANYONE,
    "start_oidc": ANYONE,
    "finish_oidc": ANYONE,
    "get_session": SIGNED_IN,
    "log_out": SIGNED_IN,
    "log_out_everywhere": SIGNED_IN,
    "change_password": SIGNED_IN,
    "list_tokens": SIGNED_IN,
    "create_token": SIGNED_IN,
    "revoke_token": SIGNED_IN,
    "stream_events": SIGNED_IN,
    # users
    "list_users": WORKSPACE_ADMIN,
    "create_user": WORKSPACE_ADMIN,
    "update_user": WORKSPACE_ADMIN,
    "set_user_password": WORKSPACE_ADMIN,
    "list_members": ADMIN,
    "set_member": ADMIN,
    "remove_member": ADMIN,
    # workspace
    "list_projects": SIGNED_IN,
    "create_project": WORKSPACE_PHYSICIAN,
    "list_folders": WORKSPACE_ENGINEER,
    "list_workspace_audit": WORKSPACE_ADMIN,
    "check_workspace_audit": WORKSPACE_ADMIN,
    "get_doctor": WORKSPACE_ADMIN,
    # project
    "get_project": PHYSICIAN,
    "update_project": ENGINEER,
    "list_audit": ADMIN,
    "check_audit": ADMIN,
    "erase_patient": ADMIN,
    # data in
    "create_upload": PHYSICIAN,
    "list_uploads": PHYSICIAN,
    "get_upload": PHYSICIAN,
    "put_upload_part": PHYSICIAN,
    "delete_upload": PHYSICIAN,
    "start_import": PHYSICIAN,
    "start_folder_import": ENGINEER,
    "assign_splits": ENGINEER,
    # images
    "list_images": PHYSICIAN,
    "get_image": PHYSICIAN,
    "get_original": PHYSICIAN,
    "get_thumbnail": PHYSICIAN,
    "get_rendering": PHYSICIAN,
    "get_pixels": PHYSICIAN,
    "list_patient_images": PHYSICIAN,
    # labels
    "list_labels": PHYSICIAN,
    "get_cooccurrence": PHYSICIAN,
    # rounds
    "get_parameters": PHYSICIAN,
    "start_training": PHYSICIAN,
    "plan_fine_tuning": PHYSICIAN,
    "start_fine_tuning": PHYSICIAN,
    "start_ranking": PHYSICIAN,
    "start_evaluation": ENGINEER,
    "list_rounds": PHYSICIAN,
    "get_round": PHYSICIAN,
    "remove_round": ENGINEER,
    "set_current_round": ENGINEER,
    # looking
    "list_rankings": PHYSICIAN,
    "get_ranking": PHYSICIAN,
    "get_ranking_place": PHYSICIAN,
    "get_maps": PHYSICIAN,
    "get_metrics": PHYSICIAN,
    "get_reliance": PHYSICIAN,
    "get_comparison": PHYSICIAN,
    "get_comparison_grid": PHYSICIAN,
    "get_receipt": PHYSICIAN,
    "get_film": PHYSICIAN,
    "list_pins": PHYSICIAN,
    "pin_image": PHYSICIAN,
    "unpin_image": PHYSICIAN,
    "get_effort": PHYSICIAN,
    "get_calibration": PHYSICIAN,
    # live and pool
    "get_live_session": PHYSICIAN,
    "get_live_query": PHYSICIAN,
    "put_live_answer": PHYSICIAN,
    "submit_live_query": PHYSICIAN,
    "get_pool": PHYSICIAN,
    "start_pool_batch": PHYSICIAN,
    "label_pool_image": PHYSICIAN,
    "start_continuing": PHYSICIAN,
    "get_pool_curve": PHYSICIAN,
    # annotating
    "list_annotations": PHYSICIAN,
    "export_annotations": PHYSICIAN,
    "get_image_annotations": PHYSICIAN,
    "get_annotation_history": PHYSICIAN,
    "put_annotation": PHYSICIAN,
    "accept_heatmap": PHYSICIAN,
    "withdraw_annotation": PHYSICIAN,
    "list_notes": PHYSICIAN,
    "create_note": PHYSICIAN,
    "update_note": PHYSICIAN,
    "delete_note": PHYSICIAN,
    # jobs
    "list_jobs": PHYSICIAN,
    "get_job": PHYSICIAN,
    "get_job_log": PHYSICIAN,
    "cancel_job": PHYSICIAN,
    "retry_job": PHYSICIAN,
}


BY_ITSELF = frozenset({"stream_events"})
"""Routes that a browser calls with nobody at it: they do not keep a session from ending."""


def check(needs: Needs, caller: Caller | None, project_id: int | None) -> None:
    """Let a caller through, or say why not.

    Raises:
        NotLoggedInError: a login is needed.
        NotFoundError: a project of which the caller is no member: it is not betrayed.
        ForbiddenError: the role is not enough.
    """
    if needs.scope is Scope.ANYONE:
        return
    if caller is None:
        raise NotLoggedInError("you are not logged in, or your login has ended; log in")
    if needs.role is None:
        return
    role = caller.role_in(project_id if needs.scope is Scope.PROJECT else None)
    if role is None and needs.scope is Scope.PROJECT:
        raise no_such_project()
    if role is None or role.rank < needs.role.rank:
        raise ForbiddenError(
            f"this needs the role {needs}, yours is {role or 'none'}; ask an admin for it"
        )


def require(caller: Caller, project_id: int, role: Role, what: str) -> None:
    """Refuse one part of a request that needs more than its route does.

    Raises:
        ForbiddenError: the role is not enough; the message names `what`.
    """
    held = caller.role_in(project_id)
    if held is None or held.rank < role.rank:
        raise ForbiddenError(
            f"{what} needs the role {role} of the project, yours is {held or 'none'}; "
            "leave it out, or ask an admin for the role"
        )


def no_such_project() -> NotFoundError:
    """Return the same error for a project that is not there and one that may not be seen."""
    return NotFoundError("there is no such project among yours; check the name")


def needs_of(request: Request) -> Needs:
    """Return what the route of a request needs."""
    route: Any = request.scope["route"]
    return ACCESS[route.name]
