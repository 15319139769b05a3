"""Slack by an incoming webhook: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
from pydantic import Field, SecretStr

from openfactory.core.errors import Invalid
from openfactory.core.http.schemas import In
from openfactory.core.outgoing import AnswerTooLarge, OutgoingRefused
from openfactory.core.redaction import redact_text
from openfactory.shared.integrations.errors import ServiceFailed, ServiceRefused
from openfactory.shared.integrations.kinds import IntegrationKind, register_integration
from openfactory.shared.integrations.resources import SECONDS, Resources

SLACK = "slack"


class SlackSettings(In):
    """The URL that Slack has given for the channel. Whoever has it can post there."""

    url: Annotated[SecretStr, Field(max_length=500)]


def _check(settings: SlackSettings, opened: Resources) -> None:
    try:
        parts = urlsplit(settings.url.get_secret_value())
    except ValueError:
        parts = urlsplit("")
    if f"{parts.scheme}://{parts.netloc}" not in opened.slack_origins:
        wanted = " or ".join(opened.slack_origins)
        raise Invalid.at("/body/url", f"an incoming webhook's URL at {wanted} is needed", code="not_slack")


async def post(settings: SlackSettings, opened: Resources, message: dict[str, Any]) -> None:
    """Post one message. ServiceFailed where it may be taken later, ServiceRefused where it never will be."""
    _check(settings, opened)  # the setting may have become narrower
    try:
        answer = await opened.client.post(settings.url.get_secret_value(), json=message)
    except httpx.TimeoutException:
        raise ServiceFailed(f"Slack has not answered within {SECONDS:g} seconds") from None
    except OutgoingRefused as refusal:
        raise ServiceRefused(str(refusal)) from None
    except (httpx.HTTPError, httpx.InvalidURL, AnswerTooLarge) as error:
        raise ServiceFailed(f"Slack was not reached: {type(error).__name__}") from None
    if answer.is_success:
        return
    said = _said(answer, settings)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise ServiceFailed(f"Slack answered with {answer.status_code}{said}")
    raise ServiceRefused(f"Slack answered with {answer.status_code}{said}")


def _said(answer: httpx.Response, settings: SlackSettings) -> str:
    """Slack's own word for it, such as `no_service` or `channel_is_archived`."""
    text = " ".join(answer.text.replace("\0", "").split())
    for secret in (settings.url.get_secret_value(), urlsplit(settings.url.get_secret_value()).path):
        text = text.replace(secret, "…") if len(secret) > 1 else text
    return f": {redact_text(text)[:100]}" if text else ""


async def _test(settings: SlackSettings, opened: Resources) -> None:
    await post(settings, opened, {"text": "openfactory can post here."})


register_integration(IntegrationKind(SLACK, SlackSettings, _check, _test))
