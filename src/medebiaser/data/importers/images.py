"""Images into a project: read in parallel, stored in batches, safe to run again after a stop."""

import os
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.image_facts import ImageFacts
from medebiaser.data.images import content_of, perceptual_hash, read_image
from medebiaser.data.importers.drawn import Drawing
from medebiaser.data.importers.image_files import FoundFiles, find_files
from medebiaser.data.importers.label_table import UNKNOWN, LabelTable, aligned, first_names
from medebiaser.data.importers.regions import RegionsReport, add_regions
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Image, Progress, Report, Split, no_report

BATCH = 256
"""Images committed together: a stop loses at most the reading of these."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import of images did.

    Attributes:
        imported: how many images are new.
        already: how many were there before, with the same content.
        refused: (file as the table names it, reason) of every file that was not imported.
        missing: files that the table names and the folder does not have.
        warnings: lines for the person who imports, the table's notes first.
        regions: what became of the regions that the layout carries; None where it has none.
    """

    imported: int
    already: int
    refused: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    warnings: tuple[str, ...]
    regions: RegionsReport | None = None


@dataclass(frozen=True, slots=True)
class _Read:
    """One file as a worker read it: its facts, that it is there already, or what is wrong."""

    source: str = ""
    sha256: str = ""
    facts: ImageFacts | None = None
    perceptual_hash: str | None = None
    already: bool = False
    refusal: str | None = None


@dataclass(slots=True)
class _Tally:
    imported: int = 0
    already: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    file_notes: Counter[str] = field(default_factory=Counter)


def import_images(
    stores: Stores,
    table: LabelTable,
    images_dir: Path,
    *,
    in_place: bool = False,
    workers: int | None = None,
    report: Report = no_report,
) -> ImportReport:
    """Import the images that a table names, with their labels and facts.

    Images that are there already with the same content are left as they are, so that running it
    twice, or again after a stop, ends in the same project. Images of a patient who has a split
    join it; all others have none until splits are assigned.

    Args:
        stores: of the project, whose labels are set.
        table: what is known of the images.
        images_dir: the folder that the table's files lie below.
        in_place: keep a reference to each file instead of a copy.
        workers: threads that read files; None: two per processor and four that wait for the
            disk, at most 24.
        report: receives progress; raising from it stops after what is committed.

    Returns:
        what was imported, refused and missing.

    Raises:
        NotFoundError: there is no such folder.
        InvalidInputError: the project has no labels, or not one of the table's files is below
            the folder.
    """
    if not stores.project.labels:
        raise InvalidInputError(
            f"project {stores.project.name} has no labels yet; set them before its images come"
        )
    table = aligned(table, stores.project.labels)
    found = _found_files(table, images_dir)
    known = {image.id: image for image in stores.images.all()}
    tally = _Tally(refused=[(file, "points outside the folder") for file in found.outside])
    rows = [row for row, path in enumerate(found.paths) if path is not None]
    blobs = None if in_place else stores.blobs
    batch: list[Image] = []
    splits = stores.images.patient_splits()
    readings = _all_read(rows, table, found, known, blobs, workers)
    for done, (row, read) in enumerate(readings, start=1):
        image = _image(table, row, read, splits, tally)
        if image is not None:
            batch.append(image)
        if len(batch) == BATCH:
            tally.imported += _committed(stores, batch)
            batch = []
        report(Progress("importing images", done, len(rows)))
    tally.imported += _committed(stores, batch)
    return _report(stores, table, found, known, splits, tally)


def _found_files(table: LabelTable, folder: Path) -> FoundFiles:
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {folder}; check the path")
    found = find_files(table.files, folder)
    if all(path is None for path in found.paths):
        raise InvalidInputError(
            f"none of the {len(table.files)} images of the table is below {folder}: "
            f"{first_names(table.files)}; check the folder and the image column"
        )
    return found


def _all_read(
    rows: Sequence[int],
    table: LabelTable,
    found: FoundFiles,
    known: Mapping[str, Image],
    blobs: BlobStore | None,
    workers: int | None,
) -> Iterator[tuple[int, _Read]]:
    """Read files in threads, in the table's order, never more than two per thread ahead."""
    n_workers = workers or min(2 * (os.cpu_count() or 1) + 4, 24)
    waiting: deque[tuple[int, Future[_Read]]] = deque()
    pool = ThreadPoolExecutor(n_workers, thread_name_prefix="import")
    try:
        for row in rows:
            path = found.paths[row]
            if path is None:
                continue
            stored = known.get(table.images[row])
            waiting.append((row, pool.submit(_read, path, stored, blobs)))
            if len(waiting) >= 2 * n_workers:
                first, future = waiting.popleft()
                yield first, future.result()
        while waiting:
            first, future = waiting.popleft()
            yield first, future.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _read(path: Path, stored: Image | None, blobs: BlobStore | None) -> _Read:
    """Read, check and store one file; what is wrong with the file itself is no exception here."""
    try:
        content = content_of(path)
        digest = sha256(content).hexdigest()
        if stored is not None:
            return _compared(stored, digest)
        facts, pixels = read_image(content)
        hashed = perceptual_hash(pixels)
    except (InvalidInputError, NotFoundError) as error:
        return _Read(refusal=str(error))
    source = str(path.absolute()) if blobs is None else blobs.put(content)
    return _Read(source=source, sha256=digest, facts=facts, perceptual_hash=hashed)


