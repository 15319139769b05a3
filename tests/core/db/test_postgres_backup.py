"""Backup and restore by PostgreSQL's own programs."""

from __future__ import annotations

import pytest
from databases import Database


@pytest.mark.postgres
def test_a_missing_pg_dump_is_told_plainly(postgres: Database, monkeypatch: pytest.MonkeyPatch):
    postgres.run("migrating", "up")
    monkeypatch.setenv("PATH", str(postgres.folder))

    said = postgres.run("backing_up", "refusal", "make", str(postgres.folder / "x.tar.gz"), str(postgres.folder))

    assert said.startswith("pg_dump is missing: install PostgreSQL's client programs, ")


@pytest.mark.postgres
def test_a_pg_dump_older_than_the_server_is_told_plainly(postgres: Database, monkeypatch: pytest.MonkeyPatch):
    postgres.run("migrating", "up")
    program = postgres.folder / "pg_dump"
    program.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(postgres.folder), prepend=":")

    said = postgres.run("backing_up", "refusal", "make", str(postgres.folder / "x.tar.gz"), str(postgres.folder))

    assert said.startswith("pg_dump is 9 and the server ")


@pytest.mark.postgres
def test_nothing_of_a_later_version_outlives_a_restore(postgres: Database):
    target = postgres.folder / "x.tar.gz"
    postgres.run("writing", "prepare")
    postgres.run("backing_up", "make", str(target), str(postgres.folder / "data"))
    before = postgres.schema()
    postgres.query(
        "CREATE TYPE mood AS ENUM ('good')",
        "CREATE TABLE of_later (id serial, user_id uuid REFERENCES users (id), mood mood)",
        "CREATE VIEW seen AS SELECT id FROM of_later",
        "CREATE FUNCTION count_later() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM of_later'",
        "SELECT 1",
    )

    postgres.run("backing_up", "put_back", str(target), str(postgres.folder / "data"), True)

    assert postgres.schema() == before


@pytest.mark.postgres
def test_a_server_that_is_not_there_is_told_in_one_line(postgres: Database):
    gone = f"{postgres.url}_gone"
    arguments = (str(postgres.folder / "x.tar.gz"), str(postgres.folder / "data"))
    (postgres.folder / "x.tar.gz").write_text("never read")

    said = postgres.run("backing_up", "refusal", "put_back", *arguments, url=gone)

    assert said.endswith("_gone cannot be used: the server has no database of this name; create it first")
