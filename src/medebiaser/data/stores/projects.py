"""Projects: their labels, activation and current round."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import exists, insert, select, update

from medebiaser.data.database import Database
from medebiaser.data.schema import images as images_table
from medebiaser.data.schema import projects as table
from medebiaser.data.stores.audit import AuditStore
from medebiaser.data.stores.base import TERMINAL, Clock
from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import Action, Activation, Project

_LENGTH_MAX = 200


class ProjectsStore:
    """All projects of a workspace."""

    def __init__(self, database: Database, clock: Clock, audit: AuditStore) -> None:
        self._database = database
        self._clock = clock
        self._audit = audit

    def create(
        self,
        name: str,
        labels: Sequence[str] = (),
        activation: Activation = Activation.SIGMOID,
        *,
        paired_labels: Sequence[str] = (),
        cue_columns: Sequence[str] = (),
        label_source: str | None = None,
        actor: str = TERMINAL,
    ) -> Project:
        """Create a project; its labels may follow with `update` before the first image.

        Raises:
            ConflictError: there is a project of this name.
            InvalidInputError: the name or a label is empty, repeated or cannot be used.
        """
        _check_name(name)
        _check_labels(labels, paired_labels)
        with self._database.transaction() as connection:
            if connection.scalar(select(table.c.id).where(table.c.name == name)) is not None:
                raise ConflictError(
                    f"there is already a project {name}; choose another name", stored=name
                )
            connection.execute(
                insert(table).values(
                    name=name,
                    labels=list(labels),
                    activation=Activation(activation).value,
                    paired_labels=list(paired_labels),
                    cue_columns=list(cue_columns),
                    label_source=label_source,
                    next_row=0,
                    created_at=self._clock(),
                )
            )
            created = self.get(name)
            subject = {"name": name, "labels": list(labels)}
            self._audit.append(Action.PROJECT_CREATED, subject, actor=actor, project=created.id)
            return created

    def get(self, name: str) -> Project:
        """Return one project.

        Raises:
            NotFoundError: there is none of this name.
        """
        with self._database.reading() as connection:
            found = connection.execute(select(table).where(table.c.name == name)).one_or_none()
        if found is None:
            names = ", ".join(project.name for project in self.all())
            raise NotFoundError(
                f"there is no project {name!r}; "
                + (f"there are: {names}" if names else "create one with `medebiaser init NAME`")
            )
        return _record(found)

    def all(self) -> list[Project]:
        """Return all projects, the oldest first."""
        with self._database.reading() as connection:
            return [_record(row) for row in connection.execute(select(table).order_by(table.c.id))]

    def update(self, name: str, /, *, actor: str = TERMINAL, **changes: Any) -> Project:
        """Change labels (before the first image), activation or what is known of the labels.

        Args:
            name: which project.
            actor: who changes it.
            changes: any of `labels`, `activation`, `paired_labels`, `cue_columns`,
                `label_source`.

        Raises:
            NotFoundError: there is no such project.
            LockedError: the labels may not change any more, images have them.
            InvalidInputError: a label is empty or repeated, or the field cannot be changed.
        """
        allowed = {"labels", "activation", "paired_labels", "cue_columns", "label_source"}
        if unknown := sorted(set(changes) - allowed):
            raise InvalidInputError(
                f"a project's {', '.join(unknown)} cannot be changed; "
                f"what can: {', '.join(sorted(allowed))}"
            )
        with self._database.transaction() as connection:
            stored = self.get(name)
            labels = tuple(changes.get("labels", stored.labels))
            _check_labels(labels, tuple(changes.get("paired_labels", stored.paired_labels)))
            has_images = exists().where(images_table.c.project_id == stored.id)
            if labels != stored.labels and connection.scalar(select(has_images)):
                raise LockedError(
                    f"project {name} has images, its labels can no longer change; "
                    "create another project for other labels"
                )
            if changes:
                connection.execute(
                    update(table).where(table.c.id == stored.id).values(_stored_form(changes))
                )
                self._audit.append(
                    Action.PROJECT_CHANGED, _stored_form(changes), actor=actor, project=stored.id
                )
            return self.get(name)


def _stored_form(changes: dict[str, Any]) -> dict[str, Any]:
    values = dict(changes)
    for column in ("labels", "paired_labels", "cue_columns"):
        if column in values:
            values[column] = list(values[column])
    if "activation" in values:
        values["activation"] = Activation(values["activation"]).value
    return values


def _record(row: Any) -> Project:
    return Project(
        id=row.id,
        name=row.name,
        labels=tuple(row.labels),
        activation=Activation(row.activation),
        paired_labels=tuple(row.paired_labels),
        cue_columns=tuple(row.cue_columns),
        label_source=row.label_source,
        current_round=row.current_round,
        created_at=row.created_at,
    )


def _check_name(name: str) -> None:
    clean = name.strip()
    if not clean or clean != name or len(name) > _LENGTH_MAX or not name.isprintable():
        raise InvalidInputError(
            f"{name!r} is no project name; use 1 to {_LENGTH_MAX} printable characters "
            "without spaces around them"
        )
    if "/" in name or "\\" in name or name in {".", ".."}:
        raise InvalidInputError(f"project name {name!r} looks like a path; leave out / and \\")


def _check_labels(labels: Sequence[str], paired_labels: Sequence[str]) -> None:
    for label in labels:
        if not label.strip() or label != label.strip() or len(label) > _LENGTH_MAX:
            raise InvalidInputError(
                f"{label!r} is no label name; use 1 to {_LENGTH_MAX} characters "
                "without spaces around them"
            )
    repeated = sorted({label for label in labels if list(labels).count(label) > 1})
    if repeated:
        raise InvalidInputError(f"labels are named twice: {', '.join(repeated)}; name each once")
    if strangers := [label for label in paired_labels if label not in labels]:
        raise InvalidInputError(
            f"paired labels {', '.join(strangers)} are not among the project's labels; "
            "add them to the labels or leave them out"
        )
