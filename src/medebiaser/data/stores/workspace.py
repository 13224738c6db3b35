"""The workspace: one database and one blob store, and the stores of each project."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL

from medebiaser.data.arrays import RoundArrays
from medebiaser.data.blob_store import BlobStore
from medebiaser.data.chunks import round_folder
from medebiaser.data.database import Database, utc_now
from medebiaser.data.manifests import Manifests
from medebiaser.data.migrations import is_prepared, prepare
from medebiaser.data.stores.annotations import AnnotationsStore
from medebiaser.data.stores.audit import AuditStore
from medebiaser.data.stores.backups import BackupsStore
from medebiaser.data.stores.badges import BadgesStore
from medebiaser.data.stores.base import TERMINAL, Clock
from medebiaser.data.stores.columns import ColumnsStore
from medebiaser.data.stores.erasures import ErasuresStore
from medebiaser.data.stores.events import EventsStore
from medebiaser.data.stores.formats import bring_up_to_date
from medebiaser.data.stores.images import ImagesStore
from medebiaser.data.stores.jobs import JobsStore
from medebiaser.data.stores.leases import LeasesStore
from medebiaser.data.stores.live import LiveStore
from medebiaser.data.stores.logins import LoginsStore
from medebiaser.data.stores.networks import NetworksStore
from medebiaser.data.stores.notes import NotesStore
from medebiaser.data.stores.pins import PinsStore
from medebiaser.data.stores.pool import PoolStore
from medebiaser.data.stores.projects import ProjectsStore
from medebiaser.data.stores.references import ReferencesStore
from medebiaser.data.stores.rounds import RoundsStore
from medebiaser.data.stores.sessions import SessionsStore
from medebiaser.data.stores.sweep import (
    originals_outside,
    referenced_chunks,
    referenced_keys,
    unreferenced_chunks,
)
from medebiaser.data.stores.tokens import TokensStore
from medebiaser.data.stores.uploads import UploadsStore
from medebiaser.data.stores.users import UsersStore
from medebiaser.data.stores.weights import WeightsStore
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError
from medebiaser.records import Action, Project

DATABASE_FILE = "medebiaser.sqlite"
_DAY_S = 86_400.0
_OWN = 0o700


class Stores:
    """Everything of one project.

    Attributes:
        images: its images.
        columns: splits and labels of all images, mapped into memory.
        badges: what a page of images shows of annotations and notes.
        references: its reference regions.
        annotations: its annotations.
        notes: physicians' words on its images.
        live: what physicians were asked while a network learned.
        pool: images whose labels nobody knows yet.
        pins: pairs whose maps are kept after each epoch, and these maps.
        uploads: files that arrive in parts.
        rounds: its rounds.
        blobs: the workspace's blob store.
        networks: networks that users registered in the workspace.
        weights: weights that were imported into the workspace.
        events: what others should see at once.
        cache_folder: where decoded pixels are kept; may be deleted at any time.
        actor: name of whoever changes something through these stores.
        log: the audit log; `audit` writes into this project's chain.
    """

    def __init__(
        self,
        project: Project,
        *,
        database: Database,
        projects: ProjectsStore,
        blobs: BlobStore,
        cache_folder: Path,
        networks: NetworksStore,
        weights: WeightsStore,
        events: EventsStore,
        audit: AuditStore,
        backups: BackupsStore,
        clock: Clock,
        actor: str,
    ) -> None:
        self._read = project
        self.log = audit
        self._backups = backups
        self.actor = actor
        self._database = database
        self._projects = projects
        self.blobs = blobs
        self.cache_folder = cache_folder
        self.networks = networks
        self.weights = weights
        self.events = events
        self.images = ImagesStore(database, self._last_read, self.audit)
        self.columns = ColumnsStore(database, self._last_read, self.audit, cache_folder)
        self.badges = BadgesStore(database, self._last_read, self.audit)
        self.references = ReferencesStore(database, self._last_read, self.audit)
        self.annotations = AnnotationsStore(database, self._last_read, self.audit, clock)
        self.notes = NotesStore(database, self._last_read, self.audit, clock)
        self.pool = PoolStore(database, self._last_read, self.audit)
        self.live = LiveStore(database, self._last_read, self.audit, clock)
        self.pins = PinsStore(database, self._last_read, self.audit, clock)
        self.uploads = UploadsStore(database, self._last_read, self.audit, clock, blobs)
        self.erasures = ErasuresStore(database, self._last_read, self.audit, clock, blobs)
        self.rounds = RoundsStore(database, self._last_read, self.audit, clock, self.round_arrays)

    @property
    def project(self) -> Project:
        """The project as it was last read; `refresh` reads it again."""
        return self._read

    def refresh(self) -> Project:
        """Read the project again, after its labels or its current round changed."""
        self._read = self._projects.get(self._read.name)
        return self._read

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; a block inside another one of the same thread joins it."""
        with self._database.transaction():
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """One state of the database for everything that is read inside, and one connection."""
        with self._database.reading():
            yield

    def audit(self, action: Action, **subject: Any) -> None:
        """Say in the open transaction what the actor does: for good, and to who looks now.

        The project's audit log keeps it; an event of the same name tells others at once.

        Args:
            action: what is done.
            subject: to what: ids and row numbers, never a patient's data.
        """
        self.log.append(action, subject, actor=self.actor, project=self._read.id)
        self.events.append(str(action), {**subject, "by": self.actor}, self._read.id)

    def retire(self, key: str) -> None:
        """Delete a blob that nothing names any more, once that is committed.

        While a backup is running it stays, for the backup may name it; what stays is swept up
        later.
        """

        def follow_up() -> None:
            if not self.backup_is_running():
                self.blobs.delete(key)

        self._database.after_commit(follow_up)

    def backup_is_running(self) -> bool:
        """Whether a backup is running, which may need every file."""
        return self._backups.is_running()

    def round_arrays(self, number: int) -> RoundArrays:
        """Return the arrays of one round."""
        folder = round_folder(self._read.id, number)
        manifests = Manifests(self._database, self._read.id, number, self.backup_is_running)
        return RoundArrays(self.blobs, manifests, folder, self.images.next_row)

    def _last_read(self) -> Project:
        return self._read


