"""What an organization uses."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, time, timedelta

from openfactory.blueprints.organizations.schemas.usage import ModelTokens, UsageOut
from openfactory.core import clock, usage
from openfactory.core.access import Access

SHOWN = timedelta(days=30)


async def read_usage(access: Access, since: datetime | None) -> UsageOut:
    """Sums from the day of `since` on; of the last thirty days without it."""
    day = (since or clock.now() - SHOWN).date()
    sums: defaultdict[str, int] = defaultdict(int)
    tokens: defaultdict[str, dict[str, int]] = defaultdict(lambda: {"input_tokens": 0, "output_tokens": 0})
    for row in await usage.read(access.organization, day):
        if row["kind"] in ("input_tokens", "output_tokens"):
            tokens[row["label"]][row["kind"]] = row["amount"]
        else:
            sums[row["kind"]] += row["amount"]
    return UsageOut(
        since=datetime.combine(day, time(), UTC),
        requests=sums["requests"],
        agent_tokens=[ModelTokens(model=model, **both) for model, both in sorted(tokens.items())],
        storage_bytes=sums["storage_bytes"],
        jobs=sums["jobs"],
    )
