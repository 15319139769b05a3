"""Which tests can run here: those that need a server are skipped with a reason, and in CI they fail instead."""

from __future__ import annotations

import os
import socket

import pytest

SERVERS = {"postgres": ("PostgreSQL", 5432), "redis": ("Redis", 6379)}


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = {marker: name for marker, (name, port) in SERVERS.items() if not _answers(port)}
    if os.environ.get("OPENFACTORY_REQUIRE_SERVICES") == "1":
        if missing:
            pytest.exit(f"{' and '.join(missing.values())} must answer on 127.0.0.1 here", returncode=1)
        return
    for item in items:
        for marker, name in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"no {name} answers on 127.0.0.1"))
