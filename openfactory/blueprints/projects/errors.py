"""Refusals that only projects give."""

from __future__ import annotations

from openfactory.core.errors import Conflict


class FeatureCycle(Conflict):
    """A feature cannot be put below itself, or below what is below it."""

    code, title = "projects.feature_cycle", "A feature cannot be below itself"


class TooDeep(Conflict):
    """The tree of features would become deeper than it may be."""

    code, title = "projects.feature_depth", "Features cannot be nested this deep"


class TooManyFeatures(Conflict):
    """The project has as many features as a project can have."""

    code, title = "projects.feature_limit", "The project has as many features as it can have"
