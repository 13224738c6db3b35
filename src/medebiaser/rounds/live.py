"""A live session: training pauses after an epoch, asks physicians, and goes on with the answers.

A pause is no waiting: the list of images is stored, `WaitingError` ends the step after the epoch
was saved, and the same step, called again, goes on from there with the answers or without them.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.masks import of_relevance, rasterised
from medebiaser.data.stores import Stores
from medebiaser.errors import WaitingError
from medebiaser.learning.acquisition import chosen_images, image_scores, predicted_labels
from medebiaser.learning.added_terms import MarkedObjective, MarkedPairs
from medebiaser.learning.draws import generator_of, repeated_draw
from medebiaser.learning.explainers import explainer
from medebiaser.learning.grids import highest_cells, on_grid
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.ranking import RankingInputs
from medebiaser.learning.training import AfterEpoch, Score
from medebiaser.records import AskedImage, LiveQuery, Region, Relevance, Round
from medebiaser.rounds.live_inputs import inputs_now
from medebiaser.rounds.live_parameters import LiveParameters, live_of
from medebiaser.rounds.pixels import Pixels

Answer = Callable[[LiveQuery], None]
"""Answers a list at once and hands it in: a file, or a simulated physician."""

_EXPLAINED_AT_ONCE = 8


def begin_session(
    stores: Stores,
    current: Round,
    prediction: ClassificationObjective,
    pixels: Pixels,
    labels: NDArray[np.int8],
    *,
    device: str,
    answer: Answer | None = None,
) -> "Session | None":
    """Return a round's live session with all answers so far; None: it has none.

    Args:
        prediction: what training minimises without answers.
        labels: (N, K) int8 of all images, after the physicians' verdicts.
        answer: answers each list at once; None: people do.
    """
    parameters = live_of(current.settings)
    if parameters is None:
        return None
    pairs = marked_pairs(stores, current.number, pixels.side)
    return Session(
        stores=stores,
        number=current.number,
        parameters=parameters,
        rows=prediction.rows.numpy(),
        labels=labels,
        pixels=pixels,
        objective=MarkedObjective(prediction, pairs, weight=parameters.weight),
        done=len(current.history),
        seed=current.seed,
        device=device,
        answer=answer,
    )


def one_after_another(first: AfterEpoch, second: AfterEpoch | None) -> AfterEpoch:
    """Return what does both after each epoch."""

    def both(network: Network, epoch: Mapping[str, Any]) -> None:
        first(network, epoch)
        if second is not None:
            second(network, epoch)

    return both


@dataclass(frozen=True, slots=True)
class Session:
    """One live session while its round learns.

    Attributes:
        number: of the round.
        rows: training images that may be asked about.
        labels: (N, K) int8, labels of all images.
        objective: receives what was answered.
        done: epochs that an earlier run has saved.
        answer: answers each list at once; None: people do.
    """

    stores: Stores
    number: int
    parameters: LiveParameters
    rows: NDArray[np.int64]
    labels: NDArray[np.int8]
    pixels: Pixels
    objective: MarkedObjective
    done: int
    seed: int
    device: str
    answer: Answer | None = None

    def after_epoch(self, network: Network, epoch: Mapping[str, Any]) -> None:
        """Ask where it is time to ask, and take in what was answered.

        Calling it twice for an epoch asks once.

        Raises:
            WaitingError: the list is open and waits for physicians.
        """
        number = self.parameters.query_after(int(epoch["epoch"]))
        if number is None:
            return
        known = {query.number: query for query in self.stores.live.all(self.number)}
        query = known.get(number) or self._ask(network, number, int(epoch["epoch"]))
        if query.closed_at is None:
            self._settle(query)
        self.objective.pairs = marked_pairs(self.stores, self.number, self.pixels.side)

    def late(self, score: Score) -> Score:
        """Return a score that decides nothing until the last question was asked.

        Else the weights before the first answer might count as the best, and every answer
        would be thrown away.
        """
        epochs = count(self.done + 1)

        def late(network: Network) -> float:
            found = score(network)
            return found if next(epochs) > self.parameters.last_epoch else math.nan

        return late

    def _ask(self, network: Network, number: int, epoch: int) -> LiveQuery:
        asked_at = self.stores.live.now()
        return self.stores.live.ask(
            LiveQuery(
                round=self.number,
                number=number,
                epoch=epoch,
                cells=self.parameters.grid,
                asked_at=asked_at,
                expires_at=asked_at + timedelta(seconds=self.parameters.timeout_s),
                images=self._images(network, number),
            )
        )

    def _settle(self, query: LiveQuery) -> None:
        """Close a list that has its answers or whose time has passed."""
        live = self.stores.live
        if self.answer is not None and not live.submitted(query.round, query.number):
            self.answer(query)
        handed_in = len(live.submitted(query.round, query.number))
        answered = handed_in >= self.parameters.physicians
        if not answered and query.images and live.now() < query.expires_at:
            raise WaitingError(
                f"{len(query.images)} images wait for answers after epoch {query.epoch} of round "
                f"{query.round}",
                query.expires_at,
            )
        live.close(query.round, query.number, answered=answered)

    def _images(self, network: Network, number: int) -> tuple[AskedImage, ...]:
        """Choose and explain the images of a list; none is asked about twice in a session."""
        rows = self._candidates(number)
        if not len(rows):
            return ()
        by, label = self.parameters.sampling, self._label()
        inputs = inputs_now(
            self.stores, network, self.pixels, rows, self.labels,
            device=self.device, mirrored=by in ("dual", "misalignment"), seed=self.seed,
        )  # fmt: skip
        scores = image_scores(by, inputs, label=label)
        chosen = chosen_images(scores, inputs, self.parameters.images, by=by)
        return self._explained(network, inputs, scores, chosen)

    def _candidates(self, number: int) -> NDArray[np.int64]:
        asked = [i.row for query in self.stores.live.all(self.number) for i in query.images]
        rows = np.setdiff1d(self.rows, np.array(asked, dtype=np.int64))
        generator = generator_of("live", self.seed, number)
        drawn = repeated_draw(len(rows), min(self.parameters.among, len(rows)), generator)
        return np.sort(rows[drawn.numpy()])

    def _label(self) -> int | None:
        name = self.parameters.label
        return None if name is None else self.stores.project.labels.index(name)

    def _explained(
        self, network: Network, inputs: RankingInputs, scores: Tensor, chosen: Tensor
    ) -> tuple[AskedImage, ...]:
        rows = inputs.rows[chosen]
        labels = predicted_labels(inputs, self._label())[chosen]
        grids = self._grids(network, rows, labels)
        marked = highest_cells(grids, self.parameters.marked)
        return tuple(
            AskedImage(
                place=place,
                row=int(rows[place]),
                label=self.stores.project.labels[int(k)],
                score=float(scores[chosen[place]]),
                probability=float(inputs.probabilities[chosen[place], int(k)]),
                truth=_known(int(self.labels[int(rows[place]), int(k)])),
                grid=tuple(grids[place].flatten().tolist()),
                marked=tuple(marked[place]),
            )
            for place, k in enumerate(labels.tolist())
        )

    def _grids(self, network: Network, rows: Tensor, labels: Tensor) -> Tensor:
        explain = explainer(self.parameters.explainer)
        grids = []
        for at in torch.split(torch.arange(len(rows)), _EXPLAINED_AT_ONCE):
            images = self.pixels.fetch(rows[at]).to(self.device)
            attributions = explain(network, images, labels[at].to(self.device)).detach()
            grids.append(on_grid(attributions.float().cpu(), self.parameters.grid))
        return torch.cat(grids)


def marked_pairs(stores: Stores, number: int, side: int) -> MarkedPairs:
    """Return what the closed lists of a round say should not matter.

    The mask of a pair is the mean over the physicians who answered it; who found nothing to
    ignore counts as an empty mask. Pairs in which nobody marked anything are left out.

    Args:
        number: of the round.
        side: of the network's input, in px.
    """
    answered = _answered_regions(stores, number)
    names = stores.project.labels
    images = {image.row: image for image in stores.images.by_rows(row for row, _ in answered)}
    pairs = [(row, label, said) for (row, label), said in answered.items() if any(said)]

    def masks(at: Tensor) -> Tensor:
        """Rasterise when drawn: a session of many lists needs no memory for its masks."""
        drawn = []
        for row, _, said in (pairs[int(position)] for position in at):
            width, height = images[row].width, images[row].height
            every = [rasterised(regions, width, height, side) for regions in said]
            drawn.append(torch.from_numpy(np.mean(every, axis=0)))
        return torch.stack(drawn).float()

    return MarkedPairs(
        torch.tensor([row for row, _, _ in pairs], dtype=torch.int64),
        torch.tensor([names.index(label) for _, label, _ in pairs], dtype=torch.int64),
        masks,
    )


def _answered_regions(stores: Stores, number: int) -> dict[tuple[int, str], list[list[Region]]]:
    """Regions to ignore of each physician, by row and label, of closed lists."""
    queries = {q.number: q for q in stores.live.all(number) if q.closed_at is not None}
    said: dict[tuple[int, str], list[list[Region]]] = defaultdict(list)
    for answer in stores.live.answers(number):
        query = queries.get(answer.number)
        asked = None if query is None else query.image(answer.row)
        if query is None or asked is None:
            continue
        image = stores.images.by_rows([answer.row])[0]
        cells = cell_regions(answer.cells, query.cells, image.width, image.height)
        ignored = of_relevance(answer.regions, Relevance.IRRELEVANT)
        said[answer.row, asked.label].append([*cells, *ignored])
    return dict(sorted(said.items()))


def cell_regions(cells: tuple[int, ...], grid: int, width: int, height: int) -> tuple[Region, ...]:
    """Return cells of a grid as regions to ignore, in the image's own pixels.

    Args:
        cells: indices in [0, grid * grid), row by row from the top left.
        grid: cells on a side.
        width: of the image, in px.
        height: of the image, in px.
    """
    regions = []
    for cell in cells:
        row, column = divmod(cell, grid)
        left, right = column * width / grid, (column + 1) * width / grid
        top, bottom = row * height / grid, (row + 1) * height / grid
        corners = ((left, top), (right, top), (right, bottom), (left, bottom))
        regions.append(Region(corners, Relevance.IRRELEVANT))
    return tuple(regions)


def _known(value: int) -> int | None:
    return None if value < 0 else value
