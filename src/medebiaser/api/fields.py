"""Types of what requests hold, bounded so that no value of them surprises a database."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, BeforeValidator, Field, StrictBool, StrictFloat, StrictInt

from medebiaser.api.replies import MOST


def _clean(text: str) -> str:
    """Refuse what no database stores."""
    if "\x00" in text:
        raise ValueError("a NUL character cannot be stored; leave it out")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("half of a surrogate pair cannot be stored; leave it out") from error
    return text


def _whole(value: object) -> object:
    """Take `1.0` for 1: JSON does not tell them apart."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


CLEAN = AfterValidator(_clean)
WHOLE = BeforeValidator(_whole)
"""Behind the bounds of an `Integer`, which the schema would not name otherwise."""
Integer = StrictInt
"""In a document neither `"1"` nor `true` is a number, as the schema says."""
Real = StrictFloat
Flag = StrictBool

Text = Annotated[str, Field(min_length=1, max_length=10_000), CLEAN]
Name = Annotated[str, Field(min_length=1, max_length=200), CLEAN]
Whole = Annotated[Integer, Field(ge=0, le=MOST), WHOLE]
Hex = Annotated[str, Field(pattern="^[0-9a-f]{32}$")]

NumberPath = Annotated[int, Path(ge=0, le=MOST)]
HexPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
VersionQuery = Annotated[int, Query(ge=0, le=MOST, description="the version last seen")]
