"""Rows of tenants are reached by their doors, and settings and time by theirs."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from tortoise.models import Model

from openfactory.core.db.queries import REGISTRY
from openfactory.core.db.rows import TenantRow
from openfactory.core.modules.selection import discover

PACKAGE = Path(__file__).parent.parent.parent / "openfactory"
WAYS_IN = {
    "all",
    "filter",
    "get",
    "get_or_none",
    "first",
    "exclude",
    "annotate",
    "exists",
    "in_bulk",
    "raw",
    "bulk_update",
}
FILES = sorted(file for file in PACKAGE.rglob("*.py") if "testing" not in file.parts)


def tenant_models() -> set[str]:
    discover()

    def below(kind: type) -> Iterator[type]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return {model.__name__ for model in below(TenantRow)}


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_tenant_rows_are_reached_by_their_doors(file):
    names = tenant_models()
    wrong = [
        f"line {call.lineno}: {call.func.value.id}.{call.func.attr}"
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in names
        and call.func.attr in WAYS_IN
    ]
    assert wrong == []


async def test_going_past_the_doors_fails_at_run_time(client):
    from openfactory.shared.accounts.models import Membership

    for way in ("all", "filter", "first"):
        with pytest.raises(RuntimeError, match="belongs to a tenant"):
            await getattr(Membership, way)()


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_time_and_environment_are_read_in_one_place(file):
    # Names that other programs give: the folder of prometheus_client, Sanic's worker, pg_dump's own variables, and
    # where the dynamic loader looks.
    named = {"environ"}
    allowed = {
        "clock.py": {"now"},
        **dict.fromkeys(("running.py", "metrics.py", "logs.py", "postgres_tools.py"), named),
    }
    inside = {"settings", "processes", "commands"}
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv", "now", "utcnow"):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            if (
                owner in ("datetime", "os")
                and node.attr not in allowed.get(file.name, ())
                and not inside & set(file.parts)
            ):
                pytest.fail(f"{file}:{node.lineno} reads {owner}.{node.attr}")


def test_every_query_of_a_tenants_table_names_its_tenant():
    discover()
    owners = {
        model._meta.db_table: model.tenant
        for model in models()
        if issubclass(model, TenantRow) and model._meta.db_table
    }
    # The doors themselves, rows found by a secret, and jobs as workers and whoever runs the server see them.
    exempt = ("access.", "accounts.", "auth.", "worker.")
    wrong = []
    for name, query in REGISTRY.items():
        tables = [table for table in owners if table in query.sql]
        if tables and not name.startswith(exempt) and not any(word in query.sql for word in TENANT_WORDS):
            wrong.append(name)
    assert wrong == []


TENANT_WORDS = (":organization_id", ":project_id", ":user_id", ":place_id", ":stream_id")


def models() -> Iterator[type[Model]]:
    def below(kind: type) -> Iterator[type]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    return below(Model)
