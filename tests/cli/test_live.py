"""A live session from the command line: paused and gone on with, from a file, and by a worker."""

import json
import os
import subprocess
import sys
from pathlib import Path

from medebiaser.records import JobState, RoundState
from tests.loop import Terminal, opened

TRAIN = (
    *("train", "--live", "--architecture", "small", "--image-size", "64", "--epochs", "3"),
    *("--batch-size", "16", "--seed", "5", "--device", "cpu"),
    *("--warm-up", "1", "--queries", "1", "--images", "2", "--grid", "4"),
)


def test_without_a_server_the_command_ends_with_the_list_and_goes_on_with_a_file(
    imported: Path, terminal: Terminal, tmp_path: Path
) -> None:
    stopped = terminal(imported, *TRAIN, "--json")
    waiting = stopped.json["waiting"]
    said = tmp_path / "said.json"
    said.write_text(
        json.dumps(
            [{"image_id": i["image_id"], "cells": list(range(16))} for i in waiting["images"]]
        )
    )

    shown = terminal(imported, "live", "show", "--json")
    answered = terminal(imported, "live", "answer", said)
    done = terminal(imported, "train", "--json")

    assert (stopped.status, answered.status, done.status) == (0, 0, 0), done.err
    assert shown.json["query"]["images"] == waiting["images"]
    assert len(waiting["images"]) == 2
    assert [len(image["grid"]) for image in waiting["images"]] == [16, 16]
    assert "2 of 2 images answered" in answered.err
    assert done.json["state"] == "ready"
    marks = [epoch.get("marks", 0) for epoch in done.json["history"]]
    assert marks[0] == 0 < sum(marks[1:])
    assert "round 0 asks nothing now" in terminal(imported, "live", "answer", said).err


def test_a_script_answers_every_list_from_one_file(
    imported: Path, terminal: Terminal, tmp_path: Path
) -> None:
    with opened(imported) as stores:
        ids = [image.id for image in stores.images.all()]
    said = tmp_path / "said.json"
    said.write_text(json.dumps([{"image_id": i, "cells": [0, 1, 2, 3]} for i in ids]))

    done = terminal(imported, *TRAIN, "--answers", said, "--author", "script", "--json")

    assert done.status == 0, done.err
    assert (done.json["state"], done.json["settings"]["live"]["grid"]) == ("ready", 4)
    with opened(imported) as stores:
        assert {a.author for a in stores.live.answers(0)} == {"script"}
        assert len(stores.live.answers(0)) == 2
        assert len(stores.annotations.all()) == 2


def test_files_and_options_that_cannot_be_used_are_refused_in_one_line(
    imported: Path, terminal: Terminal, tmp_path: Path
) -> None:
    said = tmp_path / "said.json"
    said.write_text(json.dumps([{"image_id": "nobody", "cells": [0]}]))

    strange = terminal(imported, *TRAIN, "--answers", said)
    lonely = terminal(imported, "train", "--grid", "4")
    said.write_text(json.dumps([{"image_id": "x", "cells": ["left"]}]))
    unread = terminal(imported, *TRAIN, "--answers", said)

    assert [each.status for each in (strange, lonely, unread)] == [1, 1, 1]
    assert "1 images that are not in the project (nobody)" in strange.err
    assert "grid belong to a live session; add --live" in lonely.err
    assert "a cell is 'left'" in unread.err


def worker(workspace: Path) -> None:
    """Let a worker work until nothing can be done."""
    command = [sys.executable, "-m", "medebiaser", "-w", str(workspace), "worker", "--once"]
    environment = {**os.environ, "MEDEBIASER_DEVICES": "cpu"}
    subprocess.run(command, check=True, capture_output=True, env=environment)


def test_a_worker_ends_while_the_list_waits_and_the_next_one_goes_on(
    imported: Path, terminal: Terminal, tmp_path: Path
) -> None:
    from medebiaser.data.stores import open_workspace
    from medebiaser.rounds.starting import start_training
    from tests.rounds.live_sessions import TRAINING

    live = {"warm_up": 1, "queries": 1, "images": 2, "grid": 4}
    options = {**TRAINING, "epochs": 3, "live": live}
    with open_workspace(imported) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        asked = start_training(workspace, stores, options)
        worker(imported)
        waiting = workspace.jobs.get(asked.id)
        rows = [image.row for image in stores.live.get(0, 1).images]
        said = tmp_path / "said.json"
        ids = [image.id for image in stores.images.by_rows(rows)]
        said.write_text(json.dumps([{"image_id": i, "cells": list(range(16))} for i in ids]))
        answered = terminal(imported, "live", "answer", said)
        woken = workspace.jobs.get(asked.id)
        worker(imported)
        done = workspace.jobs.get(asked.id)

        assert answered.status == 0, answered.err
        assert (waiting.state, waiting.phase) == (JobState.QUEUED, "waiting for answers")
        assert waiting.not_before == stores.live.get(0, 1).expires_at
        assert (woken.state, woken.not_before) == (JobState.QUEUED, None)
        assert (done.state, done.failure) == (JobState.DONE, None)
        assert stores.rounds.get(0).state is RoundState.READY
        assert sum(epoch.get("marks", 0) for epoch in stores.rounds.get(0).history) > 0