def _compared(stored: Image, digest: str) -> _Read:
    if stored.sha256 == digest:
        return _Read(already=True)
    return _Read(
        refusal=f"image {stored.id} is already there with another content; give it another name"
    )


def _image(
    table: LabelTable, row: int, read: _Read, splits: Mapping[str, Split], tally: _Tally
) -> Image | None:
    """Record of a file that was read; None where it is there already or refused."""
    if read.refusal is not None:
        tally.refused.append((table.files[row], read.refusal))
    tally.already += read.already
    facts = read.facts
    if facts is None:
        return None
    tally.file_notes.update(facts.notes)
    patient = _patient(table, row, facts, tally)
    age = table.ages[row]
    return Image(
        id=table.images[row],
        row=-1,
        patient=patient,
        split=splits.get(patient),
        labels=tuple(None if v == UNKNOWN else v for v in table.values[row].tolist()),
        source=read.source,
        in_place=read.source != read.sha256,
        sha256=read.sha256,
        width=facts.width,
        height=facts.height,
        bit_depth=facts.bit_depth,
        channels=facts.channels,
        view=table.views[row] or facts.view,
        laterality=facts.laterality,
        age_years=facts.age_years if age is None else age,
        sex=table.sexes[row] or facts.sex,
        acquired_on=facts.acquired_on,
        spacing_mm=facts.spacing_mm,
        window=facts.window,
        study_uid=facts.study_uid,
        series_uid=facts.series_uid,
        sop_uid=facts.sop_uid,
        perceptual_hash=read.perceptual_hash,
        cues=dict(table.cues[row]),
    )


def _patient(table: LabelTable, row: int, facts: ImageFacts, tally: _Tally) -> str:
    """Patient of the table, else of the file, else the image itself."""
    if table.patients[row] != table.images[row] or not facts.patient:
        return table.patients[row]
    tally.file_notes["patient taken from the file"] += 1
    return facts.patient


def _committed(stores: Stores, batch: Sequence[Image]) -> int:
    with stores.transaction():
        first = stores.images.next_row()
        stores.images.add([replace(image, row=row) for row, image in enumerate(batch, start=first)])
    return len(batch)


def _report(
    stores: Stores,
    table: LabelTable,
    found: FoundFiles,
    known: Mapping[str, Image],
    splits: Mapping[str, Split],
    tally: _Tally,
) -> ImportReport:
    outside = set(found.outside)
    missing = tuple(
        file
        for file, path in zip(table.files, found.paths, strict=True)
        if path is None and file not in outside
    )
    regions = None
    if table.regions:
        regions = add_regions(stores, Drawing(table.regions), "given with the images")
    warnings = [*table.notes, *_file_warnings(found, missing, tally)]
    warnings += _contradictions(table, known, splits)
    return ImportReport(
        imported=tally.imported,
        already=tally.already,
        refused=tuple(tally.refused),
        missing=missing,
        warnings=tuple(warnings),
        regions=regions,
    )


def _file_warnings(found: FoundFiles, missing: Sequence[str], tally: _Tally) -> Iterator[str]:
    if missing:
        yield (
            f"{len(missing)} images of the table are missing in the folder: {first_names(missing)}"
        )
    if found.elsewhere:
        yield f"{found.elsewhere} images were found by name in another folder than the table says"
    if found.other_endings:
        yield f"{found.other_endings} images were found under another ending than the table says"
    for note, count in tally.file_notes.most_common():
        yield f"{count} images: {note}"


def _contradictions(
    table: LabelTable, known: Mapping[str, Image], splits: Mapping[str, Split]
) -> Iterator[str]:
    """What the table says otherwise than the project; the project stays as it is."""
    labels: list[str] = []
    patients: list[str] = []
    moved: list[str] = []
    for row, image_id in enumerate(table.images):
        stored = known.get(image_id)
        if stored is not None:
            offered = tuple(None if v == UNKNOWN else v for v in table.values[row].tolist())
            if stored.labels != offered:
                labels.append(image_id)
            if stored.patient != table.patients[row] != image_id:
                patients.append(image_id)
        split = splits.get(table.patients[row])
        if split is not None and table.splits[row] not in (None, split):
            moved.append(image_id)
    told = (
        (labels, "have other labels in the table than in the project"),
        (patients, "have another patient in the table than in the project"),
        (moved, "have another split in the table than their patient has"),
    )
    for names, what in told:
        if names:
            yield f"{len(names)} images {what}, which stays as it is: {first_names(names)}"
