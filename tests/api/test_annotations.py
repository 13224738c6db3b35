"""Annotations through HTTP: saved after the commit, in versions, with what comes next."""

import json
import struct
import zipfile
from base64 import b64decode
from io import BytesIO

from medebiaser.records import Split
from medebiaser.rounds.map_pages import packed_maps
from tests.api.annotating import TRIANGLE, an_image, body
from tests.api.conftest import Client, Served
from tests.loop import FOCUS

LABEL = {"label": FOCUS}


def path(served: Served, row: int) -> str:
    return f"{served.path}/images/{row}/annotations"


def test_a_save_is_stored_under_the_callers_name_and_says_the_next_version(
    served: Served, client: Client
) -> None:
    image = an_image(served.stores)

    reply = client("physician").put(path(served, image.row), params=LABEL, json=body())

    assert reply.status_code == 200
    saved = reply.json()
    assert (saved["version"], saved["notes"], saved["next"]) == (1, [], None)
    assert saved["annotation"]["regions"] == [{"points": TRIANGLE, "relevance": "relevant"}]
    [stored] = served.stores.annotations.of(image.id)
    assert (stored.author, stored.version) == ("physician", 1)
    assert [list(point) for point in stored.regions[0].points] == TRIANGLE


def test_the_same_save_twice_is_one_and_an_older_one_is_a_conflict_with_both(
    served: Served, client: Client
) -> None:
    image, physician = an_image(served.stores), client("physician")
    where = path(served, image.row)
    for _ in range(2):
        assert physician.put(where, params=LABEL, json=body()).json()["version"] == 1
    other = [[1, 1], [9, 1], [9, 9]]

    reply = physician.put(where, params=LABEL, json=body(0, points=other))

    assert reply.status_code == 409
    problem = reply.json()
    assert problem["stored"]["version"] == 1
    assert problem["stored"]["regions"][0]["points"] == TRIANGLE
    assert problem["offered"]["regions"][0]["points"] == other
    assert "it was saved elsewhere" in problem["detail"]


def test_a_refusal_names_the_image_by_its_row_and_never_by_its_id(
    served: Served, client: Client
) -> None:
    image, physician = an_image(served.stores), client("physician")
    where = path(served, image.row)
    physician.put(where, params=LABEL, json=body())

    older = physician.put(where, params=LABEL, json=body(0, points=[[1, 1], [9, 1], [9, 9]]))
    nothing = physician.put(where, params=LABEL, json=body(1, points=None))
    withdrawn = physician.delete(where, params=LABEL | {"version": "0"})

    assert f"on the image in row {image.row} by physician" in older.json()["detail"]
    assert older.json()["stored"]["row"] == image.row
    assert f"on the image in row {image.row} has no region" in nothing.json()["detail"]
    assert all(image.id not in reply.text for reply in (older, nothing, withdrawn))


def test_a_withdrawal_of_an_older_version_is_a_conflict_with_both(
    served: Served, client: Client
) -> None:
    image, physician = an_image(served.stores), client("physician")
    where = path(served, image.row)
    physician.put(where, params=LABEL, json=body())

    reply = physician.delete(where, params=LABEL | {"version": "0"})

    assert reply.status_code == 409
    assert reply.json()["stored"]["regions"][0]["points"] == TRIANGLE
    assert reply.json()["offered"] == {"withdrawn": True, "version": 0}


def test_two_physicians_do_not_disturb_each_other(served: Served, client: Client) -> None:
    image = an_image(served.stores)
    for name in ("physician", "engineer"):
        reply = client(name).put(path(served, image.row), params=LABEL, json=body())
        assert reply.status_code == 200

    found = client("physician").get(path(served, image.row)).json()

    assert [(each["author"], each["version"]) for each in found] == [
        ("engineer", 1),
        ("physician", 1),
    ]


def test_a_region_that_leaves_the_image_is_cut_off_and_that_is_said(
    served: Served, client: Client
) -> None:
    image = an_image(served.stores)
    wide = [[0, 0], [2 * image.width, 0], [2 * image.width, 10], [0, 10]]

    reply = client("physician").put(path(served, image.row), params=LABEL, json=body(points=wide))

    assert reply.json()["notes"] == ["50 % of the polygon lay outside the image and was cut off"]
    [region] = reply.json()["annotation"]["regions"]
    assert max(x for x, _ in region["points"]) == image.width


def test_a_withdrawn_annotation_is_gone_and_its_history_stays(
    served: Served, client: Client
) -> None:
    image, physician = an_image(served.stores), client("physician")
    where = path(served, image.row)
    physician.put(where, params=LABEL, json=body())

    reply = physician.delete(where, params=LABEL | {"version": "1"})

    assert (reply.status_code, reply.json()["version"]) == (200, 2)
    assert reply.json()["annotation"] is None
    assert physician.get(where).json() == []
    history = physician.get(where + "/history", params=LABEL).json()
    assert [(each["version"], each["withdrawn"]) for each in history] == [(1, False), (2, True)]


