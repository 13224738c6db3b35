"""Steps that run in the background: what can be refused is refused at once.

A round and the job that makes it are committed together, so that neither is ever without
the other.
"""

import json
from collections.abc import Mapping
from typing import Any

from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import ConflictError, InvalidInputError, LockedError
from medebiaser.learning.acquisition import refuse_unknown_sampling
from medebiaser.records import ACTIVE, Action, Job, Lane, Round, RoundState, Split
from medebiaser.rounds import continuing, fine_tune, train
from medebiaser.rounds.datasets import DatasetOptions
from medebiaser.rounds.following import shown_round
from medebiaser.rounds.networks import refuse_unknown
from medebiaser.rounds.parameters import TrainingParameters
from medebiaser.rounds.remove import remove_round
from medebiaser.rounds.states import WITHOUT_WEIGHTS, has_stopped, is_finished, move
from medebiaser.rounds.uploads import refuse_incomplete

TRAIN, FINE_TUNE, RANK, EVALUATE = "train", "fine_tune", "rank", "evaluate"
POOL_BATCH, CONTINUE = "pool_batch", "continue"
IMPORT, IMPORT_FOLDER, SPLIT = "import", "import_folder", "split"
"""Names of the steps, as workers know them."""

_ROUND_KEY = "round"
"""One round of a project is made at a time."""

_NO_DEVICE_YET = "not taken by a worker yet"
_LOOKED_THROUGH = (Split.REVIEW, Split.TRAIN)


def start_training(
    workspace: Workspace, stores: Stores, options: Mapping[str, Any], *, anew: bool = False
) -> Job:
    """Start round 0, or go on with it.

    Where images have no split yet, the job assigns splits before it creates the round.

    Args:
        anew: give up what a round 0 that has stopped had learned so far.

    Raises:
        ConflictError: round 0 is finished, or goes on with other parameters.
        NotFoundError: no such architecture or weights.
        InvalidInputError: no images to train on, or parameters that cannot be used.
    """
    _refuse_without_images(stores)
    with stores.transaction():
        if anew:
            _give_up(stores)
        if stores.images.lack_a_split():
            refuse_unknown(stores, TrainingParameters(**options))
            known = [each for each in stores.rounds.all() if each.number == 0]
        else:
            known = [train.begin(stores, options, _NO_DEVICE_YET)]
        for preliminary in known:
            _refuse_finished(preliminary, "go on with fine-tuning")
        return _enqueued(workspace, stores, TRAIN, {"options": dict(options)}, key=_ROUND_KEY)


def start_fine_tuning(
    workspace: Workspace, stores: Stores, options: Mapping[str, Any], *, anew: bool = False
) -> Job:
    """Start the next round, or go on with the one that is not finished.

    Args:
        anew: give up what a round that has stopped had learned so far.

    Raises:
        LockedError: there is no finished round yet.
        ConflictError: the last round was made from the same annotations and parameters, or an
            unfinished one has others.
        InvalidInputError: no usable annotation, or parameters that cannot be used.
    """
    with stores.transaction():
        if anew:
            _give_up(stores)
        latest = fine_tune.begin(stores, options, None, _NO_DEVICE_YET)
        _refuse_finished(latest, "annotate more, or change the parameters")
        arguments = {"options": dict(options), "round": latest.number}
        return _enqueued(workspace, stores, FINE_TUNE, arguments, key=_ROUND_KEY)


def release(stores: Stores, job: Job) -> None:
    """Say of the round of a job that was cancelled while it waited that it is cancelled, too.

    Otherwise nobody would ever do so, and the round would stand in the way of another start.
    """
    if job.step not in (TRAIN, FINE_TUNE):
        return
    number = job.arguments.get("round", 0)
    for each in stores.rounds.all():
        if each.number == number and each.state in WITHOUT_WEIGHTS:
            move(stores, number, RoundState.CANCELLED)


def start_ranking(workspace: Workspace, stores: Stores, number: int, split: Split) -> Job:
    """Start to rank a split anew, with the annotations of now.

    Raises:
        NotFoundError: there is no such round.
        LockedError: the round has no weights yet, or the split is not looked through.
    """
    if split not in _LOOKED_THROUGH:
        raise LockedError(f"{split} is not looked through; rank review, or train on request")
    _refuse_untrained(stores.rounds.get(number))
    arguments = {"round": number, "split": split.value}
    key = f"rank {number} {split}"
    return _enqueued(workspace, stores, RANK, arguments, key=key)


def start_evaluation(workspace: Workspace, stores: Stores, number: int, split: Split) -> Job:
    """Start to measure a round on a split.

    Raises:
        NotFoundError: there is no such round.
        LockedError: the round has no weights yet, or the split is `sealed`.
    """
    if split is Split.SEALED:
        raise LockedError("sealed is read by promotion alone; evaluate test")
    _refuse_untrained(stores.rounds.get(number))
    arguments = {"round": number, "split": split.value}
    key = f"evaluate {number} {split}"
    return _enqueued(workspace, stores, EVALUATE, arguments, key=key)


