"""The stream of events: the one asynchronous route."""

from typing import Annotated

from fastapi import APIRouter, Header, Request
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sse_starlette import EventSourceResponse

from medebiaser.api.access import Caller
from medebiaser.api.callers import caller_of
from medebiaser.api.dependencies import CallerDep, SettingsDep, WorkspaceDep
from medebiaser.api.event_stream import Hubs, stream
from medebiaser.api.problems import refusals

router = APIRouter(tags=["events"])

_NUMBER_MAX = 2**53
_SEND_TIMEOUT_S = 30.0
_EXAMPLE = (
    'id: 7\nevent: annotation saved\ndata: {"project":"chest","at":"…","content":{"row":3}}\n\n'
)


@router.get(
    "/events",
    response_class=EventSourceResponse,
    responses={
        200: {
            "description": "server-sent events, without an end",
            "content": {"text/event-stream": {"example": _EXAMPLE}},
        },
        **refusals(401, 422, 429),
    },
)
async def stream_events(
    request: Request,
    caller: CallerDep,
    workspace: WorkspaceDep,
    settings: SettingsDep,
    last_event_id: Annotated[
        Annotated[int, Field(ge=0, le=_NUMBER_MAX)] | SkipJsonSchema[None],
        Header(alias="Last-Event-ID", description="the last event seen"),
    ] = None,
) -> EventSourceResponse:
    """Send what happens in one's own projects: `job` for progress, else the audit's words.

    `ready` says from which number on; `reset` says that events since Last-Event-ID are no
    longer kept: load everything again. The stream ends when the login ends.
    """
    hubs: Hubs = request.app.state.hubs
    hub = hubs.here()
    hub.refuse_more(caller.user.id)

    def look_again() -> Caller | None:
        return caller_of(request, workspace, settings, used=False)

    chunks = stream(hub, caller, look_again, last_event_id)
    return EventSourceResponse(chunks, ping=0, send_timeout=_SEND_TIMEOUT_S)
