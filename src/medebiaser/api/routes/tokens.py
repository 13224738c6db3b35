"""Routes of tokens for scripts."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from medebiaser.accounts import tokens
from medebiaser.api import callers
from medebiaser.api.dependencies import CallerDep, WorkspaceDep
from medebiaser.api.fields import WHOLE, Integer, NumberPath
from medebiaser.api.problems import refusals
from medebiaser.records import ApiToken

router = APIRouter(tags=["sessions"])


class TokenIn(BaseModel):
    """A token that is to be made.

    Attributes:
        name: what it is for.
        days: how long it is good; null: until it is revoked.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100)
    days: Annotated[Integer, Field(ge=1, le=3650), WHOLE] | None = None


class TokenOut(BaseModel):
    """A token, without its secret."""

    id: int
    name: str
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None

    @classmethod
    def of(cls, token: ApiToken) -> "TokenOut":
        """Leave out whose it is: the caller's."""
        return cls(
            id=token.id,
            name=token.name,
            created_at=token.created_at,
            last_used_at=token.last_used_at,
            expires_at=token.expires_at,
        )


class NewTokenOut(TokenOut):
    """A token that was made just now; its secret is shown here and never again."""

    token: str


@router.get("/tokens")
def list_tokens(caller: CallerDep, opened: WorkspaceDep) -> list[TokenOut]:
    """Return the caller's tokens, the oldest first."""
    return [TokenOut.of(token) for token in opened.tokens.all(caller.user.id)]


@router.post("/tokens", status_code=201, responses=refusals(409))
def create_token(body: TokenIn, caller: CallerDep, opened: WorkspaceDep) -> NewTokenOut:
    """Make a token, which may do what the caller may; send it as `Authorization: Bearer …`."""
    callers.require_browser(caller, "making a token")
    actor = caller.user.name
    token, made = tokens.create_token(opened, caller.user, body.name, body.days, actor=actor)
    return NewTokenOut(token=token, **TokenOut.of(made).model_dump())


@router.delete("/tokens/{token_id}", status_code=204, responses=refusals(404))
def revoke_token(token_id: NumberPath, caller: CallerDep, opened: WorkspaceDep) -> None:
    """End a token at once."""
    tokens.revoke_token(opened, caller.user, token_id, actor=caller.user.name)
