"""Replies that are encoded once: documents of plain values, bytes with their facts in headers.

A page of fifty images would otherwise be checked, copied and encoded twice by the framework.
The schema still declares every document; the tests hold each reply against it.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Path, Query, Response
from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import to_json

from medebiaser.records import Split

MOST = 2**31 - 1
"""Largest row, round or place that may be named: what the database can count to."""

RowPath = Annotated[int, Path(ge=0, le=MOST, description="the image's permanent row number")]
RoundPath = Annotated[int, Path(ge=0, le=MOST, description="the round's number")]
RoundQuery = Annotated[
    Annotated[int, Field(ge=0, le=MOST)] | SkipJsonSchema[None],
    Query(alias="round", description="default: the current round"),
]
SplitQuery = Annotated[
    Split | SkipJsonSchema[None], Query(alias="split", description="default: every split")
]
StartQuery = Annotated[int, Query(ge=0, le=MOST, description="where to go on from")]
LimitQuery = Annotated[int, Query(ge=1, le=200, description="at most so many")]
LabelQuery = Annotated[str, Query(min_length=1, max_length=200, description="a label's name")]


def _written_out(value: object) -> object:
    """Take `true` and `false` alone, as the schema says, not `yes` or `1`."""
    return {"true": True, "false": False}.get(value, "neither") if isinstance(value, str) else value


FilterQuery = Annotated[bool | SkipJsonSchema[None], BeforeValidator(_written_out)]
"""A filter that is on, off, or left out."""

BINARY: dict[str, Any] = {
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
}
"""Declares a reply of bytes."""


def document(content: object, status: int = 200) -> Response:
    """Return a JSON reply; NaN and infinity, which JSON has not, become null."""
    return Response(to_json(content, inf_nan_mode="null"), status, media_type="application/json")


def content(body: bytes, media_type: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return bytes as they are; browsers never guess what they are."""
    named = {"X-Content-Type-Options": "nosniff", **(headers or {})}
    return Response(body, media_type=media_type, headers=named)
