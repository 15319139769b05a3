"""Tokens are random, stored under keyed digests; API keys carry check characters."""

from __future__ import annotations

import re

import pytest

from openfactory.core.security.tokens import (
    check_api_key,
    display_prefix,
    is_api_key,
    new_api_key,
    new_token,
    token_digest,
)

SECRET = b"a secret key of the server, 32 b"


def test_tokens_are_256_bits_and_fit_into_urls():
    tokens = {new_token() for _ in range(100)}

    assert len(tokens) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


def test_a_digest_depends_on_key_token_and_purpose():
    digest = token_digest(SECRET, "token", "session")

    assert len(digest) == 32
    assert digest == token_digest(SECRET, "token", "session")
    assert digest != token_digest(SECRET, "token", "password-reset")
    assert digest != token_digest(SECRET, "Token", "session")
    assert digest != token_digest(SECRET[::-1], "token", "session")


def test_secret_keys_count_in_full_length():
    long = b"k" * 64

    assert token_digest(long + b"1", "token", "session") != token_digest(long + b"2", "token", "session")


def test_a_short_secret_key_is_refused_without_being_shown():
    with pytest.raises(ValueError, match="at least 16") as refusal:
        token_digest(b"swordfish", "token", "session")

    assert "swordfish" not in str(refusal.value)


def test_a_token_of_stray_bytes_has_a_digest_like_any_other():
    assert len(token_digest(SECRET, "caf\udce9", "session")) == 32


def test_an_api_key_has_the_documented_form():
    keys = {new_api_key() for _ in range(100)}

    assert len(keys) == 100
    assert all(re.fullmatch(r"of-key-[A-Za-z0-9]{38}", key) and check_api_key(key) for key in keys)


def test_a_known_key_keeps_its_check_characters():
    """The check characters are the CRC-32 in base62: keys of older releases must stay valid."""
    assert check_api_key("of-key-0123456789ABCDEFGHIJKLMNOPQRSTUV" + "1ggZdL")


def test_every_single_wrong_character_is_found():
    key = new_api_key()

    for place in range(len("of-key-"), len(key)):
        wrong = "a" if key[place] != "a" else "b"
        assert not check_api_key(key[:place] + wrong + key[place + 1 :])


@pytest.mark.parametrize("change", [lambda key: key[:-1], lambda key: key + "0", lambda key: key[7:], str.upper])
def test_what_is_no_whole_key_does_not_pass(change):
    assert not check_api_key(change(new_api_key()))


@pytest.mark.parametrize(
    "text", ["", "of-key-", "of-key-" + "é" * 38, "of-key-" + "\ud800" * 38, "aBeJkDKWrKpOlaF1pHBZ0xf6"]
)
def test_arbitrary_text_does_not_pass(text):
    assert not check_api_key(text)


def test_api_keys_are_told_from_session_tokens_by_their_beginning():
    assert is_api_key(new_api_key())
    assert not is_api_key("Of-key-1")
    assert not is_api_key(new_token())


def test_the_displayed_prefix_tells_little_of_the_key():
    key = new_api_key()

    assert display_prefix(key) == key[:13]
