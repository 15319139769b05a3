"""The settings section `auth`."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, HttpUrl, SecretStr


class OpenIdProvider(BaseModel):
    """One OpenID Connect issuer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: HttpUrl = Field(description="The issuer's URL; its discovery document is below it.")
    client_id: str = Field(description="The client id that the issuer has given.")
    client_secret: SecretStr = Field(description="The client secret that the issuer has given.")
    label: str = Field(default="", description="What a sign-in button should say.")


class AuthSettings(BaseModel):
    """Sessions and sign-in by other providers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    session_days: Annotated[int, Field(ge=1, le=365)] = Field(
        default=30, description="Days after its last use that a session ends."
    )
    allow_signup: bool = Field(default=True, description="Whether anybody may make an account.")
    github_client_id: str = Field(default="", description="OAuth client id at GitHub; empty: off.")
    github_client_secret: SecretStr = Field(default=SecretStr(""), description="OAuth client secret at GitHub.")
    github_url: str = Field(default="https://github.com", description="GitHub's own URL, for GitHub Enterprise.")
    github_api_url: str = Field(default="https://api.github.com", description="GitHub's API URL.")
    google_client_id: str = Field(default="", description="OAuth client id at Google; empty: off.")
    google_client_secret: SecretStr = Field(default=SecretStr(""), description="OAuth client secret at Google.")
    providers: dict[str, OpenIdProvider] = Field(
        default_factory=dict, description="Other OpenID Connect issuers by name: `[auth.providers.NAME]`."
    )
