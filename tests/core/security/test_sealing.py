"""Sealed values open with the right key, purpose and age only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from openfactory.core.security.sealing import BrokenSeal, Sealer
from openfactory.testing.clock import shifted

OLD, NEW = b"the old secret key of the server", b"the new secret key of the server"


def test_what_is_sealed_can_be_opened_and_is_not_readable():
    sealer = Sealer([NEW])

    sealed = sealer.seal(b"\x00 a Slack token", "integration")

    assert b"Slack" not in sealed
    assert sealed != sealer.seal(b"\x00 a Slack token", "integration")
    assert sealer.open(sealed, "integration") == b"\x00 a Slack token"


def test_text_is_sealed_to_text():
    sealer = Sealer([NEW])

    assert sealer.open_text(sealer.seal_text("grüße", "sign-in"), "sign-in") == "grüße"


def test_a_seal_of_one_purpose_does_not_open_for_another():
    sealed = Sealer([NEW]).seal(b"x", "integration")

    with pytest.raises(BrokenSeal):
        Sealer([NEW]).open(sealed, "sign-in")


def test_a_seal_does_not_open_with_another_key():
    with pytest.raises(BrokenSeal):
        Sealer([NEW]).open(Sealer([OLD]).seal(b"x", "integration"), "integration")


@pytest.mark.parametrize("place", [0, 12, 30, 60, 90])
def test_a_changed_character_breaks_the_seal(place):
    sealed = bytearray(Sealer([NEW]).seal(b"amount: 1", "integration"))
    sealed[place] = ord("A") if sealed[place] != ord("A") else ord("B")

    with pytest.raises(BrokenSeal):
        Sealer([NEW]).open(bytes(sealed), "integration")


@pytest.mark.parametrize("text", ["", "A", "no seal", "ü" * 100, "\ud800", "x" * 5000])
def test_arbitrary_text_is_a_broken_seal(text):
    with pytest.raises(BrokenSeal) as refusal:
        Sealer([NEW]).open_text(text, "sign-in")

    assert text == "" or text not in str(refusal.value)


def test_a_seal_expires_for_those_who_ask():
    sealer = Sealer([NEW])
    sealed = sealer.seal(b"x", "sign-in")

    with shifted(minutes=9):
        assert sealer.open(sealed, "sign-in", max_age=timedelta(minutes=10)) == b"x"
    with shifted(minutes=11):
        assert sealer.open(sealed, "sign-in") == b"x"
        with pytest.raises(BrokenSeal):
            sealer.open(sealed, "sign-in", max_age=timedelta(minutes=10))


def test_keys_are_rotated_without_losing_what_was_sealed():
    sealed = Sealer([OLD]).seal(b"x", "integration")
    both = Sealer([NEW, OLD])

    resealed = both.reseal(sealed, "integration")

    assert both.open(sealed, "integration") == b"x"
    assert Sealer([NEW]).open(resealed, "integration") == b"x"
    assert Sealer([NEW]).open(both.seal(b"y", "integration"), "integration") == b"y"


def test_resealing_does_not_make_a_seal_younger():
    sealed = Sealer([OLD]).seal(b"x", "sign-in")

    with shifted(minutes=11):
        resealed = Sealer([NEW, OLD]).reseal(sealed, "sign-in")
        with pytest.raises(BrokenSeal):
            Sealer([NEW]).open(resealed, "sign-in", max_age=timedelta(minutes=10))


def test_a_sealer_needs_real_keys():
    with pytest.raises(ValueError, match="at least one"):
        Sealer([])
    with pytest.raises(ValueError, match="at least 16"):
        Sealer([NEW, b""])
