"""Whether a workspace is healthy: disk, database, migrations, blobs, weights, processor."""

import shutil
from dataclasses import asdict, dataclass
from typing import Any

import torch

from medebiaser.data.migrations import is_current
from medebiaser.data.stores import Workspace
from medebiaser.learning.training import computes_bf16

_LOW_DISK_GIB = 5.0
_GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was examined.

    Attributes:
        healthy: False where a person should look.
    """

    subject: str
    healthy: bool
    found: str

    def as_json(self) -> dict[str, Any]:
        """Return every field by name."""
        return asdict(self)


def examine(workspace: Workspace) -> list[Finding]:
    """Examine a workspace; nothing is changed."""
    return [
        _disk(workspace),
        _database(workspace),
        _blobs(workspace),
        *_projects(workspace),
        _weights(workspace),
        _processor(),
    ]


def _disk(workspace: Workspace) -> Finding:
    free_gib = shutil.disk_usage(workspace.root).free / _GIB
    return Finding("disk", free_gib >= _LOW_DISK_GIB, f"{free_gib:.1f} GiB free")


def _database(workspace: Workspace) -> Finding:
    current = is_current(workspace.database)
    words = "migrations are up to date" if current else "an upgrade is waiting; open it once more"
    return Finding("database", current, words)


def _blobs(workspace: Workspace) -> Finding:
    missing = [key for key in workspace.referenced() if not workspace.blobs.exists(key)]
    if missing:
        words = f"{len(missing)} blobs are missing, the first {missing[0]}; restore a backup"
        return Finding("blob store", False, words)
    spare = len(workspace.unreferenced())
    return Finding("blob store", True, f"all blobs are there, {spare} that nothing needs any more")


def _projects(workspace: Workspace) -> list[Finding]:
    findings = []
    for project in workspace.projects.all():
        stores = workspace.stores(project.name)
        unfinished = [r.number for r in stores.rounds.all() if r.state.value != "ready"]
        words = f"{stores.images.count():,} images, {len(stores.rounds.all())} rounds"
        if unfinished:
            words += f"; not finished: {', '.join(map(str, unfinished))}"
        findings.append(Finding(f"project {project.name}", True, words))
    return findings


def _weights(workspace: Workspace) -> Finding:
    names = [weights.name for weights in workspace.weights.all()]
    words = ", ".join(names) or "none imported; training starts from random numbers"
    return Finding("pretrained weights", True, words)


def _processor() -> Finding:
    device = "GPU" if torch.cuda.is_available() else "no GPU"
    bf16 = "bf16" if computes_bf16("cpu") else "no bf16"
    words = f"{device}; CPU {torch.backends.cpu.get_cpu_capability()}, {bf16}"
    return Finding("processor", True, f"{words}, {torch.get_num_threads()} threads")
