"""Whether a workspace is healthy: disk, database, blobs, arrays, audit log, backups, processor."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from medebiaser.data.database import damage
from medebiaser.data.migrations import is_current
from medebiaser.data.stores import WORKSPACE_CHAIN, Workspace
from medebiaser.errors import MedebiaserError
from medebiaser.learning.precision import computes_bf16
from medebiaser.records import AuditCheck, JobState

_LOW_DISK_GIB = 5.0
_GIB = 1 << 30
_KIB = 1 << 10
_SHOWN_DIGITS = 16
_FEATURES = ("avx2", "avx512f", "avx512_bf16", "amx_bf16", "neon", "asimd")


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


def examine(workspace: Workspace, *, thorough: bool = False) -> list[Finding]:
    """Examine a workspace; nothing is changed.

    Args:
        thorough: also read the whole database and every blob: minutes in a large workspace.
    """
    looks: dict[str, Callable[[], Iterable[Finding]]] = {
        "disk": lambda: [_disk(workspace)],
        "database": lambda: [_database(workspace, thorough)],
        "blob store": lambda: [_blobs(workspace, thorough)],
        "arrays": lambda: [_arrays(workspace)],
        "audit log": lambda: _chains(workspace),
        "projects": lambda: _projects(workspace),
        "pinned images": lambda: [_pins(workspace)],
        "erasures": lambda: [_erasures(workspace)],
        "backup": lambda: [_backups(workspace)],
        "jobs": lambda: [_jobs(workspace)],
        "pretrained weights": lambda: [_weights(workspace)],
        "processor": lambda: [_processor(), _gpu()],
    }
    return [finding for subject, look in looks.items() for finding in _looked(subject, look)]


def _looked(subject: str, look: Callable[[], Iterable[Finding]]) -> list[Finding]:
    """Return what one look found; that it could not look is a finding, too."""
    try:
        return list(look())
    except MedebiaserError as error:
        return [Finding(subject, False, str(error))]
    except OSError as error:
        words = f"cannot be read: {error.strerror or type(error).__name__}; check the disk"
        return [Finding(subject, False, words)]


def _disk(workspace: Workspace) -> Finding:
    free_gib = shutil.disk_usage(workspace.root).free / _GIB
    return Finding("disk", free_gib >= _LOW_DISK_GIB, f"{free_gib:.1f} GiB free")


def _database(workspace: Workspace, thorough: bool) -> Finding:
    if not is_current(workspace.database):
        return Finding("database", False, "an upgrade is waiting; open it once more")
    if thorough and (found := damage(workspace.database)):
        return Finding("database", False, f"damaged: {found}; restore a backup")
    read = ", every page was read" if thorough else ""
    return Finding(
        "database", True, f"{workspace.database.dialect}, migrations are up to date{read}"
    )


def _blobs(workspace: Workspace, thorough: bool) -> Finding:
    needed = workspace.referenced()
    stored = set(workspace.blobs.keys())
    if missing := sorted(needed - stored):
        words = f"{len(missing)} blobs are missing, the first {missing[0]}; restore a backup"
        return Finding("blob store", False, words)
    damaged = [key for key in sorted(needed) if workspace.blobs.is_damaged(key)] if thorough else []
    if damaged:
        words = f"{len(damaged)} blobs are damaged, the first {damaged[0]}; restore a backup"
        return Finding("blob store", False, words)
    read = ", every byte was read" if thorough else ""
    words = f"all {len(needed):,} blobs are there{read}, {len(stored - needed):,} unused ones"
    return Finding("blob store", True, words)


def _arrays(workspace: Workspace) -> Finding:
    named = workspace.array_files()
    stored = workspace.blobs.named_sizes("arrays")
    wrong = sorted(name for name, size in named.items() if stored.get(name) != size)
    if wrong:
        words = f"{len(wrong)} chunks of arrays are missing or cut off, the first {wrong[0]}"
        return Finding("arrays", False, f"{words}; restore a backup, or rank the round again")
    spare = len(stored.keys() - named.keys())
    return Finding("arrays", True, f"all {len(named):,} chunks are there, {spare} unused ones")


def _chains(workspace: Workspace) -> Iterator[Finding]:
    names = {project.id: f"project {project.name}" for project in workspace.projects.all()}
    names[WORKSPACE_CHAIN] = "the workspace"
    for chain in workspace.audit.chains():
        check = workspace.audit.verify(chain)
        whose = names.get(chain, f"project number {chain}")
        yield Finding(f"audit log of {whose}", check.broken is None, _chain_in_words(check))


def _chain_in_words(check: AuditCheck) -> str:
    if check.broken is not None:
        return f"{check.broken}; someone changed the database, compare it with a backup"
    return f"{check.entries:,} entries, whole; the last one is {check.digest[:_SHOWN_DIGITS]}"


def _projects(workspace: Workspace) -> Iterator[Finding]:
    for project in workspace.projects.all():
        stores = workspace.stores_of(project)
        unfinished = [r.number for r in stores.rounds.all() if r.state.value != "ready"]
        words = f"{stores.images.count():,} images, {len(stores.rounds.all())} rounds"
        if unfinished:
            words += f"; not finished: {', '.join(map(str, unfinished))}"
        yield Finding(f"project {project.name}", True, words)


def _pins(workspace: Workspace) -> Finding:
    """Count the maps that the epochs of all rounds left: they are in the database."""
    every = [workspace.stores_of(project).pins for project in workspace.projects.all()]
    stored = [each.stored_maps() for each in every]
    pinned, maps = sum(len(each.all()) for each in every), sum(number for number, _ in stored)
    size_kib = sum(size_bytes for _, size_bytes in stored) / _KIB
    words = f"{pinned} pins, {maps:,} maps of them in {size_kib:,.0f} KiB"
    return Finding("pinned images", True, words)


def _erasures(workspace: Workspace) -> Finding:
    waiting = sum(workspace.stores_of(p).erasures.waiting() for p in workspace.projects.all())
    if waiting:
        words = f"{waiting} originals of erased patients are still there; erase the patient again"
        return Finding("erasures", False, words)
    return Finding("erasures", True, "nothing of an erased patient is waiting to be deleted")


def _backups(workspace: Workspace) -> Finding:
    last = workspace.backups.last()
    words = f"the last one was made {last:%Y-%m-%d %H:%M} UTC" if last else "none was made yet"
    return Finding("backup", True, words)


def _jobs(workspace: Workspace) -> Finding:
    workers = len(workspace.leases.workers())
    queued = len(workspace.jobs.all(states=[JobState.QUEUED]))
    words = f"{workers} workers, {queued} jobs are waiting"
    if queued and not workers:
        return Finding("jobs", False, f"{words}; start `medebiaser serve` or `medebiaser worker`")
    return Finding("jobs", True, words)


def _weights(workspace: Workspace) -> Finding:
    names = [weights.name for weights in workspace.weights.all()]
    words = ", ".join(names) or "none imported; training starts from random numbers"
    return Finding("pretrained weights", True, words)


def _processor() -> Finding:
    bf16 = "bf16" if computes_bf16("cpu") else "no bf16"
    capability = torch.backends.cpu.get_cpu_capability()
    words = f"{capability}, {bf16}, {torch.get_num_threads()} threads"
    if features := _cpu_features():
        words += f"; has {', '.join(features)}"
    return Finding("processor", True, words)


def _cpu_features() -> list[str]:
    """The features that matter here, as Linux names them; [] on other systems."""
    try:
        words = set(Path("/proc/cpuinfo").read_text(errors="replace").split())
    except OSError:
        return []
    return [feature for feature in _FEATURES if feature in words]


def _gpu() -> Finding:
    if not torch.cuda.is_available():
        return Finding("GPU", True, "no GPU; everything runs on the processor")
    found = [torch.cuda.get_device_properties(n) for n in range(torch.cuda.device_count())]
    words = ", ".join(f"{each.name} with {each.total_memory / _GIB:.0f} GiB" for each in found)
    return Finding("GPU", True, words)
