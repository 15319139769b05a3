"""What is masked wherever something is shown, and what is left alone."""

from __future__ import annotations

import pytest

from openfactory.core.redaction import is_secret_name, redact, redact_text


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer hunter2hunter2",
        "authorization: basic aHVudGVyMg==hunter2",
        "key of-key-hunter2_hunter-2",
        "subprotocol openfactory.bearer.hunter2",
        "postgres://user:hunter2@db/x",
        "postgres://user:p@hunter2@db/x",
        "redis://:hunter2@redis:6379/0",
        "GET /callback?code=1&access_token=hunter2&x=1",
        "password=hunter2 host=db",
        '{"api_key": "hunter2", "x": 1}',
        "{'client_secret': 'hunter2'}",
        "Cookie: openfactory_session=hunter2; x=1",
        "sk-proj-hunter2hunter2hunter2",
        "ghp_hunter2hunter2hunter2",
    ],
)
def test_secrets_are_found_in_texts(text):
    shown = redact_text(text)
    assert "hunter2" not in shown
    assert "********" in shown
    assert redact_text(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "https://host:8080/path",
        "invalid token: expected a comma",
        "basic auth is off",
        "mail to ann@example.com at 12:30",
        "sk-learn",
        "",
    ],
)
def test_harmless_texts_stay_as_they_are(text):
    assert redact_text(text) == text


def test_values_under_telling_names_are_masked_at_any_depth():
    shown = redact(
        "request", {"headers": [("cookie", "hunter2"), ("Set-Cookie", ["hunter2"])], "a": [{"token": "hunter2"}]}
    )
    assert "hunter2" not in repr(shown)


def test_counts_under_telling_names_are_shown():
    assert redact("usage", {"input_tokens": 12, "cached_tokens": None}) == {"input_tokens": 12, "cached_tokens": None}


def test_objects_are_shown_without_their_secrets():
    assert "hunter2" not in redact("error", ValueError("Bearer hunter2hunter2"))
    assert "hunter2" not in redact("body", b"Bearer hunter2hunter2")


def test_a_structure_that_holds_itself_is_shown():
    endless: dict[str, object] = {"name": "x"}
    endless["self"] = endless
    assert "..." in repr(redact("x", endless))


def test_an_object_that_cannot_be_shown_does_no_harm():
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    assert "Broken" in redact("x", Broken())


@pytest.mark.parametrize("name", ["password", "newPassword", "set-cookie", "X-Api-Key", "github_client_secret"])
def test_telling_names(name):
    assert is_secret_name(name)
