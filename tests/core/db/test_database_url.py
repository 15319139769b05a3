"""Database URLs are read with clear refusals, and no message holds a password."""

from __future__ import annotations

from pathlib import Path

import pytest

from openfactory.core.db.config import DatabaseUrlError, describe, sqlite_url, tortoise_config
from openfactory.core.db.tables import Tables
from openfactory.core.db.url import parse

SHOP = Tables("shop", "shop.models", "shop.migrations")


@pytest.mark.parametrize(
    ("url", "described"),
    [
        ("sqlite:///var/lib/of.sqlite3", "sqlite:///var/lib/of.sqlite3"),
        ("sqlite://of.sqlite3?synchronous=NORMAL", "sqlite://of.sqlite3"),
        ("sqlite:///with%20space/100%25.sqlite3", "sqlite:///with space/100%.sqlite3"),
        ("postgres://me:hunter2@host/plant", "postgres://me@host:5432/plant"),
        ("postgresql://me:h%40unter2%2F@host:6543/plant", "postgres://me@host:6543/plant"),
        ("postgres://host/plant", "postgres://host:5432/plant"),
        ("postgres://me:hunter2@[::1]:5433/plant", "postgres://me@[::1]:5433/plant"),
        ("postgres:///plant?host=/run/postgresql", "postgres:///run/postgresql:5432/plant"),
    ],
)
def test_a_url_is_described_without_its_password(url: str, described: str):
    assert describe(url) == described
    assert "hunter2" not in repr(parse(url))


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("", "it must begin with sqlite:// or postgres://"),
        ("hunter2", "it must begin with sqlite:// or postgres://"),
        ("mysql://me:hunter2@host/plant", "it must begin with sqlite:// or postgres://"),
        ("sqlite://", "sqlite:// needs the path of a file"),
        ("sqlite:///folder/", "sqlite:// needs the path of a file"),
        ("sqlite://:memory:", "sqlite:// needs the path of a file"),
        ("sqlite:///x.sqlite3?synchronous=OFF", "synchronous must be NORMAL, FULL or EXTRA"),
        ("sqlite:///x.sqlite3?busy_seconds=hunter2", "busy_seconds must be a whole number"),
        ("sqlite:///x.sqlite3?hunter2=1", "after the question mark only synchronous, busy_seconds are known"),
        ("postgres://me:hunter2@host", "postgres:// needs one database name"),
        ("postgres://me:hunter2@host/a/b", "postgres:// needs one database name"),
        ("postgres://me:hunter2@host:port/plant", "host or port cannot be read"),
        ("postgres://me:hunt/er2@host/plant", "host or port cannot be read"),
        ("postgres://me:hunt#er2@host/plant", "host or port cannot be read"),
        ("postgres://me:1?hunter2@host/plant", "host or port cannot be read"),
        ("postgres://me:[hunter2@host/plant", "host or port cannot be read"),
        ("postgres://me:hunter2@host/plant?sslmode=maybe", "sslmode must be one of disable, allow"),
        ("postgres://me:hunter2@host/plant?password=hunter2", "after the question mark only host, sslmode"),
    ],
)
def test_a_url_that_cannot_be_used_is_refused_without_a_word_of_it(url: str, reason: str):
    with pytest.raises(DatabaseUrlError, match=r"^Invalid database URL: ") as refused:
        tortoise_config(url, [SHOP])

    assert reason in str(refused.value)
    assert "hunt" not in f"{refused.value}{describe(url)}"


def test_special_characters_of_user_and_password_come_decoded():
    credentials = tortoise_config("postgres://m%40e:h%2Funter%3F@host/plant", [SHOP])["connections"]["default"][
        "credentials"
    ]

    assert (credentials["user"], credentials["password"]) == ("m@e", "h/unter?")


def test_the_path_of_a_file_goes_through_a_url_unchanged():
    path = Path("/srv/100% of it?/#1.sqlite3")

    assert parse(sqlite_url(path)).path == str(path)


def test_the_configuration_names_each_modules_tables():
    config = tortoise_config("postgres://host/plant?sslmode=require", [SHOP], pool_min=2, pool_max=7)

    assert config["apps"]["shop"] == {
        "models": ["shop.models"],
        "migrations": "shop.migrations",
        "default_connection": "default",
    }
    credentials = config["connections"]["default"]["credentials"]
    assert (credentials["minsize"], credentials["maxsize"], credentials["ssl"]) == (2, 7, "require")


def test_two_modules_with_one_label_are_refused():
    with pytest.raises(ValueError, match="Several modules call their tables shop"):
        tortoise_config("sqlite://x.sqlite3", [SHOP, Tables("shop", "other.models", "other.migrations")])


@pytest.mark.parametrize(("least", "most"), [(2, 1), (-1, 1), (0, 0)])
def test_a_pool_that_cannot_be_is_refused(least: int, most: int):
    with pytest.raises(ValueError, match="database pool: pool_max must be 1 or more"):
        tortoise_config("postgres://host/plant", [SHOP], pool_min=least, pool_max=most)
