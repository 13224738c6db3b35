"""How many bytes a request may carry."""

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive

MIB = 1 << 20
BODY_MAX, PART_MAX, DRAIN_MAX = 1 * MIB, 8 * MIB, 32 * MIB
"""Of a JSON document; of one part of an upload; of what is read only to be refused."""

_PART = re.compile(r"/api/projects/[^/]+/uploads/[^/]+/parts")


def body_limit(path: str) -> int:
    """Return how many bytes the body of a request to this path may have."""
    return PART_MAX if _PART.fullmatch(path) else BODY_MAX


def too_large(headers: Headers, limit: int) -> tuple[int, str, str] | None:
    """Return status, title and message where the request says that it is too large."""
    said = headers.get("content-length", "")
    if said.isdigit() and int(said) > limit:
        return 413, "Too large", _message(limit)
    return None


def counted(receive: Receive, limit: int) -> Receive:
    """Return a `receive` that refuses the first byte beyond the limit."""
    received = 0

    async def counting() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            await drain(message, receive)
            raise HTTPException(413, _message(limit))
        return message

    return counting


async def drain(message: Message | None, receive: Receive) -> None:
    """Read what is still on its way and forget it, up to a limit.

    Who is answered while it is still sending may see a broken connection instead of the
    answer; nginx then says 502.
    """
    read = 0
    while message is None or (message.get("more_body", False) and read <= DRAIN_MAX):
        message = await receive()
        read += len(message.get("body", b""))


def _message(limit: int) -> str:
    return f"the body is larger than {limit // MIB} MiB; send less at once"
