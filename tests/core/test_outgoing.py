"""Outgoing requests reach the public internet and what the settings allow, whatever a URL or a name says."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from openfactory.core.outgoing import AnswerTooLarge, OutgoingRefused, check_url, outgoing_client
from openfactory.testing.certificates import Certificate, certificate_for

PUBLIC = "93.184.215.14"
LOCAL = "127.0.0.1"


@dataclass
class Server:
    """A server of the tests: what it answers, and what it was sent."""

    port: int = 0
    requests: list[str] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    pause: float = 0

    @property
    def url(self) -> str:
        return f"http://{LOCAL}:{self.port}/"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                self.requests.append(head.decode())
                for piece in self.answer.split(b"|pause|"):
                    writer.write(piece)
                    await writer.drain()
                    await asyncio.sleep(self.pause)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def serving(certificate: Certificate | None = None) -> AsyncIterator[Server]:
    server = Server()
    listener = await asyncio.start_server(server.serve, LOCAL, 0, ssl=certificate.server if certificate else None)
    server.port = listener.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listener.close()
        await listener.wait_closed()


def answering(*rounds: list[str]) -> Callable:
    """A resolver that gives one round of addresses after the other, and the last one for ever."""
    left = list(rounds)
    asked: list[str] = []

    async def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return left.pop(0) if len(left) > 1 else left[0]

    resolver.asked = asked
    return resolver


async def get(url: str, allow=(), **options) -> httpx.Response:
    async with outgoing_client(allow, **options) as client:
        return await client.get(url)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "localhost", "LOCALHOST",
        "localhost.", "0", "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
        "[0:0:0:0:0:ffff:127.0.0.1]", "①②⑦.0.0.1", "127。0。0。1",
    ],
)  # fmt: skip
async def test_loopback_is_refused_in_every_spelling(host):
    async with serving() as server:
        with pytest.raises((OutgoingRefused, httpx.ConnectError, httpx.InvalidURL)):
            await get(f"http://{host}:{server.port}/")

    assert server.requests == []


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.1", "localhost"])
async def test_spellings_that_the_machine_understands_are_refused_by_the_guard(host):
    with pytest.raises(OutgoingRefused, match="public internet"):
        await get(f"http://{host}:9/")


PRIVATE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "100.100.100.200", "127.8.8.8", "168.63.129.16", "169.254.169.254",
    "172.16.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1",
    "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8", "100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1",
    "2001:10::1", "2002:7f00:1::", "2002:808:808::1", "3fff::1", "5f00::1", "fc00::1", "fd00:ec2::254",
    "fe80::1", "fe80::1%lo", "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_of_an_address_that_is_not_public_is_refused(address):
    with pytest.raises(OutgoingRefused) as refusal:
        await get("http://hooks.example.org/", resolver=answering([address]))

    assert address not in str(refusal.value)


@pytest.mark.parametrize("address", PRIVATE)
async def test_one_private_address_among_public_ones_is_enough(address):
    with pytest.raises(OutgoingRefused):
        await check_url("https://hooks.example.org/", resolver=answering([PUBLIC, address]))


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
async def test_public_addresses_are_not_refused(address):
    await check_url("https://hooks.example.org/x?y=1", resolver=answering([address]))


@pytest.mark.parametrize(
    "allowed", ["hooks.example.org", "HOOKS.example.org.", "127.0.0.1", "127.0.0.0/8", "127.0.0.5/8"]
)
async def test_what_the_settings_allow_is_reached(allowed):
    async with serving() as server:
        url = f"http://hooks.example.org:{server.port}/path?q=1"
        answer = await get(url, [allowed], resolver=answering([LOCAL]))

    assert answer.text == "hello"
    assert server.requests[0].startswith("GET /path?q=1 HTTP/1.1\r\n")
    assert f"\r\nHost: hooks.example.org:{server.port}\r\n" in server.requests[0]


@pytest.mark.parametrize("allowed", ["127.0.0.0/8", "::ffff:127.0.0.0/104"])
async def test_an_allowed_network_counts_however_its_address_is_wrapped(allowed):
    await check_url("http://hooks.example.org/", [allowed], resolver=answering(["::ffff:127.0.0.1"]))


@pytest.mark.parametrize("allowed", ["example.org", "ooks.example.org", "10.0.0.0/8", "::1"])
async def test_allowing_one_place_does_not_allow_another(allowed):
    with pytest.raises(OutgoingRefused):
        await check_url("http://hooks.example.org/", [allowed], resolver=answering([LOCAL]))


@pytest.mark.parametrize("allowed", ["10.0.0.0/33", "host/path", "localhost:8080", "http://localhost", " "])
def test_a_wrong_setting_is_named(allowed):
    with pytest.raises(ValueError, match=r"outgoing\.allow_private"):
        outgoing_client([allowed])


async def test_a_name_is_resolved_once_and_connected_to_as_checked():
    """DNS rebinding: the second answer would be private, and nobody asks for it."""
    resolver = answering(["127.0.0.3"], [LOCAL])
    async with serving() as server:
        with pytest.raises(httpx.ConnectError):
            await get(f"http://hooks.example.org:{server.port}/", ["127.0.0.3"], resolver=resolver)

    assert resolver.asked == ["hooks.example.org"]
    assert server.requests == []


async def test_a_new_connection_is_checked_anew():
    """DNS rebinding between two requests."""
    resolver = answering([LOCAL], ["10.0.0.1"])
    async with serving() as server, outgoing_client(["127.0.0.1"], resolver=resolver) as client:
        server.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        url = f"http://hooks.example.org:{server.port}/"
        await client.get(url)
        with pytest.raises(OutgoingRefused):
            await client.get(url)

    assert len(server.requests) == 1


async def test_the_next_address_is_tried_when_one_does_not_answer():
    async with serving() as server:
        resolver = answering(["127.0.0.2", LOCAL])
        answer = await get(f"http://hooks.example.org:{server.port}/", ["127.0.0.0/8"], resolver=resolver)

    assert answer.text == "hello"


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data", "http://[::1]:1/", "file:///etc/passwd"])
async def test_a_redirect_is_checked_like_any_request(target):
    async with serving() as server:
        server.answer = f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()
        with pytest.raises((OutgoingRefused, httpx.UnsupportedProtocol)):
            await get(server.url, ["127.0.0.1"], follow_redirects=True)

    assert len(server.requests) == 1


async def test_a_redirect_with_a_password_is_refused():
    async with serving() as server:
        location = f"http://user:secret@{LOCAL}:{server.port}/"
        server.answer = f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
        with pytest.raises(OutgoingRefused) as refusal:
            await get(server.url, ["127.0.0.1"], follow_redirects=True)

    assert "secret" not in str(refusal.value)


async def test_redirects_are_not_followed_unless_asked_for_and_not_for_ever():
    async with serving() as server:
        server.answer = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
        assert (await get(server.url, ["127.0.0.1"])).status_code == 302
        with pytest.raises(httpx.TooManyRedirects):
            await get(server.url, ["127.0.0.1"], follow_redirects=True)


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "//example.org/", "/path", "http:///x",
            "http://user@example.org/", "https://user:secret@example.org/"],
)  # fmt: skip
async def test_only_plain_http_and_https_urls_are_called(url):
    resolver = answering([PUBLIC])

    with pytest.raises(OutgoingRefused):
        await check_url(url, resolver=resolver)
    with pytest.raises((OutgoingRefused, httpx.UnsupportedProtocol)):
        await get(url, resolver=resolver)

    assert resolver.asked == []


@pytest.mark.parametrize("url", ["http://[::1", "http://exa mple.org:x/", "\x00"])
async def test_what_is_no_url_is_refused(url):
    with pytest.raises(OutgoingRefused):
        await check_url(url, resolver=answering([PUBLIC]))


async def test_tls_is_verified_for_the_name_and_not_for_the_address():
    right, other = certificate_for("hooks.example.org"), certificate_for("other.example.org", LOCAL)
    names: list[str | None] = []
    for certificate in (right, other):
        certificate.server.sni_callback = lambda _, name, __: names.append(name)
    async with serving(right) as server, serving(other) as wrong:
        options = {"resolver": answering([LOCAL])}
        url = "https://hooks.example.org:{}/"
        answer = await get(url.format(server.port), [LOCAL], tls=right.client, **options)
        with pytest.raises(httpx.ConnectError, match=r"(?i)hostname mismatch"):
            await get(url.format(wrong.port), [LOCAL], tls=other.client, **options)
        with pytest.raises(httpx.ConnectError, match=r"(?i)certificate verify failed"):
            await get(url.format(server.port), [LOCAL], **options)

    assert answer.text == "hello"
    assert set(names) == {"hooks.example.org"}


async def test_a_large_answer_is_given_up():
    async with serving() as server:
        server.answer = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n" + b"x" * 1_000_000
        with pytest.raises(AnswerTooLarge, match="999999"):
            await get(server.url, [LOCAL], max_bytes=999_999)
        assert len((await get(server.url, [LOCAL], max_bytes=1_000_000)).content) == 1_000_000


async def test_a_packed_answer_is_not_unpacked():
    packed = gzip.compress(b"0" * 1_000_000)
    async with serving() as server:
        head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n"
        server.answer = head.encode() + packed
        answer = await get(server.url, [LOCAL], max_bytes=10_000)

    assert answer.content == packed
    assert "\r\nAccept-Encoding: identity\r\n" in server.requests[0]


async def test_an_answer_that_drips_is_given_up():
    async with serving() as server:
        server.answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + b"x|pause|" * 100
        server.pause = 0.05
        with pytest.raises(httpx.ReadTimeout, match="altogether"):
            await get(server.url, [LOCAL], total_seconds=0.3)


async def test_a_name_that_does_not_resolve_is_an_ordinary_failure():
    async def nothing(host: str, port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(httpx.ConnectError, match="cannot be resolved"):
        await get("http://hooks.example.org/", resolver=nothing)
    await check_url("http://hooks.example.org/", resolver=nothing)


async def test_a_resolver_that_does_not_answer_is_given_up():
    async def slow(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return [LOCAL]

    with pytest.raises(httpx.ConnectTimeout):
        await get("http://hooks.example.org/", resolver=slow, timeout=0.1)


async def test_proxies_of_the_environment_are_not_used(monkeypatch):
    async with serving() as server, serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        await get(server.url, [LOCAL])

    assert (len(server.requests), proxy.requests) == (1, [])


async def test_cookies_of_one_request_are_not_sent_with_the_next():
    async with serving() as server, outgoing_client([LOCAL]) as client:
        server.answer = b"HTTP/1.1 200 OK\r\nSet-Cookie: tenant=1; Path=/\r\nContent-Length: 0\r\n\r\n"
        await client.get(server.url)
        await client.get(server.url)

    assert len(server.requests) == 2
    assert "tenant=1" not in server.requests[1]
