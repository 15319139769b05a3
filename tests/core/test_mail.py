"""Mail goes to the console, into a folder, or to an SMTP server, and says why when it cannot."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from openfactory.core.mail import Mail, MailNotSent, mailer
from openfactory.core.mail.smtp import SmtpMailer
from openfactory.core.settings import load_settings
from openfactory.testing.clock import frozen
from openfactory.testing.smtp import smtp_server

LINK = "https://openfactory.example.org/reset-password?token=" + "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
MAIL = Mail("ann@example.org", "Choose a new password", f"Grüße!\n\n{LINK}\n", html=f"<a href='{LINK}'>Choose</a>")


def settings(data: Path, **mail: object):
    return load_settings(environ={}, overrides={"data": data, "mail": mail})


def through(server, tmp_path, **mail: object):
    """A mailer as the settings make it, for a server of the tests."""
    return mailer(settings(tmp_path, backend="smtp", host=server.host, port=server.port, **mail), tls=server.tls)


async def test_by_default_mail_is_printed_with_its_link_in_one_piece(tmp_path, capsys):
    await mailer(settings(tmp_path)).send(MAIL)

    shown = capsys.readouterr().out.splitlines()
    assert "To: ann@example.org" in shown
    assert "Subject: Choose a new password" in shown
    assert LINK in shown


async def test_printed_mail_cannot_steer_the_terminal(tmp_path, capsys):
    await mailer(settings(tmp_path)).send(Mail("ann@example.org", "Hello", "\x1b[2J\x9b31mHello\r\n"))

    shown = capsys.readouterr().out
    assert "Hello" in shown
    assert not {"\x1b", "\x9b", "\r"} & set(shown)


async def test_file_mail_is_one_readable_file_each_in_the_data_folder(tmp_path):
    sent = mailer(settings(tmp_path, backend="file", sender="Fabrik Ü <fabrik@example.org>"))

    with frozen(datetime(2026, 3, 1, 12, tzinfo=UTC)):
        await sent.send(MAIL)
        await sent.send(MAIL)

    files = sorted((tmp_path / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    read = message_from_bytes(files[0].read_bytes(), policy=default)
    assert read["From"] == "Fabrik Ü <fabrik@example.org>"
    assert read["To"] == "ann@example.org"
    assert read["Date"].datetime == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert read["Message-ID"].endswith("@example.org>")
    assert read.get_body(("plain",)).get_content().splitlines() == MAIL.text.splitlines()
    assert read.get_body(("html",)).get_content().strip() == MAIL.html


async def test_file_mail_can_be_read_by_the_servers_user_only(tmp_path):
    await mailer(settings(tmp_path, backend="file", folder=str(tmp_path / "deep" / "outbox"))).send(MAIL)

    (file,) = (tmp_path / "deep" / "outbox").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_an_unusable_folder_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")

    with pytest.raises(MailNotSent, match="taken"):
        await mailer(settings(tmp_path, backend="file", folder=str(tmp_path / "taken"))).send(MAIL)


async def test_smtp_hands_the_whole_mail_over(tmp_path):
    async with smtp_server() as server:
        await through(server, tmp_path, security="none").send(MAIL)

    (message,) = server.messages
    assert message["From"] == "openfactory <no-reply@localhost>"
    assert message["To"] == "ann@example.org"
    assert message["Subject"] == "Choose a new password"
    assert message["Auto-Submitted"] == "auto-generated"
    assert LINK in message.get_body(("plain",)).get_content()
    assert LINK in message.get_body(("html",)).get_content()


async def test_smtp_reaches_addresses_outside_ascii(tmp_path):
    async with smtp_server() as server:
        await through(server, tmp_path, security="none").send(Mail("jürgen@example.org", "Grüße", "Hallo"))

    assert server.messages[0]["To"] == "jürgen@example.org"
    assert server.messages[0]["Subject"] == "Grüße"


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_smtp_signs_in_over_an_encrypted_connection(tmp_path, security):
    async with smtp_server(security=security, username="factory", password="swordfish") as server:
        sender = through(server, tmp_path, security=security, username="factory", password="swordfish")
        await sender.send(MAIL)

    assert len(server.messages) == 1


async def test_a_wrong_password_is_reported_and_not_shown(tmp_path):
    async with smtp_server(security="starttls", username="factory", password="swordfish") as server:
        sender = through(server, tmp_path, security="starttls", username="factory", password="sword-of-fish")
        with pytest.raises(MailNotSent, match="the user or the password") as failure:
            await sender.send(MAIL)

    assert "sword-of-fish" not in repr(failure.value)
    assert failure.value.__suppress_context__
    assert server.messages == []


async def test_nothing_is_sent_where_encryption_is_demanded_and_not_offered(tmp_path):
    async with smtp_server() as server:
        with pytest.raises(MailNotSent, match="STARTTLS"):
            await through(server, tmp_path, security="starttls").send(MAIL)

    assert server.messages == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_an_untrusted_certificate_is_refused(tmp_path, security):
    async with smtp_server(security=security) as server:
        strict = mailer(settings(tmp_path, backend="smtp", host=server.host, port=server.port, security=security))
        with pytest.raises(MailNotSent, match=r"(?i)certificate"):
            await strict.send(MAIL)

    assert server.messages == []


@pytest.mark.parametrize(
    ("failure", "reason"), [("recipient", "550 no such mailbox"), ("data", "451 the disk is full")]
)
async def test_the_servers_refusal_is_passed_on(tmp_path, failure, reason):
    async with smtp_server(failure=failure) as server:
        with pytest.raises(MailNotSent, match=reason):
            await through(server, tmp_path, security="none").send(MAIL)

        server.failure = None
        await through(server, tmp_path, security="none").send(MAIL)

    assert len(server.messages) == 1


async def test_a_silent_server_is_given_up():
    async with smtp_server(failure="silent") as server:
        with pytest.raises(MailNotSent, match=r"did not answer within 0\.2 seconds"):
            await SmtpMailer("a@example.org", server.host, server.port, security="none", timeout=0.2).send(MAIL)


async def test_a_server_that_is_away_is_named(tmp_path):
    async with smtp_server() as server:
        pass

    with pytest.raises(MailNotSent, match=rf"127\.0\.0\.1:{server.port} "):
        await through(server, tmp_path, security="none").send(MAIL)


@pytest.mark.parametrize("subject", ["Hello\nBcc: eve@example.org", "Hello\r\n\r\nbody", "a\x00b", "a\u2028b"])
def test_a_subject_cannot_become_another_header(subject):
    with pytest.raises(ValueError, match="line breaks"):
        Mail("ann@example.org", subject, "text")


@pytest.mark.parametrize(
    "to",
    [
        "",
        "ann",
        "@example.org",
        "ann@",
        "ann@example.org, eve@example.org",
        "ann@example.org\nBcc: eve@example.org",
        "Ann <ann@example.org>",
        "ann@example.org> SIZE=1",
        "ann@example.org eve@example.org",
    ],
)
def test_a_recipient_is_exactly_one_address(to):
    with pytest.raises(ValueError, match="must be one address"):
        Mail(to, "Hello", "text")


@pytest.mark.parametrize("sender", ["", "nobody", "a@example.org\nBcc: eve@example.org"])
async def test_a_bad_sender_names_its_setting(tmp_path, sender):
    with pytest.raises(ValueError, match=r"mail\.sender"):
        await mailer(settings(tmp_path, sender=sender)).send(MAIL)
