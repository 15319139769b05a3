"""The authorization server's half of the code flow, strict: what the tests' issuer and GitHub share."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from urllib.parse import parse_qsl, urlsplit

import httpx

from openfactory.testing.web import Answer, Ask


@dataclass(frozen=True)
class Grant:
    """What was asked for when a code was given out."""

    redirect_uri: str
    code_challenge: str
    nonce: str | None
    scope: str


@dataclass
class Grants:
    """Gives a code for each request to authorize, and once the grant of a code to the client it is for.

    `denied`: the person refuses. `answer_as`: the `iss` parameter of RFC 9207, where there is to be one.
    """

    client_id: str = "openfactory"
    client_secret: str = "the client's secret, with + and % in it"
    denied: bool = False
    answer_as: str | None = None
    _codes: dict[str, Grant] = field(default_factory=dict)

    def authorize(self, ask: Ask) -> Answer:
        """Approve at once, and send the browser back."""
        wanted = ask.query
        proper = wanted.get("client_id") == self.client_id and wanted.get("response_type") == "code"
        if not proper or wanted.get("code_challenge_method") != "S256" or not wanted.get("state"):
            return Answer(400, b"this is no proper request to authorize")
        back = {"state": wanted["state"], **({"iss": self.answer_as} if self.answer_as else {})}
        if self.denied:
            return Answer.redirect(wanted["redirect_uri"], error="access_denied", **back)
        code = secrets.token_urlsafe(16)
        self._codes[code] = Grant(
            wanted["redirect_uri"], wanted["code_challenge"], wanted.get("nonce"), wanted.get("scope", "")
        )
        return Answer.redirect(wanted["redirect_uri"], code=code, **back)

    def redeem(self, ask: Ask) -> Grant | str:
        """The grant of a code, or the error code of RFC 6749, section 5.2."""
        if not self._is_client(ask):
            return "invalid_client"
        grant = self._codes.pop(ask.form.get("code", ""), None)
        if grant is None or grant.redirect_uri != ask.form.get("redirect_uri"):
            return "invalid_grant"
        digest = hashlib.sha256(ask.form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        return grant if compare_digest(challenge, grant.code_challenge) else "invalid_grant"

    def _is_client(self, ask: Ask) -> bool:
        basic = base64.b64encode(f"{self.client_id}:{self.client_secret}".encode()).decode()
        by_post = (ask.form.get("client_id"), ask.form.get("client_secret")) == (
            self.client_id,
            self.client_secret,
        )
        return by_post or ask.headers.get("Authorization") == f"Basic {basic}"


async def approve(authorization_url: str) -> dict[str, str]:
    """Go where a sign-in sends the browser, and return the parameters that it comes back with."""
    async with httpx.AsyncClient(trust_env=False, verify=False) as browser:
        answer = await browser.get(authorization_url)
    if answer.status_code != 302:
        raise AssertionError(f"the provider answered {answer.status_code}: {answer.text}")
    return dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
