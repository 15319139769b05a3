"""Logs: one form for all loggers, and no secret in any of it."""

from __future__ import annotations

import json
import logging

import pytest

from openfactory.core import logs
from openfactory.core.settings.sections import LogSettings


@pytest.fixture
def written(capfd):
    """What a call logs, as JSON objects."""
    handlers = logging.getLogger().handlers

    def read(write) -> list[dict]:
        logs.configure(LogSettings(format="json"))
        write()
        return [json.loads(line) for line in capfd.readouterr().err.splitlines()]

    yield read
    logging.getLogger().handlers = handlers


def test_an_entry_is_one_json_object(written):
    (entry,) = written(lambda: logs.get_logger("openfactory.test").info("something happened", number=3))
    assert entry["event"] == "something happened"
    assert (entry["number"], entry["level"], entry["logger"]) == (3, "info", "openfactory.test")
    assert entry["timestamp"].endswith("Z")


def test_other_loggers_go_the_same_way(written):
    (entry,) = written(lambda: logging.getLogger("sanic.server").warning("worker %s", 1))
    assert (entry["event"], entry["level"]) == ("worker 1", "warning")


@pytest.mark.parametrize("key", ["password", "Authorization", "set-cookie", "api_key", "newPassword", "session_token"])
def test_values_under_telling_keys_are_masked(written, key):
    entries = written(lambda: logs.get_logger("t").info("x", **{key: "hunter2"}, nested={key: "hunter2"}))
    assert len(entries) == 1
    assert "hunter2" not in json.dumps(entries)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer hunter2hunter2",
        "key of-key-hunter2hunter2",
        "postgres://user:hunter2@db/x failed",
    ],
)
def test_secrets_within_texts_are_masked(written, text):
    entries = written(lambda: (logs.get_logger("t").info(text), logging.getLogger("other").warning(text)))
    assert len(entries) == 2
    assert "hunter2" not in json.dumps(entries)


def test_a_traceback_is_kept_without_its_secrets(written):
    def fail() -> None:
        try:
            raise RuntimeError("postgres://user:hunter2@db/x failed")
        except RuntimeError:
            logs.get_logger("t").exception("it failed")

    (entry,) = written(fail)
    assert "RuntimeError" in entry["exception"]
    assert "hunter2" not in entry["exception"]


def test_less_than_the_level_is_not_written(written):
    assert written(lambda: logs.get_logger("t").debug("quiet")) == []
