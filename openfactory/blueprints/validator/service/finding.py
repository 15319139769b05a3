"""Finding the original that a text is like: among a few that share a band of its signature, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from openfactory.blueprints.validator.triage.likeness import BANDS, likeness, signs
from openfactory.core.access import Access
from openfactory.core.db.queries import Query, as_uuid

_EACH, _MOST = 20, 10  # of each band the oldest are looked at, and of all those that share the most bands

_SHARED = " UNION ALL ".join(
    "SELECT * FROM (SELECT feedback_id FROM validator_bands "
    f"WHERE project_id = :project_id AND bucket = :bucket{band} ORDER BY feedback_id LIMIT {_EACH}) b{band}"
    for band in range(BANDS)
)
_CANDIDATES = Query(
    "validator.candidates",
    f"WITH near AS (SELECT s.feedback_id AS id, COUNT(*) AS shared FROM ({_SHARED}) s "
    f"GROUP BY s.feedback_id ORDER BY COUNT(*) DESC, s.feedback_id LIMIT {_MOST}) "
    "SELECT f.id, f.title, f.description FROM near JOIN validator_feedback f ON f.id = near.id "
    "WHERE f.project_id = :project_id ORDER BY near.shared DESC, f.id",
)


@dataclass(frozen=True)
class Like:
    """What a text is like, and how much: a share of their words."""

    feedback_id: UUID
    likeness: float


async def find_original(access: Access, buckets: Sequence[int], own: frozenset[str]) -> Like | None:
    """What of the project's originals says the same, the likest; one statement."""
    if not buckets:
        return None
    parameters = {f"bucket{band}": bucket for band, bucket in enumerate(buckets)}
    rows = await _CANDIDATES.rows(project_id=access.project, **parameters)
    candidates = ((as_uuid(row["id"]), signs(f"{row['title'] or ''}\n{row['description']}")) for row in rows)
    return _likest(own, ((row_id, other) for row_id, other in candidates if row_id is not None))


@dataclass
class Fresh:
    """Originals of a batch, whose bands are not written yet."""

    _by_bucket: dict[int, list[UUID]] = field(default_factory=dict)
    _signs: dict[UUID, frozenset[str]] = field(default_factory=dict)

    def add(self, feedback_id: UUID, buckets: Iterable[int], own: frozenset[str]) -> None:
        """Let later ones of the batch be found like this one."""
        self._signs[feedback_id] = own
        for bucket in buckets:
            self._by_bucket.setdefault(bucket, []).append(feedback_id)

    def find(self, buckets: Iterable[int], own: frozenset[str]) -> Like | None:
        """What of the batch says the same, the likest."""
        near = dict.fromkeys(row_id for bucket in buckets for row_id in self._by_bucket.get(bucket, ()))
        return _likest(own, ((row_id, self._signs[row_id]) for row_id in near))


def _likest(own: frozenset[str], others: Iterable[tuple[UUID, frozenset[str]]]) -> Like | None:
    found = [Like(row_id, round(shared, 3)) for row_id, other in others if (shared := likeness(own, other)) > 0]
    return max(found, key=lambda like: like.likeness, default=None)
