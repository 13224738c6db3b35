"""Reference regions into a project: images found, frames scaled, conflicts never silent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from medebiaser.data.importers.columns import plain
from medebiaser.data.importers.drawn import Drawing, DrawnRegion
from medebiaser.data.importers.image_names import ImageNames
from medebiaser.data.importers.label_table import first_names
from medebiaser.data.importers.region_files.reading import RegionFormat, read_regions
from medebiaser.data.polygons import validated_pieces
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.records import Image, ReferenceRegion, Region, Relevance


class LabelConflicts(StrEnum):
    """What becomes of a relevant region for a label that its image does not carry."""

    SKIP = "skip"
    REFUSE = "refuse"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class RegionsReport:
    """What an import of reference regions did.

    Attributes:
        added: how many regions are new.
        already: how many were there before.
        images: how many images the regions lie on.
        notes: a line for everything that was left out, clipped or kept in spite of a conflict.
        conflicts: (image id, label) of the regions for a label that the image does not carry.
    """

    added: int
    already: int
    images: int
    notes: tuple[str, ...]
    conflicts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Drawn regions in their images' own pixels.

    Attributes:
        regions: (image, label of the project, region, the drawing it came from).
        notes: what could not be placed.
    """

    regions: tuple[tuple[Image, str, Region, DrawnRegion], ...]
    notes: tuple[str, ...]


def import_regions(
    stores: Stores,
    path: Path,
    *,
    region_format: RegionFormat | None = None,
    label_conflicts: LabelConflicts = LabelConflicts.SKIP,
    origin: str | None = None,
) -> RegionsReport:
    """Import a file or a folder of reference regions; a second time changes nothing.

    Args:
        stores: of the project.
        path: what `read_regions` reads.
        region_format: None: told by the content.
        label_conflicts: leave such regions out and say so, refuse the file, or keep them.
        origin: where the regions come from; None: the name of the file and, where it is
            said, of the person who drew.

    Returns:
        what was done.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: the file cannot be read, or has conflicts that are to be refused;
            nothing is imported then.
    """
    drawing = read_regions(path, region_format, labels=stores.project.labels)
    return add_regions(stores, drawing, origin or path.name, label_conflicts)


def add_regions(
    stores: Stores,
    drawing: Drawing,
    origin: str,
    label_conflicts: LabelConflicts = LabelConflicts.SKIP,
) -> RegionsReport:
    """Add drawn regions to a project's reference regions; a second time changes nothing.

    Args:
        stores: of the project.
        drawing: regions as a file has them.
        origin: where they come from; the author is added where the file names one.
        label_conflicts: as in `import_regions`.

    Returns:
        what was done.

    Raises:
        InvalidInputError: conflicts that are to be refused.
    """
    placed = place(drawing, {image.id: image for image in stores.images.all()}, stores)
    position = {label: column for column, label in enumerate(stores.project.labels)}
    kept: list[ReferenceRegion] = []
    conflicts: list[tuple[str, str]] = []
    for image, label, region, drawn in placed.regions:
        if region.relevance is Relevance.RELEVANT and image.labels[position[label]] != 1:
            conflicts.append((image.id, label))
            if label_conflicts is not LabelConflicts.KEEP:
                continue
        source = f"{origin}: {drawn.author}" if drawn.author else origin
        kept.append(ReferenceRegion(image.id, label, region, source))
    conflict_notes = _conflict_notes(conflicts, label_conflicts)
    added = stores.references.add(kept)
    return RegionsReport(
        added=added,
        already=len(kept) - added,
        images=len({region.image_id for region in kept}),
        notes=(*placed.notes, *conflict_notes),
        conflicts=tuple(dict.fromkeys(conflicts)),
    )


def _conflict_notes(
    conflicts: Sequence[tuple[str, str]], label_conflicts: LabelConflicts
) -> tuple[str, ...]:
    if not conflicts:
        return ()
    pairs = [f"{label} on {image}" for image, label in dict.fromkeys(conflicts)]
    found = (
        f"{len(conflicts)} regions ({len(pairs)} pairs of image and label) mark a label that the "
        f"image does not carry: {first_names(pairs)}"
    )
    if label_conflicts is LabelConflicts.REFUSE:
        raise InvalidInputError(f"{found}; change the labels, or leave these regions out")
    done = "kept all the same" if label_conflicts is LabelConflicts.KEEP else "left out"
    return (f"{found}; {done}",)


def place(drawing: Drawing, images: Mapping[str, Image], stores: Stores) -> Placed:
    """Find each region's image and label, and scale it to the image's own pixels.

    Args:
        drawing: regions as a file has them.
        images: the project's images by id.
        stores: of the project, whose labels are looked up.

    Returns:
        what could be placed; unknown images, labels and impossible polygons are counted in notes.
    """
    names = ImageNames(images)
    labels = {plain(label): label for label in stores.project.labels}
    regions: list[tuple[Image, str, Region, DrawnRegion]] = []
    lost = _Lost()
    for drawn in drawing.regions:
        image_id, label = names.find(drawn.image), labels.get(plain(drawn.label))
        if image_id is None:
            lost.images.append(drawn.image)
        elif label is None:
            lost.labels[drawn.label or "(none)"] += 1
        else:
            image = images[image_id]
            regions += [
                (image, label, piece, drawn) for piece in _pieces(drawn, image, label, lost)
            ]
    return Placed(tuple(regions), (*drawing.notes, *lost.notes()))


class _Lost:
    """What could not be placed, or only in part."""

    def __init__(self) -> None:
        self.images: list[str] = []
        self.labels: Counter[str] = Counter()
        self.polygons: list[str] = []
        self.clipped: list[str] = []

    def notes(self) -> tuple[str, ...]:
        names = list(dict.fromkeys(self.images))
        words = [f"{label} ({count})" for label, count in self.labels.most_common()]
        told = (
            (len(self.images), names, "regions lie on images that the project does not have"),
            (self.labels.total(), words, "regions have a label that the project does not have"),
            (len(self.polygons), self.polygons, "regions cannot be used"),
            (len(self.clipped), self.clipped, "regions reach outside their image and are clipped"),
        )
        return tuple(
            f"{count} {what}: {first_names(which)}" for count, which, what in told if count
        )


def _pieces(drawn: DrawnRegion, image: Image, label: str, lost: _Lost) -> tuple[Region, ...]:
    """Scale and check one region; what is wrong with it goes into `lost`."""
    try:
        pieces, notes = validated_pieces(scaled_region(drawn, image), image.width, image.height)
    except InvalidInputError as error:
        lost.polygons.append(f"{label} on {image.id} ({error})")
        return ()
    if notes:
        lost.clipped.append(f"{label} on {image.id}")
    return pieces


def scaled_region(drawn: DrawnRegion, image: Image) -> Region:
    """Region in the image's own pixels, not yet checked.

    Args:
        drawn: in pixels of its frame.
        image: gives the size that the frame is stretched to.

    Returns:
        the region; unchanged where the frame is unknown or has the image's size.
    """
    if drawn.frame is None or drawn.frame == (image.width, image.height):
        return Region(drawn.points, drawn.relevance)
    across, down = image.width / drawn.frame[0], image.height / drawn.frame[1]
    return Region(tuple((x * across, y * down) for x, y in drawn.points), drawn.relevance)
