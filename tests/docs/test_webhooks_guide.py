"""The guide on webhooks says what the code does, and its receivers verify what the server signs."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from standardwebhooks import WebhookVerificationError

from openfactory.core import clock
from openfactory.core.ids import uuid7
from openfactory.shared.webhooks.retrying import PAUSES
from openfactory.shared.webhooks.sending import body_of
from openfactory.shared.webhooks.signing import new_secret, signed_headers
from openfactory.testing.clock import shifted

GUIDE = (Path(__file__).parent.parent.parent / "docs" / "guides" / "webhooks.md").read_text()
UNITS = {"s": "seconds", "min": "minutes", "h": "hours"}


def block(language: str) -> str:
    """The first code block of a language."""
    found = re.search(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    assert found
    return found[1]


@pytest.fixture
def message():
    """`message(*secrets)`: headers and body as they are sent."""
    body = body_of("projects.feature.created", "2026-11-24T14:00:22.000Z", {"title": "Tür & Ångström"})

    def signed(*secrets):
        return signed_headers(uuid7(), clock.now(), body.encode(), secrets), body

    return signed


def receive_in_python(secret, headers, body):
    namespace: dict = {}
    exec(block("python"), namespace)
    return namespace["receive"](secret, headers, body.encode())


def receive_in_node(secret, headers, body):
    program = (
        f"{block('javascript')}\nconst given = JSON.parse(require('fs').readFileSync(0));\n"
        "console.log(JSON.stringify(receive(given.secret, given.headers, Buffer.from(given.body))));"
    )
    given = json.dumps({"secret": secret, "headers": headers, "body": body})
    reply = subprocess.run(["node", "-e", program], input=given, capture_output=True, text=True, check=False)
    if reply.returncode:
        raise WebhookVerificationError(reply.stderr)
    return json.loads(reply.stdout)


needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
RECEIVERS = [receive_in_python, pytest.param(receive_in_node, marks=needs_node)]


@pytest.mark.parametrize("receive", RECEIVERS)
def test_a_receiver_takes_either_secret_while_one_is_rotated(message, receive):
    new, old = new_secret(), new_secret()
    headers, body = message(new, old)

    assert receive(new, headers, body) == receive(old, headers, body) == json.loads(body)


@pytest.mark.parametrize("receive", RECEIVERS)
def test_a_receiver_refuses_what_is_forged_or_old(message, receive):
    secret = new_secret()
    headers, body = message(secret)
    with shifted(minutes=-6):
        old, _ = message(secret)

    for key, given, content in (
        (new_secret(), headers, body),
        (secret, headers, body.replace("created", "deleted")),
        (secret, {**headers, "webhook-id": str(uuid7())}, body),
        (secret, old, body),
    ):
        with pytest.raises(WebhookVerificationError):
            receive(key, given, content)


def test_the_table_of_attempts_is_the_schedule():
    told = re.findall(r"^\| (\d+) \| (\d+) (s|min|h) \|", GUIDE, re.MULTILINE)

    assert [int(number) for number, _, _ in told] == list(range(2, len(PAUSES) + 2))
    assert [timedelta(**{UNITS[unit]: int(amount)}) for _, amount, unit in told] == list(PAUSES)
