"""Known layouts, each written small."""

from pathlib import Path

import pytest

from medebiaser.data.importers.label_values import Meaning
from medebiaser.data.importers.layouts import read_chexpert, read_folder, read_isic, read_vindr
from medebiaser.data.importers.layouts.vindr import Agreement
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Activation, Split

CHEXPERT_HEADER = "Path,Sex,Age,Frontal/Lateral,AP/PA,No Finding,Edema,Support Devices\n"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_chexpert_uncertain_is_unknown_and_unmentioned_is_negative(tmp_path: Path) -> None:
    write(
        tmp_path / "train.csv",
        CHEXPERT_HEADER + "CheXpert-v1.0-small/train/patient00001/study1/view1_frontal.jpg,"
        "Female,68,Frontal,AP,1.0,,-1.0\n"
        + "CheXpert-v1.0-small/train/patient00001/study1/view2_lateral.jpg,"
        "Female,68,Lateral,,,1.0,0.0\n",
    )
    write(
        tmp_path / "valid.csv",
        CHEXPERT_HEADER + "CheXpert-v1.0-small/valid/patient64541/study1/view1_frontal.jpg,"
        "Male,73,Frontal,PA,0.0,0.0,1.0\n",
    )

    table = read_chexpert(tmp_path)

    assert table.labels == ("Edema", "Support Devices")
    assert table.values.tolist() == [[0, -1], [1, 0], [0, 1]]
    assert table.patients == ("patient00001", "patient00001", "patient64541")
    assert table.files[0] == "train/patient00001/study1/view1_frontal.jpg"
    assert table.views == ("AP", "Lateral", "PA")
    assert table.sexes == ("F", "F", "M")
    assert table.ages == (68.0, 68.0, 73.0)
    assert table.splits == (Split.TRAIN, Split.TRAIN, Split.TUNE)
    otherwise = read_chexpert(tmp_path, blank=Meaning.UNKNOWN, uncertain=Meaning.POSITIVE)
    assert otherwise.values.tolist() == [[-1, 1], [1, 0], [0, 1]]


def test_a_folder_without_chexpert_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError, match=r"train\.csv"):
        read_chexpert(tmp_path)


def test_vindr_takes_the_majority_and_keeps_every_box(tmp_path: Path) -> None:
    write(
        tmp_path / "annotations_train.csv",
        "image_id,rad_id,class_name,x_min,y_min,x_max,y_max\n"
        "a,R1,Nodule,10,20,30,50\n"
        "a,R2,Nodule,12,20,30,50\n"
        "a,R3,Edema,1,2,3,4\n"
        "b,R1,No finding,,,,\n",
    )
    write(
        tmp_path / "image_labels_train.csv",
        "image_id,rad_ID,Edema,Nodule,No finding\n"
        "a,R1,0,1,0\na,R2,0,1,0\na,R3,1,0,0\nb,R1,0,0,1\nb,R2,0,0,1\nb,R3,0,0,1\n",
    )

    table = read_vindr(tmp_path)

    assert table.images == ("a", "b")
    assert table.files == ("train/a.dicom", "train/b.dicom")
    assert table.labels == ("Edema", "Nodule")
    assert table.values.tolist() == [[0, 1], [0, 0]]
    assert table.splits == (Split.TRAIN, Split.TRAIN)
    assert [(r.label, r.author) for r in table.regions] == [
        ("Nodule", "R1"),
        ("Nodule", "R2"),
        ("Edema", "R3"),
    ]
    assert table.regions[0].points == ((10, 20), (30, 20), (30, 50), (10, 50))
    assert any("disagree on 2 labels of 2 images" in note for note in table.notes)
    assert read_vindr(tmp_path, agreement=Agreement.ANY).values.tolist() == [[1, 1], [0, 0]]


def test_vindr_as_kaggle_gives_it_needs_no_label_table(tmp_path: Path) -> None:
    write(
        tmp_path / "train.csv",
        "image_id,class_name,class_id,rad_id,x_min,y_min,x_max,y_max\n"
        "a,Nodule,8,R1,10,20,30,50\na,Nodule,8,R1,60,20,70,50\na,No finding,14,R2,,,,\n"
        "a,Nodule,8,R3,10,20,30,50\nb,No finding,14,R1,,,,\nb,Edema,2,R2,1,2,3,4\n",
    )

    table = read_vindr(tmp_path)

    assert table.labels == ("Edema", "Nodule")
    assert table.values.tolist() == [[0, 1], [0, 0]]  # Nodule 2 of 3, Edema 1 of 2: no majority
    assert len(table.regions) == 4


def test_isic_joins_metadata_and_takes_lesions_for_patients(tmp_path: Path) -> None:
    write(tmp_path / "truth.csv", "image,MEL,NV,UNK\nI1,1.0,0.0,0.0\nI2,0.0,1.0,0.0\nI3,0,1,0\n")
    write(
        tmp_path / "metadata.csv",
        "image,age_approx,anatom_site_general,lesion_id,sex\n"
        "I2,30.0,head,L1,male\nI1,45.0,head,L1,female\n",
    )

    table = read_isic(tmp_path / "truth.csv", tmp_path / "metadata.csv")

    assert table.labels == ("MEL", "NV")
    assert table.values.tolist() == [[1, 0], [0, 1], [0, 1]]
    assert table.activation is Activation.SOFTMAX
    assert table.patients == ("L1", "L1", "I3")
    assert table.ages == (45.0, 30.0, None)
    assert "1 images are not in metadata.csv" in table.notes
    assert "no image has the diagnosis UNK: left out" in table.notes


def test_isic_with_two_diagnoses_on_one_image_is_multi_label(tmp_path: Path) -> None:
    write(tmp_path / "truth.csv", "image,MEL,NV\nI1,1,1\nI2,0,1\n")

    assert read_isic(tmp_path / "truth.csv").activation is Activation.SIGMOID


def test_a_folder_per_label_is_single_label(tmp_path: Path) -> None:
    for file in ("wax/1.png", "wax/deep/2.jpg", "normal/1.png", "normal/notes.txt"):
        write(tmp_path / file, "")

    table = read_folder(tmp_path)

    assert table.labels == ("normal", "wax")
    assert table.images == ("normal/1.png", "wax/1.png", "wax/deep/2.jpg")
    assert table.values.tolist() == [[1, 0], [0, 1], [0, 1]]
    assert table.activation is Activation.SOFTMAX
    assert table.splits == (None, None, None)


def test_folders_of_splits_around_the_labels_are_splits(tmp_path: Path) -> None:
    for file in ("train/wax/1.png", "val/wax/2.png", "test/normal/3.png"):
        write(tmp_path / file, "")

    table = read_folder(tmp_path)

    assert dict(zip(table.images, table.splits, strict=True)) == {
        "train/wax/1.png": Split.TRAIN,
        "val/wax/2.png": Split.TUNE,
        "test/normal/3.png": Split.TEST,
    }
    assert table.labels == ("normal", "wax")


def test_one_folder_is_no_choice_of_labels(tmp_path: Path) -> None:
    write(tmp_path / "wax" / "1.png", "")

    with pytest.raises(InvalidInputError, match="at least two"):
        read_folder(tmp_path)
