"""Several processes on one SQLite file."""

from __future__ import annotations

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from databases import Database, answer
from writing import COUNTED

WRITERS = range(4)


def test_four_writing_processes_meet_no_locked_database(sqlite: Database):
    sqlite.run("writing", "prepare")

    writers = [sqlite.start("writing", "mixed_load", who, 30, 4) for who in WRITERS]

    assert [answer(writer) for writer in writers] == [120] * 4
    [(counter, rows)] = sqlite.query(COUNTED)
    assert int(counter) == rows == 4 * 4 * 10  # each read-modify-write counts, none was lost


def test_nothing_acknowledged_is_lost_by_kill_9(sqlite: Database):
    sqlite.run("writing", "prepare")
    files = [sqlite.folder / f"acknowledged.{who}" for who in WRITERS]
    writers = [
        sqlite.start("writing", "write_forever", str(who), str(file)) for who, file in zip(WRITERS, files, strict=True)
    ]
    deadline = time.monotonic() + 60
    while any(len(lines(file)) < 50 for file in files) and time.monotonic() < deadline:
        time.sleep(0.05)

    for writer in writers:
        writer.send_signal(signal.SIGKILL)
        writer.communicate()

    acknowledged = {slug for file in files for slug in lines(file)}
    assert len(acknowledged) >= 200
    assert acknowledged <= {slug for (slug,) in sqlite.query("SELECT slug FROM organizations")}
    [(counter, rows)] = sqlite.query(COUNTED)
    assert int(counter) == rows
    assert sqlite.query("PRAGMA integrity_check") == [("ok",)]


def lines(file: Path) -> list[str]:
    """Whole lines only: the last one may have been cut by the kill."""
    return file.read_text().split("\n")[:-1] if file.exists() else []


def test_an_acknowledged_write_survives_a_power_cut_unless_it_is_said_otherwise(sqlite: Database):
    assert sqlite.run("engine", "pragma", "synchronous") == 2  # FULL
    assert sqlite.run("engine", "pragma", "synchronous", url=f"{sqlite.url}?synchronous=normal") == 1
    assert sqlite.run("engine", "pragma", "journal_mode") == "wal"
    assert sqlite.run("engine", "pragma", "foreign_keys") == 1


def test_a_read_beside_an_open_transaction_does_not_wait_and_sees_what_is_committed(sqlite: Database):
    assert sqlite.run("engine", "read_beside_a_transaction") == ["before", "mine", "after"]


def test_a_read_beside_another_processs_transaction_does_not_wait(sqlite: Database):
    sqlite.run("engine", "create")
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("UPDATE organizations SET name = 'other'")

        assert sqlite.run("engine", "read") == "before"


def test_a_write_that_waits_too_long_for_others_says_so(sqlite: Database):
    sqlite.run("engine", "create")
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        failures = sqlite.run("engine", "write_in_vain", url=f"{sqlite.url}?busy_seconds=1")

    # A statement, a transaction and a bulk insert: each a Tortoise error that is known as "busy".
    assert failures == [["OperationalError", True]] * 3 + ["works again"]


def test_the_event_loop_runs_on_while_a_write_waits_for_another_process(sqlite: Database):
    sqlite.run("engine", "create")
    with closing(sqlite3.connect(sqlite.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        ticks = sqlite.run("engine", "ticks_while_waiting", url=f"{sqlite.url}?busy_seconds=1")

    assert ticks >= 10


def test_a_commit_that_fails_leaves_a_connection_that_works(sqlite: Database):
    assert sqlite.run("engine", "commit_that_fails") == ["IntegrityError", True, 1]


def test_an_update_counts_the_rows_of_the_statement_itself_and_not_of_triggers(sqlite: Database):
    assert sqlite.run("engine", "counted_updates") == [1, 0]


def test_a_script_in_a_transaction_does_not_commit_it(sqlite: Database):
    assert sqlite.run("engine", "script_rolled_back") == ["a;b"]


def test_a_process_that_closes_nothing_ends(sqlite: Database):
    sqlite.run("engine", "create")

    assert sqlite.run("engine", "read_and_leave") == "before"


def test_a_begin_that_is_cancelled_lets_go_of_the_writing_connection(sqlite: Database):
    assert sqlite.run("engine", "cancelled_begin") == 1
