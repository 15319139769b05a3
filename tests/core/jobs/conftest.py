"""The workshop's jobs, and places to queue them in."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
import workshop
from workshop import going, seen

from openfactory.core.access import Access
from openfactory.core.ids import uuid7
from openfactory.core.modules.module import Module
from openfactory.core.modules.selection import discover


@pytest.fixture
def installed() -> Mapping[str, Module]:
    return {**discover(), "workshop": workshop.workshop}


@pytest.fixture(autouse=True)
def forgotten() -> None:
    """What an earlier test has seen."""
    seen.clear()
    going.clear()


@pytest.fixture
def acme(client) -> Access:
    """A project of an organization; `client` has the database open."""
    return Access.system(organization_id=uuid7(), project_id=uuid7())


@pytest.fixture
def other(client) -> Access:
    """Another organization's."""
    return Access.system(organization_id=uuid7(), project_id=uuid7())


@pytest.fixture
def job_of(jobs):
    """`await job_of(id)`: the job as it is stored."""

    async def found(job_id):
        return next(job for job in await jobs.all() if str(job["id"]) == str(job_id))

    return found
