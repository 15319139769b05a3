"""Refusals that only auth gives."""

from __future__ import annotations

from openfactory.core.errors import Conflict, Invalid, Malformed, NotFound, Unauthenticated


class EmailTaken(Conflict):
    """There is an account with this e-mail address already."""

    code, title = "auth.email_taken", "There is an account with this e-mail address"


class WrongCredentials(Unauthenticated):
    """E-mail address or password is wrong; which of them is not said."""

    code, title = "auth.wrong_credentials", "E-mail address or password is wrong"


class WeakPassword(Invalid):
    """The password is too short, too long, or one of those that everybody tries."""

    code, title = "auth.weak_password", "This password is not safe enough"


class WrongPassword(Invalid):
    """The present password does not match."""

    code, title = "auth.wrong_password", "The present password is wrong"


class BadResetToken(Malformed):
    """The token is unknown, used or expired."""

    code, title = "auth.bad_reset_token", "This link is used or expired: ask for another"


class UnknownProvider(NotFound):
    """No provider of this name is set up."""

    code, title = "auth.unknown_provider", "No sign-in provider of this name is set up"


class SignInRefused(Malformed):
    """The provider's answer does not prove who the user is."""

    code, title = "auth.sign_in_refused", "Signing in with this provider failed"
