"""All rules. The order is that of precedence, and of the table in docs/guides/review.md."""

from __future__ import annotations

from openfactory.shared.documents.review.rule import Rule
from openfactory.shared.documents.review.rules import acronyms, clauses, items, sets, solutions, terms, times, verbs

RULES: tuple[Rule, ...] = (
    times.PLACEHOLDER,
    terms.ESCAPE,
    times.UNBOUNDED_TIME,
    terms.OPEN_ENDED,
    terms.COMPARATIVE,
    solutions.SOLUTION,
    terms.ABSOLUTE,
    terms.VAGUE,
    terms.SLASH,
    acronyms.ACRONYM,
    verbs.WEAK,
    verbs.NEGATIVE,
    verbs.SUPERFLUOUS,
    verbs.PASSIVE,
    clauses.PRONOUN,
    clauses.PURPOSE,
    clauses.NO_MEASURE,
    clauses.COMPOUND,
    clauses.LONG,
    clauses.STORY_NO_WHY,
    clauses.EARS_ORDER,
    items.NO_CRITERION,
    items.NO_OUTCOME,
    items.GIVEN_WITHOUT_THEN,
    items.MALFORMED_KEY,
    sets.DUPLICATE_KEY,
    sets.NEAR_DUPLICATE,
    sets.NUMBER_CONFLICT,
    sets.NO_FAILURE_PATH,
)
RANKS = {rule.id: rank for rank, rule in enumerate(RULES)}
