"""Frozen facts of the server: who may do what, what runs, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Role(StrEnum):
    """What a user may do; each role includes those before it.

    `physician` uploads, reviews, annotates, trains and fine-tunes with the defaults;
    `engineer` also sets every parameter and prunes; `admin` also decides who may do what.
    """

    PHYSICIAN = "physician"
    ENGINEER = "engineer"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """How much it includes: 0, 1 or 2."""
        return list(Role).index(self)


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


ACTIVE = frozenset({JobState.QUEUED, JobState.RUNNING})
"""States in which a second click finds the first click's job."""


class Lane(StrEnum):
    """What a job waits for: a device of a worker, or nothing but a free thread."""

    DEVICE = "device"
    LIGHT = "light"


@dataclass(frozen=True, slots=True)
class Job:
    """One run of a step in the background.

    Attributes:
        id: 32 hex digits.
        project: id of its project; None: it belongs to the whole workspace.
        step: name of the step, as the worker knows it.
        arguments: what the step is called with, as JSON.
        key: of two active jobs of a project with the same key the second is never started.
        phase: what is being done, in words.
        done: how many of `total` of this phase are done.
        eta_s: estimated seconds until this phase is done; None: unknown.
        attempt: 1 for the first run; a retry or a takeover adds 1.
        deaths: workers in a row that died with it before it reported anything.
        not_before: a queued job that asked a person goes on then without an answer.
        woken: the answer came while it was still running, so it need not wait.
        fence: grows with each worker that takes the job; what an older one writes is refused.
        outcome: what the step returned, as JSON; of a failed one its `cause`.
    """

    id: str
    project: int | None
    step: str
    arguments: Mapping[str, Any]
    lane: Lane
    author: str
    state: JobState
    created_at: datetime
    key: str | None = None
    phase: str | None = None
    done: int = 0
    total: int = 0
    metrics: Mapping[str, float] = field(default_factory=dict)
    phase_started_at: datetime | None = None
    eta_s: float | None = None
    started_at: datetime | None = None
    finished_at: datetime | None = None
    cancel_requested: bool = False
    attempt: int = 1
    deaths: int = 0
    fence: int = 0
    worker: str | None = None
    device: str | None = None
    lease_until: datetime | None = None
    not_before: datetime | None = None
    woken: bool = False
    failure: str | None = None
    outcome: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """A program that runs jobs, on this machine or another.

    Attributes:
        seen_at: when it was last heard of.
    """

    id: str
    host: str
    devices: tuple[str, ...]
    started_at: datetime | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of a job's log."""

    id: int
    at: datetime
    line: str


@dataclass(frozen=True, slots=True)
class User:
    """Someone who may log in.

    Attributes:
        name: what is typed to log in; also the author of annotations.
        workspace_role: role in every project, and in what belongs to none; None: none.
        password_hash: argon2id; None: logs in through the hospital's single sign-on only.
    """

    id: int
    name: str
    display_name: str
    workspace_role: Role | None = None
    password_hash: str | None = field(default=None, repr=False)
    oidc_issuer: str | None = None
    oidc_subject: str | None = None
    disabled: bool = False
    created_at: datetime | None = None
    password_changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class UserSession:
    """One browser that is logged in; its token is stored as a hash only."""

    token_hash: str = field(repr=False)
    user: int
    csrf_token: str = field(repr=False)
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token for scripts; it may do what its user may. Stored as a hash only."""

    id: int
    user: int
    name: str
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None


class Action(StrEnum):
    """What an audit entry says was done."""

    PROJECT_CREATED = "project created"
    PROJECT_CHANGED = "project changed"
    IMAGES_IMPORTED = "images imported"
    REFERENCES_IMPORTED = "reference regions imported"
    REFERENCES_REMOVED = "reference regions removed"
    SPLITS_ASSIGNED = "splits assigned"
    WEIGHTS_IMPORTED = "weights imported"
    NETWORK_ADDED = "network added"
    ANNOTATION_SAVED = "annotation saved"
    ANNOTATION_WITHDRAWN = "annotation withdrawn"
    NOTE_CREATED = "note created"
    NOTE_CHANGED = "note changed"
    NOTE_DELETED = "note deleted"
    IMAGE_PINNED = "image pinned"
    IMAGE_UNPINNED = "image unpinned"
    LIVE_ASKED = "live images asked about"
    LIVE_ANSWERED = "live answer saved"
    LIVE_SUBMITTED = "live answers handed in"
    POOL_FILLED = "pool filled"
    POOL_LABELLED = "pool image labelled"
    UPLOAD_STARTED = "upload started"
    UPLOAD_COMPLETED = "upload completed"
    UPLOAD_DELETED = "upload deleted"
    ROUND_STARTED = "round started"
    ROUND_FINISHED = "round finished"
    ROUND_STOPPED = "round stopped"
    ROUND_REMOVED = "round removed"
    CURRENT_ROUND_SET = "current round set"
    ROUND_EVALUATED = "round evaluated"
    ROUND_RANKED = "round ranked"
    JOB_STARTED = "job started"
    JOB_CANCELLED = "job cancelled"
    JOB_RETRIED = "job retried"
    USER_CREATED = "user created"
    USER_CHANGED = "user changed"
    PASSWORD_CHANGED = "password changed"
    ROLE_SET = "role set"
    ROLE_REMOVED = "role removed"
    TOKEN_CREATED = "token created"
    TOKEN_REVOKED = "token revoked"
    LOGGED_IN = "logged in"
    LOGIN_REFUSED = "login refused"
    LOGGED_OUT = "logged out"
    PATIENT_ERASED = "patient erased"
    BACKUP_MADE = "backup made"
    WORKSPACE_RESTORED = "workspace restored"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what, when; chained to the entry before it by its hash.

    Attributes:
        number: from 1 in each chain, without a gap.
        subject: ids and row numbers, never a patient's data.
        previous: digest of the entry before; 64 zeros for the first.
        digest: SHA-256 over all of the above.
    """

    number: int
    at: datetime
    actor: str
    action: Action
    subject: Mapping[str, Any]
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What a walk along one chain found.

    Attributes:
        chain: a project's id; 0 is the workspace's.
        entries: how many entries fit, from the first on.
        digest: digest of the last of them.
        broken: what does not fit, in words; None: the chain is whole.
    """

    chain: int
    entries: int
    digest: str
    broken: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that others should see at once: a job's progress, someone's save.

    Attributes:
        id: grows with every commit; a browser that reconnects asks for what came after it.
        project: id of its project; None: of the whole workspace.
    """

    id: int
    project: int | None
    kind: str
    content: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A physician's words on one image.

    Attributes:
        key: what the writer's program calls it; None: it gave it no name.
    """

    id: int
    image_id: str
    author: str
    key: str | None
    text: str
    version: int
    created_at: datetime
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that arrives in parts.

    Attributes:
        received_bytes: how much is stored; the next part starts here.
        part_bytes: size of every part but the last.
        outcome: what its import did, as JSON; None: not imported yet.
    """

    id: str
    project: int
    author: str
    name: str
    size_bytes: int
    received_bytes: int
    part_bytes: int
    created_at: datetime
    seen_at: datetime
    outcome: Mapping[str, Any] | None = None

    @property
    def complete(self) -> bool:
        """Whether every byte has arrived."""
        return self.received_bytes == self.size_bytes
