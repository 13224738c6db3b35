"""The one module that knows DBOS: runs a function as a durable workflow under a name.

DBOS writes down that a workflow was begun before it runs, runs each name once, and keeps
its tables beside ours: on SQLite in a file beside the database, on PostgreSQL in the schema
`dbos`. It sees ids and states, as JSON; what a job is asked for and makes stays in our rows.
"""

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from dbos import DBOS, DBOSConfig, DBOSPortableJSONSerializer, SetWorkflowID, error
from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from medebiaser.data.database import Database
from medebiaser.errors import MedebiaserError

SYSTEM_FILE = "jobs.sqlite"
_SCHEMA = "dbos"
_VERSION = "1"
"""Of the workflow below. Fixed: a new version of the program goes on with its jobs."""

_REMEMBERED = 100
"""Attempts that are looked for at most; each is forgotten by the next."""

Body = Callable[[str, int], str]
"""(job's id, fence) -> how it ended; must not raise."""


class Engine:
    """DBOS within this process; there is one at a time.

    Args:
        database: the workspace's; DBOS's tables are kept beside it.
        worker: name of this process, so that DBOS takes no one else's workflows for its own.
        body: what each workflow does, in one step.

    Raises:
        MedebiaserError: DBOS's tables cannot be made or opened.
    """

    def __init__(self, database: Database, worker: str, body: Body) -> None:
        logging.getLogger("dbos").setLevel(logging.CRITICAL)
        configuration: DBOSConfig = {
            "name": "medebiaser",
            "system_database_url": system_url(database),
            "dbos_system_schema": _SCHEMA,
            "application_version": _VERSION,
            "executor_id": worker,
            "serializer": DBOSPortableJSONSerializer(),
            "use_listen_notify": False,
            "sys_db_pool_size": 5,
            "log_level": "CRITICAL",
            "console_log_level": "CRITICAL",
            "enable_otlp": False,
        }
        DBOS(config=configuration)

        @DBOS.step(name="perform")
        def perform(job_id: str, fence: int) -> str:
            return body(job_id, fence)

        @DBOS.workflow(name="job", max_recovery_attempts=None)
        def job(job_id: str, fence: int) -> str:
            return perform(job_id, fence)

        self._job = job
        try:
            DBOS.launch()
        except SQLAlchemyError as failure:
            raise MedebiaserError(
                f"the tables of the job engine cannot be opened ({type(failure).__name__}); "
                f"on PostgreSQL the user needs the right to create the schema {_SCHEMA}"
            ) from failure

    def run(self, job_id: str, attempt: int, fence: int) -> None:
        """Run one attempt of a job in this thread.

        The claim of its row lets no one else run it. Workflows of its attempts so far can only
        be what a worker left that died, or what was there before a backup was restored.
        """
        self.forget(job_id, attempt)
        name = workflow_name(job_id, attempt)
        with suppress(error.DBOSNonExistentWorkflowError), SetWorkflowID(name):
            self._job(job_id, fence)  # gone where another worker took the job over meanwhile
        DBOS.delete_workflow(name)

    def forget(self, job_id: str, attempt: int) -> None:
        """Delete what DBOS knows of the attempts up to this one."""
        first = max(1, attempt - _REMEMBERED)
        DBOS.delete_workflows([workflow_name(job_id, n) for n in range(first, attempt + 1)])

    def close(self) -> None:
        """Stop DBOS's threads and close its connections."""
        DBOS.destroy(destroy_registry=True)


def workflow_name(job_id: str, attempt: int) -> str:
    """Return the name under which DBOS runs one attempt of a job."""
    return f"job-{job_id}-{attempt}"


def system_url(database: Database) -> str:
    """Return the URL of the database that holds DBOS's tables."""
    url = make_url(database.engine.url)
    if url.get_backend_name() == "sqlite":
        beside = Path(url.database or "").absolute().parent / SYSTEM_FILE
        return url.set(database=str(beside)).render_as_string()
    return url.render_as_string(hide_password=False)
