"""A small workspace in which there is something of everything, and a copy for each role."""

import shutil
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from medebiaser.accounts.passwords import hash_password
from medebiaser.api.app import create_app
from medebiaser.data.importers.regions import import_regions
from medebiaser.data.importers.table import read_table
from medebiaser.data.phantoms import write_phantoms
from medebiaser.data.stores import Stores, Workspace, open_workspace
from medebiaser.records import Role, Split, Verdict
from medebiaser.rounds import notes
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.fine_tune import fine_tune
from medebiaser.rounds.importing import import_table
from medebiaser.rounds.rank import refresh_ranking
from medebiaser.rounds.starting import start_ranking
from medebiaser.rounds.train import train
from medebiaser.settings import Settings
from tests.faults.commands import FOCUS, PROJECT, TABLE

PASSWORD = "lamp-river-seven"
USERS: dict[str, tuple[Role | None, Role | None]] = {
    "admin": (Role.ADMIN, Role.ADMIN),
    "second-admin": (Role.ADMIN, None),
    "engineer": (Role.ENGINEER, Role.ENGINEER),
    "physician": (Role.PHYSICIAN, Role.PHYSICIAN),
    "dr-b": (None, Role.PHYSICIAN),
    "dr-c": (None, None),
}
"""Role in the workspace and in the project of everyone there is; all have PASSWORD."""

ROLES = ("nobody", "physician", "engineer", "admin")
"""Who the cases are sent as; nobody is not logged in."""

_BY_TOKEN = {"engineer"}
"""Who acts as a script does, with a token; the others have a browser's session."""

_SESSION_S = 3600.0
_TRAINING = {"architecture": "small", "image_size": 32, "epochs": 1, "batch_size": 16, "seed": 5}
_FINE_TUNING = {
    "steps": 2, "annotated_per_step": 2, "rehearsal_per_step": 2, "focus": (FOCUS,), "seed": 2,
}  # fmt: skip
_CORRECTED = 6
_ANNOTATED = (Split.TRAIN, Split.REVIEW)


def prepare(folder: Path) -> Path:
    """Make the workspace: phantoms, two rounds, annotations, notes, jobs, an upload, users."""
    write_phantoms(folder / "phantoms", 60, seed=3, side=64, n_shifted=20)
    workspace = folder / "pristine"
    with open_workspace(workspace, create=True) as opened:
        table = read_table(folder / "phantoms" / "table.csv", TABLE)
        images = folder / "phantoms" / "images"
        stores, _ = import_table(opened, PROJECT, table, images, cue_columns=("marker",), workers=1)
        import_regions(stores, folder / "phantoms" / "regions.json")
        train(stores, _TRAINING, workers=1)
        _annotate(opened.stores(PROJECT, actor="physician"))
        fine_tune(stores, _FINE_TUNING, workers=1)
        refresh_ranking(stores, 0, split=Split.TRAIN)
        _add_users(opened)
        _add_the_rest(opened, opened.stores(PROJECT, actor="physician"))
    return workspace


