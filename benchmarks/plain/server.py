"""The same routes on Sanic alone: `python -m plain.server PORT GIVEN`, or `create_app` within a process."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sanic import HTTPResponse, Request, Sanic

from plain.rows import rows_of

LAST = UUID(int=2**128 - 1)
PAGE = 50
PERSON = blake2b(b"session", digest_size=16).digest()


def create_app(given: Mapping[str, Any]) -> Sanic:
    """Three routes, each doing what openfactory's does for its answer, and nothing else."""
    app = Sanic("plain", configure_logging=False)
    app.config.update(MOTD=False, AUTO_EXTEND=False)
    rows, key = rows_of(given), bytes.fromhex(given["key"])

    @app.before_server_start
    async def start(app: Sanic) -> None:
        await rows.open()

    @app.after_server_stop
    async def stop(app: Sanic) -> None:
        await rows.close()

    @app.get("/health/live")
    async def liveness(request: Request) -> HTTPResponse:
        return _json(b'{"status":"ok"}')

    @app.get("/api/auth/session")
    async def session(request: Request) -> HTTPResponse:
        row = await rows.one("home", digest=_digest(key, request.token), now=datetime.now(UTC))
        return _refused(401) if row is None else _json(msgspec.json.encode(_session(row)))

    @app.get("/api/organizations/<organization_id:uuid>/projects")
    async def projects(request: Request, organization_id: UUID) -> HTTPResponse:
        digest, now = _digest(key, request.token), datetime.now(UTC)
        caller = await rows.one("organization", digest=digest, now=now, place_id=organization_id)
        if caller is None or caller["role"] is None:
            return _refused(401 if caller is None else 404)
        found = await rows.rows("projects", organization_id=organization_id, archived=False, before=LAST, most=PAGE + 1)
        return _json(msgspec.json.encode(_page(found)))

    return app


def _digest(key: bytes, token: str | None) -> str:
    return blake2b((token or "").encode(), key=key, person=PERSON, digest_size=32).hexdigest()


def _session(row: Mapping[str, Any]) -> dict[str, Any]:
    names = {"id": "user_id", "email": "user_email", "name": "user_name", "avatarUrl": "user_avatar_url"}
    user = {name: row[column] for name, column in names.items()}
    return {"user": user, "organizationId": row["organization_id"], "role": row["role"], "scopes": ["*"]}


def _page(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if len(rows) <= PAGE:
        return {"projects": rows, "nextCursor": None}
    page = rows[:PAGE]
    cursor = base64.urlsafe_b64encode(msgspec.json.encode([page[-1]["id"]])).decode().rstrip("=")
    return {"projects": page, "nextCursor": cursor}


def _json(body: bytes, status: int = 200) -> HTTPResponse:
    return HTTPResponse(body, status, content_type="application/json")


def _refused(status: int) -> HTTPResponse:
    return _json(b'{"code":"unauthenticated"}' if status == 401 else b'{"code":"not_found"}', status)


def main(port: str, given: str) -> None:
    """Serve in this process, with its access log off."""
    app = create_app(json.loads(Path(given).read_text()))
    app.run("127.0.0.1", int(port), single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
