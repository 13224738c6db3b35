"""A pool from the command line: hidden, asked for, labelled, trained on, drawn as a curve."""

import json
from pathlib import Path

from tests.loop import FOCUS, Terminal, opened

TRAIN = (
    *("train", "--architecture", "small", "--image-size", "64", "--epochs", "1"),
    *("--batch-size", "16", "--seed", "5", "--device", "cpu"),
)


def test_a_script_goes_round_the_pool(imported: Path, terminal: Terminal, tmp_path: Path) -> None:
    said = tmp_path / "labels.json"

    added = terminal(imported, "pool", "add", "--hide-share", ".4", "--json")
    terminal(imported, *TRAIN)
    batch = terminal(imported, "pool", "next", "--batch", "3", "--by", "dual", "--json")
    ids = [each["image_id"] for each in batch.json]
    said.write_text(json.dumps([{"image_id": i, "labels": [FOCUS]} for i in ids]))
    labelled = terminal(imported, "pool", "label", said, "--json")
    again = terminal(imported, "pool", "label", said, "--json")
    made = terminal(imported, "pool", "train", "--epochs", "1", "--json")
    curve = terminal(imported, "pool", "curve", "--json")

    assert added.json["added"] == added.json["pool"] > 10
    assert len(ids) == 3
    assert set(batch.json[0]) == {"image_id", "row", "score", "label", "probability", "reason"}
    assert (labelled.json["joined"], again.json["joined"]) == (3, 0)
    assert labelled.json["pool"] == added.json["pool"] - 3
    assert (made.json["round"], made.json["state"]) == (1, "ready")
    first, second = (point["training_images"] for point in curve.json)
    assert second == first + 3
    with opened(imported) as stores:
        assert stores.images.get(ids[0]).split == "train"


def test_what_cannot_be_done_is_refused_in_one_line(
    imported: Path, terminal: Terminal, tmp_path: Path
) -> None:
    said = tmp_path / "labels.json"
    said.write_text(json.dumps([{"image_id": "nobody", "labels": {FOCUS: 1}}]))

    both = terminal(imported, "pool", "add")
    early = terminal(imported, "pool", "next")
    strange = terminal(imported, "pool", "label", said)

    assert [each.status for each in (both, early, strange)] == [1, 1, 1]
    assert "give either --images, or --hide-share" in both.err
    assert "nobody" in strange.err
