"""The server: users, sessions, audit, events, jobs, notes, uploads, manifests of arrays."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from medebiaser.data.schema.base import SERIAL, Json, UtcTime, metadata, of_image, of_project

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("display_name", Text, nullable=False),
    Column("password_hash", Text),
    Column("oidc_issuer", Text),
    Column("oidc_subject", Text),
    Column("workspace_role", Text),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("password_changed_at", UtcTime),
    UniqueConstraint("oidc_issuer", "oidc_subject"),
)


def _of_user() -> Column[int]:
    return Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)


memberships = Table(
    "memberships",
    metadata,
    _of_user(),
    of_project(),
    Column("role", Text, nullable=False),
    PrimaryKeyConstraint("user_id", "project_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", Text, primary_key=True),
    _of_user(),
    Column("csrf_token", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Index(None, "user_id"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Integer, primary_key=True),
    _of_user(),
    Column("name", Text, nullable=False),
    Column("token_hash", Text, nullable=False, unique=True),
    Column("created_at", UtcTime, nullable=False),
    Column("last_used_at", UtcTime),
    Column("expires_at", UtcTime),
    UniqueConstraint("user_id", "name"),
)

login_failures = Table(
    "login_failures",
    metadata,
    Column("subject", Text, primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last_at", UtcTime, nullable=False),
)

login_flows = Table(
    "login_flows",
    metadata,
    Column("state", Text, primary_key=True),
    Column("nonce", Text, nullable=False),
    Column("verifier", Text, nullable=False),
    Column("browser_hash", Text, nullable=False),
    Column("next", Text, nullable=False),
    Column("created_at", UtcTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("chain", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("subject", Json, nullable=False),
    Column("previous", Text, nullable=False),
    Column("digest", Text, nullable=False),
    PrimaryKeyConstraint("chain", "number"),
)

audit_heads = Table(
    "audit_heads",
    metadata,
    Column("chain", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("digest", Text, nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("project_id", Integer, ForeignKey("projects.id", ondelete="CASCADE")),
    Column("kind", Text, nullable=False),
    Column("content", Json, nullable=False),
    Column("at", UtcTime, nullable=False),
    sqlite_autoincrement=True,
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("project_id", Integer, ForeignKey("projects.id", ondelete="CASCADE")),
    Column("step", Text, nullable=False),
    Column("arguments", Json, nullable=False),
    Column("lane", Text, nullable=False),
    Column("key", Text),
    Column("author", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("phase", Text),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("metrics", Json, nullable=False),
    Column("phase_started_at", UtcTime),
    Column("eta_s", Float),
    Column("created_at", UtcTime, nullable=False),
    Column("started_at", UtcTime),
    Column("finished_at", UtcTime),
    Column("cancel_requested", Boolean, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("deaths", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("worker", Text),
    Column("device", Text),
    Column("lease_until", UtcTime),
    Column("not_before", UtcTime),
    Column("woken", Boolean, nullable=False),
    Column("failure", Text),
    Column("outcome", Json),
    Index(None, "project_id", "created_at"),
    Index(None, "state"),
    Index(
        "uq_jobs_active_key",
        "project_id",
        "key",
        unique=True,
        sqlite_where=text("state IN ('queued', 'running')"),
        postgresql_where=text("state IN ('queued', 'running')"),
    ),
)

job_log = Table(
    "job_log",
    metadata,
    Column("id", SERIAL, primary_key=True),
    Column("job_id", Text, ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("line", Text, nullable=False),
    Index(None, "job_id", "id"),
)

workers = Table(
    "workers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("host", Text, nullable=False),
    Column("devices", Json, nullable=False),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
)

notes = Table(
    "notes",
    metadata,
    Column("id", Integer, primary_key=True),
    of_project(),
    Column("image_id", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("key", Text),
    Column("text", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("saved_at", UtcTime, nullable=False),
    of_image(),
    Index(None, "project_id", "image_id"),
    UniqueConstraint("project_id", "author", "key"),
)

uploads = Table(
    "uploads",
    metadata,
    Column("id", Text, primary_key=True),
    of_project(),
    Column("author", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("received_bytes", BigInteger, nullable=False),
    Column("part_bytes", Integer, nullable=False),
    Column("created_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("outcome", Json),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", SERIAL, primary_key=True),
    of_project(),
    Column("rows", Json, nullable=False),
    Column("blobs", Json, nullable=False),
    Column("at", UtcTime, nullable=False),
    Index(None, "project_id"),
    sqlite_autoincrement=True,
)

backups = Table(
    "backups",
    metadata,
    Column("id", Text, primary_key=True),
    Column("started_at", UtcTime, nullable=False),
    Column("seen_at", UtcTime, nullable=False),
    Column("finished_at", UtcTime),
)

array_manifests = Table(
    "array_manifests",
    metadata,
    of_project(),
    Column("round", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("manifest", Text, nullable=False),
    Column("version", Integer, nullable=False),
    PrimaryKeyConstraint("project_id", "round", "name"),
)
