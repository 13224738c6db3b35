"""Rankings page by page, and maps of a whole page at once."""

import json
import struct

import numpy as np
from numpy.typing import NDArray

from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained
from medebiaser.rounds.rank import ranked
from tests.api.conftest import Client, Served
from tests.loop import FOCUS, correct

A_PAGE = {"label": FOCUS, "by": "triage", "limit": 5}


def unpacked(body: bytes) -> tuple[dict[str, object], NDArray[np.float16], NDArray[np.float32]]:
    """Take a reply with maps apart as a browser would."""
    (length,) = struct.unpack_from("<I", body)
    header = json.loads(body[4 : 4 + length])
    n, k, (h, w) = len(header["rows"]), len(header["labels"]), header["grid"]
    start = 4 + length
    maps = np.frombuffer(body, "<f2", n * k * h * w, start + header["maps_offset"])
    probabilities = np.frombuffer(body, "<f4", n * k, start + header["probabilities_offset"])
    return header, maps.reshape(n, k, h, w), probabilities.reshape(n, k)


def test_pages_through_http_are_the_ranking_of_the_command_line(
    served: Served, client: Client
) -> None:
    physician = client("physician")
    found, start = [], 0
    while start is not None:
        reply = physician.get(f"{served.path}/rounds/0/ranking", params={**A_PAGE, "start": start})
        assert reply.status_code == 200
        found += reply.json()["images"]
        start = reply.json()["next"]
    expected = ranked(served.stores, served.stores.rounds.get(0), FOCUS, "triage")

    assert [each["image"]["id"] for each in found] == [each.image_id for each in expected]
    assert [each["reason"] for each in found] == [each.reason for each in expected]
    assert [each["place"] for each in found] == list(range(len(expected)))
    assert reply.json()["total"] == len(expected)
    assert reply.json()["fresh"] is True


def test_a_page_carries_badges_and_facts(served: Served, client: Client) -> None:
    (annotated,) = correct(served.stores, limit=1)
    reply = client("physician").get(
        f"{served.path}/rounds/0/ranking", params={**A_PAGE, "annotated": "true"}
    )
    (shown,) = reply.json()["images"]

    assert reply.json()["fresh"] is False
    assert shown["image"]["id"] == annotated
    assert shown["annotated"] is True
    assert shown["accepted"] is False
    assert [(a["author"], a["verdict"], a["version"]) for a in shown["annotations"]] == [
        ("dr-a", "corrected", 1)
    ]
    image = served.stores.images.get(annotated)
    assert shown["image"]["row"] == image.row
    assert shown["image"]["labels"] == list(image.labels)
    assert shown["image"]["sex"] == image.sex


def test_the_list_of_rankings_says_what_can_be_paged(served: Served, client: Client) -> None:
    found = {
        each["name"]: each for each in client("physician").get(f"{served.path}/rankings").json()
    }

    assert next(iter(found)) == "triage"
    assert found["triage"]["default"] is True
    assert found["triage"]["stored"] == ["review"]
    assert found["accuracy"]["first"] == "lowest"
    assert found["learned"]["stored"] == []


def test_maps_of_a_page_come_as_they_are_stored(served: Served, client: Client) -> None:
    physician = client("physician")
    page = physician.get(f"{served.path}/rounds/0/ranking", params=A_PAGE).json()
    rows = [each["image"]["row"] for each in page["images"]]
    reply = physician.get(f"{served.path}/rounds/0/maps", params={"rows": ",".join(map(str, rows))})
    header, maps, probabilities = unpacked(reply.content)
    round_0 = served.stores.rounds.get(0)
    arrays = explained(served.stores, round_0)

    assert header["rows"] == rows
    assert header["labels"] == list(served.stores.project.labels)
    assert header["scales"] == list(round_0.scales or ())
    assert header["missing"] == []
    assert (maps == arrays.read(MAPS, np.array(rows))).all()
    assert (probabilities == arrays.read(PROBABILITIES, np.array(rows))).all()


