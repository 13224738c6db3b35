"""The workspace: one database and one blob store, and the stores of each project."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, insert, select
from sqlalchemy.exc import IntegrityError

from medebiaser.data.arrays import RoundArrays
from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database, utc_now
from medebiaser.data.migrations import is_prepared, prepare
from medebiaser.data.schema import workspace as table
from medebiaser.data.stores.annotations import AnnotationsStore
from medebiaser.data.stores.base import Clock
from medebiaser.data.stores.images import ImagesStore
from medebiaser.data.stores.networks import NetworksStore
from medebiaser.data.stores.projects import ProjectsStore
from medebiaser.data.stores.references import ReferencesStore
from medebiaser.data.stores.rounds import RoundsStore
from medebiaser.data.stores.sweep import referenced_keys
from medebiaser.data.stores.weights import WeightsStore
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError
from medebiaser.records import Project

FORMAT = 1
"""Version of the workspace's layout; the database's own version is its migration."""

DATABASE_FILE = "medebiaser.sqlite"
_DAY_S = 86_400.0


class Stores:
    """Everything of one project.

    Attributes:
        images: its images.
        references: its reference regions.
        annotations: its annotations.
        rounds: its rounds.
        blobs: the workspace's blob store.
        networks: networks that users registered in the workspace.
        weights: weights that were imported into the workspace.
        cache_folder: where decoded pixels are kept; may be deleted at any time.
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
        clock: Clock,
    ) -> None:
        self._read = project
        self._database = database
        self._projects = projects
        self.blobs = blobs
        self.cache_folder = cache_folder
        self.networks = networks
        self.weights = weights
        self.images = ImagesStore(database, self._last_read)
        self.references = ReferencesStore(database, self._last_read)
        self.annotations = AnnotationsStore(database, self._last_read, clock)
        self.rounds = RoundsStore(database, self._last_read, clock, self.round_arrays)

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

    def round_arrays(self, number: int) -> RoundArrays:
        """Return the arrays of one round."""
        folder = f"arrays/{self._read.id}/{number}"
        return RoundArrays(self.blobs, folder, self.images.next_row)

    def _last_read(self) -> Project:
        return self._read


class Workspace(AbstractContextManager["Workspace"]):
    """One installation: its projects, user networks, weights and blobs.

    Attributes:
        root: the folder, with the database, `blobs/` and `cache/` where no URL says otherwise.
        projects: all projects.
        networks: networks that users registered.
        weights: weights that were imported under a name.
        blobs: the blob store.
        cache_folder: where decoded pixels are kept; may be deleted at any time.
    """

    def __init__(self, root: Path, database: Database, blobs: BlobStore, clock: Clock) -> None:
        self.root = root
        self.blobs = blobs
        self.cache_folder = root / "cache"
        self.database = database
        self._clock = clock
        self.projects = ProjectsStore(database, clock)
        self.networks = NetworksStore(database, clock)
        self.weights = WeightsStore(database, clock)

    def stores(self, project_name: str) -> Stores:
        """Return the stores of one project.

        Raises:
            NotFoundError: there is no such project.
        """
        return Stores(
            self.projects.get(project_name),
            database=self.database,
            projects=self.projects,
            blobs=self.blobs,
            cache_folder=self.cache_folder,
            networks=self.networks,
            weights=self.weights,
            clock=self._clock,
        )

    def referenced(self) -> set[str]:
        """Return the keys of blobs that an image, round, network or weights needs."""
        return referenced_keys(self.database, self.blobs)

    def unreferenced(self) -> list[str]:
        """Return the keys of blobs that no image, round, network or weights needs."""
        blobs = self.blobs.keys()  # before the references: a blob is stored before its row
        needed = self.referenced()
        return [key for key in blobs if key not in needed]

    def remove_unreferenced(self, older_than_s: float = _DAY_S) -> int:
        """Delete such blobs and the leftovers of interrupted writes, and count both.

        Args:
            older_than_s: a younger blob may belong to a step that is still running.
        """
        deleted = self.blobs.sweep(older_than_s)
        for key in self.unreferenced():
            if self.blobs.age_s(key) >= older_than_s:
                self.blobs.delete(key)
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
        _check_format(database, clock)
    except BaseException:
        database.close()
        raise
    blobs = BlobStore(blob_url or folder / "blobs")
    return Workspace(folder, database, blobs, clock)


def _no_workspace(root: Path | str) -> NotFoundError:
    return NotFoundError(
        f"there is no workspace in {root}; create one with `medebiaser -w {root} init NAME` "
        "or name another folder with -w"
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MedebiaserError(
            f"the folder {folder} cannot be made ({error.strerror}); name another one with -w"
        ) from error


def _check_format(database: Database, clock: Clock) -> None:
    if _stored_format(database) is None:
        with suppress(IntegrityError), database.transaction() as connection:  # someone was faster
            connection.execute(insert(table).values(format=FORMAT, created_at=clock()))
    stored = _stored_format(database)
    if stored is not None and stored > FORMAT:
        raise MedebiaserError(
            f"this workspace has format {stored}, this version knows up to {FORMAT}; "
            "install the newer version of MEDebiaser that made it"
        )


def _stored_format(database: Database) -> int | None:
    with database.reading() as connection:
        return connection.scalar(select(table.c.format))