class Workspace(AbstractContextManager["Workspace"]):
    """One installation: its projects, user networks, weights and blobs.

    Attributes:
        root: the folder, with the database, `blobs/` and `cache/` where no URL says otherwise.
        audit: the audit log.
        backups: backups that are running or were made.
        projects: all projects.
        networks: networks that users registered.
        weights: weights that were imported under a name.
        events: what others should see at once.
        jobs: what runs in the background.
        leases: which worker runs what.
        users: who may log in, and what they may do.
        sessions: browsers that are logged in.
        tokens: tokens for scripts.
        logins: logins that failed, and those by single sign-on under way.
        blobs: the blob store.
        cache_folder: where decoded pixels are kept; may be deleted at any time.
    """

    def __init__(self, root: Path, database: Database, blobs: BlobStore, clock: Clock) -> None:
        self.root = root
        self.blobs = blobs
        self.cache_folder = root / "cache"
        self.database = database
        self._clock = clock
        self.audit = AuditStore(database, clock)
        self.backups = BackupsStore(database, clock)
        self.projects = ProjectsStore(database, clock, self.audit)
        self.networks = NetworksStore(database, clock, self.audit)
        self.weights = WeightsStore(database, clock, self.audit)
        self.events = EventsStore(database, clock)
        self.jobs = JobsStore(database, clock, self.events)
        self.leases = LeasesStore(database, clock, self.events)
        self.users = UsersStore(database, clock)
        self.sessions = SessionsStore(database, clock)
        self.tokens = TokensStore(database, clock)
        self.logins = LoginsStore(database, clock)

    def stores(self, project_name: str, *, actor: str = TERMINAL) -> Stores:
        """Return the stores of one project.

        Args:
            project_name: its name.
            actor: who changes something through them.

        Raises:
            NotFoundError: there is no such project.
        """
        return self.stores_of(self.projects.get(project_name), actor=actor)

    def stores_of(self, project: Project, *, actor: str = TERMINAL) -> Stores:
        """Return the stores of a project that is at hand."""
        return Stores(
            project,
            database=self.database,
            projects=self.projects,
            blobs=self.blobs,
            cache_folder=self.cache_folder,
            networks=self.networks,
            weights=self.weights,
            events=self.events,
            audit=self.audit,
            backups=self.backups,
            clock=self._clock,
            actor=actor,
        )

    def referenced(self) -> set[str]:
        """Return the keys of blobs that an image, round, network or weights needs."""
        return referenced_keys(self.database, self.blobs)

    def unreferenced(self) -> list[str]:
        """Return the keys of blobs that no image, round, network or weights needs."""
        blobs = self.blobs.keys()  # before the references: a blob is stored before its row
        needed = self.referenced()
        return [key for key in blobs if key not in needed]

    def array_files(self) -> dict[str, int]:
        """Return the chunk files of all arrays with their sizes in bytes, as they should be."""
        return referenced_chunks(self.database)

    def originals_outside(self) -> int:
        """Count the images whose originals lie outside the workspace: imported in place."""
        return originals_outside(self.database)

    def remove_unreferenced(self, older_than_s: float = _DAY_S) -> int:
        """Delete such blobs and the leftovers of interrupted writes, and count both.

        While a backup is running nothing is deleted.

        Args:
            older_than_s: a younger blob may belong to a step that is still running.
        """
        if self.backups.is_running():
            return 0
        deleted = self.blobs.sweep(older_than_s)
        for key in self.unreferenced():
            if self.blobs.age_s(key) >= older_than_s:
                self.blobs.delete(key)
                deleted += 1
        for document in unreferenced_chunks(self.database, self.blobs):
            if self.blobs.named_age_s(document) >= older_than_s:
                self.blobs.delete_named(document)
                deleted += 1
        return deleted

    def close(self) -> None:
        """Close the database."""
        self.database.close()

    def __exit__(self, *failure: object) -> None:
        self.close()


