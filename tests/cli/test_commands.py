"""The command line is a contract: others script against it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from medebiaser.cli.app import COMMANDS, app, load
from tests.cli.datasets import COLUMNS, write_table
from tests.loop import FOCUS, Terminal, opened

OPTIONS = {
    "demo": "--json",
    "init": "",
    "import table": "--images --table --image-column --labels-column --separator --label-columns "
    "--patient-column --age-column --sex-column --view-column --split-column --split-map "
    "--cue-column --min-positives --in-place",
    "import chexpert": "",
    "import vindr": "",
    "import isic": "",
    "import folder": "",
    "import regions": "--format",
    "labels": "--table --json --plot",
    "subset": "--fraction",
    "train": "--architecture --weights --epochs --batch-size --image-size --device --seed "
    "--live --answers",
    "live show": "--json",
    "live answer": "",
    "pool add": "--images --table --hide-share --json",
    "pool next": "--batch --by --json",
    "pool label": "--json",
    "pool train": "--json",
    "pool curve": "--label --split --json",
    "rank": "--label --by --round --split --limit --json",
    "annotations export": "",
    "annotations import": "",
    "finetune": "--attention --weight --scope --preview --focus --seed",
    "evaluate": "--round --split --json",
    "predict": "--round --json --maps",
    "rounds": "",
    "doctor": "--thorough --json",
    "backup": "--json",
    "restore": "--json",
    "weights import": "",
}
REGION_FORMATS = {"coco", "labelme", "nih-boxes", "table", "masks"}


def options_of(command: str) -> set[str]:
    load(list(COMMANDS.values()))
    found = get_command(app)
    for word in command.split():
        assert hasattr(found, "commands"), f"{command}: no subcommands"
        assert word in found.commands, f"there is no command {command}"
        found = found.commands[word]
    return {name for parameter in found.params for name in parameter.opts}


@pytest.mark.parametrize("command", OPTIONS)
def test_every_command_and_option_of_the_contract_is_there(command: str) -> None:
    assert set(OPTIONS[command].split()) <= options_of(command)


def test_workspace_and_project_stand_in_front_of_the_command() -> None:
    load(list(COMMANDS.values()))
    names = {name for parameter in get_command(app).params for name in parameter.opts}

    assert {"-w", "--workspace", "-p", "--project"} <= names


@pytest.mark.parametrize("name", sorted(REGION_FORMATS))
def test_the_region_formats_of_the_contract_are_known(
    terminal: Terminal, tmp_path: Path, name: str
) -> None:
    reply = terminal(tmp_path / "none", "import", "regions", "file", "--format", name)

    assert reply.status == 1, "refused for want of a workspace, not for the format"
    assert terminal(tmp_path / "none", "import", "regions", "f", "--format", "x").status == 2


@pytest.mark.parametrize(
    "arguments",
    [("nonsense",), ("train", "--epochz", "3"), ("rank",), ("evaluate", "--split", "holdout")],
)
def test_wrong_usage_ends_with_2_and_prints_nothing_on_stdout(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    reply = terminal(tmp_path / "workspace", *arguments)

    assert (reply.status, reply.out) == (2, "")
    assert reply.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("labels",), "there is no workspace in"),
        (("train",), "there is no workspace in"),
        (("doctor",), "there is no workspace in"),
        (("annotations", "export", "x.json"), "there is no workspace in"),
    ],
)
def test_without_a_workspace_one_line_says_what_to_do(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...], told: str
) -> None:
    reply = terminal(tmp_path / "workspace", *arguments)

    assert (reply.status, reply.out) == (1, "")
    [line] = reply.err.strip().splitlines()
    assert told in line
    assert "init NAME" in line
    assert not (tmp_path / "workspace").exists()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("rank", "--label", "Hernla"), "Hernla"),
        (("rank", "--label", FOCUS, "--by", "beauty"), "beauty"),
        (("rank", "--label", FOCUS, "--split", "test"), "test is not looked through"),
        (("rank", "--label", FOCUS, "--round", "9"), "no round 9"),
        (("evaluate", "--split", "sealed"), "promotion alone"),
        (("evaluate", "--round", "9"), "no round 9"),
        (("predict", "nowhere"), "there is no folder nowhere"),
        (("train", "--epochs", "9"), "--replace"),
        (("finetune",), "correct or accept some heatmaps first"),
        (("finetune", "--attention", "magic"), "magic"),
        (("finetune", "--scope", "half"), "half"),
        (("finetune", "--steps", "0"), "steps is 0; choose 1 or more"),
        (("finetune", "--weight", "-1"), "choose 0 or more"),
        (("rounds", "remove", "9"), "no round 9"),
        (("rounds", "show", "9"), "no round 9"),
        (("subset", "main", "--fraction", ".5"), "main"),
        (("subset", "half", "--fraction", "1.5"), "1.5"),
        (("train", "--device", "abacus"), "abacus"),
        (("labels", "--plot", "x.docx"), ".docx"),
    ],
)
def test_what_is_refused_ends_with_1_and_one_line(
    terminal: Terminal, trained_once: Path, arguments: tuple[str, ...], told: str
) -> None:
    reply = terminal(trained_once, *arguments)

    assert (reply.status, reply.out) == (1, "")
    said = [
        line
        for line in reply.err.strip().splitlines()
        if not line.startswith(("annotations:", "note:"))
    ]
    assert len([line for line in said if line.strip()]) == 1, said
    assert told in said[-1]


def test_two_projects_must_be_told_apart(terminal: Terminal, imported: Path) -> None:
    assert terminal(imported, "subset", "half", "--fraction", ".5", "--json").status == 0

    reply = terminal(imported, "labels", "--json")
    assert reply.status == 1
    assert "choose one with -p NAME" in reply.err
    named = terminal(imported, "-p", "half", "labels", "--json")
    assert named.status == 0
    assert 60 <= named.json["images"] <= 140


def test_labels_has_the_keys_of_the_contract_and_counts_by_hand(
    terminal: Terminal, tmp_path: Path
) -> None:
    table = write_table(tmp_path)

    reply = terminal(tmp_path / "none", "labels", "--table", table, *COLUMNS, "--json")

    assert reply.json == {
        "images": 6,
        "patients": 5,
        "labels": [
            {"name": "Mass", "positives": 3, "share": 0.5},
            {"name": "Nodule", "positives": 2, "share": pytest.approx(1 / 3)},
        ],
        "cooccurrence": [[3, 1], [1, 2]],
    }


def test_rank_has_exactly_the_keys_of_the_contract(terminal: Terminal, trained_once: Path) -> None:
    reply = terminal(trained_once, "rank", "--label", FOCUS, "--by", "triage", "--json")

    assert reply.status == 0
    assert reply.json
    for entry in reply.json:
        assert list(entry) == ["image_id", "label", "score", "probability", "truth", "reason"]
        assert entry["label"] == FOCUS
        assert 0 <= entry["probability"] <= 1
        assert entry["truth"] in (0, 1, None)
        assert entry["reason"]
    limited = terminal(trained_once, "rank", "--label", FOCUS, "--limit", "2", "--json")
    assert limited.json == reply.json[:2]


def test_evaluate_has_the_keys_of_the_contract_and_null_where_cases_are_too_few(
    terminal: Terminal, tuned_once: Path
) -> None:
    reply = terminal(tuned_once, "evaluate", "--round", "0", "--split", "tune", "--json")

    assert reply.status == 0
    document = reply.json
    assert set(document) >= {"round", "split", "labels", "macro", "reliance", "groups"}
    assert (document["round"], document["split"]) == (0, "tune")
    scarce = [each for each in document["labels"].values() if each["positives"] == 0]
    assert scarce, "tune must have a label without a positive for this test to say anything"
    for each in scarce:
        assert (each["auc"], each["auc_ci"], each["pr_auc"], each["sensitivity"]) == (None,) * 4
    assert "NaN" not in reply.out
    told = terminal(tuned_once, "evaluate", "--round", "0", "--split", "tune")
    assert told.status == 0
    assert "not enough cases" in " ".join(told.out.split())


def test_predict_has_the_keys_of_the_contract(
    terminal: Terminal, trained_once: Path, phantoms: Path, tmp_path: Path
) -> None:
    import shutil

    import numpy as np

    folder = tmp_path / "new"
    folder.mkdir()
    for name in ("phantom_00000.png", "phantom_00001.png"):
        shutil.copy(phantoms / "images" / name, folder)

    reply = terminal(trained_once, "predict", folder, "--maps", tmp_path / "m.npz", "--json")

    assert [each["file"] for each in reply.json] == ["phantom_00000.png", "phantom_00001.png"]
    with opened(trained_once) as stores:
        labels = stores.project.labels
        assert stores.images.count() == 200, "predicted images do not join the project"
    assert all(tuple(each["probabilities"]) == labels for each in reply.json)
    with np.load(tmp_path / "m.npz") as maps:
        assert maps["files"].tolist() == ["phantom_00000.png", "phantom_00001.png"]
        assert maps["maps"].shape[:2] == (2, len(labels))


@pytest.mark.parametrize(
    "arguments",
    [
        ("labels", "--json"),
        ("rounds", "--json"),
        ("rounds", "show", "1", "--json"),
        ("doctor", "--json"),
        ("weights", "list", "--json"),
        ("split", "--json"),
        ("rank", "--label", FOCUS, "--json"),
        ("evaluate", "--json"),
    ],
)
def test_json_prints_one_document_and_nothing_else(
    terminal: Terminal, tuned: Path, arguments: tuple[str, ...]
) -> None:
    reply = terminal(tuned, *arguments)

    assert reply.status == 0, reply.err
    json.loads(reply.out, parse_constant=lambda word: pytest.fail(f"{word} is no JSON"))


def test_doctor_finds_a_workspace_with_rounds_healthy(terminal: Terminal, tuned: Path) -> None:
    reply = terminal(tuned, "doctor", "--json")

    found = {each["subject"]: each for each in reply.json["findings"]}
    assert {"disk", "database", "blob store"} <= set(found)
    assert [name for name, each in found.items() if not each["healthy"] and name != "disk"] == []


def test_doctor_ends_with_1_where_a_blob_is_missing(terminal: Terminal, tuned: Path) -> None:
    with opened(tuned) as stores:
        stores.blobs.delete(stores.rounds.get(0).checkpoint or "")

    reply = terminal(tuned, "doctor", "--json")

    assert reply.status == 1
    [bad] = [each for each in reply.json["findings"] if not each["healthy"]]
    assert bad["subject"] == "blob store"
    assert "restore a backup" in bad["found"]


def _medebiaser(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "medebiaser", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, **environment},
        check=False,
    )


def test_labels_of_a_table_loads_no_torch(tmp_path: Path) -> None:
    table = write_table(tmp_path)
    program = (
        "import sys\n"
        "from medebiaser.cli.app import run\n"
        f"status = run(['labels', '--table', {str(table)!r}, *{COLUMNS!r}, '--json'])\n"
        "assert 'torch' not in sys.modules, 'torch was loaded'\n"
        "sys.exit(status)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=120, check=False
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["images"] == 6


def test_the_program_itself_ends_with_0_1_and_2(tmp_path: Path) -> None:
    table = write_table(tmp_path)

    done = _medebiaser("labels", "--table", str(table), *COLUMNS, "--json")
    refused = _medebiaser("labels", MEDEBIASER_WORKSPACE=str(tmp_path / "none"))
    misused = _medebiaser("labels", "--tabel", str(table))

    assert (done.returncode, refused.returncode, misused.returncode) == (0, 1, 2)
    assert json.loads(done.stdout)["patients"] == 5
    assert (refused.stdout, misused.stdout) == ("", "")
    assert str(tmp_path / "none") in refused.stderr.replace("\n", "")


def test_a_setting_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    done = _medebiaser("-w", str(tmp_path), "labels", MEDEBIASER_DEVICE="abacus")

    assert (done.returncode, done.stdout) == (1, "")
    assert "MEDEBIASER_DEVICE" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_help_names_every_command() -> None:
    load(list(COMMANDS.values()))
    context = typer.Context(get_command(app))

    for name in COMMANDS:
        assert get_command(app).get_command(context, name) is not None  # type: ignore[attr-defined]
