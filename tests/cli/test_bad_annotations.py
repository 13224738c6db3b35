"""Polygons and verdicts that the rules forbid are refused one by one; the rest is saved."""

import json
import math
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from medebiaser.data.exporters.annotations import FORMAT_NAME, FORMAT_VERSION
from medebiaser.records import Split
from tests.loop import FOCUS, Reply, Terminal, opened, positives

SQUARE = ((10.0, 10.0), (40.0, 10.0), (40.0, 40.0), (10.0, 40.0))
BOW_TIE = ((10.0, 10.0), (40.0, 40.0), (40.0, 10.0), (10.0, 40.0))
Corners = Sequence[tuple[float, float]]


def an_annotation(image_id: str, corners: Corners | None, **changes: Any) -> dict[str, Any]:
    regions = [] if corners is None else [{"points": [list(c) for c in corners]}]
    entry = {
        "image_id": image_id, "label": FOCUS, "author": "dr-b", "version": 1,
        "verdict": "corrected", "regions": regions,
    }  # fmt: skip
    return entry | changes


def save(terminal: Terminal, workspace: Path, *entries: dict[str, Any]) -> Reply:
    path = workspace.parent / "drawn.json"
    named = {"format": FORMAT_NAME, "format_version": FORMAT_VERSION}
    document = named | {"annotations": entries}
    path.write_text(json.dumps(document), encoding="utf-8")
    return terminal(workspace, "annotations", "import", path, "--json")


def reviewed(workspace: Path) -> list[str]:
    """Images of train and review that carry the label."""
    with opened(workspace) as stores:
        return [image.id for image in positives(stores, FOCUS, (Split.REVIEW, Split.TRAIN))]


def circle(corners: int) -> list[tuple[float, float]]:
    turns = [2 * math.pi * n / corners for n in range(corners)]
    return [(32 + 20 * math.cos(turn), 32 + 20 * math.sin(turn)) for turn in turns]


@pytest.mark.parametrize(
    ("corners", "reason"),
    [
        (SQUARE[:2], "the polygon has 2 corners; at least 3 are needed"),
        ((SQUARE[0],) * 5, "has 1 corners; at least 3"),
        (BOW_TIE, "the polygon crosses itself near (25.0, 25.0): the edge from corner 1 to 2"),
        ([*SQUARE[:2], (math.nan, 30.0), SQUARE[3]], "corner 3 of 4 is (nan, 30.0), no point"),
        ([*SQUARE[:3], (10.0, math.inf)], "corner 4 of 4 is"),
        ([(x + 500, y) for x, y in SQUARE], "lies wholly outside the image of 64 × 64 pixels"),
        (circle(100_000), "has 100000 corners; simplify it to at most 10000"),
    ],
)
def test_an_impossible_polygon_is_refused_with_its_corner_named(
    imported: Path, terminal: Terminal, corners: Corners, reason: str
) -> None:
    bad, good = reviewed(imported)[:2]

    reply = save(terminal, imported, an_annotation(bad, corners), an_annotation(good, SQUARE))

    assert reply.status == 0
    assert reply.json["saved"] == 1
    [refused] = reply.json["refused"]
    assert (refused["image_id"], refused["label"]) == (bad, FOCUS)
    assert reason in refused["reason"]
    [line] = [each for each in reply.err.splitlines() if each.startswith("refused:")]
    assert line == f"refused: {bad} {FOCUS}: {refused['reason']}"
    with opened(imported) as stores:
        assert [a.image_id for a in stores.annotations.all()] == [good]


def test_a_polygon_that_reaches_outside_is_clipped_and_that_is_said(
    imported: Path, terminal: Terminal
) -> None:
    image_id = reviewed(imported)[0]
    reaching_out = ((40.0, 40.0), (90.0, 40.0), (90.0, 90.0), (40.0, 90.0))

    reply = save(terminal, imported, an_annotation(image_id, reaching_out))

    assert reply.json["saved"] == 1
    assert any("outside" in note and image_id in note for note in reply.json["notes"])
    with opened(imported) as stores:
        [region] = stores.annotations.all()[0].regions
        assert sorted(region.points) == [(40, 40), (40, 64), (64, 40), (64, 64)]


