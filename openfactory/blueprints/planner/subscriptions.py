"""What the planner does when something has happened elsewhere."""

from __future__ import annotations

from openfactory.blueprints.foundry.api import FOUNDRY
from openfactory.blueprints.planner.service import sources
from openfactory.blueprints.refinery.api import REFINERY
from openfactory.core.access import Access
from openfactory.core.subscriptions import Entry, Subscription, on
from openfactory.shared.documents import events
from openfactory.shared.documents.kinds import Collection

_FACTS: tuple[type[events.DocumentEvent], ...] = (events.Edited, events.Changed, events.Deleted, events.Restored)


def _following(collection: Collection, fact: type[events.DocumentEvent]) -> Subscription:
    """Looks again at work orders that come from a document which something was done to."""

    async def follow(access: Access, event: events.DocumentEvent, entry: Entry) -> None:
        await sources.follow_document(access, event.document_id, but=entry.actor_id)

    return on(collection.event(fact), name=f"follow_{collection.noun}_{fact.past}")(follow)


ALL = tuple(_following(collection, fact) for collection in (FOUNDRY, REFINERY) for fact in _FACTS)
