"""A live session through the server: asked, answered, handed in; started with its parameters."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from medebiaser.errors import WaitingError
from medebiaser.rounds.train import train
from tests.api.conftest import Served, serve
from tests.rounds.live_sessions import TRAINING


@pytest.fixture
def asking(imported: Path, password_hash: str) -> Iterator[Served]:
    """A server over a training that waits for its first list."""
    made = serve(imported, password_hash)
    with pytest.raises(WaitingError):
        train(made.stores, TRAINING)
    yield made
    made.opened.close()


def test_a_physician_sees_the_open_list_answers_it_and_hands_it_in(asking: Served) -> None:
    client, live = asking.client("physician"), f"{asking.path}/rounds/0/live"

    session = client.get(live).json()
    asked = client.get(f"{live}/1").json()
    row = asked["images"][0]["row"]
    saved = client.put(f"{live}/1/answers/{row}", json={"cells": [5, 0, 5]})
    seen = client.get(f"{live}/1").json()["images"][0]
    handed_in = client.post(f"{live}/1/submission").json()
    late = client.put(f"{live}/1/answers/{row}", json={"cells": [2]})

    assert (session["open"], session["parameters"]["grid"]) == (1, 4)
    assert [len(image["grid"]) for image in asked["images"]] == [16, 16, 16]
    assert saved.json() == {"cells": [0, 5], "regions": []}
    assert (seen["answered"], seen["answer"]) == (True, saved.json())
    assert handed_in["handed_in"] == ["physician"]
    assert handed_in["closed_at"] is not None
    assert late.status_code == 423
    assert client.get(live).json()["open"] is None
    (annotation,) = asking.stores.annotations.all()
    assert (annotation.author, len(annotation.regions)) == ("physician", 2)


def test_what_cannot_be_answered_is_refused_and_names_no_image_but_its_row(
    asking: Served,
) -> None:
    client, live = asking.client("physician"), f"{asking.path}/rounds/0/live"
    row = client.get(f"{live}/1").json()["images"][0]["row"]

    outside = client.put(f"{live}/1/answers/{row}", json={"cells": [99]})
    strange = client.put(f"{live}/1/answers/9999", json={"cells": [1]})
    crossed = [[0, 0], [30, 30], [30, 0], [0, 30]]
    polygon = {"regions": [{"points": crossed, "relevance": "irrelevant"}]}
    drawn = client.put(f"{live}/1/answers/{row}", json=polygon)

    assert (outside.status_code, strange.status_code, drawn.status_code) == (422, 404, 422)
    assert "cells count from 0 to 15" in outside.json()["detail"]
    assert client.get(f"{asking.path}/rounds/7/live").status_code == 404


def test_physicians_start_a_live_training_with_its_defaults_and_engineers_with_theirs(
    imported: Path, password_hash: str
) -> None:
    made = serve(imported, password_hash)
    try:
        path = f"{made.path}/trainings"
        refused = made.client("physician").post(path, json={"live": {"images": 3}})
        wrong = made.client("engineer").post(path, json={"live": {"sampling": "boredom"}})
        started = made.client("physician").post(path, json={"live": {}})

        assert (refused.status_code, wrong.status_code, started.status_code) == (403, 422, 202)
        assert "choosing images needs the role engineer" in refused.json()["detail"]
        assert started.json()["arguments"]["options"] == {"live": {}}
        assert made.stores.rounds.get(0).settings["live"]["images"] == 20
    finally:
        made.opened.close()
