"""Real radiographs through the command line, where the data is beside the checkout."""

import csv
import gzip
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

from medebiaser.data.stores import open_workspace
from tests.loop import Terminal

NIH_OPTIONS = (
    *("--image-column", "file", "--labels-column", "finding_labels"),
    *("--patient-column", "patient_id", "--age-column", "age", "--sex-column", "sex"),
    *("--view-column", "view", "--in-place"),
)


def test_the_nih_pack_is_imported_in_one_command_counted_and_split_by_patient(
    tmp_path: Path, shared_data: Path, terminal: Terminal
) -> None:
    nih = shared_data / "nih"
    table = nih / "labels.csv"
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = Counter(label for row in rows for label in row["finding_labels"].split("|"))
    together = Counter(
        pair for row in rows for pair in combinations(sorted(row["finding_labels"].split("|")), 2)
    )

    imported = terminal(
        tmp_path, "import", "table", "--images", nih, "--table", table, *NIH_OPTIONS, "--json"
    )
    document = terminal(tmp_path, "labels", "--json").json
    regions = terminal(tmp_path, "import", "regions", nih / "rois.json", "--json")
    split = terminal(tmp_path, "split", "--regions-in-test", ".5", "--json")

    assert imported.json["imported"] == 725
    assert (document["images"], document["patients"]) == (725, 659)
    names = [label["name"] for label in document["labels"]]
    assert {label["name"]: label["positives"] for label in document["labels"]} == {
        name: expected[name] for name in names
    }
    for i, j in combinations(range(14), 2):
        assert document["cooccurrence"][i][j] == together[names[i], names[j]]
    assert (regions.json["added"], regions.json["images"]) == (42, 30)
    assert split.json["with_regions"]["test"] == 15
    splits_of = defaultdict(set)
    with open_workspace(tmp_path) as opened:
        for image in opened.stores("main").images.all():
            splits_of[image.patient].add(image.split)
    assert all(len(splits) == 1 for splits in splits_of.values())


def test_the_full_nih_table_gives_the_counts_of_the_papers_table_11(
    tmp_path: Path, shared_data: Path, terminal: Terminal
) -> None:
    table = shared_data / "nih_full_annotations" / "Data_Entry_2017_v2020.csv.gz"
    with gzip.open(table, "rt", encoding="utf-8") as file:
        n_rows = sum(1 for _ in file) - 1

    document = terminal(tmp_path, "labels", "--table", table, "--json").json

    place = {label["name"]: k for k, label in enumerate(document["labels"])}
    counts = document["cooccurrence"]
    assert (document["images"], document["patients"], n_rows) == (112_120, 30_805, 112_120)
    assert counts[place["Atelectasis"]][place["Effusion"]] == 3_275
    assert counts[place["Effusion"]][place["Infiltration"]] == 4_000
    assert counts[place["Hernia"]][place["Pneumonia"]] == 3
