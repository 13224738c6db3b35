"""Projects and labels: what is there, counted."""

import numpy as np

from medebiaser.learning.label_statistics import cooccurrence
from medebiaser.records import Split
from tests.api.conftest import Client, Served
from tests.loop import FOCUS, correct

A_PROJECT = {"name": "hands", "labels": ["Fracture", "Cyst"], "paired_labels": ["Cyst"]}


def test_a_member_sees_the_own_projects_alone(served: Served, client: Client) -> None:
    served.opened.projects.create("secret", ["A"])
    names = {
        role: [each["name"] for each in client(role).get("/api/projects").json()]
        for role in ("physician", "stranger", "admin")
    }

    assert names == {"physician": ["main"], "stranger": [], "admin": ["main", "secret"]}


def test_an_opened_project_says_what_it_holds(served: Served, client: Client) -> None:
    correct(served.stores, limit=2)
    found = client("physician").get(served.path).json()
    images = served.stores.images.all()

    assert found["images"] == 200
    assert found["patients"] == len({image.patient for image in images})
    assert found["splits"]["review"] == served.stores.images.count(Split.REVIEW)
    assert sum(found["splits"].values()) + found["without_split"] == 200
    assert found["annotated_pairs"] == 2
    assert found["rounds"] == 1
    assert found["current_round"] == 0
    assert found["role"] == "physician"


def test_a_project_is_created_once(client: Client) -> None:
    first = client("admin").post("/api/projects", json=A_PROJECT)
    again = client("admin").post("/api/projects", json=A_PROJECT)

    assert first.status_code == 201
    assert first.json()["labels"] == ["Fracture", "Cyst"]
    assert first.json()["activation"] == "sigmoid"
    assert again.status_code == 409
    assert "there is already a project hands" in again.json()["detail"]


def test_a_project_that_cannot_be_is_refused(client: Client) -> None:
    for wrong in ({"name": "a/b"}, {"labels": ["A", "A"]}, {"activation": "tanh"}, {"color": 1}):
        reply = client("admin").post("/api/projects", json={**A_PROJECT, **wrong})
        assert reply.status_code == 422, wrong


def test_labels_change_until_the_first_image_comes(served: Served, client: Client) -> None:
    admin = client("admin")
    admin.post("/api/projects", json=A_PROJECT)
    changed = admin.patch("/api/projects/hands", json={"labels": ["Fracture", "Cyst", "Gout"]})
    locked = client("engineer").patch(served.path, json={"labels": ["Other"]})
    described = client("engineer").patch(served.path, json={"label_source": "drawn"})

    assert changed.json()["labels"] == ["Fracture", "Cyst", "Gout"]
    assert changed.json()["paired_labels"] == ["Cyst"]
    assert locked.status_code == 423
    assert described.json()["label_source"] == "drawn"
    assert client("physician").patch(served.path, json={}).status_code == 403


def test_the_table_of_labels_counts_and_carries_the_figures(served: Served, client: Client) -> None:
    correct(served.stores, limit=3)
    found = client("physician").get(f"{served.path}/labels").json()
    labels = served.stores.images.labels()
    k = served.stores.project.labels.index(FOCUS)
    focus = found["labels"][k]
    round_0 = served.stores.rounds.get(0)

    assert [each["name"] for each in found["labels"]] == list(served.stores.project.labels)
    assert found["round"] == 0
    assert focus["positives"] == int((labels[:, k] == 1).sum())
    assert focus["share"] == focus["positives"] / 200
    assert focus["annotated_images"] == 3
    train = served.stores.images.splits() == "train"
    assert focus["positives_by_split"]["train"] == int((labels[train, k] == 1).sum())
    assert focus["figures"]["auc"] == round_0.metrics["test"]["labels"][FOCUS]["auc"]
    assert client("physician").get(f"{served.path}/labels?round=8").status_code == 404


def test_cooccurrence_is_that_of_the_split(served: Served, client: Client) -> None:
    physician = client("physician")
    whole = physician.get(f"{served.path}/cooccurrence").json()
    train = physician.get(f"{served.path}/cooccurrence?split=train").json()
    labels, splits = served.stores.images.labels(), served.stores.images.splits()
    counts = cooccurrence(labels[splits == "train"])

    assert whole["counts"] == cooccurrence(labels).tolist()
    assert whole["images"] == 200
    assert train["counts"] == counts.tolist()
    carried = np.diagonal(counts)
    by_hand = [
        [counts[i, j] / carried[i] if carried[i] else None for j in range(len(counts))]
        for i in range(len(counts))
    ]
    assert train["shares"] == by_hand


def test_a_project_without_images_shows_zeros(served: Served, client: Client) -> None:
    admin = client("admin")
    admin.post("/api/projects", json=A_PROJECT)

    assert admin.get("/api/projects/hands").json()["images"] == 0
    labels = admin.get("/api/projects/hands/labels").json()
    assert [(each["positives"], each["share"]) for each in labels["labels"]] == [(0, None)] * 2
    assert labels["round"] is None
    assert admin.get("/api/projects/hands/images").json() == {"images": [], "next": None}
    assert admin.get("/api/projects/hands/images?label=Cyst").json()["images"] == []
    assert admin.get("/api/projects/hands/rounds").json() == []
    assert served.opened.projects.get("hands").current_round is None
