"""Small applications written for one test: a package with models and migrations."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent, indent

HEAD = "from tortoise import fields\nfrom tortoise.models import Model\n"
MIGRATION = """
from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from openfactory.core.db.migrations.operations import DialectSQL

{before}

class Migration(migrations.Migration):
    {attributes}
    operations = [
{operations}
    ]
"""
KEY = "('id', fields.IntField(primary_key=True, generated=True))"


def write_app(folder: Path, label: str, models: str = "") -> list[str]:
    """A package `label` in `folder`, replaced if it is there; returns its `Tables` as a list."""
    package = folder / label
    (package / "migrations").mkdir(parents=True, exist_ok=True)
    for place in (package, package / "migrations"):
        (place / "__init__.py").touch()
    (package / "models.py").write_text(HEAD + dedent(models))
    return [label, f"{label}.models", f"{label}.migrations"]


def write_migration(
    folder: Path, label: str, name: str, operations: str, *, attributes: str = "", before: str = ""
) -> None:
    text = MIGRATION.format(
        before=dedent(before), attributes=attributes, operations=indent(dedent(operations), " " * 8)
    )
    (folder / label / "migrations" / f"{name}.py").write_text(text)
