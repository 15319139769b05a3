"""The authorization-code flow with PKCE (RFC 6749, 7636): out with a URL, back with a code, then tokens."""

from __future__ import annotations

import re
from collections.abc import Mapping
from hmac import compare_digest

import httpx
import msgspec
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri, prepare_token_request
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from openfactory.core.oidc.answers import ask, understood
from openfactory.core.oidc.issuers import Metadata
from openfactory.core.oidc.provider import Flow, Provider, SignInFailed
from openfactory.core.security.tokens import new_token

_ERROR_CODE = re.compile(r"[a-z_]{1,60}")


class Tokens(msgspec.Struct, frozen=True):
    """A token endpoint's answer, good or bad: GitHub sends errors with the status 200."""

    access_token: str | None = None
    id_token: str | None = None
    error: str | None = None


def new_flow(provider: Provider, redirect_to: str) -> Flow:
    """A flow with fresh secrets."""
    return Flow(
        provider=provider.name,
        state=new_token(),
        nonce=new_token(),
        code_verifier=new_token(),
        redirect_to=redirect_to,
    )


def authorization_url(provider: Provider, metadata: Metadata, flow: Flow, redirect_uri: str) -> str:
    """Where the browser goes."""
    return str(
        prepare_grant_uri(
            metadata.authorization_endpoint,
            client_id=provider.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=list(provider.scopes),
            state=flow.state,
            nonce=flow.nonce if provider.issuer else None,
            code_challenge=create_s256_code_challenge(flow.code_verifier),
            code_challenge_method="S256",
        )
    )


def answered_code(provider: Provider, metadata: Metadata, flow: Flow, parameters: Mapping[str, str]) -> str:
    """The code that the browser has brought back, if the answer belongs to this flow and this provider."""
    same_state = compare_digest(flow.state.encode(), parameters.get("state", "").encode("utf-8", "replace"))
    if flow.provider != provider.name or not same_state:
        raise SignInFailed("This sign-in was not started here, or another one was started since: start again")
    _check_issuer(provider, metadata, parameters.get("iss"))
    if "error" in parameters:
        raise SignInFailed(_refusal(provider, parameters["error"]))
    if not parameters.get("code"):
        raise SignInFailed(f"{provider.name} sent no code back")
    return parameters["code"]


async def redeem(
    http: httpx.AsyncClient, provider: Provider, metadata: Metadata, flow: Flow, code: str, redirect_uri: str
) -> Tokens:
    """The tokens for a code."""
    body = prepare_token_request(
        "authorization_code", redirect_uri=redirect_uri, code=code, code_verifier=flow.code_verifier
    )
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    auth = ClientAuth(provider.client_id, provider.client_secret, _auth_method(provider, metadata))
    url, headers, body = auth.prepare("POST", metadata.token_endpoint, headers, body)
    answer = await ask(http, provider, "POST", url, headers=headers, content=body.encode())
    tokens = understood(provider, answer, Tokens)
    if tokens.error is not None or answer.is_error:
        raise SignInFailed(_refusal(provider, tokens.error or ""))
    return tokens


def _check_issuer(provider: Provider, metadata: Metadata, named: str | None) -> None:
    """RFC 9207: which issuer answers, against mixing up two. GitHub publishes no name to compare with."""
    if not provider.issuer:
        return
    missing = named is None and metadata.authorization_response_iss_parameter_supported
    if missing or (named is not None and named != metadata.issuer):
        raise SignInFailed(f"The answer does not come from {provider.name}")


def _auth_method(provider: Provider, metadata: Metadata) -> str:
    if not provider.client_secret:
        return "none"
    # In a body there is one way to encode a secret with special characters; in Basic, servers disagree.
    by_post = "client_secret_post" in metadata.token_endpoint_auth_methods_supported
    return "client_secret_post" if by_post else "client_secret_basic"


def _refusal(provider: Provider, error: str) -> str:
    """Only the code is shown, since a description is any text somebody chose."""
    if error == "access_denied":
        return f"The sign-in was cancelled at {provider.name}"
    return f"{provider.name} refused the sign-in" + (f" ({error})" if _ERROR_CODE.fullmatch(error) else "")
