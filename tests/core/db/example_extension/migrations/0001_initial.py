"""Migration of the example extension."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops

from openfactory.core.ids import uuid7


class Migration(migrations.Migration):
    dependencies = [("example", "0001_initial")]

    initial = True

    operations = [
        ops.CreateModel(
            name="Risk",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                (
                    "work_order",
                    fields.ForeignKeyField(
                        "example.WorkOrder",
                        source_field="work_order_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="risks",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "owner",
                    fields.ForeignKeyField(
                        "example.User",
                        source_field="owner_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="risks",
                        on_delete=OnDelete.SET_NULL,
                    ),
                ),
                ("level", fields.IntField(default=1)),
            ],
            options={"table": "ext_risk_risks", "app": "risk", "pk_attr": "id"},
            bases=["Model"],
        ),
    ]
