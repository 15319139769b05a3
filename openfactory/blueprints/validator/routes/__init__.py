"""The validator over HTTP."""

from openfactory.blueprints.validator.routes import feedback, stats

ALL = (feedback.routes, stats.routes)
