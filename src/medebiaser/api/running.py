"""What the routes of jobs reply."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Response
from pydantic import BaseModel

from medebiaser.api.replies import document
from medebiaser.records import Job, JobState


class JobOut(BaseModel):
    """One run of a step in the background.

    Attributes:
        phase: what is being done, in words.
        done: how many of `total` of this phase are done.
        metrics: the last figures, by name; null: unknown.
        eta_s: estimated seconds until this phase is done; null: unknown.
        not_before: while it is queued: it waits for a person, and goes on then without an answer.
        attempt: 1 for the first run; a retry or another worker that goes on adds 1.
        failure: why it failed.
        outcome: what the step returned; of a failed job `cause`: diverged, disk, memory, refused,
            worker or unexpected.
    """

    id: str
    step: str
    arguments: Mapping[str, Any]
    author: str
    state: JobState
    phase: str | None
    done: int
    total: int
    metrics: Mapping[str, float | None]
    eta_s: float | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    not_before: datetime | None
    cancel_requested: bool
    attempt: int
    device: str | None
    failure: str | None
    outcome: Mapping[str, Any] | None


def job_document(job: Job) -> dict[str, Any]:
    """Return a job as `JobOut` shows it: without what concerns workers alone."""
    return {name: getattr(job, name) for name in JobOut.model_fields}


def job_reply(job: Job, status: int = 202) -> Response:
    """Return one job; 202: it was started, and is not done."""
    return document(job_document(job), status)
