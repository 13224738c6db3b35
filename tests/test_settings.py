"""The environment is read in one place, and what is wrong with it is named."""

from pathlib import Path

import pytest

from medebiaser.errors import InvalidInputError
from medebiaser.settings import Settings, read_settings, unknown_variables


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"MEDEBIASER_{name.upper()}", raising=False)


def test_without_an_environment_the_workspace_is_the_folder_workspace() -> None:
    settings = read_settings()

    assert settings.workspace == Path("workspace")
    assert (settings.database_url, settings.blob_url) == (None, None)
    assert (settings.device, settings.workers) == ("auto", None)


def test_the_environment_is_read_and_what_is_given_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDEBIASER_WORKSPACE", "/srv/workspace")
    monkeypatch.setenv("MEDEBIASER_DATABASE_URL", "postgresql://me:secret@host/facts")
    monkeypatch.setenv("MEDEBIASER_BLOB_URL", "s3://bucket")
    monkeypatch.setenv("MEDEBIASER_DEVICE", "cuda:1")
    monkeypatch.setenv("MEDEBIASER_WORKERS", "4")
    settings = read_settings(device="cpu", workspace=None)

    assert settings.workspace == Path("/srv/workspace")
    assert settings.database_url == "postgresql://me:secret@host/facts"
    assert settings.blob_url == "s3://bucket"
    assert (settings.device, settings.workers) == ("cpu", 4)
    assert "secret" not in repr(settings)


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDEBIASER_WORKSPACE", "")
    monkeypatch.setenv("MEDEBIASER_WORKERS", "")

    assert read_settings().workspace == Path("workspace")
    assert read_settings().workers is None


@pytest.mark.parametrize(
    ("name", "value"), [("WORKERS", "many"), ("WORKERS", "0"), ("DEVICE", "abacus")]
)
def test_a_value_that_cannot_be_used_is_named_by_its_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"MEDEBIASER_{name}", value)

    with pytest.raises(InvalidInputError, match=f"the setting MEDEBIASER_{name} cannot be used"):
        read_settings()


@pytest.mark.parametrize("address", ["med.hospital.example", "https://a/b", "ftp://a"])
def test_a_public_address_without_its_scheme_or_with_a_path_is_refused(address: str) -> None:
    with pytest.raises(InvalidInputError, match="MEDEBIASER_PUBLIC_URL cannot be used"):
        read_settings(public_url=address)


@pytest.mark.parametrize("address", ["https://med.hospital.example", "http://[::1]:8642/"])
def test_a_public_address_is_taken_as_browsers_show_it(address: str) -> None:
    assert read_settings(public_url=address).public_url == address


def test_a_variable_that_is_no_setting_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEDEBIASER_PORT", "8643")
    monkeypatch.setenv("MEDEBIASER_TLS_CERT", "tls.crt")

    assert unknown_variables() == ["MEDEBIASER_TLS_CERT"]
