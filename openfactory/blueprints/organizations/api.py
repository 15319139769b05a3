"""What other modules may call: templates of the organization, and scopes for API keys."""

from __future__ import annotations

from openfactory.blueprints.organizations.models import Template, TemplateType
from openfactory.blueprints.organizations.scopes import register_scope
from openfactory.blueprints.organizations.service.templates import default_template, read_template

__all__ = ["Template", "TemplateType", "default_template", "read_template", "register_scope"]
