"""The guide on live events says what the code does."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
import websockets

from openfactory.core.http.sockets.codes import CloseCode
from openfactory.core.modules.selection import discover
from openfactory.core.settings.sections import LiveSettings

GUIDE = (Path(__file__).parent.parent.parent / "docs" / "guides" / "live-events.md").read_text()


def rows(first: str) -> dict[str, list[str]]:
    """Rows of the tables whose first cell looks so."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in GUIDE.splitlines() if line.startswith("|")
    ]
    return {row[0]: row[1:] for row in cells if re.fullmatch(first, row[0])}


def test_every_close_code_is_there_with_what_to_do():
    assert rows(r"\d{4}") == {str(code.value): [code.meaning, code.advice] for code in CloseCode}


def test_every_channel_is_there():
    kinds = [kind for module in discover().values() for kind in module.channels]
    told = {name.strip("`").partition(":")[0]: row[0] for name, row in rows(r"`[a-z]+(:<id>)?`").items()}
    assert told == {kind.name: kind.summary for kind in kinds}


def test_every_setting_is_there():
    assert [name for name in LiveSettings.model_fields if f"`live.{name}`" not in GUIDE] == []


async def test_the_python_client_works(client, make, people, monkeypatch):
    source = re.search(r"```python\n(import asyncio.*?)```", GUIDE, re.DOTALL)
    namespace: dict = {}
    exec(source[1], namespace)
    project = await make.project(people.ann, people.organization)
    bob = make.client_for(people.bob, below=f"/api/projects/{project.id}")
    token, heard = await make.token(people.ann), []

    async def on_event(event: dict) -> None:
        heard.append(event["name"])

    def connect(url: str, **options):
        return websockets.unix_connect(str(client.socket), url, **options)

    monkeypatch.setattr(websockets, "connect", connect)
    following = asyncio.create_task(namespace["follow"]("ws://test", token, f"project:{project.id}", on_event))
    while not heard:
        await bob.post("/features", json={"name": make.word()})
        await asyncio.sleep(0.05)
    (connection,) = client.app.ctx.openfactory.connections._wheel.all()
    connection.abort()  # it comes back
    seen = len(heard)
    while len(heard) == seen:
        await bob.post("/features", json={"name": make.word()})
        await asyncio.sleep(0.05)
    await client.post("/api/auth/signout", headers={"authorization": f"Bearer {token}"})

    with pytest.raises(websockets.ConnectionClosed):
        await asyncio.wait_for(following, 10)
    assert set(heard) == {"projects.feature.created"}
