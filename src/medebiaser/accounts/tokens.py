"""Tokens for scripts: made, listed and revoked by the user whom they act for."""

from datetime import timedelta

from medebiaser.data.stores import Workspace
from medebiaser.records import Action, ApiToken, User


def create_token(
    opened: Workspace, user: User, name: str, days: int | None, *, actor: str
) -> tuple[str, ApiToken]:
    """Make a token; it is returned here and never again.

    Args:
        opened: the workspace.
        user: who acts when it is used.
        name: what it is for.
        days: how long it is good; None: until it is revoked.
        actor: who makes it.

    Raises:
        ConflictError: the user has a token of this name.
        InvalidInputError: the name cannot be used.
    """
    with opened.database.transaction():
        token, made = opened.tokens.create(
            user.id, name, None if days is None else timedelta(days=days)
        )
        subject = {"user": user.name, "token": made.id}
        opened.audit.append(Action.TOKEN_CREATED, subject, actor=actor, project=None)
    return token, made


def revoke_token(opened: Workspace, user: User, token_id: int, *, actor: str) -> None:
    """End a token of a user.

    Raises:
        NotFoundError: the user has no such token.
    """
    with opened.database.transaction():
        opened.tokens.revoke(user.id, token_id)
        subject = {"user": user.name, "token": token_id}
        opened.audit.append(Action.TOKEN_REVOKED, subject, actor=actor, project=None)
