"""The tables, portable between SQLite and PostgreSQL.

Facts only: pixels, weights and arrays are in the blob store. An image's labels are
one small vector of int8 (1, 0, -1 unknown), never a row per label. A change here
needs a migration in `migrations/versions`; a test compares the two.
"""

from medebiaser.data.schema.base import Json, UtcTime, metadata
from medebiaser.data.schema.live import (
    live_answers,
    live_images,
    live_queries,
    live_submissions,
)
from medebiaser.data.schema.loop import (
    annotations,
    images,
    networks,
    projects,
    reference_regions,
    rounds,
    superseded_annotations,
    weights,
    workspace,
)
from medebiaser.data.schema.pins import pin_maps, pins
from medebiaser.data.schema.server import (
    api_tokens,
    array_manifests,
    audit,
    audit_heads,
    backups,
    erasures,
    events,
    job_log,
    jobs,
    login_failures,
    login_flows,
    memberships,
    notes,
    sessions,
    uploads,
    users,
    workers,
)

__all__ = [
    "Json",
    "UtcTime",
    "annotations",
    "api_tokens",
    "array_manifests",
    "audit",
    "audit_heads",
    "backups",
    "erasures",
    "events",
    "images",
    "job_log",
    "jobs",
    "live_answers",
    "live_images",
    "live_queries",
    "live_submissions",
    "login_failures",
    "login_flows",
    "memberships",
    "metadata",
    "networks",
    "notes",
    "pin_maps",
    "pins",
    "projects",
    "reference_regions",
    "rounds",
    "sessions",
    "superseded_annotations",
    "uploads",
    "users",
    "weights",
    "workers",
    "workspace",
]
