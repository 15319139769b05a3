"""What tests read out of mails and answers."""

from __future__ import annotations

import re
from email.message import EmailMessage
from typing import Any

from openfactory.testing.harness import Client


def token_in(mail: EmailMessage) -> str:
    """The token of the link in an invitation."""
    body = mail.get_body()
    assert body is not None
    link = re.search(r"/invitations/([\w-]+)\s", body.get_content())
    assert link is not None
    return link[1]


async def member_ids(client: Client) -> dict[str, Any]:
    """Membership ids by the members' names."""
    return {member["name"]: member["id"] for member in (await client.get("/members")).json()["members"]}
