"""Routes of the audit log, of erasure, and of the workspace's health."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from medebiaser.api.dependencies import StoresDep, WorkspaceDep
from medebiaser.api.fields import Whole
from medebiaser.api.problems import refusals
from medebiaser.api.replies import MOST
from medebiaser.data.stores import WORKSPACE_CHAIN
from medebiaser.records import Action, AuditCheck, AuditEntry
from medebiaser.rounds.doctor import examine
from medebiaser.rounds.erase import erase_patient as erase

router = APIRouter(tags=["audit"])

BeforeQuery = Annotated[
    Annotated[int, Field(ge=1, le=MOST)] | SkipJsonSchema[None],
    Query(description="only older entries than this number"),
]
LimitQuery = Annotated[int, Query(ge=1, le=1000, description="at most so many")]


class AuditEntryOut(BaseModel):
    """Who changed what, when.

    Attributes:
        subject: to what: ids and row numbers.
        previous: digest of the entry before it in its chain.
        digest: SHA-256 over all of the above; the next entry contains it.
    """

    number: int
    at: datetime
    actor: str
    action: Action
    subject: dict[str, Any]
    previous: str
    digest: str

    @classmethod
    def of(cls, entry: AuditEntry) -> "AuditEntryOut":
        """Take an entry as it is stored."""
        return cls(
            number=entry.number,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=dict(entry.subject),
            previous=entry.previous,
            digest=entry.digest,
        )


class AuditPageOut(BaseModel):
    """Entries of one audit log, the newest first.

    Attributes:
        next: give it as `before` for the page of older entries; null: there are none.
    """

    entries: list[AuditEntryOut]
    next: int | None

    @classmethod
    def of(cls, found: Sequence[AuditEntry]) -> "AuditPageOut":
        """Say where the older entries begin."""
        older = found[-1].number if found and found[-1].number > 1 else None
        return cls(entries=[AuditEntryOut.of(entry) for entry in found], next=older)


class AuditCheckOut(BaseModel):
    """Whether one audit log is as it was written.

    Attributes:
        entries: how many were found whole, from the first one on.
        digest: of the last of them; keep it elsewhere.
        broken: what is wrong after them, in words; null: nothing.
    """

    entries: int
    digest: str
    broken: str | None

    @classmethod
    def of(cls, check: AuditCheck) -> "AuditCheckOut":
        """Take what the check found."""
        return cls(entries=check.entries, digest=check.digest, broken=check.broken)


class ErasureIn(BaseModel):
    """Which patient is to be erased: the one of the image in this row."""

    model_config = ConfigDict(extra="forbid")

    row: Whole


class ErasureOut(BaseModel):
    """What an erasure did.

    Attributes:
        images: how many were erased; 0 where it had been done before.
        outside: originals that lie outside the workspace and were not touched.
        shared: images of other projects with the same originals; erase them there as well.
    """

    images: int
    outside: int
    shared: int


class FindingOut(BaseModel):
    """One thing that was examined; not healthy: someone should look."""

    subject: str
    healthy: bool
    found: str


class DoctorOut(BaseModel):
    """Whether everything is healthy, and what was found."""

    healthy: bool
    findings: list[FindingOut]


@router.get("/projects/{project}/audit", responses=refusals(404))
def list_audit(
    stores: StoresDep, before: BeforeQuery = None, limit: LimitQuery = 100
) -> AuditPageOut:
    """Return who changed what in the project, the newest first."""
    return AuditPageOut.of(stores.log.entries(stores.project.id, before=before, limit=limit))


@router.get("/audit")
def list_workspace_audit(
    opened: WorkspaceDep, before: BeforeQuery = None, limit: LimitQuery = 100
) -> AuditPageOut:
    """Return who changed what outside of projects: users, logins, tokens, backups."""
    return AuditPageOut.of(opened.audit.entries(WORKSPACE_CHAIN, before=before, limit=limit))


@router.get("/projects/{project}/audit/check", responses=refusals(404))
def check_audit(stores: StoresDep) -> AuditCheckOut:
    """Compute every hash of the project's log again and say whether the chain is whole."""
    return AuditCheckOut.of(stores.log.verify(stores.project.id))


@router.get("/audit/check")
def check_workspace_audit(opened: WorkspaceDep) -> AuditCheckOut:
    """Compute every hash of the workspace's own log again and say whether the chain is whole."""
    return AuditCheckOut.of(opened.audit.verify(WORKSPACE_CHAIN))


@router.post("/projects/{project}/erasures", responses=refusals(404, 423))
def erase_patient(body: ErasureIn, stores: StoresDep) -> ErasureOut:
    """Erase a patient with all images, annotations and whatever was computed from them."""
    done = erase(stores, body.row)
    return ErasureOut(images=done.images, outside=done.outside, shared=done.shared)


@router.get("/doctor")
def get_doctor(opened: WorkspaceDep) -> DoctorOut:
    """Examine disk, database, blobs, arrays, audit logs, jobs and processor."""
    found = examine(opened)
    return DoctorOut(
        healthy=all(finding.healthy for finding in found),
        findings=[FindingOut(**finding.as_json()) for finding in found],
    )
