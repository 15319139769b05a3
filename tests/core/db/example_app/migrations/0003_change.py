"""Migration of the example application."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


class Migration(migrations.Migration):
    dependencies = [("example", "0002_search")]

    initial = False

    operations = [
        ops.AlterField(
            model_name="Feature",
            name="title",
            field=fields.CharField(db_index=True, max_length=300),
        ),
        ops.AlterField(
            model_name="Project",
            name="name",
            field=fields.CharField(null=True, max_length=250),
        ),
        ops.AddField(
            model_name="Project",
            name="color",
            field=fields.CharField(db_index=True, db_default="red", max_length=16),
        ),
        ops.AddField(
            model_name="Project",
            name="owner",
            field=fields.ForeignKeyField(
                "example.User",
                source_field="owner_id",
                null=True,
                db_index=True,
                db_constraint=True,
                to_field="id",
                related_name="owned",
                on_delete=OnDelete.SET_NULL,
            ),
        ),
        ops.AddConstraint(
            model_name="Project",
            constraint=UniqueConstraint(fields=("organization", "name"), name=None),
        ),
        ops.RemoveConstraint(
            model_name="WorkOrder",
            name="ck_wo_priority",
            fields=None,
        ),
        ops.RenameField(
            model_name="WorkOrder",
            old_name="version",
            new_name="revision",
        ),
        ops.AlterField(
            model_name="WorkOrder",
            name="phase",
            field=fields.ForeignKeyField(
                "example.Phase",
                source_field="phase_id",
                null=True,
                db_constraint=True,
                to_field="id",
                related_name="work_orders",
                on_delete=OnDelete.RESTRICT,
            ),
        ),
        ops.AddField(
            model_name="WorkOrder",
            name="estimate",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="WorkOrder",
            name="watchers",
            field=fields.ManyToManyField(
                "example.User",
                unique=True,
                db_constraint=True,
                through="work_order_watchers",
                forward_key="user_id",
                backward_key="work_order_id",
                related_name="watched",
                on_delete=OnDelete.CASCADE,
            ),
        ),
        ops.AddConstraint(
            model_name="WorkOrder",
            constraint=CheckConstraint(check="priority >= 0 AND priority < 100", name="ck_wo_priority"),
        ),
    ]
