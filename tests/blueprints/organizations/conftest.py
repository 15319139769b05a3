"""An organization's people at its own URLs, and the mail that was sent."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from openfactory.core.settings import Settings
from openfactory.testing.factories import People
from openfactory.testing.harness import Client
from openfactory.testing.jobs import Jobs

Mails = Callable[[], Awaitable[list[EmailMessage]]]


@pytest.fixture
def ann(people: People, client_for: Callable[..., Client]) -> Client:
    """The admin."""
    return client_for(people.ann, below=f"/api/organizations/{people.organization.id}")


@pytest.fixture
def bob(people: People, client_for: Callable[..., Client]) -> Client:
    """The member."""
    return client_for(people.bob, below=f"/api/organizations/{people.organization.id}")


@pytest.fixture
def stranger(people: People, client_for: Callable[..., Client]) -> Client:
    """Somebody of another organization, at this one's URLs."""
    return client_for(people.stranger, below=f"/api/organizations/{people.organization.id}")


@pytest.fixture
def mails(settings: Settings, jobs: Jobs) -> Mails:
    """`await mails()`: what was sent until now, the oldest first."""

    async def sent() -> list[EmailMessage]:
        await jobs.run()
        files = sorted((settings.data / "mail").glob("*.eml"))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    return sent
