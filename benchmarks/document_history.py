"""A long document with many versions: what it costs to open, list, read back and compare, as versions grow.

    python benchmarks/document_history.py [--versions 5000] [--pages 200]

Prints CPU milliseconds per request (the whole server, in process, on SQLite) and the size of the database. Each
version changes one paragraph of the one before; they are stored as `PUT …/content` stores them.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from openfactory.app import create_app
from openfactory.blueprints.foundry.api import FOUNDRY
from openfactory.core.access import Access
from openfactory.core.db.transactions import transaction
from openfactory.core.modules.selection import discover
from openfactory.core.settings import load_settings
from openfactory.shared.documents.service import history
from openfactory.shared.documents.service.editing import read_text
from openfactory.shared.documents.texts import Text
from openfactory.testing.databases import SqliteDatabases
from openfactory.testing.factories import Factory
from openfactory.testing.harness import Client, serving

VOCABULARY = "pump valve pressure crew sample reading order route alarm station network meter zone shift report"
CHECKPOINTS = (10, 100, 1000, 5000)


def paragraphs(pages: int) -> list[str]:
    """About 500 words on a page, in six paragraphs."""
    dice = random.Random(1)
    return [" ".join(dice.choices(VOCABULARY.split(), k=85)).capitalize() + "." for _ in range(pages * 6)]


async def cost(call: Callable[[], Awaitable[Any]], times: int = 15) -> float:
    """CPU milliseconds of one call, the median of several."""
    found = []
    for _ in range(times):
        began = time.process_time()
        reply = await call()
        found.append((time.process_time() - began) * 1000)
        assert reply.status_code == 200, reply.text
    return sorted(found)[times // 2]


async def measure(versions: int, pages: int, folder: Path) -> None:
    """Write the versions, and look at the document now and then."""
    databases = SqliteDatabases(folder)
    await databases.prepare()
    async with databases.copy() as url:
        chosen = {"data": folder, "database": {"url": url}, "broker": {"url": "memory://"}, "mail": {"backend": "file"}}
        sections = {module.name: module.settings for module in discover().values() if module.settings}
        settings = load_settings(sections, environ={}, overrides=chosen)
        async with serving(create_app(settings, name="history")) as client:
            make = Factory(client, settings)
            people = await make.people()
            project = await make.project(people.ann, people.organization)
            ann = make.client_for(people.ann, below=f"/api/projects/{project.id}/foundry/blueprints")
            access = make.access(people.ann, organization_id=people.organization.id, project_id=project.id)
            body = {"type": "foundation_blueprint", "title": "Long", "markdown": "\n\n".join(paragraphs(pages))}
            document = (await ann.post("", json=body)).json()
            print(f"{'versions':>9} {'open':>8} {'list':>8} {'read':>8} {'diff':>8} {'store':>8}   database")
            there = 1
            for wanted in sorted({min(versions, point) for point in CHECKPOINTS}):
                stored = await write(access, UUID(document["id"]), wanted - there)
                there = wanted
                size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
                costs = [*await look(ann, document["id"]), stored]
                print(f"{wanted:>9} " + " ".join(f"{value:>8.2f}" for value in costs) + f"   {size:.0f} MB", flush=True)
            await make.close()


async def write(access: Access, document_id: UUID, count: int) -> float:
    """Store so many more versions; CPU milliseconds of each."""
    dice, began = random.Random(count), time.process_time()
    document = await FOUNDRY.require(access, document_id)
    blocks = list((await read_text(access, document)).content["content"])
    for number in range(count):
        words = " ".join(dice.choices(VOCABULARY.split(), k=85))
        blocks[dice.randrange(len(blocks))] = {"type": "paragraph", "content": [{"type": "text", "text": words}]}
        async with transaction(access):
            document.last_version += 1
            await document.save(update_fields=["last_version"])
            text = Text({"type": "doc", "content": list(blocks)})
            await history.keep(access, document, text, document.last_version, f"Change {number}")
    return (time.process_time() - began) * 1000 / max(1, count)


async def look(ann: Client, document_id: str) -> list[float]:
    """CPU milliseconds of opening, listing, reading back and comparing."""
    where = f"/{document_id}"
    page = (await ann.get(f"{where}/versions", params={"limit": 100})).json()["versions"]
    new, old = page[0]["id"], page[-1]["id"]
    return [
        await cost(lambda: ann.get(where)),
        await cost(lambda: ann.get(f"{where}/versions")),
        await cost(lambda: ann.get(f"{where}/versions/{old}")),
        await cost(lambda: ann.get(f"{where}/versions/{old}/diff", params={"compareWith": new})),
    ]


def main() -> None:
    """Measure in a folder that is thrown away."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--versions", type=int, default=5000)
    parser.add_argument("--pages", type=int, default=200)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(options.versions, options.pages, Path(folder)))


if __name__ == "__main__":
    main()