def start_pool_batch(
    workspace: Workspace,
    stores: Stores,
    number: int | None,
    *,
    count: int,
    by: str,
    entropy_weight: float,
) -> Job:
    """Start to look for the images of the pool that are worth labelling next.

    Args:
        number: of the round whose predictions decide; None: the current one.
        count: how many images.
        by: a name of `learning.acquisition`.
        entropy_weight: of `dual`.

    Raises:
        NotFoundError: there is no such round.
        LockedError: there is no round yet, or it has no weights yet.
        InvalidInputError: no such sampling.
    """
    refuse_unknown_sampling(by)
    chosen = shown_round(stores, number)
    _refuse_untrained(chosen)
    arguments = {
        "round": chosen.number,
        "count": count,
        "by": by,
        "entropy_weight": entropy_weight,
    }
    return _enqueued(workspace, stores, POOL_BATCH, arguments, key=POOL_BATCH)


def start_continuing(workspace: Workspace, stores: Stores, options: Mapping[str, Any]) -> Job:
    """Start to train the current round on, or go on with it.

    Raises:
        LockedError: there is no finished round yet, or a fine-tuning is not finished.
        ConflictError: nothing came since the last round, or an unfinished one has other
            parameters.
        InvalidInputError: parameters that cannot be used.
    """
    with stores.transaction():
        latest = continuing.begin(stores, options, _NO_DEVICE_YET)
        _refuse_finished(latest, "label more images of the pool")
        arguments = {"options": dict(options), "round": latest.number}
        return _enqueued(workspace, stores, CONTINUE, arguments, key=_ROUND_KEY)


def start_import(
    workspace: Workspace, stores: Stores, upload_id: str, options: DatasetOptions
) -> Job:
    """Start to import an upload.

    Raises:
        NotFoundError: there is no such upload.
        ConflictError: parts of it are missing, or it was imported already.
    """
    upload = stores.uploads.get(upload_id)
    if upload.outcome is not None:
        raise ConflictError(
            f"upload {upload_id} was imported already; upload it again to import it again",
            stored=upload.outcome,
        )
    refuse_incomplete(upload)
    arguments = {"upload": upload_id, "options": options.as_json()}
    key = f"import {upload_id}"
    return _enqueued(workspace, stores, IMPORT, arguments, key=key, lane=Lane.LIGHT)


def start_folder_import(
    workspace: Workspace, stores: Stores, folder: str, options: DatasetOptions, *, in_place: bool
) -> Job:
    """Start to import a folder that the server can read."""
    arguments = {"folder": folder, "options": options.as_json(), "in_place": in_place}
    key = f"import {folder}"
    return _enqueued(workspace, stores, IMPORT_FOLDER, arguments, key=key, lane=Lane.LIGHT)


def start_splitting(workspace: Workspace, stores: Stores, options: Mapping[str, Any]) -> Job:
    """Start to give every image that has no split one."""
    return _enqueued(workspace, stores, SPLIT, dict(options), key=SPLIT, lane=Lane.LIGHT)


def _enqueued(
    workspace: Workspace,
    stores: Stores,
    step: str,
    arguments: Mapping[str, Any],
    *,
    key: str,
    lane: Lane = Lane.DEVICE,
) -> Job:
    """Store the job, or return the one that a first click started; without options it goes on.

    Raises:
        ConflictError: the one that was started does something else; `stored` and `offered` are
            what both are told to do.
    """
    project = stores.project.id
    asked = json.loads(json.dumps(arguments))
    with stores.transaction():
        known = {job.id for job in workspace.jobs.all(project=project, states=ACTIVE)}
        job = workspace.jobs.enqueue(
            step, arguments, project=project, author=stores.actor, lane=lane, key=key
        )
        if job.id not in known:
            stores.audit(Action.JOB_STARTED, job=job.id, step=step)
        elif asked.get("options") != {} and (job.step, dict(job.arguments)) != (step, asked):
            raise ConflictError(
                f"job {job.id} ({job.step}) is under way with other options; wait for it or "
                "cancel it first",
                stored=job.arguments,
                offered=asked,
            )
        return job


def _give_up(stores: Stores) -> None:
    """Remove the last round where it has stopped; annotations stay."""
    latest = stores.rounds.latest()
    if latest is not None and has_stopped(latest):
        remove_round(stores, latest.number)


def _refuse_without_images(stores: Stores) -> None:
    if not stores.images.count():
        raise InvalidInputError(
            f"project {stores.project.name} has no image yet; bring a dataset in first"
        )


def _refuse_finished(found: Round, advice: str) -> None:
    if is_finished(found):
        raise ConflictError(
            f"round {found.number} is finished, and nothing has changed since; {advice}",
            stored=found.number,
        )


def _refuse_untrained(found: Round) -> None:
    if found.checkpoint is None:
        raise LockedError(
            f"round {found.number} is {found.state} and has no weights yet; wait for its training"
        )