def test_rows_without_a_map_are_named(served: Served, client: Client) -> None:
    row = int(np.flatnonzero(served.stores.images.splits() == "train")[0])
    reply = client("physician").get(f"{served.path}/rounds/0/maps", params={"rows": str(row)})

    assert unpacked(reply.content)[0]["missing"] == [row]


def test_what_cannot_be_shown_is_refused_with_what_to_do(served: Served, client: Client) -> None:
    physician = client("physician")

    def refused(path: str, **params: object) -> tuple[int, str]:
        reply = physician.get(f"{served.path}/{path}", params=params)  # type: ignore[arg-type]
        assert reply.headers["content-type"] == "application/problem+json"
        return reply.status_code, reply.json()["detail"]

    assert refused("rounds/7/ranking", label=FOCUS)[0] == 404
    assert refused("rounds/0/ranking", label="Gout") == (
        404,
        f"no label 'Gout'; this project has {', '.join(served.stores.project.labels)}",
    )
    assert refused("rounds/0/ranking", label=FOCUS, by="best")[0] == 404
    assert refused("rounds/0/ranking", label=FOCUS, split="train") == (
        423,
        "round 0 has no order of train yet; start the ranking of train",
    )
    assert refused("rounds/0/ranking", label=FOCUS, split="test")[0] == 423
    assert refused("rounds/0/ranking", label=FOCUS, limit=201)[0] == 422
    assert refused("rounds/0/ranking", label=FOCUS, start=-1)[0] == 422
    assert refused("rounds/0/ranking", label=FOCUS, correct="maybe")[0] == 422
    assert refused("rounds/0/maps", rows="9999") == (
        404,
        f"project {served.project} has no image in row 9999; rows come from the images themselves",
    )
    assert refused("rounds/0/maps", rows="1,")[0] == 422
    assert refused("rounds/0/maps", rows="9999999999")[0] == 422
    assert refused("rounds/0/maps", rows=",".join(["1"] * 201))[0] == 422


def test_images_like_one_are_paged_and_placed(served: Served, client: Client) -> None:
    physician = client("physician")
    ranking = f"{served.path}/rounds/0/ranking"
    first = physician.get(ranking, params=A_PAGE).json()["images"][0]["image"]
    search = {"label": FOCUS, "by": "similar", "like": first["row"]}
    found = physician.get(ranking, params=search).json()
    corners = "0,0,40,0,40,40.5,0,40"
    of_region = physician.get(ranking, params={**search, "region": corners}).json()
    second = found["images"][1]
    place = physician.get(f"{ranking}/place", params={**search, "row": second["image"]["row"]})

    assert first["row"] not in [each["image"]["row"] for each in found["images"]]
    assert second["reason"].startswith(f"like image {first['row']} (likeness ")
    assert of_region["images"][0]["reason"].startswith("like the region in image ")
    assert place.json() == {"place": 1, "total": found["total"]}


def test_the_place_of_an_image_is_where_the_page_has_it(served: Served, client: Client) -> None:
    physician = client("physician")
    page = physician.get(f"{served.path}/rounds/0/ranking", params=A_PAGE).json()
    where = f"{served.path}/rounds/0/ranking/place"
    third = {"label": FOCUS, "by": "triage", "row": page["images"][2]["image"]["row"]}

    assert physician.get(where, params=third).json() == {"place": 2, "total": page["total"]}
    assert physician.get(where, params={**third, "row": 99_999}).json()["place"] is None


def test_a_search_that_names_half_a_question_is_refused(served: Served, client: Client) -> None:
    physician = client("physician")

    def refused(**params: object) -> tuple[int, str]:
        reply = physician.get(
            f"{served.path}/rounds/0/ranking",
            params={"label": FOCUS, "by": "similar", **params},  # type: ignore[dict-item]
        )
        return reply.status_code, reply.json()["detail"]

    assert refused(region="0,0,9,0,9,9")[0] == 422
    assert refused(like=0, region="0,0,9,0,9,9,7") == (
        422,
        "7 coordinates; a region has x and y of 3 to 200 corners",
    )
    assert refused()[0] == 423
