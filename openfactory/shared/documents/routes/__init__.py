"""Documents over HTTP: written once, mounted by every collection under its own nouns, kinds and permissions.

Handlers here speak of documents. `routes_of` gives a collection its own: for the Foundry `list_documents` with
the permission `documents.read` is `list_blueprints` with `foundry.read`, and its list is `blueprints`.
"""

from openfactory.shared.documents.routes.mounting import routes_of

__all__ = ["routes_of"]
