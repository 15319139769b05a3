"""A long document with many versions: what it costs to open, list, read back and compare, as versions grow.

    python benchmarks/document_history.py [--versions 5000] [--pages 200]

Prints CPU milliseconds per request (the whole server, in process, on SQLite) and the size of the versions.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from openfactory.app import create_app
from openfactory.core.modules.selection import discover
from openfactory.core.settings import load_settings
from openfactory.testing.databases import SqliteDatabases
from openfactory.testing.factories import Factory
from openfactory.testing.harness import serving

VOCABULARY = "pump valve pressure crew sample reading order route alarm station network meter zone shift report"


def paragraphs(pages: int) -> list[str]:
    """About 500 words on a page, in six paragraphs."""
    dice = random.Random(1)
    return [" ".join(dice.choices(VOCABULARY.split(), k=85)).capitalize() + "." for _ in range(pages * 6)]


async def cost(call: Any, times: int = 10) -> float:
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
        first = {"data": folder, "database": {"url": url}, "broker": {"url": "memory://"}, "mail": {"backend": "file"}}
        settings = load_settings(
            {m.name: m.settings for m in discover().values() if m.settings}, environ={}, overrides=first
        )
        async with serving(create_app(settings, name="history")) as client:
            make = Factory(client, settings)
            people = await make.people()
            project = await make.project(people.ann, people.organization)
            ann = make.client_for(people.ann, below=f"/api/projects/{project.id}/refinery/documents")
            lines = paragraphs(pages)
            body = {"type": "product_overview", "title": "Long", "markdown": "\n\n".join(lines)}
            document = (await ann.post("", json=body)).json()
            await look(ann, document["id"], versions, lines, folder)
            await make.close()


async def look(ann: Any, document_id: str, versions: int, lines: list[str], folder: Path) -> None:
    """Change a paragraph for each version; print a line at 10, 100, 1,000 and so on."""
    dice, where = random.Random(2), f"/{document_id}"
    print(f"{'versions':>9} {'open':>8} {'list':>8} {'read':>8} {'diff':>8} {'write':>8}   database")
    spent = 0.0
    for number in range(2, versions + 1):
        lines[dice.randrange(len(lines))] = " ".join(dice.choices(VOCABULARY.split(), k=85)) + f" {number}."
        began = time.process_time()
        reply = await ann.put(f"{where}/content", json={"markdown": "\n\n".join(lines)})
        spent += time.process_time() - began
        assert reply.status_code == 200, reply.text
        if number in (10, 100, 1000, versions):
            page = (await ann.get(f"{where}/versions", params={"limit": 100})).json()["versions"]
            old, older = page[4]["id"], page[5]["id"]
            costs = [
                await cost(lambda: ann.get(where)),
                await cost(lambda: ann.get(f"{where}/versions")),
                await cost(lambda old=old: ann.get(f"{where}/versions/{old}")),
                await cost(
                    lambda old=old, older=older: ann.get(f"{where}/versions/{older}/diff", params={"compareWith": old})
                ),
                spent / (number - 1) * 1000,
            ]
            size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
            print(f"{number:>9} " + " ".join(f"{value:>8.2f}" for value in costs) + f"   {size:.0f} MB", flush=True)


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
