"""The one place that reads the environment."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from medebiaser.errors import InvalidInputError

_PREFIX = "MEDEBIASER_"


class Settings(BaseSettings):
    """Where the workspace is and what the program may use.

    Each field is read from the environment as `MEDEBIASER_` and its name in capitals;
    an empty variable counts as not set.

    Attributes:
        workspace: the workspace's folder.
        database_url: another database than the SQLite file in the workspace.
        blob_url: another blob store than the folder in the workspace (any fsspec URL).
        device: where networks run: `auto`, `cpu`, `cuda`, `cuda:1`, `mps`.
        workers: processes that decode images; None: as many as there are processors.
        host, port: where the server listens.
        server_threads: requests worked on at once; None: one for each processor, from 2 to 4,
            where database and blobs are on this machine, else 16.
        hosts: names under which browsers may reach it, by commas; `*` allows any.
        public_url: the address that browsers use, where a proxy stands in between.
        trusted_proxies: addresses whose X-Forwarded-* headers count, by commas.
        tls_certificate, tls_key: PEM files; with both the server speaks HTTPS itself.
        session_idle_minutes, session_hours: when a login ends, unused and in any case.
        requests_per_s: how many requests a second each user may send, ten times as many at once;
            0: as many as they like.
        upload_max_gib: largest upload.
        import_folders: folders on the server that engineers may import from, by `:`.
        oidc_issuer, oidc_client_id, oidc_client_secret: the hospital's single sign-on.
        oidc_title: what its button says.
        oidc_role: workspace role of someone who logs in with it for the first time; None: none
            until an admin gives one.
        devices: devices of a worker, by commas; `auto` takes every GPU, or the CPU.
        lease_s: how long a worker that is not heard of keeps its job.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    workspace: Path = Path("workspace")
    database_url: str | None = Field(default=None, repr=False)
    blob_url: str | None = Field(default=None, repr=False)
    device: str = Field(default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    workers: int | None = Field(default=None, ge=1, le=1024)
    host: str = "127.0.0.1"
    port: int = Field(default=8642, ge=0, le=65535)
    server_threads: int | None = Field(default=None, ge=1, le=256)
    hosts: str = "localhost,127.0.0.1,[::1]"
    public_url: str | None = Field(default=None, pattern=r"^https?://[^/\s]+/?$")
    trusted_proxies: str = ""
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    session_idle_minutes: float = Field(default=30, gt=0)
    session_hours: float = Field(default=12, gt=0)
    requests_per_s: float = Field(default=100, ge=0)
    upload_max_gib: float = Field(default=200, gt=0)
    import_folders: str = ""
    oidc_issuer: str | None = None
    oidc_client_id: str | None = None
    oidc_client_secret: str | None = Field(default=None, repr=False)
    oidc_title: str = "Hospital login"
    oidc_role: str | None = Field(default=None, pattern="^(physician|engineer|admin)$")
    devices: str = "auto"
    lease_s: float = Field(default=30, ge=0.2)


def unknown_variables() -> list[str]:
    """Return the variables of the environment that look like settings and are none."""
    known = {_PREFIX + name.upper() for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(_PREFIX) and name not in known)


def read_settings(**given: Any) -> Settings:
    """Read the environment; what is given (and not None) wins.

    Raises:
        InvalidInputError: a value cannot be used; the message names the variable.
    """
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        name = "_".join(str(part) for part in first["loc"])
        raise InvalidInputError(
            f"the setting {_PREFIX}{name.upper()} cannot be used: {first['msg']}; "
            "change it or leave it out"
        ) from error