def test_a_relevant_region_for_a_label_the_image_does_not_carry_names_the_choice(
    imported: Path, terminal: Terminal
) -> None:
    with opened(imported) as stores:
        k = stores.project.labels.index(FOCUS)
        image_id = next(i.id for i in stores.images.all(Split.TRAIN) if i.labels[k] == 0)

    reply = save(terminal, imported, an_annotation(image_id, SQUARE))

    assert reply.json["saved"] == 0
    [refused] = reply.json["refused"]
    assert "which does not carry it" in refused["reason"]
    assert "save the verdict 'label is wrong' to change the label" in refused["reason"]
    changed = save(terminal, imported, an_annotation(image_id, SQUARE, verdict="label is wrong"))
    assert changed.json["saved"] == 1


@pytest.mark.parametrize("split", [Split.TEST, Split.TUNE])
def test_an_annotation_of_a_split_that_no_one_annotates_is_refused(
    imported: Path, terminal: Terminal, split: Split
) -> None:
    with opened(imported) as stores:
        image_id = positives(stores, FOCUS, (split,))[0].id

    reply = save(terminal, imported, an_annotation(image_id, SQUARE))

    assert reply.json["saved"] == 0
    assert f"in the {split} split, which is never annotated" in reply.json["refused"][0]["reason"]


def test_importing_the_same_file_twice_changes_nothing(imported: Path, terminal: Terminal) -> None:
    entries = [an_annotation(image_id, SQUARE) for image_id in reviewed(imported)[:3]]
    first = save(terminal, imported, *entries)
    again = save(terminal, imported, *entries)

    assert (first.json["saved"], first.json["unchanged"]) == (3, 0)
    assert (again.json["saved"], again.json["unchanged"]) == (0, 3)


def test_annotations_of_strange_images_and_labels_are_counted(
    imported: Path, terminal: Terminal
) -> None:
    image_id = reviewed(imported)[0]

    reply = save(
        terminal,
        imported,
        an_annotation("nowhere.png", SQUARE),
        an_annotation(image_id, SQUARE, label="Unheard of"),
    )

    assert (reply.json["saved"], reply.json["refused"]) == (0, [])
    [note] = reply.json["notes"]
    assert note.startswith("2 annotations are of images or labels that the project does not have")


@pytest.mark.parametrize("content", ["", "{", "[1, 2]", '{"annotations": 3}'])
def test_a_file_that_holds_no_annotations_is_refused(
    imported: Path, terminal: Terminal, content: str
) -> None:
    path = imported.parent / "drawn.json"
    path.write_text(content, encoding="utf-8")

    reply = terminal(imported, "annotations", "import", path, "--json")

    assert (reply.status, reply.out) == (1, "")
    assert len(reply.err.strip().splitlines()) == 1
    assert "drawn.json" in reply.err


def test_what_was_exported_comes_back_exactly(
    tuned: Path, imported_once: Path, tmp_path: Path, terminal: Terminal
) -> None:
    path = tmp_path / "annotations.json"
    fresh = shutil.copytree(imported_once, tmp_path / "fresh")
    assert terminal(tuned, "annotations", "export", path).status == 0

    assert terminal(fresh, "annotations", "import", path).status == 0

    with opened(tuned) as stores, opened(fresh) as others:
        assert stores.annotations.all() == others.annotations.all() != []


def whole_image(workspace: Path, images: Sequence[str]) -> list[dict[str, Any]]:
    corners = ((0.0, 0.0), (64.0, 0.0), (64.0, 64.0), (0.0, 64.0))
    return [an_annotation(image_id, corners) for image_id in images]


TINY = ("--steps", "2", "--annotated-per-step", "2", "--rehearsal-per-step", "2")


def test_masks_that_cover_everything_are_taken_and_the_round_says_how_many(
    trained: Path, terminal: Terminal
) -> None:
    images = reviewed(trained)
    entries = [*whole_image(trained, images[:2]), an_annotation(images[2], SQUARE)]
    assert save(terminal, trained, *entries).json["saved"] == 3

    reply = terminal(trained, "finetune", *TINY, "--scope", "last-block", "--json")

    assert reply.status == 0
    assert "note: 2 of 3 regions cover their whole image" in reply.err


def test_the_same_mask_on_every_image_is_taken_and_the_round_says_so(
    trained: Path, terminal: Terminal
) -> None:
    entries = [an_annotation(image_id, SQUARE) for image_id in reviewed(trained)[:4]]
    assert save(terminal, trained, *entries).json["saved"] == 4

    reply = terminal(trained, "finetune", *TINY, "--scope", "last-block", "--json")

    assert reply.status == 0
    assert "note: all 4 images carry the same mask" in reply.err
