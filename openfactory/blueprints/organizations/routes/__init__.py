"""Organizations over HTTP."""

from openfactory.blueprints.organizations.routes.api_keys import routes as api_keys
from openfactory.blueprints.organizations.routes.audit import routes as audit
from openfactory.blueprints.organizations.routes.invitations import routes as invitations
from openfactory.blueprints.organizations.routes.members import routes as members
from openfactory.blueprints.organizations.routes.organizations import routes as organizations
from openfactory.blueprints.organizations.routes.templates import routes as templates
from openfactory.blueprints.organizations.routes.usage import routes as usage

ALL = (organizations, members, invitations, api_keys, templates, audit, usage)
