"""Nothing that users rely on goes undocumented."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from openfactory.core.errors import Refusal
from openfactory.core.events import Event
from openfactory.core.modules.selection import discover

ROOT = Path(__file__).parent.parent.parent


def test_the_reference_is_what_the_code_says():
    """Settings, commands, routes, events, errors and permissions."""
    reply = subprocess.run(
        [sys.executable, ROOT / "scripts" / "reference.py", "--check"],
        capture_output=True,
        text=True,
        cwd=ROOT / "docs",
    )
    assert reply.returncode == 0, reply.stdout + reply.stderr


def subclasses(kind: type) -> set[type]:
    return {kind, *(found for child in kind.__subclasses__() for found in subclasses(child))}


def ours(kind: type) -> list[type]:
    discover()
    return [found for found in subclasses(kind) if found.__module__.startswith("openfactory.") and found is not kind]


def test_every_event_is_declared_by_a_module():
    declared = {event for module in discover().values() for event in module.events}
    named = [event for event in ours(Event) if "name" in vars(event)]
    assert {event.__name__ for event in named if event not in declared} == set()


def test_every_error_code_is_in_the_reference():
    text = (ROOT / "docs" / "reference" / "errors.md").read_text()
    codes = {refusal.code for refusal in ours(Refusal)}
    assert {code for code in codes if f"`{code}`" not in text} == set()


def test_names_begin_with_their_module():
    kernel = {"access", "live", "request", "resource", "server", "outgoing", "storage", "subscriptions"}
    shared = {"comments", "documents", "integrations", "jobs", "notifications", "search", "webhooks"}
    words = {*kernel, *shared, *discover()}
    assert {r.code for r in ours(Refusal) if r.code.partition(".")[0] not in words} == set()
    events = {event.name for event in ours(Event) if "name" in vars(event)}
    assert {name for name in events if not re.fullmatch(r"[a-z_]+\.[a-z_]+\.[a-z_]+", name)} == set()


def test_every_setting_has_a_description():
    from openfactory.core.settings import load_settings

    sections = {module.name: module.settings for module in discover().values() if module.settings}
    assert [item.key for item in load_settings(sections, environ={}).explain() if not item.description] == []


@pytest.mark.parametrize("page", sorted((ROOT / "docs").rglob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        if page.name != "changelog.md":
            assert (page.parent / target).exists(), f"{page}: {target}"
