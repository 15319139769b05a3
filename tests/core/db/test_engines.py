"""What both engines do alike."""

from __future__ import annotations

import pytest
from databases import Database


def test_keys_enums_json_relations_and_transactions_are_the_same_on_both(database: Database):
    seen = database.run("engine", "semantics")

    assert seen == {
        "json": True,
        "enum": True,
        "uuid": True,
        "utc": True,
        "zones compare as moments": [True, 1],
        "many to many": ["x@y"],
        "foreign key": "p",
        "counted": [1],
        "extension": 1,
        "inner transactions are savepoints": ["after", "outer"],
        "child tasks share a transaction": [True],
        "a cancelled transaction is undone": True,
        "twenty increments": 20,
        "null byte": [{"a": "a"}],
    }


def test_statements_of_other_tasks_are_counted_and_transaction_control_is_not(database: Database):
    counted = database.run("engine", "statements")

    assert counted == {
        "create": ["INSERT"],
        "read": ["SELECT"],
        "update": ["UPDATE"],
        "delete": ["DELETE"],
        "bulk": ["INSERT"],
        "transaction": ["INSERT", "UPDATE"],
        "rows": ["SELECT"],
        "with": ["WITH"],
        "failing": ["SELECT"],
        "nested": ["1", "1"],
        "afterwards": ["1"],
    }


def test_failures_are_told_apart(database: Database):
    found = database.run("engine", "violations")

    assert found == {
        "same slug": ["is_unique_violation"],
        "same key": ["is_unique_violation"],
        "same title": ["is_unique_violation"],
        "dangling": ["is_foreign_key_violation"],
        "held": ["is_foreign_key_violation"],
        "check": [],
        "no table": ["is_missing_table"],
        "syntax": [],
    }


def test_a_database_that_cannot_be_reached_is_known_as_unavailable(sqlite: Database):
    for url in ("postgres://me:hunter2@127.0.0.1:1/plant", f"sqlite://{sqlite.folder}/nowhere/x.sqlite3"):
        assert sqlite.run("unreachable", "attempts", url=url) == [["is_unavailable"]] * 3


@pytest.mark.postgres
class TestOnPostgres:
    """What only PostgreSQL can do to us."""

    def test_a_pool_whose_connections_are_cut_again_and_again_recovers(self, postgres: Database):
        *lost, count = postgres.run("engine", "lost_connections")

        assert lost == [["is_unavailable"]] * 3
        assert count == 3

    def test_a_transaction_cancelled_at_whatever_step_gives_its_connection_back(self, postgres: Database):
        assert postgres.run("engine", "cancelled_at_every_step") == 40

    def test_a_connection_lost_within_a_transaction_is_told_as_that(self, postgres: Database):
        assert postgres.run("engine", "lost_within") == [["is_unavailable"], 0]

    def test_a_transaction_that_met_another_may_be_tried_again(self, postgres: Database):
        assert postgres.run("engine", "serialization") == ["is_serialization_failure"]

    def test_a_lock_that_is_not_given_is_known_as_busy(self, postgres: Database):
        assert postgres.run("engine", "lock_not_given") == ["is_busy"]

    def test_a_connection_given_back_to_the_pool_sends_no_reset(self, postgres: Database):
        last = postgres.run("engine", "last_query_of_idle_connections")

        assert last[0].startswith('DELETE FROM "users"')
