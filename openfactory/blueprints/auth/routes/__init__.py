"""Accounts and sessions over HTTP."""

from openfactory.blueprints.auth.routes.accounts import routes as accounts
from openfactory.blueprints.auth.routes.passwords import routes as passwords
from openfactory.blueprints.auth.routes.providers import routes as providers
from openfactory.blueprints.auth.routes.sessions import routes as sessions

ALL = (accounts, sessions, passwords, providers)
