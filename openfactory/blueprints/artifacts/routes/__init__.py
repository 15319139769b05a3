"""Artifacts over HTTP."""

from openfactory.blueprints.artifacts.routes import artifacts, folders

ALL = (folders.routes, artifacts.routes)
