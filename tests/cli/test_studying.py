"""The study from the command line."""

import json
from pathlib import Path

from medebiaser.data.stores import open_workspace
from medebiaser.records import Split
from tests.loop import FOCUS, Terminal

TINY = (
    *("--images", "160", "--test-images", "60", "--side", "64", "--epochs", "1"),
    *("--seeds", "1", "--methods", "preliminary", "--device", "cpu"),
)


def test_a_study_ends_with_one_document_and_writes_its_page(
    tmp_path: Path, terminal: Terminal
) -> None:
    report = tmp_path / "report"

    reply = terminal(tmp_path / "w", "study", "attention", *TINY, "--report", report, "--json")
    again = terminal(tmp_path / "w", "study", "attention", *TINY)

    assert reply.status == 0, reply.err
    document = reply.json
    assert (document["experiment"], document["data"]["kind"]) == ("attention", "phantoms")
    (row,) = document["rows"]
    assert (row["method"], row["seed"]) == ("preliminary", 1)
    assert document["summary"]["preliminary"]["auc"]["mean"] == row["auc"]
    assert (report / "attention.html").is_file()
    assert f"{row['auc']:.3f}" in again.out, "the second time nothing is measured anew"
    assert "Limit of this evidence" in again.out


def test_plant_makes_a_project_whose_test_images_come_with_and_without_the_marker(
    imported: Path, terminal: Terminal
) -> None:
    asked = ("study", "plant", "--label", FOCUS, "--folds", "4", "--side", "64")

    planted = terminal(imported, *asked, "--into", "marked", "--json")
    taken = terminal(imported, "-p", "main", *asked, "--into", "marked")

    assert planted.status == 0, planted.err
    with open_workspace(imported) as workspace:
        stores = workspace.stores("marked")
        cues = [image.cues["marker"] for image in stores.images.all(Split.TEST)]
        in_place = {image.in_place for image in stores.images.all()}
    assert planted.json["test_pairs"] == cues.count("yes") == cues.count("no") > 0
    assert stores.project.cue_columns == ("marker",)
    assert in_place == {False}, "the project outlives the study's folder"
    assert taken.status == 1
    assert "there is a project 'marked'; name another one with --into" in taken.err


PLANTED = (
    *("--data", "planted", "--folds", "2", "--images", "120", "--side", "64", "--epochs", "1"),
    *("--seeds", "1", "--methods", "preliminary", "--device", "cpu"),
)


def test_the_folds_of_a_project_are_trained_one_after_another_and_pooled(
    imported: Path, terminal: Terminal
) -> None:
    reply = terminal(imported, "study", "attention", "--label", FOCUS, *PLANTED, "--json")

    assert reply.status == 0, reply.err
    (row,) = reply.json["rows"]
    units = [
        json.loads(path.read_text(encoding="utf-8"))
        for path in (imported / "study" / "units" / "attention").glob("*.json")
    ]
    assert sorted(unit["decided_by"]["fold"] for unit in units) == [0, 1]
    ordered, pairs = zip(*(unit["tallies"]["preliminary"]["auc"] for unit in units), strict=True)
    assert row["auc"] == sum(ordered) / sum(pairs)
    assert row["worst_group_auc"] is not None


def test_findings_are_planted_on_the_nih_pack_and_studied(
    tmp_path: Path, shared_data: Path, terminal: Terminal
) -> None:
    nih = shared_data / "nih"
    table = ("--images", nih, "--table", nih / "labels.csv", "--image-column", "file")
    columns = ("--labels-column", "finding_labels", "--patient-column", "patient_id", "--in-place")
    assert terminal(tmp_path, "import", "table", *table, *columns).status == 0

    reply = terminal(
        tmp_path, "study", "explainers", "--lesions", "--label", "Coin",
        *PLANTED[:-4], "--methods", "closed-form,input-gradient", "--json",
    )  # fmt: skip

    assert reply.status == 0, reply.err
    rows = reply.json["rows"]
    assert [row["method"] for row in rows] == ["closed-form", "input-gradient"]
    for row in rows:
        assert 0 <= row["pointing"] <= 1
        assert row["seconds"] > 0
    assert "The texture is real, the findings are drawn." in reply.json["limits"]


def test_what_cannot_be_studied_is_refused_in_one_line(tmp_path: Path, terminal: Terminal) -> None:
    for words, told in (
        (("magic",), "no experiment is called magic; choose one of attention"),
        (("attention", "--data", "films"), "kind is 'films'; choose one of phantoms"),
        (("attention", "--hand", "left"), "there is no hand 'left'; choose one of exact"),
        (("attention", "--label", "Coin"), "the phantoms' marker goes with Bubble"),
        (("attention", "--data", "planted"), "this workspace has no project yet"),
    ):
        reply = terminal(tmp_path / "w", "study", *words, *TINY)

        assert reply.status == 1
        assert told in " ".join(reply.err.split())
