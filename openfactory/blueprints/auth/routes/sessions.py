"""The caller's sessions over HTTP."""

from __future__ import annotations

from uuid import UUID

from openfactory.blueprints.auth.resources import resources
from openfactory.blueprints.auth.schemas import CurrentSession, SessionList, SessionOut, UserOut
from openfactory.blueprints.auth.service import sessions
from openfactory.core.access import KNOWN, SIGNED_IN, Access
from openfactory.core.http.context import Context
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.replies import Reply
from openfactory.core.http.routes import Routes

routes = Routes()


@routes.get("/session")
@endpoint(needs=KNOWN, place="home", reply=CurrentSession)
async def read_session(access: Access) -> CurrentSession:
    """Say who is calling, and in which organization they are at home."""
    caller, row = access.caller, access.caller.row
    return CurrentSession(
        user=UserOut(id=access.user_id, email=row["user_email"], name=caller.name, avatar_url=row["user_avatar_url"]),
        organization_id=access.organization_id,
        role=access.role,
        scopes=sorted(caller.scopes) if caller.scopes is not None else ["*"],
    )


@routes.post("/signout")
@endpoint(needs=SIGNED_IN)
async def sign_out(access: Access, context: Context) -> Reply:
    """End this session: the token is dead at once, everywhere."""
    assert access.caller.credential_id is not None
    await sessions.end_session(access, access.caller.credential_id)
    return Reply(cookies=[resources(context).session_cookie("")])


@routes.get("/sessions")
@endpoint(needs=SIGNED_IN, reply=SessionList)
async def list_sessions(access: Access) -> SessionList:
    """List the caller's signed-in devices."""
    current = access.caller.credential_id
    return SessionList(
        sessions=[
            SessionOut(
                id=session.id,
                device=session.device,
                address=session.address,
                current=session.id == current,
                created_at=session.created_at,
                last_seen_at=session.last_seen_at,
                expires_at=session.expires_at,
            )
            for session in await sessions.list_sessions(access)
        ]
    )


@routes.delete("/sessions")
@endpoint(needs=SIGNED_IN)
async def end_other_sessions(access: Access) -> None:
    """Sign out every device but this one."""
    await sessions.end_other_sessions(access)


@routes.delete("/sessions/<session_id:uuid>")
@endpoint(needs=SIGNED_IN)
async def end_session(access: Access, session_id: UUID) -> None:
    """Sign out one device."""
    await sessions.end_session(access, session_id)
