"""Files in multipart bodies: counted as they arrive, and refused with a reason."""

from __future__ import annotations

import asyncio
from hashlib import sha256

import pytest

from openfactory.core.access import PUBLIC
from openfactory.core.http.endpoint import endpoint
from openfactory.core.http.routes import Routes
from openfactory.core.http.schemas import Out
from openfactory.core.http.uploads import FileBody, Upload
from openfactory.core.modules.module import Module

LARGEST = 300_000
routes = Routes()
calls: list[str] = []


class Received(Out):
    """What came."""

    name: str
    size: int
    sha256: str
    fields: dict[str, str]


@routes.post("/")
@endpoint(needs=PUBLIC, upload=FileBody(LARGEST), reply=Received)
async def take_file(upload: Upload) -> Received:
    """Say what came."""
    await upload.read()
    assert upload.content is not None
    assert len(upload.content.read()) == upload.size
    calls.append(upload.file_name)
    return Received(name=upload.file_name, size=upload.size, sha256=upload.sha256, fields=upload.fields)


@routes.post("/closed")
@endpoint(needs=PUBLIC, upload=FileBody(LARGEST), reply=Received)
async def refuse_file(upload: Upload) -> Received:
    """Answer without looking at the body."""
    return Received(name="", size=0, sha256="", fields={})


@pytest.fixture
def installed():
    """One module that takes files."""
    return {"files": Module("files", prefix="/files", routes=[routes])}


@pytest.mark.parametrize("size", [0, 1, 70_000, LARGEST])
async def test_a_file_comes_whole(client, size):
    data = bytes(range(256)) * (size // 256 + 1)
    data = data[:size]

    reply = await client.post("/files", files={"file": ("ä b.bin", data)}, data={"note": "größer"})

    assert reply.status_code == 200, reply.text
    assert reply.json() == {
        "name": "ä b.bin",
        "size": size,
        "sha256": sha256(data).hexdigest(),
        "fields": {"note": "größer"},
    }


async def test_what_looks_like_a_boundary_is_data(client):
    data = b"--frontier\r\n\r\n--frontier--x\r\n" * 100
    head = b'--frontier\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
    body = head + data.replace(b"\r\n--frontier", b"\r\n--Frontier") + b"\r\n--frontier--\r\n"

    reply = await client.post(
        "/files", content=body, headers={"content-type": "multipart/form-data; boundary=frontier"}
    )

    assert reply.json()["size"] == len(data)


async def test_too_large_a_file_is_refused_before_it_has_come(client):
    sent = 0

    async def body():
        nonlocal sent
        yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
        for _ in range(400):
            sent += 50_000
            yield b"x" * 50_000
            await asyncio.sleep(0)

    try:
        reply = await client.post("/files", content=body(), headers={"content-type": "multipart/form-data; boundary=b"})
        assert (reply.status_code, reply.json()["code"]) == (413, "request.too_large")
    except OSError:
        pass  # the server has hung up: it does not take in what it has refused
    assert sent < 20_000_000
    announced = await client.post("/files", files={"file": ("f", b"x" * (LARGEST + 1_000_000))})
    assert announced.status_code == 413
    assert (await client.post("/files", files={"file": ("f", b"x" * (LARGEST + 1))})).status_code == 413


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/json", b"{}", 415),
        ("multipart/form-data", b"", 415),
        ("multipart/form-data; boundary=b", b"", 400),
        ("multipart/form-data; boundary=b", b"nonsense", 400),
        ("multipart/form-data; boundary=b", b"--b\r\nno header\r\n\r\n", 400),
        ("multipart/form-data; boundary=b", b'--b\r\ncontent-disposition: form-data; name="file"\r\n\r\nx', 400),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\ncontent-disposition: form-data; name="n"\r\n\r\nx\r\n--b--\r\n',
            422,
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\ncontent-disposition: form-data; name="other"; filename="f"\r\n\r\nx\r\n--b--\r\n',
            422,
        ),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\ncontent-disposition: form-data; name="n"\r\n\r\n' + b"x" * 100_000 + b"\r\n--b--\r\n",
            413,
        ),
        ("multipart/form-data; boundary=b", b"--b\r\nx: " + b"y" * 20_000 + b"\r\n\r\n", 400),
    ],
)
async def test_what_is_no_upload_is_refused(client, content_type, body, status):
    reply = await client.post("/files", content=body, headers={"content-type": content_type})

    assert reply.status_code == status, reply.text


async def test_a_body_that_nobody_reads_does_no_harm(client):
    first = await client.post("/files/closed", files={"file": ("f", b"x" * 100_000)})
    second = await client.post("/files", files={"file": ("f", b"y")})

    assert (first.status_code, second.status_code) == (200, 200)


async def test_a_repeated_upload_has_one_effect(client):
    calls.clear()
    headers = {"idempotency-key": "k"}

    first = await client.post("/files", files={"file": ("f", b"same")}, headers=headers)
    again = await client.post("/files", files={"file": ("f", b"same")}, headers=headers)
    other = await client.post("/files", files={"file": ("f", b"other")}, headers=headers)

    assert first.json() == again.json()
    assert calls == ["f"]
    assert (other.status_code, other.json()["code"]) == (422, "request.idempotency_key_reused")
