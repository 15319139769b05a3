"""Shapes that auth takes and gives."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field, SecretStr, StringConstraints

from openfactory.core.http.schemas import In, Moment, Name, Out, WebUrl
from openfactory.shared.accounts.addresses import Email

Password = Annotated[SecretStr, Field(min_length=1, max_length=1024, examples=["correct horse battery"])]
Token = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class SignUp(In):
    """A new account. Without an organization's name the user belongs to none yet."""

    email: Email
    password: Password
    name: Name
    organization_name: Name | None = None


class SignIn(In):
    """An e-mail address and its password."""

    email: Email
    password: Password


class AskForReset(In):
    """Whose password is forgotten."""

    email: Email


class ResetPassword(In):
    """The mailed token and the password to have from now on."""

    token: Token
    new_password: Password


class ChangePassword(In):
    """The present password and the next one."""

    current: Password
    new: Password


class ChangeProfile(In):
    """What is not given stays."""

    name: Name | None = None
    avatar_url: WebUrl | None = None


class UserOut(Out):
    """A user, as they see themselves."""

    id: UUID
    email: str
    name: str
    avatar_url: str | None


class OrganizationRef(Out):
    """An organization in short."""

    id: UUID
    name: str
    slug: str


class SessionToken(Out):
    """The token to send as `Authorization: Bearer …`; it is shown only here."""

    token: str
    expires_at: Moment


class SignedUp(Out):
    """The new account."""

    user: UserOut
    organization: OrganizationRef | None
    session: SessionToken


class SignedIn(Out):
    """The user and the new session."""

    user: UserOut
    session: SessionToken


class CurrentSession(Out):
    """Who is calling; `organizationId` and `role` are of the organization they are at home in.

    `scopes` are an API key's; a session has all: `["*"]`.
    """

    user: UserOut
    organization_id: UUID | None
    role: str | None
    scopes: list[str]


class SessionOut(Out):
    """A signed-in device."""

    id: UUID
    device: str | None
    address: str | None
    current: bool
    created_at: Moment
    last_seen_at: Moment
    expires_at: Moment


class SessionList(Out):
    """The user's signed-in devices, the last used first."""

    sessions: list[SessionOut]


class ProviderOut(Out):
    """A way to sign in."""

    name: str
    label: str
    url: str


class ProviderList(Out):
    """The ways to sign in other than a password."""

    providers: list[ProviderOut]


class Message(Out):
    """A sentence for the user."""

    message: str


class StartSignIn(In):
    """Where to go after signing in: a path of this server."""

    redirect_to: Annotated[str, StringConstraints(max_length=1000)] = "/"


class ProviderAnswer(In):
    """What a provider sends back. Providers may add fields of their own."""

    model_config = {**In.model_config, "extra": "ignore", "alias_generator": None}

    code: Annotated[str, StringConstraints(max_length=4000)] | None = None
    state: Annotated[str, StringConstraints(max_length=1000)] | None = None
    iss: Annotated[str, StringConstraints(max_length=1000)] | None = None
    error: Annotated[str, StringConstraints(max_length=200)] | None = None
    error_description: Annotated[str, StringConstraints(max_length=1000)] | None = None

    def parameters(self) -> dict[str, Any]:
        """As the provider has sent them."""
        return self.model_dump(exclude_none=True)
