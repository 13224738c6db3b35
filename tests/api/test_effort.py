"""How long physicians worked, through HTTP: what the page measures is kept and added up."""

import json
from typing import Any

from tests.api.annotating import an_image, body
from tests.api.conftest import Client, Served
from tests.loop import FOCUS

LABEL = {"label": FOCUS}
SITTING = "4f1c-2b7a-90"


def measured(active_s: float, sitting: str = SITTING) -> dict[str, Any]:
    return {"effort": {"sitting": sitting, "active_s": active_s}}


def put(served: Served, client: Client, **more: Any) -> Any:
    row = an_image(served.stores).row
    where = f"{served.path}/images/{row}/annotations"
    return client("physician").put(where, params=LABEL, json=body(**more))


def test_the_seconds_of_a_sitting_are_counted_once(served: Served, client: Client) -> None:
    assert put(served, client, **measured(4.5)).status_code == 200
    put(served, client, **measured(4.5))  # the reply was lost: sent again
    put(served, client, version=1, points=[[1, 1], [9, 1], [9, 9]], **measured(7.25))

    reply = client("physician").get(f"{served.path}/effort").json()

    [row] = reply["rows"]
    assert (row["author"], row["round"], row["labels"]) == ("physician", None, 1)
    assert (row["total_s"], row["median_s"], row["mean_s"]) == (7.25, 7.25, 7.25)
    assert (row["timed"], row["estimated"], row["mean_s_ci"]) == (1, 0, None)
    assert reply["rounds"] == [{**row, "author": None}]


def test_an_accepted_heatmap_is_counted_with_its_time(served: Served, client: Client) -> None:
    shown = client("physician").get(
        f"{served.path}/rounds/0/ranking", params={"label": FOCUS, "by": "random"}
    )
    rows = [each["image"]["row"] for each in shown.json()["images"]]
    replies = [
        client("physician").put(
            f"{served.path}/images/{row}/acceptance",
            params=LABEL,
            json={"version": 0, **measured(1.5)},
        )
        for row in rows
    ]
    accepted = sum(reply.status_code == 200 for reply in replies)

    [found] = client("engineer").get(f"{served.path}/effort").json()["rows"]

    assert accepted > 0
    assert (found["accepted"], found["timed"]) == (accepted, accepted)
    assert found["total_s"] == 1.5 * accepted


def test_a_time_that_cannot_be_is_refused(served: Served, client: Client) -> None:
    for wrong in (
        measured(-1),
        measured(86_401),
        measured(1, sitting="<b>"),
        {"effort": {"sitting": SITTING}},
    ):
        assert put(served, client, **wrong).status_code == 422
    assert served.stores.annotations.saves() == []


def test_the_time_is_in_our_own_export_and_in_no_reply_about_the_annotation(
    served: Served, client: Client
) -> None:
    saved = put(served, client, **measured(3.5)).json()

    exported = client("physician").get(f"{served.path}/annotations/export").content

    assert "effort" not in saved["annotation"]
    [entry] = json.loads(exported)["annotations"]
    assert entry["effort"] == {"sitting": SITTING, "active_s": 3.5}
