"""The demo: the whole loop on phantoms in one command."""

from pathlib import Path

from medebiaser.data.phantoms import SHORTCUT_LABEL
from tests.loop import Terminal, opened

TINY = (
    *("--images", "300", "--shifted", "100", "--epochs", "1", "--steps", "4"),
    *("--corrections", "6", "--device", "cpu"),
)


def test_the_demo_runs_the_loop_writes_its_page_and_changes_nothing_the_second_time(
    tmp_path: Path, terminal: Terminal
) -> None:
    workspace = tmp_path / "demo"

    reply = terminal(workspace, "demo", *TINY, "--json")

    assert reply.status == 0, reply.err
    document = reply.json
    assert set(document) == {"corrected", "before", "after", "receipt", "page"}
    assert 1 <= document["corrected"] <= 6
    assert (document["before"]["round"], document["after"]["round"]) == (0, 1)
    assert document["before"]["images"] == 100
    page = Path(document["page"]).read_text(encoding="utf-8")
    assert Path(document["page"]) == workspace / "what-changed.html"
    assert page.startswith("<!DOCTYPE html>") or page.startswith("<!doctype html>")
    assert SHORTCUT_LABEL in page
    assert page.count("<img") >= 2
    assert 'src="http' not in page, "the page must work without a network"
    with opened(workspace) as stores:
        rounds = stores.rounds.all()
        assert [each.number for each in rounds] == [0, 1]
    again = terminal(workspace, "demo", *TINY, "--no-serve")
    assert again.status == 0
    assert f"{document['corrected']} heatmaps were corrected" in " ".join(again.out.split())
    with opened(workspace) as stores:
        assert stores.rounds.all() == rounds