class Site:
    """A role's own copy of the workspace, with the application over it.

    Attributes:
        app: the application; the same object after a reset.
    """

    def __init__(self, pristine: Path, folder: Path, role: str) -> None:
        self._pristine = pristine
        self._folder = folder
        self.role = role
        self.app = _Replaceable()
        self._credentials: dict[str, str] = {}
        self._open()

    @property
    def opened(self) -> Workspace:
        """The workspace as it is open now."""
        return self._opened

    def reset(self) -> None:
        """Put everything back as it was at the start."""
        self.close()
        self._open()

    def close(self) -> None:
        """Close and delete the copy."""
        self._opened.close()
        shutil.rmtree(self._folder)

    def credentials(self) -> dict[str, str]:
        """Return the cookie and headers of the role; the login is renewed where it was lost."""
        if self.role == "nobody":
            return {}
        if not self._is_well():
            self.reset()
        if not self._is_logged_in():
            self._credentials = self._log_in()
        return self._credentials

    def known(self) -> dict[str, list[Any]]:
        """Return what exists, by the name of the parameter or field that asks for it."""
        with open_workspace(self._pristine) as opened:
            return _known(opened, opened.stores(PROJECT))

    def _open(self) -> None:
        shutil.copytree(self._pristine, self._folder)
        self._opened = open_workspace(self._folder)
        settings = Settings(
            workspace=self._folder, requests_per_s=0, import_folders=str(self._pristine.parent)
        )
        self.app.use(create_app(self._opened, settings))
        self._credentials = {}

    def _is_well(self) -> bool:
        """Whether the role's user still is who it was."""
        user = self._opened.users.find(self.role)
        if user is None or user.disabled or user.workspace_role is not USERS[self.role][0]:
            return False
        project = next((p for p in self._opened.projects.all() if p.name == PROJECT), None)
        if project is None:
            return False
        return self._opened.users.memberships(user.id).get(project.id) is USERS[self.role][1]

    def _is_logged_in(self) -> bool:
        known = self._credentials
        if "Authorization" in known:
            return self._opened.tokens.find(known["Authorization"].split()[1]) is not None
        return bool(known) and self._opened.sessions.find(known["session"], 1e9) is not None

    def _log_in(self) -> dict[str, str]:
        user = self._opened.users.get(self.role)
        if self.role in _BY_TOKEN:
            names = {token.name for token in self._opened.tokens.all(user.id)}
            name = next(f"script {n}" for n in range(len(names) + 1) if f"script {n}" not in names)
            token, _ = self._opened.tokens.create(user.id, name)
            return {"Authorization": f"Bearer {token}"}
        token, session = self._opened.sessions.start(user.id, _SESSION_S)
        return {"session": token, "csrf": session.csrf_token}


class _Replaceable:
    """An application behind which another one can be put.

    Attributes:
        now: the one that answers.
    """

    now: ASGIApp

    def use(self, app: ASGIApp) -> None:
        """Let another one answer from now on."""
        self.now = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.now(scope, receive, send)


def _annotate(stores: Stores) -> None:
    drawn = [each for each in stores.references.all() if each.label == FOCUS]
    usable = [
        d for d in drawn if stores.images.get(d.image_id).split in (Split.TRAIN, Split.REVIEW)
    ]
    for each in usable[:_CORRECTED]:
        annotate(
            stores, each.image_id, FOCUS, [each.region], Verdict.CORRECTED,
            version=0, author=stores.actor,
        )  # fmt: skip


def _add_users(opened: Workspace) -> None:
    project = opened.projects.get(PROJECT).id
    hashed = hash_password(PASSWORD)
    for name, (in_workspace, in_project) in USERS.items():
        user = opened.users.create(name, password_hash=hashed, workspace_role=in_workspace)
        if in_project is not None:
            opened.users.set_role(user.id, project, in_project)
        opened.tokens.create(user.id, "nightly")


def _add_the_rest(opened: Workspace, stores: Stores) -> None:
    for row, author in enumerate(("physician", "engineer", "admin")):
        notes.write(opened.stores(PROJECT, actor=author), row, "the marker is in the corner")
    start_ranking(opened, stores, 0, Split.REVIEW)
    opened.jobs.request_cancel(start_ranking(opened, stores, 1, Split.TRAIN).id)
    whole = stores.uploads.create("images.zip", 20, part_bytes=20, author=stores.actor)
    stores.uploads.add_part(whole.id, 0, b"this is no zip at al")
    stores.uploads.create("more.zip", 5, part_bytes=1, author=stores.actor)


def _known(opened: Workspace, stores: Stores) -> dict[str, list[Any]]:
    review = [image.row for image in stores.images.all(Split.REVIEW)]
    annotated = sorted({row for row, _ in stores.annotations.page(start=0, limit=50)})
    return {
        "project": [PROJECT],
        "row": [*annotated, *review[:3], 0, 1, 2],
        "number": [0, 1],
        "label": [FOCUS, *stores.project.labels[:2]],
        "job_id": [job.id for job in opened.jobs.all()],
        "upload_id": [upload.id for upload in stores.uploads.all()],
        "note_id": [note.id for row in range(3) for note in notes.of_image(stores, row)],
        "token_id": [t.id for user in opened.users.all() for t in opened.tokens.all(user.id)],
        "name": list(USERS),
        "rows": [",".join(map(str, review[:4])), str(review[0])],
        "rounds": ["0,1", "1", "0"],
        "version": [0, 1, 2],
        "offset": [0, 1],
        "password": [PASSWORD],
        "present": [PASSWORD],
        "upload": [upload.id for upload in stores.uploads.all() if upload.complete],
        "round": [0, 1],
        "focus[*]": [FOCUS],
    }