def open_workspace(
    root: Path | str,
    *,
    create: bool = False,
    database_url: str | None = None,
    blob_url: str | None = None,
    clock: Clock = utc_now,
) -> Workspace:
    """Open a workspace and bring its database up to date.

    Args:
        root: the workspace's folder.
        create: make it where there is none.
        database_url: another database than the SQLite file in the folder.
        blob_url: another blob store than `blobs/` in the folder, any fsspec URL.
        clock: gives every `created_at` and `saved_at`.

    Raises:
        NotFoundError: there is no workspace and `create` is False.
        InvalidInputError: the path is a file, or a URL cannot be used.
        MedebiaserError: a newer version of MEDebiaser made it; the disk is full or read-only.
    """
    folder = Path(root).absolute()
    if folder.exists() and not folder.is_dir():
        raise InvalidInputError(f"{root} is a file; a workspace is a folder, name another path")
    path = folder / DATABASE_FILE
    if not create and database_url is None and not path.is_file():
        raise _no_workspace(root)
    if create:
        _make_folder(folder)
    url = database_url or URL.create("sqlite", database=str(path)).render_as_string()
    database = Database(url)
    try:
        if not create and not is_prepared(database):
            raise _no_workspace(root)
        prepare(database)
        blobs = BlobStore(blob_url or folder / "blobs")
        bring_up_to_date(database, blobs, clock)
    except BaseException:
        database.close()
        raise
    return Workspace(folder, database, blobs, clock)


def _no_workspace(root: Path | str) -> NotFoundError:
    return NotFoundError(
        f"there is no workspace in {root}; create one with `medebiaser -w {root} init NAME` "
        "or name another folder with -w"
    )


def _make_folder(folder: Path) -> None:
    """Make a workspace's folder for its owner alone: patients' images will lie in it."""
    try:
        folder.mkdir(_OWN, parents=True, exist_ok=True)
    except OSError as error:
        raise MedebiaserError(
            f"the folder {folder} cannot be made ({error.strerror}); name another one with -w"
        ) from error
