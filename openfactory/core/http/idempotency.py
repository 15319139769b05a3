"""`Idempotency-Key`: a repeated POST has one effect and one answer (draft-ietf-httpapi-idempotency-key-header).

The answer is stored in the transaction of the effect, so neither is ever there without the other. While a
request is being worked on its row says until when; a worker that died leaves the row, and after that moment
the next attempt takes over. The attempt's number fences a slow first worker: its commit finds the number
changed, and fails. Refusals are not stored: their transaction leaves nothing to protect.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from hashlib import blake2b

import msgspec
from sanic import HTTPResponse
from sanic.compat import Header

from openfactory.core import clock
from openfactory.core.access import Access
from openfactory.core.db.queries import Query
from openfactory.core.db.transactions import transaction
from openfactory.core.errors import Conflict, Invalid
from openfactory.core.http.request import ApiRequest
from openfactory.core.security.sealing import Sealer

LEASE = timedelta(seconds=60)  # as long as a request may take (RESPONSE_TIMEOUT)
PURPOSE = "stored-answer"
_KEY = re.compile(r"[!-~]{1,255}")

_BEGIN = Query(
    "idempotency.begin",
    "INSERT INTO core_stored_answers (id, fingerprint, attempt, running_until, expires_at) "
    "VALUES (:id, :fingerprint, 1, :until, :expires) ON CONFLICT (id) DO NOTHING RETURNING attempt",
)
_FIND = Query(
    "idempotency.find",
    "SELECT fingerprint, status, answer, running_until > :now AS running, expires_at <= :now AS expired "
    "FROM core_stored_answers WHERE id = :id",
)
_TAKE_OVER = Query(
    "idempotency.take_over",
    "UPDATE core_stored_answers SET attempt = attempt + 1, running_until = :until, expires_at = :expires, "
    "fingerprint = :fingerprint, status = NULL, answer = NULL "
    "WHERE id = :id AND ((status IS NULL AND running_until <= :now) OR expires_at <= :now) RETURNING attempt",
)
_KEEP = Query(
    "idempotency.keep",
    "UPDATE core_stored_answers SET status = :status, answer = :answer "
    "WHERE id = :id AND attempt = :attempt AND status IS NULL",
)
_RELEASE = Query(
    "idempotency.release",
    "DELETE FROM core_stored_answers WHERE id = :id AND attempt = :attempt AND status IS NULL",
)
_SWEEP = Query("idempotency.sweep", "DELETE FROM core_stored_answers WHERE expires_at <= :now")


class StillRunning(Conflict):
    """A request with this key is still being worked on."""

    code, title = "request.still_running", "A request with this Idempotency-Key is still running"

    def headers(self) -> dict[str, str]:
        return {"Retry-After": "1"}


class KeyReused(Invalid):
    """This key came before with another body."""

    code, title = "request.idempotency_key_reused", "This Idempotency-Key was used for another request"


class Idempotency:
    """Stored answers of one application; they live for `keep`."""

    def __init__(self, keep: timedelta) -> None:
        self.sealer: Sealer | None = None  # set when a worker starts
        self._keep = keep

    async def once(
        self,
        request: ApiRequest,
        access: Access,
        key: str,
        body: bytes,
        work: Callable[[], Awaitable[HTTPResponse]],
        prepare: Callable[[], Awaitable[None]] | None = None,
        *,
        together: bool = True,
    ) -> HTTPResponse:
        """Answer by `work`, or by what it answered before; `body` is what must be the same, or a digest of it.

        `prepare` comes before `work`, and outside of its transaction.
        Unless `together` the answer is stored after the effect, which is on another server: a worker that dies in
        between lets a repetition do it again.
        """
        if not _KEY.fullmatch(key):
            raise Invalid.at("/header/idempotency-key", "1…255 visible ASCII characters are needed", code="bad_key")
        row_id, fingerprint = _digest(_whose(request, access), key), _digest(request.path, body)
        attempt = await self._begin(row_id, fingerprint)
        if attempt is None:
            return await self._earlier(row_id, fingerprint)
        try:
            if prepare is not None:
                await prepare()
            if not together:
                response = await work()
                await self._keep_answer(row_id, attempt, response)
                return response
            async with transaction(access):
                response = await work()
                await self._keep_answer(row_id, attempt, response)
        except BaseException:
            await _RELEASE.run(id=row_id, attempt=attempt)
            raise
        return response

    async def _keep_answer(self, row_id: str, attempt: int, response: HTTPResponse) -> None:
        answer = self._seal(response)
        if await _KEEP.run(id=row_id, attempt=attempt, status=response.status, answer=answer) != 1:
            raise StillRunning("another attempt has taken over")

    async def _begin(self, row_id: str, fingerprint: str) -> int | None:
        now = clock.now()
        values = {"id": row_id, "fingerprint": fingerprint, "until": now + LEASE, "expires": now + self._keep}
        row = await _BEGIN.one(**values) or await _TAKE_OVER.one(**values, now=now)
        return row["attempt"] if row else None

    async def _earlier(self, row_id: str, fingerprint: str) -> HTTPResponse:
        row = await _FIND.one(id=row_id, now=clock.now())
        if row is None:
            raise StillRunning("the first request has just failed: send it again")
        if row["fingerprint"] != fingerprint:
            raise KeyReused
        if row["status"] is None:
            raise StillRunning
        return self._open(row["status"], row["answer"])

    def _seal(self, response: HTTPResponse) -> str:
        headers = [(str(name), str(value)) for name, value in response.headers.items()]
        kept = (response.content_type, headers, response.body or b"")
        assert self.sealer is not None
        return self.sealer.seal(msgspec.json.encode(kept), PURPOSE).decode()

    def _open(self, status: int, answer: str) -> HTTPResponse:
        assert self.sealer is not None
        kept = self.sealer.open(answer.encode(), PURPOSE)
        content_type, headers, body = msgspec.json.decode(kept, type=tuple[str | None, list[tuple[str, str]], bytes])
        replay = Header([*headers, ("Idempotency-Replayed", "true")])  # several cookies have one name
        return HTTPResponse(body or None, status, replay, content_type=content_type)


async def sweep() -> int:
    """Delete what has expired; how many there were."""
    return await _SWEEP.run(now=clock.now())


def _whose(request: ApiRequest, access: Access) -> str:
    """Whose key it is, and for what: nobody else's, nor another route's, is the same one."""
    caller = access.caller
    # Nobody is known on a public route; the address keeps strangers' keys apart.
    who = caller.credential_id or caller.user_id or request.remote_addr or request.ip
    return f"{caller.kind} {who} {request.path}"


def _digest(*parts: str | bytes) -> str:
    digest = blake2b(digest_size=32)
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()
