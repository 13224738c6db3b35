"""Passwords: argon2id, hard to guess, and as slow for a name that nobody has."""

import re
import time

import pytest

from medebiaser.accounts.passwords import (
    check_password,
    hash_password,
    new_password,
    verify_password,
)
from medebiaser.errors import InvalidInputError


def test_the_hash_is_argon2id_with_19_mib_and_two_passes() -> None:
    found = hash_password("lamp-river-seven")

    assert found.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert verify_password("lamp-river-seven", found)
    assert not verify_password("lamp-river-sevem", found)


def test_the_same_password_has_another_hash_each_time() -> None:
    assert hash_password("lamp-river-seven") != hash_password("lamp-river-seven")


def test_without_a_hash_no_password_is_right_and_it_takes_as_long() -> None:
    found = hash_password("lamp-river-seven")

    def best_of_five(password_hash: str | None) -> float:
        times = []
        for _ in range(5):
            started = time.process_time()
            assert not verify_password("wrong", password_hash)
            times.append(time.process_time() - started)
        return min(times)

    known, unknown = best_of_five(found), best_of_five(None)

    assert 0.5 < unknown / known < 2.0


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("eleven-char", "has 11 characters"),
        ("x" * 1001, "has 1001 characters"),
        ("abababababab", "repeats a few characters"),
        ("Marie-CurieMarie-Curie", "or the user's name"),
        ("half-a-character-\ud800", "half of a character"),
    ],
)
def test_a_password_that_is_easily_guessed_is_refused(password: str, fault: str) -> None:
    with pytest.raises(InvalidInputError, match=fault):
        check_password(password, "marie-curie")


def test_twelve_characters_that_are_not_the_name_are_enough() -> None:
    check_password("lamp river 7", "marie-curie")


def test_half_of_a_character_is_a_wrong_password_and_no_error() -> None:
    assert not verify_password("\ud800", hash_password("lamp-river-seven"))


def test_a_new_password_can_be_copied_from_a_screen() -> None:
    found = {new_password() for _ in range(50)}

    assert len(found) == 50
    assert all(re.fullmatch(r"[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}", each) for each in found)
