"""What migrations there are on disk, and which stands on which."""

from __future__ import annotations

from tortoise.migrations.graph import MigrationGraph, MigrationKey
from tortoise.migrations.loader import MigrationLoader

from openfactory.core.db.migrations.errors import MigrationError


class Graph(MigrationGraph):
    """Roots and leaves *within* an application.

    Tortoise's (1.1.9) are those of the whole graph: once an extension depends on core's last migration, core
    has no end of its own, `up core` does nothing, `down` of the extension does nothing, and an extension made
    in one run gets no dependency on core.
    """

    def root_nodes(self, app_label: str | None = None) -> list[MigrationKey]:
        if app_label is None:
            return super().root_nodes()
        return sorted(
            node.key
            for node in self.node_map.values()
            if node.key.app_label == app_label and all(p.key.app_label != app_label for p in node.parents)
        )

    def leaf_nodes(self, app_label: str | None = None) -> list[MigrationKey]:
        if app_label is None:
            return super().leaf_nodes()
        return sorted(
            node.key
            for node in self.node_map.values()
            if node.key.app_label == app_label and all(c.key.app_label != app_label for c in node.children)
        )


class Loader(MigrationLoader):
    """Tortoise's, with our graph."""

    async def build_graph(self) -> None:
        try:
            self.load_disk()
        except ModuleNotFoundError as error:
            raise MigrationError(
                f"{error}: each installed module names a package for its migrations, which may be empty"
            ) from error
        self.graph = Graph()
        self.applied_migrations = set(await self.recorder.applied_migrations())
        for key, migration in self.disk_migrations.items():
            self.graph.add_node(key, migration)
        for key, migration in self.disk_migrations.items():
            self._add_internal_dependencies(key, migration)
            self._add_external_dependencies(key, migration)
        self._check()

    def _check(self) -> None:
        try:
            self.graph.validate_consistency()
        except ValueError as error:
            raise MigrationError(str(error)) from error
        for label in self.apps_config:
            if len(ends := self.graph.leaf_nodes(label)) > 1:
                names = " and ".join(key.name for key in ends)
                raise MigrationError(f"{label} ends in {names}: make one of them depend on the other")

    def key(self, label: str, name: str) -> MigrationKey:
        """The migration of this name, or whose name begins so."""
        found = [key for key in self.graph.nodes if key.app_label == label and key.name.startswith(name)]
        exact = [key for key in found if key.name == name]
        if len(found) != 1 and not exact:
            many = f"several migrations begin with {name!r}" if found else f"there is no migration {name!r}"
            raise MigrationError(f"{label}: {many}")
        return (exact or found)[0]
