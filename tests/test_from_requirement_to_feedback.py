"""The tutorial "From a requirement to feedback", run as it stands against a real server with workers and jobs."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from openfactory.testing.server import running_server

TUTORIAL = Path(__file__).parent.parent / "docs" / "tutorial" / "from-requirement-to-feedback.md"

pytestmark = [pytest.mark.processes, pytest.mark.timeout(300)]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def environment(request, tmp_path):
    """A server's environment on each database."""
    found = {"OPENFACTORY_DATA": str(tmp_path / "data")}
    if request.param == "sqlite":
        yield found
        return
    from openfactory.testing.databases import PostgresDatabases

    async with PostgresDatabases("tutorial").empty() as url:
        yield found | {"OPENFACTORY_DATABASE_URL": url}


def test_every_step_of_it_does_what_it_says(environment, tmp_path, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    code = "\n".join(re.findall(r"```python\n(.*?)```", TUTORIAL.read_text("utf-8"), re.DOTALL))
    with running_server("--workers", "2", env=environment, cwd=tmp_path) as server:
        done: dict[str, Any] = {}
        exec(compile(code.replace("http://127.0.0.1:8000", server.url), str(TUTORIAL), "exec"), done)
        api, project, ok = done["api"], done["P"], done["ok"]
        with closing(api):
            work = {order["title"]: order for order in ok(api.get(f"{project}/planner/work-orders"))["workOrders"]}
            assert [order["status"] for order in work.values()].count("done") == 1
            assert work[done["fix"]["title"]]["status"] == "backlog"

    assert [finding["rule"] for finding in done["review"]["findings"]] == ["no-criterion", "escape-clause"]
    assert [proposal["phase"] for proposal in done["extraction"]["proposals"]] == [
        *("Phase 1: Slots", "Phase 1: Slots", "Phase 2: Reminders")
    ]
    assert done["refused"].json()["code"] == "planner.criteria_open"
    assert done["feedback"]["category"] == "bug"
    assert [alert["changeType"] for alert in done["alerts"]] == ["content_changed"]
