"""The web app's files as the server gives them."""

import gzip
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from medebiaser.api import web
from medebiaser.api.app import create_app
from tests.api.conftest import ADDRESS, Served

PAGE = b"<!doctype html><title>MEDebiaser</title>"
SCRIPT = b"console.log('the workbench');" * 100


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bare: Served) -> TestClient:
    """Return a client of a server with a built app of one page and one script."""
    folder = tmp_path / "web"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_bytes(PAGE)
    (folder / "assets" / "index-abc123.js").write_bytes(SCRIPT)
    (folder / "assets" / "index-abc123.js.gz").write_bytes(gzip.compress(SCRIPT))
    return _client(bare, folder, monkeypatch)


def _client(bare: Served, folder: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(web, "FOLDER", folder)
    return TestClient(create_app(bare.opened, bare.settings), base_url=ADDRESS)


def test_a_server_without_a_built_app_says_so_and_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bare: Served
) -> None:
    client = _client(bare, tmp_path / "nothing", monkeypatch)

    for address in ("/", "/projects/chest/labels"):
        reply = client.get(address)
        assert reply.status_code == 200
        assert "it holds no workbench" in reply.text
        assert "scripts/build-web" in reply.text


def test_every_address_of_the_app_gives_its_page_which_is_asked_for_anew(
    built: TestClient,
) -> None:
    for address in ("/", "/projects/chest/attention?label=Hernia&image=3", "/account"):
        reply = built.get(address)
        assert reply.content == PAGE
        assert reply.headers["cache-control"] == "no-cache"


def test_a_file_with_a_hash_in_its_name_is_kept_for_good_and_sent_compressed(
    built: TestClient,
) -> None:
    reply = built.get("/assets/index-abc123.js", headers={"Accept-Encoding": "gzip"})

    assert reply.content == SCRIPT
    assert reply.headers["content-encoding"] == "gzip"
    assert "javascript" in reply.headers["content-type"]
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_part_of_an_older_build_is_gone_and_no_page(built: TestClient) -> None:
    assert built.get("/assets/index-old999.js").status_code == 404


def test_the_app_may_load_nothing_from_elsewhere_and_run_nothing_inline(built: TestClient) -> None:
    policy = built.get("/").headers["content-security-policy"]

    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
