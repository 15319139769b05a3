"""Asking a provider, and understanding its answers or failing with words that can be shown."""

from __future__ import annotations

from typing import Any, TypeVar

import httpx
import msgspec

from openfactory.core.errors import Refusal
from openfactory.core.logs import get_logger
from openfactory.core.oidc.provider import Provider, SignInFailed

log = get_logger(__name__)
T = TypeVar("T")


async def ask(http: httpx.AsyncClient, provider: Provider, method: str, url: str, **options: Any) -> httpx.Response:
    """One request. SignInFailed where no answer came; the log says why."""
    try:
        return await http.request(method, url, **options)
    except (httpx.HTTPError, httpx.InvalidURL, Refusal) as error:
        log.warning("sign-in provider not reached", provider=provider.name, url=url, error=str(error))
        raise SignInFailed(f"{provider.name} cannot be reached from this server") from error


async def fetch(
    http: httpx.AsyncClient, provider: Provider, url: str, kind: type[T], *, access_token: str | None = None
) -> T:
    """A JSON document of the provider."""
    headers = {"Accept": "application/json"}
    if access_token is not None:
        headers["Authorization"] = f"Bearer {access_token}"
    answer = await ask(http, provider, "GET", url, headers=headers)
    if answer.status_code != httpx.codes.OK:
        log.warning("sign-in provider refused", provider=provider.name, url=url, status=answer.status_code)
        raise SignInFailed(f"{provider.name} answered with the status {answer.status_code}")
    return understood(provider, answer, kind)


def understood(provider: Provider, answer: httpx.Response, kind: type[T]) -> T:
    """The answer's JSON as what it must be; members that `kind` does not name are left out."""
    try:
        return msgspec.json.decode(answer.content, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        log.warning("sign-in provider not understood", provider=provider.name, url=str(answer.url), error=str(error))
        raise SignInFailed(f"{provider.name} gave an answer that is not understood") from error