def test_a_test_image_refuses_annotations_with_the_rule(served: Served, client: Client) -> None:
    image = an_image(served.stores, Split.TEST)

    reply = client("physician").put(path(served, image.row), params=LABEL, json=body())

    assert reply.status_code == 423
    assert "in the test split, which is never annotated" in reply.json()["detail"]


def test_the_reply_to_a_save_carries_the_next_image_of_the_ranking(
    served: Served, client: Client
) -> None:
    physician, stores = client("physician"), served.stores
    ranking = f"{served.path}/rounds/0/ranking"
    first, second = physician.get(ranking, params=LABEL | {"limit": "2"}).json()["images"]
    asked = body(verdict="nothing to mark", points=None, next={"start": first["place"] + 1})

    saved = physician.put(path(served, first["image"]["row"]), params=LABEL, json=asked).json()

    assert saved["next_obstacle"] is None
    [following] = saved["next"]["ranking"]["images"]
    assert following == second
    assert saved["next"]["annotations"] == []
    maps = b64decode(saved["next"]["maps"])
    assert maps == packed_maps(stores, stores.rounds.get(0), [second["image"]["row"]])
    length = struct.unpack("<I", maps[:4])[0]
    assert json.loads(maps[4 : 4 + length])["rows"] == [second["image"]["row"]]


def test_a_next_image_that_there_is_not_leaves_the_save_confirmed(
    served: Served, client: Client
) -> None:
    image = an_image(served.stores)
    asked = body(next={"start": 0, "by": "no-such-ranking"})

    reply = client("physician").put(path(served, image.row), params=LABEL, json=asked)

    assert reply.status_code == 200
    assert reply.json()["next"] is None
    assert "no-such-ranking" in reply.json()["next_obstacle"]
    assert len(served.stores.annotations.of(image.id)) == 1


def test_accepting_saves_the_heatmaps_outline_under_the_same_versions(
    served: Served, client: Client
) -> None:
    physician = client("physician")
    image = an_image(served.stores)
    where = f"{served.path}/images/{image.row}/acceptance"

    accepted = physician.put(where, params=LABEL, json={"version": 0})

    assert accepted.status_code == 200, accepted.text
    assert accepted.json()["annotation"]["verdict"] == "accepted"
    assert accepted.json()["annotation"]["regions"]
    saved = physician.put(path(served, image.row), params=LABEL, json=body(1))
    assert saved.json()["version"] == 2
    assert physician.put(where, params=LABEL, json={"version": 1}).status_code == 409


def test_a_heatmap_that_was_never_computed_is_not_accepted_and_not_computed(
    served: Served, client: Client
) -> None:
    image = an_image(served.stores, Split.TRAIN)

    reply = client("physician").put(
        f"{served.path}/images/{image.row}/acceptance", params=LABEL, json={"version": 0}
    )

    assert reply.status_code == 423
    assert "start the ranking of its split first" in reply.json()["detail"]


def test_annotations_are_listed_page_by_page_in_row_order(served: Served, client: Client) -> None:
    physician, k = client("physician"), served.stores.project.labels.index(FOCUS)
    carry = [i.row for i in served.stores.images.all(Split.TRAIN) if i.labels[k] == 1][:3]
    for row in reversed(carry):
        physician.put(path(served, row), params=LABEL, json=body())

    first = physician.get(f"{served.path}/annotations", params={"limit": "2"}).json()
    second = physician.get(
        f"{served.path}/annotations", params={"limit": "2", "start": str(first["next"])}
    ).json()

    assert [each["row"] for each in first["annotations"]] == carry[:2]
    assert [each["row"] for each in second["annotations"]] == carry[2:]
    assert second["next"] is None
    nobody = physician.get(f"{served.path}/annotations", params={"author": "engineer"}).json()
    assert nobody == {"annotations": [], "next": None}


def test_all_annotations_leave_as_json_coco_and_labelme(served: Served, client: Client) -> None:
    image, physician = an_image(served.stores), client("physician")
    physician.put(path(served, image.row), params=LABEL, json=body())
    export = f"{served.path}/annotations/export"

    own = physician.get(export).json()
    coco = physician.get(export, params={"format": "coco"}).json()
    packed = physician.get(export, params={"format": "labelme"})

    assert own["annotations"][0]["regions"][0]["points"] == TRIANGLE
    assert coco["annotations"][0]["segmentation"] == [[8.0, 8.0, 30.5, 8.25, 20.0, 30.0]]
    with zipfile.ZipFile(BytesIO(packed.content)) as archive:
        [name] = archive.namelist()
        assert json.loads(archive.read(name))["shapes"][0]["points"] == TRIANGLE


def test_an_unknown_label_and_an_unknown_row_are_not_found(served: Served, client: Client) -> None:
    physician, image = client("physician"), an_image(served.stores)

    unknown = physician.put(path(served, image.row), params={"label": "Gout"}, json=body())
    gone = physician.put(path(served, 99_999), params=LABEL, json=body())

    assert (unknown.status_code, gone.status_code) == (404, 404)
    assert "no label 'Gout'" in unknown.json()["detail"]
