"""Pins and films through HTTP."""

import base64
import struct

from medebiaser.records import Split
from tests.api.conftest import Client, Served
from tests.loop import FOCUS


def test_a_physician_pins_and_unpins_for_everyone(served: Served, client: Client) -> None:
    physician = client("physician")
    row = served.stores.images.all(Split.TUNE)[0].row
    before = physician.get(f"{served.path}/pins").json()

    pinned = physician.put(f"{served.path}/pins/{row}", params={"label": FOCUS})
    seen = client("engineer").get(f"{served.path}/pins").json()
    unpinned = physician.delete(f"{served.path}/pins/{row}", params={"label": FOCUS})
    again = physician.delete(f"{served.path}/pins/{row}", params={"label": FOCUS})

    assert before["most"] == 12
    assert (row, FOCUS, "physician") in {
        (p["row"], p["label"], p["author"]) for p in pinned.json()["pins"]
    }
    assert seen == pinned.json()
    assert len(unpinned.json()["pins"]) == len(before["pins"])
    assert again.status_code == 404


def test_a_test_image_cannot_be_pinned(served: Served, client: Client) -> None:
    row = served.stores.images.all(Split.TEST)[0].row
    reply = client("physician").put(f"{served.path}/pins/{row}", params={"label": FOCUS})

    assert reply.status_code == 423
    assert reply.json()["detail"].startswith(f"the image in row {row} is in the test split")


def test_the_film_of_a_round_has_a_map_per_pin_and_epoch(served: Served, client: Client) -> None:
    film = client("physician").get(f"{served.path}/rounds/0/film").json()
    strip = film["strips"][0]
    shown = strip["maps"][2]
    values = struct.unpack(
        f"<{shown['grid'][0] * shown['grid'][1]}e", base64.b64decode(shown["map"])
    )
    kept = next(
        each
        for each in served.stores.pins.maps(0)
        if (each.epoch, each.row, each.label) == (2, strip["row"], strip["label"])
    )

    assert [each["epoch"] for each in strip["maps"]] == [0, 1, 2, 3]
    assert struct.pack(f"<{len(values)}e", *values) == kept.values
    assert (shown["probability"], strip["truth"]) == (kept.probability, 1)
    assert client("physician").get(f"{served.path}/rounds/7/film").status_code == 404


def test_a_round_says_what_its_history_warns_of(served: Served, client: Client) -> None:
    served.stores.rounds.update(
        0, history=tuple({"epoch": n, "loss": loss} for n, loss in enumerate([0.6, 0.7, 1.2], 1))
    )

    reply = client("physician").get(f"{served.path}/rounds/0").json()

    assert reply["warnings"] == ["growing"]
