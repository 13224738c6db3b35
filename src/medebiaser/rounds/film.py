"""The film of a round: where the network looked at the pinned images, epoch by epoch."""

import base64
from collections.abc import Mapping
from typing import Any

import numpy as np

from medebiaser.data.stores import Stores
from medebiaser.data.stores.pins import PIN_MAPS_EVENT
from medebiaser.learning.networks import Network
from medebiaser.records import Pin, PinMap
from medebiaser.rounds.explain import probabilities_of
from medebiaser.rounds.pins import choose_pins
from medebiaser.rounds.pixels import Pixels, prepare

BEFORE = 0
"""The epoch before the first."""


class Film:
    """Keeps the maps of all pins after each epoch of a round.

    Args:
        number: the round that is made.
        side: pixels a side of the network's images.
        focus: labels that the round works on.
    """

    def __init__(
        self, stores: Stores, number: int, side: int, *, focus: tuple[str, ...] = ()
    ) -> None:
        self._stores, self._number, self._side, self._focus = stores, number, side, focus
        self._pixels: Pixels | None = None
        self._ready: set[int] = set()

    def begin(self, network: Network) -> None:
        """Start anew: what an earlier attempt or a preview left goes, the pins are chosen."""
        with self._stores.transaction():
            self._stores.pins.forget_maps(self._number)
            choose_pins(self._stores, self._focus)
        self._keep(network, BEFORE)

    def after_epoch(self, network: Network, epoch: Mapping[str, Any]) -> None:
        """Keep what the network sees after an epoch; again for the same epoch changes nothing."""
        self._keep(network, int(epoch["epoch"]))

    def _keep(self, network: Network, epoch: int) -> None:
        pins = self._stores.pins.all()
        if not pins:
            return
        maps = [
            each
            for row in sorted({p.row for p in pins})
            for each in self._of_row(network, epoch, row, pins)
        ]
        with self._stores.transaction():
            self._stores.pins.keep(maps)
            told = {"round": self._number, "epoch": epoch}
            self._stores.events.append(PIN_MAPS_EVENT, told, self._stores.project.id)

    def _of_row(self, network: Network, epoch: int, row: int, pins: list[Pin]) -> list[PinMap]:
        """Look at one image: a batch of them might not fit where training's own just did."""
        project = self._stores.project
        device = next(network.parameters()).device
        image = self._prepared(pins).fetch([row]).to(device)
        probabilities, explanation = probabilities_of(network, image, project.activation)
        maps = explanation.maps[0].half().cpu().numpy().astype("<f2")
        labels = [(pin.label, project.labels.index(pin.label)) for pin in pins if pin.row == row]
        return [
            PinMap(
                round=self._number,
                epoch=epoch,
                row=row,
                label=label,
                probability=float(probabilities[0, k]),
                grid=(maps.shape[1], maps.shape[2]),
                values=maps[k].tobytes(),
            )
            for label, k in labels
        ]

    def _prepared(self, pins: list[Pin]) -> Pixels:
        """Return the pixels; someone may have pinned another image since the last epoch."""
        rows = {pin.row for pin in pins}
        if self._pixels is None or not rows <= self._ready:
            self._pixels = prepare(self._stores, self._side, rows=np.array(sorted(rows)))
            self._ready = rows
        return self._pixels


def film_document(stores: Stores, number: int) -> dict[str, Any]:
    """Return the maps of the pins of a round as plain values, one strip for each pair.

    Raises:
        NotFoundError: there is no such round.
    """
    stores.rounds.get(number)
    strips: dict[tuple[int, str], list[PinMap]] = {}
    for each in stores.pins.maps(number):
        strips.setdefault((each.row, each.label), []).append(each)
    order = {label: k for k, label in enumerate(stores.project.labels)}
    pairs = sorted(strips, key=lambda pair: (order[pair[1]], pair[0]))
    images = stores.images.known(row for row, _ in pairs)
    return {
        "round": number,
        "strips": [
            {
                "row": row,
                "label": label,
                "truth": images[row].labels[order[label]],
                "maps": [_map_document(each) for each in strips[row, label]],
            }
            for row, label in pairs
        ],
    }


def _map_document(each: PinMap) -> dict[str, Any]:
    return {
        "epoch": each.epoch,
        "probability": each.probability,
        "grid": each.grid,
        "map": base64.b64encode(each.values).decode("ascii"),
    }
