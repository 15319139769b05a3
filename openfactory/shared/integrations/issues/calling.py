"""Calling a tracker's API: a call was refused, was not carried out, or nobody knows.

The three must not be mixed up. Only a call that was certainly not carried out may simply be made again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urljoin

import httpx
import msgspec

from openfactory.core.outgoing import AnswerTooLarge, OutgoingRefused
from openfactory.shared.integrations.errors import OutcomeUnknown, ServiceFailed, ServiceRefused
from openfactory.shared.integrations.issues.answers import is_limited, pause, said

MOST_HOPS: Final = 3
# RFC 9110: what these say of a request does not tell whether it was carried out by somebody behind who says it.
_OPEN_ENDED: Final = frozenset({408, 409, 425, 499})
_SAME_AGAIN: Final = frozenset({301, 302, 307, 308})
_NOT_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)


@dataclass(frozen=True)
class Service:
    """A service as it is called: its name for people, the headers of each request, and what no text may repeat."""

    name: str
    client: httpx.AsyncClient
    seconds: float
    headers: dict[str, str]
    secrets: tuple[str, ...]

    async def call(self, method: str, url: str, *, body: Any = None, writes: bool = False, **query: Any) -> Any:
        """The JSON that is answered.

        ServiceRefused and ServiceFailed: it was not carried out, and would not be or may be later. OutcomeUnknown,
        of a call that `writes`: it may have been. Redirects are followed with the same method, on the same origin only.
        """
        lost = OutcomeUnknown if writes else ServiceFailed
        first = httpx.URL(url)
        target = first.copy_merge_params(query) if query else first
        for _ in range(MOST_HOPS + 1):
            answer = await self._send(method, target, body, lost)
            if answer.status_code not in _SAME_AGAIN:
                return self._content(answer, lost)
            target = self._onward(first, answer)
        raise ServiceRefused(f"{self.name} redirects again and again")

    async def _send(self, method: str, url: httpx.URL, body: Any, lost: type[ServiceFailed]) -> httpx.Response:
        timeout = httpx.Timeout(self.seconds, connect=self.seconds / 2)
        try:
            return await self.client.request(method, url, json=body, headers=self.headers, timeout=timeout)
        except OutgoingRefused as refusal:
            raise ServiceRefused(str(refusal)) from None
        except _NOT_SENT as error:
            raise ServiceFailed(f"{self.name} was not reached: {type(error).__name__}") from None
        except httpx.TimeoutException:
            raise lost(f"{self.name} has not answered within {self.seconds:g} seconds") from None
        except AnswerTooLarge as error:
            raise lost(f"{self.name}: {error}") from None
        except httpx.HTTPError as error:
            raise lost(f"{self.name} has not answered to the end: {type(error).__name__}") from None

    def _onward(self, first: httpx.URL, answer: httpx.Response) -> httpx.URL:
        try:
            target = httpx.URL(urljoin(str(answer.request.url), answer.headers.get("location", "")))
        except (httpx.InvalidURL, ValueError):
            raise ServiceRefused(f"{self.name} redirects to what is no URL") from None
        if origin(target) != origin(first):
            raise ServiceRefused(f"{self.name} redirects to another server, which is not followed: check the URL")
        return target

    def _content(self, answer: httpx.Response, lost: type[ServiceFailed]) -> Any:
        if answer.is_success:
            try:
                return msgspec.json.decode(answer.content)
            except msgspec.DecodeError:
                raise lost(f"{self.name} answered with {answer.status_code} and no JSON") from None
        text = f"{self.name} answered with {answer.status_code}{said(answer, self.secrets)}"
        if is_limited(answer):
            raise ServiceFailed(text, retry_after=pause(answer))
        if 400 <= answer.status_code < 500 and answer.status_code not in _OPEN_ENDED:
            raise ServiceRefused(text)
        raise lost(text)


def origin(url: httpx.URL | str) -> tuple[str, str, int]:
    """Scheme, host and port: what a credential may be sent to."""
    parsed = httpx.URL(url)
    return parsed.scheme, parsed.host, parsed.port or {"http": 80}.get(parsed.scheme, 443)
