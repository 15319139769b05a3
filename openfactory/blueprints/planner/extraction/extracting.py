"""Extraction as a whole: blueprints in, proposals out. The same in gives the same out."""

from __future__ import annotations

from collections.abc import Sequence

from openfactory.blueprints.planner.errors import ExtractionTooLarge
from openfactory.blueprints.planner.extraction.blueprints import Blueprint, Proposal, Requirements
from openfactory.blueprints.planner.extraction.depending import with_dependencies
from openfactory.blueprints.planner.extraction.proposing import propose
from openfactory.blueprints.planner.extraction.rules import Rules

MOST = 2_000


def extract(blueprints: Sequence[Blueprint], rules: Rules, requirements: Requirements) -> list[Proposal]:
    """What the blueprints propose, in their order and that of their texts; refused beyond `MOST`."""
    pairs, count = [], 0
    for blueprint in blueprints:
        found = propose(blueprint, rules, requirements)
        count += len(found)
        if count > MOST:
            raise ExtractionTooLarge(
                f"there are more than {MOST} proposals in these blueprints: extract from fewer at a time, "
                "or leave sections out by a template"
            )
        pairs.append((blueprint, found))
    return with_dependencies(pairs)
