"""Whatever physicians do in whatever order, the server holds what a simple model holds."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from medebiaser.api.app import create_app
from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.records import Role, Split
from medebiaser.settings import Settings
from tests.data.workspaces import an_image

PROJECT = "chest"
LABELS = ("Hernia", "Mass")
AUTHORS = ("dr-a", "dr-b")
PATIENTS = ("P", "P", "Q")
"""Patient of each row: rows 0 and 1 go together."""

Key = tuple[int, str, str]
Version = dict[str, Any]
keys = st.tuples(
    st.integers(0, len(PATIENTS) - 1), st.sampled_from(LABELS), st.sampled_from(AUTHORS)
)


class Annotating(RuleBasedStateMachine):
    """Two physicians, two labels, three images of two patients."""

    @initialize()
    def open(self) -> None:
        """Make a workspace with an admin and two physicians."""
        self.folder = Path(tempfile.mkdtemp())
        self.histories: dict[Key, list[Version]] = {}
        self.erased: set[int] = set()
        self.drawn = 0
        self.tokens: dict[str, str] = {}
        with open_workspace(self.folder / "workspace", create=True) as made:
            project = made.projects.create(PROJECT, LABELS)
            stores = made.stores(PROJECT)
            stores.images.add(
                [
                    an_image(row, patient=patient, labels=(1, 1), split=Split.REVIEW)
                    for row, patient in enumerate(PATIENTS)
                ]
            )
            for name in (*AUTHORS, "boss"):
                user = made.users.create(name)
                role = Role.ADMIN if name == "boss" else Role.PHYSICIAN
                made.users.set_role(user.id, project.id, role)
                self.tokens[name], _ = made.tokens.create(user.id, "machine")
        self.serve()

    def serve(self) -> None:
        """Start the application over what lies on the disk."""
        self.workspace: Workspace = open_workspace(self.folder / "workspace")
        settings = Settings(workspace=self.folder / "workspace", requests_per_s=1e9)
        self.client = TestClient(create_app(self.workspace, settings), base_url="http://localhost")

    def teardown(self) -> None:
        """Remove the workspace."""
        if hasattr(self, "workspace"):
            self.workspace.close()
            shutil.rmtree(self.folder)

    def ask(self, author: str, method: str, path: str, **more: Any) -> Any:
        """Send a request as someone."""
        headers = {"Authorization": f"Bearer {self.tokens[author]}"}
        where = f"/api/projects/{PROJECT}/{path}"
        return self.client.request(method, where, headers=headers, **more)

    def put(self, key: Key, content: Version, version: int) -> Any:
        """Send a save."""
        row, label, author = key
        regions = [{"points": content["points"]}]
        body = {"verdict": content["verdict"], "regions": regions, "version": version}
        where = f"images/{row}/annotations"
        return self.ask(author, "PUT", where, params={"label": label}, json=body)

    def delete(self, key: Key, version: int) -> Any:
        """Send a withdrawal."""
        row, label, author = key
        asked = {"label": label, "version": str(version)}
        return self.ask(author, "DELETE", f"images/{row}/annotations", params=asked)

    def drawing(self) -> Version:
        """Return a region that was never drawn before."""
        self.drawn += 1
        points = [[1.0, 2.0], [100.0 + self.drawn, 2.0], [50.0, 300.25]]
        return {"verdict": "corrected", "points": points, "withdrawn": False}

    def is_gone(self, key: Key, reply: Any) -> bool:
        """Whether the image is erased; then the reply must say so."""
        if key[0] in self.erased:
            assert reply.status_code == 404
            return True
        return False

    @rule(key=keys)
    def create_or_edit(self, key: Key) -> None:
        """Save on top of what is there."""
        history = self.histories.get(key, [])
        content = self.drawing()

        reply = self.put(key, content, len(history))

        if not self.is_gone(key, reply):
            assert (reply.status_code, reply.json()["version"]) == (200, len(history) + 1)
            self.histories[key] = [*history, content]

    @rule(key=keys)
    def save_after_a_withdrawal_as_if_it_were_the_first(self, key: Key) -> None:
        """A physician who sees nothing there saves with version 0."""
        history = self.histories.get(key, [])
        if not history or not history[-1]["withdrawn"]:
            return
        content = self.drawing()
        for _ in range(2):
            reply = self.put(key, content, 0)
            assert (reply.status_code, reply.json()["version"]) == (200, len(history) + 1)
        self.histories[key] = [*history, content]

    @rule(key=keys)
    def save_again(self, key: Key) -> None:
        """The reply was lost: the same save comes a second time."""
        history = self.histories.get(key, [])
        if history and not history[-1]["withdrawn"]:
            reply = self.put(key, history[-1], len(history) - 1)
            assert (reply.status_code, reply.json()["version"]) == (200, len(history))

    @rule(key=keys)
    def undo(self, key: Key) -> None:
        """Save what was there before; the history goes on."""
        history = self.histories.get(key, [])
        drawn = [each for each in history if not each["withdrawn"]]
        if len(drawn) < 2:
            return
        reply = self.put(key, drawn[-2], len(history))
        assert (reply.status_code, reply.json()["version"]) == (200, len(history) + 1)
        self.histories[key] = [*history, drawn[-2]]

    @rule(key=keys, off=st.sampled_from((-2, -1, 1, 5)))
    def conflict(self, key: Key, off: int) -> None:
        """Save on top of what is not there (any more): refused with both versions."""
        history = self.histories.get(key, [])
        version, content = len(history) + off, self.drawing()
        withdrawn = bool(history) and history[-1]["withdrawn"]
        if version < 0 or (version == 0 and withdrawn):
            return

        reply = self.put(key, content, version)

        if not self.is_gone(key, reply):
            assert reply.status_code == 409
            problem = reply.json()
            assert problem["offered"]["version"] == version
            assert problem["offered"]["regions"][0]["points"] == content["points"]
            stored = 0 if problem["stored"] is None else problem["stored"]["version"]
            assert stored == len(history)

    @rule(key=keys)
    def withdraw(self, key: Key) -> None:
        """Take back what is there, twice."""
        history = self.histories.get(key, [])
        if not history or history[-1]["withdrawn"]:
            return
        for _ in range(2):
            reply = self.delete(key, len(history))
            assert (reply.status_code, reply.json()["version"]) == (200, len(history) + 1)
        self.histories[key] = [*history, {"withdrawn": True}]

    @rule(key=keys)
    def withdraw_what_was_saved_elsewhere(self, key: Key) -> None:
        """Refused: a newer version is there, or none at all."""
        history = self.histories.get(key, [])
        if history and history[-1]["withdrawn"]:
            return
        reply = self.delete(key, len(history) + 1)
        if not self.is_gone(key, reply):
            assert reply.status_code == (409 if history else 404)

    @precondition(lambda self: len(self.erased) < len(PATIENTS))
    @rule(row=st.integers(0, len(PATIENTS) - 1))
    def erase_patient(self, row: int) -> None:
        """Everything of every image of the patient goes, for everyone."""
        reply = self.ask("boss", "POST", "erasures", json={"row": row})
        assert reply.status_code in {200, 201}, reply.text
        gone = {other for other, patient in enumerate(PATIENTS) if patient == PATIENTS[row]}
        self.erased |= gone
        self.histories = {key: h for key, h in self.histories.items() if key[0] not in gone}

    @rule()
    def restart(self) -> None:
        """The server stops and starts again."""
        self.client.close()
        self.workspace.close()
        self.serve()

    @invariant()
    def shows_what_the_model_shows(self) -> None:
        """The list of all annotations is the model's."""
        if not hasattr(self, "client"):
            return
        listed = self.ask("dr-a", "GET", "annotations", params={"limit": "200"}).json()
        found = [
            ((each["row"], each["label"], each["author"]), each["version"],
             each["regions"][0]["points"])
            for each in listed["annotations"]
        ]  # fmt: skip
        assert found == [
            (key, len(history), history[-1]["points"])
            for key, history in sorted(self.histories.items())
            if not history[-1]["withdrawn"]
        ]

    @invariant()
    def keeps_what_was_ever_saved(self) -> None:
        """Each history is the model's, withdrawals included; erased ones are gone."""
        for row in range(len(PATIENTS) if hasattr(self, "client") else 0):
            for label in LABELS:
                where = f"images/{row}/annotations/history"
                reply = self.ask("dr-b", "GET", where, params={"label": label})
                if row in self.erased:
                    assert reply.status_code == 404
                    continue
                found = [(v["author"], v["version"], v["withdrawn"]) for v in reply.json()]
                assert found == [
                    (author, number, version["withdrawn"])
                    for author in AUTHORS
                    for number, version in enumerate(
                        self.histories.get((row, label, author), []), start=1
                    )
                ]


TestAnnotating = Annotating.TestCase
TestAnnotating.settings = settings(
    max_examples=15,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
