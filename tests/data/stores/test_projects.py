"""Projects keep their labels and refuse names that cannot be told apart."""

from pathlib import Path

import pytest

from medebiaser.errors import ConflictError, InvalidInputError, LockedError, NotFoundError
from medebiaser.records import Activation, Project
from tests.data.workspaces import A_MOMENT, a_workspace, an_image


def test_a_project_comes_back_as_it_was_created(tmp_path: Path) -> None:
    projects = a_workspace(tmp_path).projects
    created = projects.create(
        "chest",
        ["Hernia", "Pleural Effusion"],
        Activation.SOFTMAX,
        paired_labels=["Pleural Effusion"],
        cue_columns=["Scanner"],
        label_source="text-mined from reports",
    )

    assert created == Project(
        id=1,
        name="chest",
        labels=("Hernia", "Pleural Effusion"),
        activation=Activation.SOFTMAX,
        paired_labels=("Pleural Effusion",),
        cue_columns=("Scanner",),
        label_source="text-mined from reports",
        current_round=None,
        created_at=A_MOMENT,
    )
    assert projects.get("chest") == created
    projects.create("skin", ["Melanoma"])
    assert [project.name for project in projects.all()] == ["chest", "skin"]


def test_a_second_project_of_the_same_name_is_refused(tmp_path: Path) -> None:
    projects = a_workspace(tmp_path).projects
    projects.create("chest", ["Hernia"])

    with pytest.raises(ConflictError, match="already a project chest; choose another name"):
        projects.create("chest", ["Mass"])
    assert projects.get("chest").labels == ("Hernia",)


@pytest.mark.parametrize("name", ["", "  ", " chest", "a/b", "a\\b", "..", "two\nlines", "x" * 201])
def test_names_that_are_empty_or_look_like_paths_are_refused(tmp_path: Path, name: str) -> None:
    projects = a_workspace(tmp_path).projects
    with pytest.raises(InvalidInputError):
        projects.create(name, ["Hernia"])
    assert projects.all() == []


@pytest.mark.parametrize(
    ("labels", "paired", "words"),
    [
        (["Hernia", "Mass", "Hernia"], [], "named twice: Hernia"),
        (["Hernia", ""], [], "'' is no label name"),
        (["Hernia "], [], "'Hernia ' is no label name"),
        (["Hernia"], ["Lung"], "paired labels Lung are not among"),
    ],
)
def test_labels_are_named_once_and_not_empty(
    tmp_path: Path, labels: list[str], paired: list[str], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        a_workspace(tmp_path).projects.create("chest", labels, paired_labels=paired)


def test_labels_may_change_until_the_first_image_has_them(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    workspace.projects.create("chest")
    workspace.projects.update("chest", labels=["Hernia", "Mass"], activation="softmax")
    stores = workspace.stores("chest")
    stores.images.add([an_image(0, labels=(1, 0))])

    with pytest.raises(LockedError, match="has images, its labels can no longer change"):
        workspace.projects.update("chest", labels=["Mass", "Hernia"])
    changed = workspace.projects.update(
        "chest", labels=["Hernia", "Mass"], paired_labels=["Mass"], label_source="read by two"
    )

    assert (changed.labels, changed.activation) == (("Hernia", "Mass"), Activation.SOFTMAX)
    assert (changed.paired_labels, changed.label_source) == (("Mass",), "read by two")


def test_other_fields_of_a_project_cannot_be_changed(tmp_path: Path) -> None:
    projects = a_workspace(tmp_path).projects
    projects.create("chest")

    with pytest.raises(InvalidInputError, match="a project's next_row cannot be changed"):
        projects.update("chest", next_row=7)


def test_an_unknown_project_is_answered_with_those_there_are(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    with pytest.raises(NotFoundError, match="medebiaser init NAME"):
        workspace.projects.get("chest")
    workspace.projects.create("skin")
    with pytest.raises(NotFoundError, match="no project 'chest'; there are: skin"):
        workspace.stores("chest")
