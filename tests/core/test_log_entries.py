"""Log entries in a request, from other libraries, and with hostile content."""

from __future__ import annotations

import json
import logging
import math
from datetime import UTC, datetime

import pytest

from openfactory.core import logs
from openfactory.core.settings.sections import LogSettings
from openfactory.testing.clock import frozen


@pytest.fixture
def output(capfd):
    """What standard error got since."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield lambda: capfd.readouterr().err
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    logging.captureWarnings(False)


def entries(text: str) -> list[dict]:
    def refuse(constant: str) -> None:
        raise ValueError(f"{constant} is no JSON")

    return [json.loads(line, parse_constant=refuse) for line in text.splitlines()]


def test_an_entry_has_what_its_sources_say(output, monkeypatch):
    monkeypatch.setattr(logs, "_sources", [])
    logs.configure(LogSettings(format="json"))
    said = {"request_id": "r-1", "token": "hunter2"}
    logs.add_source(lambda: said)
    logs.get_logger("t").info("within", number=1)
    logging.getLogger("foreign").warning("within too")
    said = {}
    logs.get_logger("t").info("after")
    within, foreign, after = entries(output())
    for entry in (within, foreign):
        assert (entry["request_id"], entry["token"]) == ("r-1", "********")
    assert "request_id" not in after


def test_time_is_utc_in_milliseconds_and_comes_first(output):
    logs.configure(LogSettings(format="json"))
    with frozen(datetime(2026, 3, 1, 12, 0, 0, 123_999, tzinfo=UTC)):
        logs.get_logger("t").info("x")
    line = output()
    assert line.startswith('{"timestamp":"2026-03-01T12:00:00.123Z","level":"info","event":"x","logger":"t"')
    assert entries(line)[0]["process"] == "MainProcess"


def test_what_is_logged_before_the_settings_are_known_is_masked_too(output):
    logging.root.handlers[:] = []
    logs.get_logger("early").warning("Bearer hunter2hunter2", password="hunter2")
    told = output()
    assert "early" in told
    assert "hunter2" not in told


@pytest.mark.parametrize("form", ["json", "console"])
def test_objects_and_tracebacks_hide_their_secrets(output, form):
    logs.configure(LogSettings(format=form))
    try:
        raise RuntimeError("postgres://user:hunter2@db/x")
    except RuntimeError as error:
        logs.get_logger("t").exception("failed", error=error, headers={"Cookie": "hunter2"})
        logging.getLogger("foreign").exception("failed with %s", error, extra={"authorization": "hunter2"})
    told = output()
    assert told.count("RuntimeError") >= 2
    assert "hunter2" not in told


def test_a_line_for_people_stays_one_line_and_cannot_steer_the_terminal(output):
    logs.configure(LogSettings(format="console"))
    logs.get_logger("t").info("said\n2026-01-01T00:00:00Z [info] forged", path="a\r\x1b[31m\x9b\u2028b")
    told = output()
    assert len(told.splitlines()) == 1
    assert not {"\x1b", "\x9b", "\r"} & set(told)


@pytest.mark.parametrize("form", ["json", "console"])
def test_no_content_loses_an_entry(output, form):
    logs.configure(LogSettings(format=form))
    log = logs.get_logger("t")
    log.info("odd", number=math.nan, half="\ud800", keys={1: 2, (3, 4): object()}, raw=b"\xff")
    log.info("next")
    told = output()
    assert len(told.splitlines()) == 2
    if form == "json":
        assert [entry["event"] for entry in entries(told)] == ["odd", "next"]


def test_sanic_s_access_entries_are_told_with_their_fields(output):
    logs.configure(LogSettings(format="json", levels={"sanic.access": "info"}))
    logging.getLogger("sanic.access").info("", extra={"request": "GET /x?token=hunter2", "status": 200, "verbosity": 0})
    (entry,) = entries(output())
    assert entry["status"] == 200
    assert entry["event"] == "GET /x?token=********"


def test_handlers_of_others_that_write_past_the_pipeline_are_taken_away(output):
    logger = logging.getLogger("stubborn")
    logger.addHandler(logging.StreamHandler())
    logger.propagate = False
    logs.configure(LogSettings(format="json"))
    logger.warning("Bearer hunter2hunter2")
    (entry,) = entries(output())
    assert entry["event"] == "Bearer ********"


def test_configuring_twice_writes_once_in_the_last_form(output):
    logs.configure(LogSettings(format="console"))
    logs.configure(LogSettings(format="json", level="error"))
    logs.get_logger("t").warning("too little")
    logs.get_logger("t").error("enough")
    assert [entry["event"] for entry in entries(output())] == ["enough"]


def test_single_loggers_have_levels_of_their_own(output):
    logs.configure(LogSettings(format="json", level="warning", levels={"chatty": "debug", "httpx": "info"}))
    for name in ("chatty", "httpx", "other"):
        logging.getLogger(name).info("x")
    assert [entry["logger"] for entry in entries(output())] == ["chatty", "httpx"]


def test_colors_are_for_terminals(output):
    logs.configure(LogSettings(format="console"))
    logs.get_logger("t").error("x")
    assert "\x1b" not in output()
