"""The statements in each database's words: one writes an entry, one removes some, one finds them."""

from __future__ import annotations

from dataclasses import dataclass

from tortoise.connection import get_connection

from openfactory.core.db.queries import Query
from openfactory.shared.search.dialect import Dialect
from openfactory.shared.search.postgres import POSTGRES
from openfactory.shared.search.sqlite import SQLITE


@dataclass(frozen=True)
class Statements:
    """A database's way, and what is said in it."""

    dialect: Dialect
    put: Query
    forget: Query
    find: Query


def statements() -> Statements:
    """Those of the database in use."""
    return statements_of(get_connection("default").capabilities.dialect)


def statements_of(dialect: str) -> Statements:
    """Those of a database by its name."""
    return _ALL[dialect]


def _put(dialect: Dialect) -> str:
    columns = ("project_id", "title", "body", "words")
    # An entry that stays the same is not written: texts are saved more often than their words change.
    return (
        "INSERT INTO search_entries (project_id, kind, entity_id, title, body, words) "
        f"VALUES (:project_id, :kind, :entity_id, :title, :body, {dialect.words}) "
        f"ON CONFLICT (kind, entity_id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in columns)} "
        f"WHERE {' OR '.join(f'search_entries.{name} <> excluded.{name}' for name in columns)}"
    )


def _find(dialect: Dialect) -> str:
    # Where titles alone fill the answer, the texts are not asked: they would all come after them.
    titled = dialect.hits.format(sought=":titles", when="TRUE")
    said = dialect.hits.format(sought=":words", when="(SELECT COUNT(*) FROM titled) < :limit")
    return (
        f"WITH titled AS MATERIALIZED ({titled}), said AS MATERIALIZED ({said}), best AS ("
        "SELECT id, 1 AS tier, rank, entity_id FROM titled UNION ALL "
        "SELECT id, 0 AS tier, rank, entity_id FROM said WHERE id NOT IN (SELECT id FROM titled) "
        "ORDER BY tier DESC, rank DESC, entity_id LIMIT :limit"
        ") SELECT e.kind, e.entity_id, e.title, e.body, b.tier, b.rank "
        "FROM best b JOIN search_entries e ON e.id = b.id AND e.project_id = :project_id "
        "ORDER BY b.tier DESC, b.rank DESC, b.entity_id"
    )


def _of(dialect: Dialect) -> Statements:
    where = f"project_id = :project_id AND kind = :kind AND entity_id {dialect.ids}"
    return Statements(
        dialect,
        Query(f"search.put_{dialect.name}", _put(dialect)),
        Query(f"search.forget_{dialect.name}", f"DELETE FROM search_entries WHERE {where}"),
        Query(f"search.find_{dialect.name}", _find(dialect)),
    )


_ALL = {dialect.name: _of(dialect) for dialect in (SQLITE, POSTGRES)}
DIALECTS = tuple(_ALL)  # by name
