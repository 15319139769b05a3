"""A file comes back as it went: whole, in part, by any client, from any store."""

from __future__ import annotations

import asyncio
import random

import httpx
import pytest

from openfactory.core.http.downloads import PIECE

both_stores = pytest.mark.parametrize("store", ["local", "s3"])
READ = 1024 * 1024  # the larger of the steps in which stores are read
SIZE = 2 * READ + 12_345
CONTENT = random.Random(1).randbytes(SIZE)
# Ends, the edges of what is read and written at once, and some between.
PLACES = [0, 1, PIECE - 1, PIECE, READ - 1, READ, READ + 1, 2 * READ, SIZE - 1, SIZE, SIZE + 1, 10 * SIZE]


@both_stores
async def test_every_range_is_the_slice_of_the_whole(ann, upload):
    path = f"/{(await upload(CONTENT, 'data.bin'))['id']}/download"
    whole = await ann.get(path)
    assert (whole.status_code, whole.content) == (200, CONTENT)
    assert (whole.headers["content-length"], whole.headers["accept-ranges"]) == (str(SIZE), "bytes")

    for first in PLACES:
        for last in [*PLACES, None]:
            if last is not None and last < first:
                continue
            asked = f"bytes={first}-{'' if last is None else last}"
            reply = await ann.get(path, headers={"range": asked})
            if first >= SIZE:
                assert (reply.status_code, reply.headers["content-range"]) == (416, f"bytes */{SIZE}"), asked
                assert reply.json()["code"] == "request.range_not_satisfiable"
                continue
            expected = CONTENT[first:] if last is None else CONTENT[first : last + 1]
            assert (reply.status_code, len(reply.content)) == (206, len(expected)), asked
            assert reply.content == expected, asked
            assert reply.headers["content-range"] == f"bytes {first}-{first + len(expected) - 1}/{SIZE}"
    for length in PLACES[1:]:
        reply = await ann.get(path, headers={"range": f"bytes=-{length}"})
        assert (reply.status_code, reply.content) == (206, CONTENT[-length:]), length


@both_stores
async def test_conditions_are_honoured(ann, upload):
    made = await upload(b"0123456789", "d.txt")
    path, tag = f"/{made['id']}/download", f'"{made["sha256"]}"'

    def get(**headers):
        return ann.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})

    known = await get(if_none_match=f'"x", W/{tag}')
    other = await get(if_none_match='"x"')
    same = await get(range="bytes=2-4", if_range=tag)
    changed = await get(range="bytes=2-4", if_range='"x"')
    weak = await get(range="bytes=2-4", if_range=f"W/{tag}")
    several = await get(range="bytes=0-1,3-4")
    head = await ann.head(path, headers={"range": "bytes=2-4"})

    assert (known.status_code, known.content, known.headers["etag"]) == (304, b"", tag)
    assert (other.status_code, other.headers["etag"]) == (200, tag)
    assert (same.status_code, same.content) == (206, b"234")
    assert [(reply.status_code, reply.content) for reply in (changed, weak, several)] == [(200, b"0123456789")] * 3
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "10", b"")
    assert head.headers["etag"] == tag


@both_stores
async def test_an_empty_file_is_a_file(ann, upload):
    path = f"/{(await upload(b'', 'empty.txt'))['id']}/download"

    assert [(reply.status_code, reply.content) for reply in (await ann.get(path), await ann.head(path))] == [
        (200, b"")
    ] * 2
    assert (await ann.get(path, headers={"range": "bytes=0-"})).status_code == 416
    assert (await ann.get(path, headers={"range": "bytes=-5"})).status_code == 200


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"<!DOCTYPE html><script>alert(document.cookie)</script>", "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
        (b"plain", "text/plain"),
    ],
)
async def test_nothing_that_is_downloaded_can_run_here(ann, upload, content, media_type):
    reply = await ann.get(f"/{(await upload(content, 'a b.x'))['id']}/download")

    assert reply.headers["content-type"].partition(";")[0] == media_type
    assert reply.headers["content-disposition"] == "attachment; filename=\"a b.x\"; filename*=UTF-8''a%20b.x"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert reply.headers["cache-control"].startswith("private")


async def test_whoever_reads_slowly_is_waited_for_and_holds_up_nobody(ann, upload, settings):
    path = f"/{(await upload(CONTENT * 4, 'data.bin'))['id']}/download"
    received = bytearray()

    async with ann.stream("GET", path) as reply:
        async for piece in reply.aiter_raw(65536):
            received += piece
            if len(received) < PIECE:
                await asyncio.sleep(0.05)
                assert (await ann.get("")).status_code == 200

    assert bytes(received) == CONTENT * 4


async def test_a_client_that_leaves_leaves_the_server_well(ann, upload):
    path = f"/{(await upload(CONTENT * 4, 'data.bin'))['id']}/download"
    for _ in range(3):
        async with ann.stream("GET", path) as reply:
            await anext(reply.aiter_raw(1000))

    assert (await ann.get(path)).content == CONTENT * 4


class TestStoreAway:
    """An S3 store that nobody answers for."""

    @pytest.fixture
    def storage(self, s3):
        return {**s3.settings("away"), "endpoint": "http://127.0.0.1:9", "seconds": 2}

    async def test_files_are_503_and_all_else_goes_on(self, ann, project, people, make_folder):
        from openfactory.blueprints.artifacts.models import Artifact

        row = await Artifact.create(
            project_id=project.id, name="A", file_name="a", mime_type="text/plain", file_size=5, sha256="0" * 64
        )

        replies = [
            await ann.get(f"/{row.id}/download"),
            await ann.get(f"/{row.id}/download", headers={"range": "bytes=1-2"}),
            await ann.post("", files={"file": ("a.txt", b"x")}),
            await ann.post("", files={"file": ("a.bin", bytes(7_000_000))}),
        ]

        for reply in replies:
            assert (reply.status_code, reply.json()["code"]) == (503, "storage.unavailable")
            assert "127.0.0.1" not in reply.text
            assert reply.headers["retry-after"]
        assert (await ann.head(f"/{row.id}/download")).status_code == 200
        assert (await ann.get(f"/{row.id}")).status_code == 200
        assert [item["name"] for item in (await ann.get("")).json()["artifacts"]] == ["A"]
        assert (await ann.patch(f"/{row.id}", json={"name": "B"})).status_code == 200
        await make_folder()
        assert (await ann.delete(f"/{row.id}")).status_code == 204


async def test_an_object_that_was_lost_is_503_and_named(ann, upload, settings):
    made = await upload(CONTENT, "data.bin")
    path = f"/{made['id']}/download"
    (object_file,) = settings.files.rglob(made["id"])
    object_file.unlink()

    reply = await ann.get(path)

    assert (reply.status_code, reply.json()["code"]) == (503, "storage.missing")


async def test_a_download_whose_store_fails_midway_ends_early_and_never_looks_whole(ann, upload, settings):
    made = await upload(CONTENT * 8, "data.bin")
    (object_file,) = settings.files.rglob(made["id"])

    with pytest.raises(httpx.TransportError):
        async with ann.stream("GET", f"/{made['id']}/download") as reply:
            assert reply.status_code == 200
            pieces = reply.aiter_raw(1000)
            await anext(pieces)
            object_file.write_bytes(b"short")
            async for _ in pieces:
                pass
