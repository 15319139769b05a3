"""A client process that sends feedback as fast as it can, some of it twice.

    python sender.py URL KEY FIRST COUNT

It prints, as JSON, how many answers had which status, and the ids that the server has given, by number of feedback.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter

import httpx

AT_ONCE = 16
RETRIED = 10  # each such one is sent twice at once, and again where the server says that the first is still running


async def main(url: str, key: str, first: int, count: int) -> None:
    statuses: Counter[int] = Counter()
    ids: dict[int, list[str]] = {}
    waiting = iter(range(first, first + count))
    limits = httpx.Limits(max_connections=2 * AT_ONCE)
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits, headers=headers) as client:

        async def post(number: int) -> None:
            body = {"description": f"Report {number % 500} of hall {number % 700}: pump number {number} is broken"}
            while True:
                reply = await client.post(url, json=body, headers={"idempotency-key": f"report-{number}"})
                statuses[reply.status_code] += 1
                if reply.status_code == 201:
                    ids.setdefault(number, []).append(reply.json()["id"])
                    return
                if reply.status_code not in (409, 503):
                    return
                await asyncio.sleep(0.1)

        async def send() -> None:
            for number in waiting:
                await asyncio.gather(*(post(number) for _ in range(2 if number % RETRIED == 0 else 1)))

        await asyncio.gather(*(send() for _ in range(AT_ONCE)))
    sys.stdout.write(json.dumps({"statuses": statuses, "ids": ids}))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
