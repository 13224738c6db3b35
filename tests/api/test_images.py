"""Images in row order, what is known of them, and their pixels."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import pytest
from fastapi.testclient import TestClient

from medebiaser.data.images import decode
from medebiaser.records import Image, Split
from tests.api.conftest import Client, Served
from tests.loop import FOCUS

A_RAMP = np.arange(24, dtype=np.uint16).reshape(4, 6) * 1000 + 500


@pytest.fixture
def deep(served: Served) -> Image:
    """An image with 16 bits and a window, added to the project."""
    content = cv2.imencode(".png", A_RAMP)[1].tobytes()
    stores = served.stores
    known = stores.images.by_rows([0])[0]
    image = replace(
        known,
        id="deep/one 1",
        row=stores.images.next_row(),
        labels=(1, *known.labels[1:]),
        source=stores.blobs.put(content),
        in_place=False,
        sha256=sha256(content).hexdigest(),
        width=6,
        height=4,
        bit_depth=16,
        window=(12000.0, 8001.0),
    )
    stores.images.add([image])
    return image


def test_images_come_in_row_order_page_by_page(served: Served, client: Client) -> None:
    physician, rows, start = client("physician"), [], 0
    while start is not None:
        reply = physician.get(f"{served.path}/images", params={"limit": 60, "start": start}).json()
        rows += [image["row"] for image in reply["images"]]
        start = reply["next"]

    assert rows == list(range(200))


def test_images_of_a_split_that_carry_a_label(served: Served, client: Client) -> None:
    stores = served.stores
    k = stores.project.labels.index(FOCUS)
    expected = [image.row for image in stores.images.all(Split.TRAIN) if image.labels[k] == 1]
    asked = {"split": "train", "label": FOCUS, "limit": 200}
    reply = client("physician").get(f"{served.path}/images", params=asked).json()
    two = client("physician").get(f"{served.path}/images", params={**asked, "limit": 2}).json()

    assert [image["row"] for image in reply["images"]] == expected
    assert reply["next"] is None
    assert [image["row"] for image in two["images"]] == expected[:2]
    assert two["next"] == expected[2]


def test_new_images_are_in_the_next_list_at_once(
    served: Served, client: Client, deep: Image
) -> None:
    asked = {"label": served.stores.project.labels[0], "start": deep.row}
    reply = client("physician").get(f"{served.path}/images", params=asked).json()

    assert [image["id"] for image in reply["images"]] == ["deep/one 1"]


def test_an_image_is_found_by_its_row_with_everything_known(
    served: Served, client: Client, deep: Image
) -> None:
    found = client("physician").get(f"{served.path}/images/{deep.row}").json()

    assert found["id"] == "deep/one 1"
    assert found["window"] == [12000.0, 8001.0]
    assert found["bit_depth"] == 16
    assert client("physician").get(f"{served.path}/images/999").status_code == 404


def test_the_images_of_a_patient_stand_together(
    served: Served, client: Client, deep: Image
) -> None:
    path = f"{served.path}/images/{deep.row}/patient-images"
    found = client("physician").get(path).json()["images"]
    expected = [i.row for i in served.stores.images.all() if i.patient == deep.patient]

    assert [image["row"] for image in found] == expected
    assert {0, deep.row} <= set(expected)


def test_the_original_is_the_file_as_it_came(served: Served, client: Client, deep: Image) -> None:
    reply = client("physician").get(f"{served.path}/images/{deep.row}/original")

    assert sha256(reply.content).hexdigest() == deep.sha256
    assert reply.headers["content-type"] == "image/png"
    assert reply.headers["content-disposition"] == f'inline; filename="{deep.row}.png"'
    assert reply.headers["cache-control"] == "private, no-cache"


def test_a_browser_asks_each_time_and_is_told_when_its_copy_is_right(
    served: Served, client: Client, anonymous: TestClient, deep: Image
) -> None:
    path = f"{served.path}/images/{deep.row}/thumbnail"
    first = client("physician").get(path)

    again = client("physician").get(path, headers={"If-None-Match": first.headers["etag"]})
    logged_out = anonymous.get(path, headers={"If-None-Match": first.headers["etag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert logged_out.status_code == 401


def test_raw_pixels_come_with_how_to_read_them(served: Served, client: Client, deep: Image) -> None:
    reply = client("physician").get(f"{served.path}/images/{deep.row}/pixels")
    width, height = int(reply.headers["x-width"]), int(reply.headers["x-height"])
    pixels = np.frombuffer(reply.content, "<u2").reshape(height, width)

    assert (pixels == A_RAMP).all()
    assert reply.headers["x-bit-depth"] == "16"
    assert reply.headers["x-channels"] == "1"
    assert reply.headers["x-window"] == "12000,8001"


def test_a_rendering_is_seen_through_the_window_asked_for(
    served: Served, client: Client, deep: Image
) -> None:
    path = f"{served.path}/images/{deep.row}/rendering"
    own = decode(client("physician").get(path).content)
    step = decode(client("physician").get(path, params={"centre": 9500, "width": 1}).content)
    small = decode(client("physician").get(path, params={"side": 16}).content)

    # through (12000, 8001): 8500 -> (8500 - 11999.5) / 8000 + .5 = .0625625 of 255 is 15.95
    assert own[1, 2] == 16
    assert (step == np.where(A_RAMP >= 9500, 255, 0)).all()
    assert small.shape == (4, 6)
    assert client("physician").get(path, params={"centre": 9500}).status_code == 422
    assert client("physician").get(path, params={"centre": "nan", "width": 1}).status_code == 422


def test_a_thumbnail_is_small_and_drawn_once(served: Served, client: Client) -> None:
    path = f"{served.path}/images/3/thumbnail"
    first = client("physician").get(path, params={"side": 20})
    kept = list((served.stores.cache_folder / "thumbnails").rglob("3-*.jpg"))
    kept[0].write_bytes(b"drawn once")

    assert first.headers["content-type"] == "image/jpeg"
    assert decode(first.content).shape == (64, 64)
    assert [path.name[:5] for path in kept] == ["3-64-"]
    assert client("physician").get(path, params={"side": 64}).content == b"drawn once"


def test_an_original_that_is_gone_or_damaged_is_said_so(
    served: Served, client: Client, deep: Image
) -> None:
    path: Path | None = served.stores.blobs.local_path(deep.source)
    assert path is not None
    path.write_bytes(b"\x89PNG\r\n\x1a\n broken")
    damaged = client("physician").get(f"{served.path}/images/{deep.row}/pixels")
    path.unlink()

    assert damaged.status_code == 422
    for kind in ("original", "thumbnail", "rendering", "pixels"):
        reply = client("physician").get(f"{served.path}/images/{deep.row}/{kind}")
        assert reply.status_code == 404, kind
        assert str(path) not in reply.text
