"""Passwords are stored as Argon2id hashes, and weak ones are refused."""

from __future__ import annotations

import asyncio
import unicodedata

import pytest

from openfactory.core.security.passwords import (
    WeakPassword,
    check_password_strength,
    hash_password,
    needs_rehash,
    verify_password,
)

GOOD = "quiet lantern over water"


async def test_a_password_verifies_against_its_own_hash_only():
    stored = await hash_password(GOOD)

    assert await verify_password(stored, GOOD)
    assert not await verify_password(stored, GOOD + " ")
    assert not await verify_password(await hash_password("another password"), GOOD)


async def test_two_hashes_of_one_password_differ_and_hide_it():
    first, second = await hash_password(GOOD), await hash_password(GOOD)

    assert first != second
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert GOOD not in first


@pytest.mark.parametrize("stored", [None, "", "not a hash", "$argon2id$v=19$m=8,t=1,p=1$broken"])
async def test_without_a_usable_hash_no_password_is_right(stored):
    assert not await verify_password(stored, GOOD)
    assert not await verify_password(stored, "")


async def test_the_same_password_typed_on_another_keyboard_verifies():
    stored = await hash_password(unicodedata.normalize("NFC", "crème brûlée"))

    assert await verify_password(stored, unicodedata.normalize("NFD", "crème brûlée"))
    assert not await verify_password(stored, "creme brulee")


async def test_a_lone_surrogate_is_a_wrong_password_and_no_failure():
    assert not await verify_password(await hash_password(GOOD), GOOD + "\ud800")


async def test_many_passwords_at_once_are_all_verified():
    stored = await hash_password(GOOD)

    answers = await asyncio.gather(*(verify_password(stored, GOOD + "!" * (n % 2)) for n in range(20)))

    assert answers == [True, False] * 10


async def test_only_hashes_of_other_parameters_need_a_rehash():
    assert not needs_rehash(await hash_password(GOOD))
    assert needs_rehash("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$8r6AmfDNMnqLWBlVEBJgxA")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("seven77", "too_short"),
        ("é" * 129, "too_long"),
        ("password", "common"),
        ("PassWord1", "common"),
        ("\uff50\uff41\uff53\uff53\uff57\uff4f\uff52\uff44", "common"),
        ("Ann.Archer@example.org", "personal"),
        ("ann.archer", "personal"),
        ("ann archer", "personal"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, code):
    with pytest.raises(WeakPassword) as refusal:
        check_password_strength(password, email="ann.archer@example.org", name="Ann Archer")

    assert refusal.value.code == code


@pytest.mark.parametrize("password", ["ruhig818", "é" * 128, GOOD, "ann.archer@example.org and more"])
def test_any_other_password_between_8_and_128_characters_is_accepted(password):
    check_password_strength(password, email="ann.archer@example.org", name="Ann Archer")
