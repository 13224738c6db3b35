"""What was erased of a project, and what of it still has to be deleted from the blob store.

The keys are written down in the transaction that erases: a program that is killed between the
commit and the deletion leaves a list that the next one works off.
"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import String, cast, delete, func, insert, select, update

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.schema import erasures as table
from medebiaser.data.schema import events as events_table
from medebiaser.data.schema import images as images_table
from medebiaser.data.schema import job_log as log_table
from medebiaser.data.schema import jobs as jobs_table
from medebiaser.data.schema import rounds as rounds_table
from medebiaser.data.schema import uploads as uploads_table
from medebiaser.data.stores.base import Audit, Clock, ProjectStore, in_batches
from medebiaser.records import JobState, Project

Scrub = Callable[[Any], Any]
"""Returns a JSON value without the names of what is erased."""


class ErasuresStore(ProjectStore):
    """All erasures of one project."""

    def __init__(
        self,
        database: Database,
        project: Callable[[], Project],
        audit: Audit,
        clock: Clock,
        blobs: BlobStore,
    ) -> None:
        super().__init__(database, project, audit)
        self._clock = clock
        self._blobs = blobs

    def add(self, rows: Sequence[int], keys: Sequence[str]) -> None:
        """Write down, in the open transaction, what is erased and which blobs must go."""
        values = {"rows": list(rows), "blobs": sorted(set(keys)), "at": self._clock()}
        with self._database.transaction() as connection:
            connection.execute(insert(table).values(project_id=self._id, **values))

    def rows_after(self, erasure: int) -> tuple[int, list[int]]:
        """Return the number of the last erasure, and the rows erased after another one.

        Args:
            erasure: number of the last erasure that is known; 0: none.
        """
        query = select(table.c.id, table.c.rows).where(
            table.c.project_id == self._id, table.c.id > erasure
        )
        last, rows = erasure, list[int]()
        with self._database.reading() as connection:
            for found in connection.execute(query.order_by(table.c.id)):
                last = found.id
                rows += found.rows
        return last, rows

    def waiting(self) -> int:
        """Count the blobs that are still to be deleted."""
        return sum(len(keys) for _, keys in self._waiting())

    def finish(self) -> None:
        """Delete the blobs of erased images that nothing else needs; twice changes nothing.

        What SQLite still keeps of erased rows beside its file goes as well.
        """
        for erasure, keys in self._waiting():
            for key in keys:
                if not self._is_needed(key):
                    self._blobs.delete(key)
            with self._database.transaction() as connection:
                connection.execute(update(table).where(table.c.id == erasure).values(blobs=[]))
        self._database.fold_journal()

    def sharing(self, sources: Sequence[str]) -> int:
        """Count the images of other projects that have one of these originals."""
        shared = 0
        with self._database.reading() as connection:
            for batch in in_batches(sources):
                query = (
                    select(func.count())
                    .select_from(images_table)
                    .where(images_table.c.project_id != self._id, images_table.c.source.in_(batch))
                )
                shared += int(connection.execute(query).scalar_one())
        return shared

    def running_jobs(self) -> list[str]:
        """Return the steps of this project that a worker is running now."""
        query = select(jobs_table.c.step).where(
            jobs_table.c.project_id == self._id, jobs_table.c.state == JobState.RUNNING.value
        )
        with self._database.reading() as connection:
            return list(connection.scalars(query))

    def forget_events(self, rows: Sequence[int]) -> None:
        """Remove the events of some rows."""
        query = select(events_table.c.id, events_table.c.content).where(
            events_table.c.project_id == self._id,
            cast(events_table.c.content, String).contains('"row"'),
        )
        gone = set(rows)
        with self._database.transaction() as connection:
            found = [e.id for e in connection.execute(query) if e.content.get("row") in gone]
            for number in found:
                connection.execute(delete(events_table).where(events_table.c.id == number))

    def scrub_jobs(self, scrub: Scrub) -> None:
        """Take the names of what is erased out of jobs, their logs and what uploads became."""
        jobs, uploads = jobs_table.c, uploads_table.c
        of_project = select(jobs.id).where(jobs.project_id == self._id)
        told = (jobs.arguments, jobs.failure, jobs.outcome, jobs.phase)
        self._scrub(jobs.id, told, jobs.project_id == self._id, scrub)
        self._scrub(log_table.c.id, (log_table.c.line,), log_table.c.job_id.in_(of_project), scrub)
        mine = uploads.project_id == self._id
        self._scrub(uploads.id, (uploads.outcome, uploads.name), mine, scrub)

    def _scrub(self, key: Any, columns: Sequence[Any], which: Any, scrub: Scrub) -> None:
        with self._database.transaction() as connection:
            for number, *values in connection.execute(select(key, *columns).where(which)).all():
                clean = [scrub(value) for value in values]
                if clean != values:
                    named = dict(zip((c.name for c in columns), clean, strict=True))
                    connection.execute(update(key.table).where(key == number).values(**named))

    def _waiting(self) -> list[tuple[int, list[str]]]:
        query = select(table.c.id, table.c.blobs).where(
            table.c.project_id == self._id, cast(table.c.blobs, String) != "[]"
        )
        with self._database.reading() as connection:
            return [(found.id, found.blobs) for found in connection.execute(query)]

    def _is_needed(self, key: str) -> bool:
        """Whether an image of any project, or a round's snapshot, is this blob."""
        of_image = select(images_table.c.row).where(images_table.c.source == key).limit(1)
        of_round = select(rounds_table.c.number).where(rounds_table.c.snapshot == key).limit(1)
        with self._database.reading(fresh=True) as connection:
            return any(connection.scalar(query) is not None for query in (of_image, of_round))
