"""The one place that reads the environment."""

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
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    workspace: Path = Path("workspace")
    database_url: str | None = Field(default=None, repr=False)
    blob_url: str | None = Field(default=None, repr=False)
    device: str = Field(default="auto", pattern=r"^(auto|cpu|mps|cuda(:\d+)?)$")
    workers: int | None = Field(default=None, ge=1, le=1024)


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
