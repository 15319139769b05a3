"""Refusals that only organizations give."""

from __future__ import annotations

from openfactory.core.errors import Conflict, NotFound


class AlreadyMember(Conflict):
    """Whoever has this e-mail address is a member."""

    code, title = "organizations.already_member", "Whoever has this e-mail address is a member already"


class UnknownInvitation(NotFound):
    """The token is unknown, used, revoked, renewed or expired."""

    code = "organizations.unknown_invitation"
    title = "This invitation is used, revoked or expired: ask for another"


class LastAdmin(Conflict):
    """Without this admin nobody could manage the organization."""

    code, title = "organizations.last_admin", "The last admin can neither leave nor be demoted"


class DefaultNeeded(Conflict):
    """A type of template has exactly one default."""

    code, title = "organizations.default_needed", "Make another template the default instead"
