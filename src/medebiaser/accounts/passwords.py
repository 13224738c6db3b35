"""Passwords: argon2id, a minimum length, and one that a person can copy from a screen."""

import secrets
import threading

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from medebiaser.errors import InvalidInputError

LENGTH_MIN, LENGTH_MAX = 12, 1_000
_TRANSPARENT = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike

# 19 MiB, two passes, one thread: OWASP's setting for argon2id, some 30 ms.
_hasher = PasswordHash((Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1),))
_at_once = threading.BoundedSemaphore(4)  # so that a flood of logins takes no more than 80 MiB
_NOBODYS = (
    "$argon2id$v=19$m=19456,t=2,p=1$nwk675sCEDPkg8XKSqZMNA"
    "$EA1F7r+mqVX8CxcsYlaheg6kufppIkT7s4ts6a5QHLM"
)


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password.

    Raises:
        InvalidInputError: it cannot be written as UTF-8.
    """
    check_readable(password)
    with _at_once:
        return _hasher.hash(password)


def verify_password(password: str, password_hash: str | None) -> bool:
    """Return whether a password is the one that was hashed.

    It takes the same time where there is no hash, so that a stranger cannot find out
    which names exist.
    """
    try:
        check_readable(password)
    except InvalidInputError:
        return False
    with _at_once:
        found = _hasher.verify(password, password_hash or _NOBODYS)
    return found and password_hash is not None


def check_password(password: str, name: str) -> None:
    """Refuse a password that is easily guessed.

    Raises:
        InvalidInputError: too short, too long, or made of the user's name alone.
    """
    check_readable(password)
    if not LENGTH_MIN <= len(password) <= LENGTH_MAX:
        raise InvalidInputError(
            f"the password has {len(password)} characters; "
            f"use {LENGTH_MIN} to {LENGTH_MAX}, three or four words are good"
        )
    if len(set(password)) < 5 or not password.casefold().replace(name.casefold(), ""):
        raise InvalidInputError(
            "the password repeats a few characters or the user's name; "
            "use three or four words that do not belong together"
        )


def check_readable(password: str) -> None:
    """Refuse half of a character, which no keyboard types.

    Raises:
        InvalidInputError: it cannot be written as UTF-8.
    """
    try:
        password.encode("utf-8")
    except UnicodeEncodeError as error:
        raise InvalidInputError("the password holds half of a character; type it again") from error


def new_password() -> str:
    """Return a random password of 98 bits, in groups that a person can copy."""
    groups = ("".join(secrets.choice(_TRANSPARENT) for _ in range(5)) for _ in range(4))
    return "-".join(groups)
