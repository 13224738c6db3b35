"""After an erasure nothing of the patient is left, and everyone else is as before."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.stores import Stores, open_workspace
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import Action, Image, Lane
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained
from medebiaser.rounds.erase import erase_patient, scrubber
from medebiaser.rounds.pictures import thumbnail
from medebiaser.rounds.pixels import image_cache
from tests.loop import opened


def annotated(stores: Stores) -> Image:
    """The image of the annotation that comes first."""
    return stores.images.get(stores.annotations.all()[0].image_id)


def traces(workspace: Path, words: set[str]) -> list[str]:
    """Where in the files of a workspace the words are found."""
    return [
        f"{path.relative_to(workspace)}: {word}"
        for path in sorted(workspace.rglob("*"))
        if path.is_file()
        for word in sorted(words)
        if word.encode() in path.read_bytes()
    ]


def everything_else(stores: Stores, without: Image) -> tuple[object, ...]:
    kept = [image for image in stores.images.all() if image.patient != without.patient]
    rows = np.array([image.row for image in kept])
    values = [
        explained(stores, each).read(name, rows).tobytes()
        for each in stores.rounds.all()
        for name in (PROBABILITIES, MAPS)
    ]
    ids = {image.id for image in kept}
    drawn = [a for a in stores.annotations.all() if a.image_id in ids]
    references = [r for r in stores.references.all() if r.image_id in ids]
    return kept, values, drawn, references


def test_no_file_of_the_workspace_mentions_the_patient_any_more(tuned: Path) -> None:
    with opened(tuned) as stores:
        image = annotated(stores)
        every = stores.images.of_patient(image.row)
        names = {image.patient, *(each.id for each in every)}
        stores.notes.add(image.id, "seen again by ada", author="ada")
        keys = [each.source for each in every]
    assert traces(tuned, names), "the test would find nothing in any case"

    with opened(tuned) as stores:
        done = erase_patient(stores, image.row)

    assert (done.images, done.outside, done.shared) == (len(every), 0, 0)
    assert traces(tuned, names) == []
    with opened(tuned) as stores:
        assert not any(stores.blobs.exists(key) for key in keys)


def test_arrays_caches_and_snapshots_lose_the_patient_and_nobody_else(tuned: Path) -> None:
    with opened(tuned) as stores:
        image = annotated(stores)
        before = everything_else(stores, image)
        taken = [snapshot.load(stores, r.snapshot) for r in stores.rounds.all() if r.snapshot]
        kept = [[a for a in s.annotations if a.image_id != image.id] for s in taken]
        assert image_cache(stores).present([image.row], 64).tolist() == [True]

        erase_patient(stores, image.row)

        assert everything_else(stores, image) == before
        for each in stores.rounds.all():
            present = explained(stores, each).present(PROBABILITIES)
            assert not present[image.row]
            assert present.any()
        now = [snapshot.load(stores, r.snapshot) for r in stores.rounds.all() if r.snapshot]
        assert [list(s.annotations) for s in now] == kept
        assert len(kept[-1]) > 0
        assert image_cache(stores).present([image.row], 64).tolist() == [False]
        assert stores.columns.now().splits[image.row] == 0


def test_no_thumbnail_of_the_patient_is_kept(imported: Path) -> None:
    with opened(imported) as stores:
        first, second = two_patients(stores)
        for image in (first, second):
            thumbnail(stores, image.row, 64)
        assert len(list((imported / "cache").rglob("*.jpg"))) == 2

        erase_patient(stores, first.row)

        (kept,) = (imported / "cache").rglob("*.jpg")
        assert kept.name.startswith(f"{second.row}-")


def test_the_cache_of_another_machine_follows_when_it_is_next_used(
    tuned: Path, tmp_path: Path
) -> None:
    with opened(tuned) as stores:
        image = annotated(stores)
        there = shutil.copytree(stores.cache_folder, tmp_path / "another machine")
        erase_patient(stores, image.row)
        stores.cache_folder = there

        assert image_cache(stores).present([image.row], 64).tolist() == [False]


def orders_with(stores: Stores, row: int) -> int:
    """In how many places of stored rankings a row is found."""
    found = 0
    for each in stores.rounds.all():
        arrays = stores.round_arrays(each.number)
        for name in arrays.names():
            if name.startswith("order-"):
                found += int((arrays.read(name) == row).sum())
    return found


def test_no_ranking_leads_to_the_patient(tuned: Path) -> None:
    with opened(tuned) as stores:
        image = annotated(stores)
        assert orders_with(stores, image.row) > 0

        erase_patient(stores, image.row)

        assert orders_with(stores, image.row) == 0


def test_the_audit_log_says_that_a_patient_was_erased_and_not_who(tuned: Path) -> None:
    with opened(tuned) as stores:
        image = annotated(stores)
        rows = [each.row for each in stores.images.of_patient(image.row)]
        erase_patient(stores, image.row)

        newest = stores.log.entries(stores.project.id)[0]
        assert (newest.action, newest.subject) == (Action.PATIENT_ERASED, {"rows": rows})
        assert stores.log.verify(stores.project.id).broken is None


def test_erasing_twice_changes_nothing(tuned: Path) -> None:
    with opened(tuned) as stores:
        image = annotated(stores)
        erase_patient(stores, image.row)
        entries = len(stores.log.entries(stores.project.id, limit=1_000))

        assert erase_patient(stores, image.row).images == 0

        assert len(stores.log.entries(stores.project.id, limit=1_000)) == entries


def test_a_row_that_was_never_given_out_is_not_found(imported: Path) -> None:
    with opened(imported) as stores, pytest.raises(NotFoundError, match="no image has row"):
        erase_patient(stores, stores.images.next_row())


STAGES = (
    "medebiaser.rounds.erase._forget_places",
    "medebiaser.rounds.erase._clean_round",
    "medebiaser.data.stores.erasures.ErasuresStore.scrub_jobs",
    "medebiaser.data.stores.images.ImagesStore.erase",
    "medebiaser.data.stores.erasures.ErasuresStore.add",
    "medebiaser.data.stores.erasures.ErasuresStore.finish",
    "medebiaser.data.blob_store.BlobStore.delete",
    "medebiaser.data.image_cache.ImageCache.forget",
)


@pytest.mark.parametrize("stage", STAGES)
def test_an_erasure_that_is_killed_at_any_stage_is_finished_by_the_next(
    tuned: Path, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    with opened(tuned) as stores:
        image = annotated(stores)
        every = stores.images.of_patient(image.row)
        names = {image.patient, *(each.id for each in every)}
        with monkeypatch.context() as patch:
            patch.setattr(stage, _killed)
            with pytest.raises(KeyboardInterrupt):
                erase_patient(stores, image.row)

    with opened(tuned) as stores:
        erase_patient(stores, image.row)
        assert stores.erasures.waiting() == 0
        assert not any(stores.blobs.exists(each.source) for each in every)
        assert image_cache(stores).present([image.row], 64).tolist() == [False]
        newest = stores.log.entries(stores.project.id)
        assert [e.action for e in newest].count(Action.PATIENT_ERASED) == 1
    assert traces(tuned, names) == []


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_original_that_another_project_needs_stays(imported: Path) -> None:
    with open_workspace(imported) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        image = stores.images.all()[0]
        workspace.projects.create("other", stores.project.labels)
        other = workspace.stores("other")
        other.images.add([_as_first(image)])

        done = erase_patient(stores, image.row)

        assert done.shared == 1
        assert stores.blobs.exists(image.source)
        assert erase_patient(other, 0).shared == 0
        assert not stores.blobs.exists(image.source)


def _as_first(image: Image) -> Image:
    return replace(image, row=0)


def test_a_running_job_a_backup_and_a_waiting_upload_come_first(imported: Path) -> None:
    with open_workspace(imported) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        backup = workspace.backups.begin()
        with pytest.raises(LockedError, match="a backup is running"):
            erase_patient(stores, 0)
        workspace.backups.finish(backup)

        upload = stores.uploads.create("a.zip", 5, part_bytes=5, author="ada")
        with pytest.raises(LockedError, match=rf"1 uploads are not imported yet .*{upload.id}"):
            erase_patient(stores, 0)
        stores.uploads.remove(upload.id)

        workspace.jobs.enqueue("train", {}, project=stores.project.id, author="ada")
        job = workspace.leases.claim("w", Lane.DEVICE, device="cpu", lease_s=30)
        assert job is not None
        with pytest.raises(LockedError, match=r"a job of this project is running \(train\)"):
            erase_patient(stores, 0)


def two_patients(stores: Stores) -> tuple[Image, Image]:
    """One image each of two patients."""
    first, *others = stores.images.all()
    return first, next(image for image in others if image.patient != first.patient)


def test_what_jobs_and_uploads_said_of_the_patient_is_taken_out(imported: Path) -> None:
    with open_workspace(imported) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        first, second = two_patients(stores)
        upload = stores.uploads.create("a.zip", 5, part_bytes=5, author="ada")
        outcome = {"missing": [first.id, second.id]}
        stores.uploads.settle(upload.id, outcome)
        said = {"label": "Coin", "image": first.id}
        job = workspace.jobs.enqueue("rank", said, project=stores.project.id, author="ada")

        erase_patient(stores, 0)

        assert stores.uploads.get(upload.id).outcome == {"missing": ["(erased)", second.id]}
        assert workspace.jobs.get(job.id).arguments == {"label": "Coin", "image": "(erased)"}


def test_events_of_the_patient_go_and_the_numbers_of_events_go_on(imported: Path) -> None:
    with open_workspace(imported) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        first, second = two_patients(stores)
        for row in (first.row, second.row, first.row):
            workspace.events.append("seen", {"row": row}, stores.project.id)
        last = workspace.events.span()[1]

        erase_patient(stores, first.row)

        seen = [e.content["row"] for e in workspace.events.after(0) if e.kind == "seen"]
        assert seen == [second.row]
        assert workspace.events.span()[1] > last


def test_a_name_is_replaced_wherever_a_document_mentions_it() -> None:
    scrub = scrubber({"a/p1.png", "p1"})

    assert scrub({"missing": ["a/p1.png", "a/p11.png"], "p1": ("x",)}) == {
        "missing": ["(erased)", "a/p11.png"],
        "(erased)": ("x",),
    }
    assert scrub("image a/p1.png of p1: broken") == "image (erased) of (erased): broken"
    assert scrub(7.5) == 7.5
    listed = [{"image_id": "p1", "iou": 0.5}, {"row": 3}, {"row": 4}]
    assert scrubber({"p1"}, [3])({"corrections": listed}) == {"corrections": [{"row": 4}]}
