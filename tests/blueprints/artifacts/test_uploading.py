"""A file comes, is looked at, and stays; or is refused with a reason, as early as can be."""

from __future__ import annotations

import asyncio
from hashlib import sha256

import pytest

from openfactory.blueprints.artifacts.models import StoredObject
from openfactory.core.db.statements import count_statements

both_stores = pytest.mark.parametrize("store", ["local", "s3"])
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(100)
ELF = b"\x7fELF\x02\x01\x01" + bytes(100)


async def objects():
    """The rows that say of objects."""
    return await StoredObject.across_tenants("a test looks at all").order_by("id")


@both_stores
@pytest.mark.parametrize("size", [0, 1, 300_000, 7_000_000])
async def test_a_file_becomes_an_artifact_as_the_contract_says(ann, people, make_folder, stored, project, size):
    folder = await make_folder()
    content = b"\xff" + bytes(range(256)) * (size // 256) if size else b""

    reply = await ann.post(
        "", files={"file": ("ein Plan.bin", content)}, data={"name": "Plan", "folderId": folder["id"]}
    )

    assert reply.status_code == 201, reply.text
    made = reply.json()
    assert made == {
        "id": made["id"],
        "name": "Plan",
        "fileName": "ein Plan.bin",
        "mimeType": "application/octet-stream" if content else "text/plain",
        "fileSize": len(content),
        "sha256": sha256(content).hexdigest(),
        "folderId": folder["id"],
        "processingStatus": "pending",
        "uploadedBy": {"id": str(people.ann.id), "name": "Ann"},
        "createdAt": made["createdAt"],
        "processingError": None,
        "extractedText": None,
        "extractedTextTruncated": False,
    }
    read = await ann.get(f"/{made['id']}")
    assert read.json() == made
    assert read.headers["etag"] == reply.headers["etag"]
    assert [key.endswith(f"artifacts/{project.id}/{made['id']}") for key in stored()] == [True]
    assert (await ann.get(f"/{made['id']}/download")).content == content


async def test_an_artifact_is_read_by_one_statement_beside_that_for_access(ann, upload):
    made = await upload()

    with count_statements() as statements:
        await ann.get(f"/{made['id']}")

    assert len(statements) == 2


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("plan.txt", "plan.txt"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\plan.txt", "plan.txt"),
        ("a\u2028b\u202ecod.exe", "a b cod.exe"),
        ("..", "file"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("größe 図.md", "größe 図.md"),
    ],
)
async def test_a_file_name_is_a_name_and_no_path(upload, given, shown):
    made = await upload(file_name=given)

    assert (made["fileName"], made["name"]) == (shown, shown[:200])


@pytest.mark.parametrize(
    ("content", "file_name", "declared", "found"),
    [
        (PNG, "page.html", "text/html", "image/png"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "picture.png", "image/png", "text/html"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "a.txt", "text/plain", "image/svg+xml"),
        (b"# Title", "notes.md", "application/x-evil", "text/markdown"),
    ],
)
async def test_the_content_says_what_type_it_is_and_nothing_else(ann, content, file_name, declared, found):
    reply = await ann.post("", files={"file": (file_name, content, declared)})

    assert reply.json()["mimeType"] == found


async def test_a_program_is_refused_under_any_name(ann, stored):
    reply = await ann.post("", files={"file": ("holiday.jpg", ELF, "image/jpeg")})

    assert (reply.status_code, reply.json()["code"]) == (415, "artifacts.type_refused")
    assert reply.json()["mimeType"] == "application/x-executable"
    assert stored() == []
    assert await objects() == []


class TestRefusedKinds:
    """A setting says which types are taken."""

    @pytest.fixture
    def limits(self):
        return {"refused_types": ["image/*"]}

    async def test_a_star_stands_for_all_of_a_kind(self, ann):
        picture = await ann.post("", files={"file": ("a.png", PNG)})
        program = await ann.post("", files={"file": ("a", ELF)})

        assert (picture.status_code, program.status_code) == (415, 201)


@pytest.mark.parametrize(
    ("form", "pointer"),
    [
        ({"name": ""}, "/body/name"),
        ({"name": "x" * 201}, "/body/name"),
        ({"folderId": "root"}, "/body/folderId"),
        ({"color": "red"}, "/body/color"),
        ({"name": "a\x00b"}, "/body/name"),
    ],
)
async def test_a_form_that_is_wrong_is_named(ann, form, pointer, stored):
    reply = await ann.post("", files={"file": ("a", b"x")}, data=form)

    assert reply.status_code == 422
    assert reply.json()["errors"][0]["pointer"] == pointer
    assert stored() == []


async def test_an_unknown_folder_is_not_found_and_nothing_is_stored(ann, people, make, client_for, stored):
    other = await make.project(people.ann, people.organization, "Other")
    theirs = client_for(people.ann, below=f"/api/projects/{other.id}/artifacts")
    folder = (await theirs.post("/folders", json={"name": "F"})).json()

    reply = await ann.post("", files={"file": ("a", b"x")}, data={"folderId": folder["id"]})

    assert reply.status_code == 404
    assert stored() == []


class TestSmallLimits:
    """How large a file may be, and all of a project's together."""

    @pytest.fixture
    def limits(self):
        return {"largest_bytes": 300_000, "quota_bytes": 1_000_000}

    async def test_a_file_of_exactly_the_limit_is_taken_and_none_beyond(self, upload, ann, stored):
        await upload(b"x" * 300_000)

        reply = await ann.post("", files={"file": ("a", b"x" * 300_001)})

        assert reply.status_code == 413
        assert "300000" in reply.json()["detail"]
        assert len(stored()) == 1

    async def test_one_whose_length_is_not_announced_is_refused_while_it_comes(self, ann):
        async def body():
            yield b'--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n'
            for _ in range(100):
                yield b"x" * 100_000

        headers = {"content-type": "multipart/form-data; boundary=b"}
        reply = await ann.post("", content=body(), headers=headers)

        assert reply.status_code == 413

    async def test_the_quota_holds_under_twenty_uploads_at_once(self, ann, stored):
        sent = [ann.post("", files={"file": (f"{n}.txt", b"x" * 200_000)}) for n in range(20)]

        replies = await asyncio.gather(*sent)

        assert sorted(reply.status_code for reply in replies) == [201] * 5 + [409] * 15
        assert {reply.json()["code"] for reply in replies if reply.status_code == 409} == {"artifacts.quota_reached"}
        assert len(stored()) == 5

    async def test_a_deleted_file_makes_room_at_once(self, ann, upload):
        made = [await upload(b"x" * 250_000) for _ in range(4)]
        full = await ann.post("", files={"file": ("a", b"x")})

        await ann.delete(f"/{made[0]['id']}")

        assert (full.status_code, full.json()["used"], full.json()["quota"]) == (409, 1_000_000, 1_000_000)
        await upload(b"x" * 250_000)


async def test_a_repeated_upload_with_a_key_is_stored_once(ann, stored):
    def send(content=b"Thrust", **form):
        headers = {"idempotency-key": "once"}
        return ann.post("", files={"file": ("a.txt", content)}, data=form, headers=headers)

    first, second, other, renamed = await send(), await send(), await send(b"Other"), await send(name="Other")

    assert [reply.status_code for reply in (first, second, other, renamed)] == [201, 201, 422, 422]
    assert second.headers["idempotency-replayed"] == "true"
    assert second.json() == first.json()
    assert len(stored()) == 1
    assert len((await ann.get("")).json()["artifacts"]) == 1


async def test_an_upload_that_was_refused_can_be_repeated_with_its_key(ann, stored):
    headers = {"idempotency-key": "again"}
    refused = await ann.post("", files={"file": ("a", ELF)}, headers=headers)

    reply = await ann.post("", files={"file": ("a", b"text")}, headers=headers)

    assert (refused.status_code, reply.status_code) == (415, 201)


async def test_an_archived_project_takes_no_files_and_gives_those_it_has(ann, inside, upload, make_folder, stored):
    made, folder = await upload(), await make_folder()
    await inside.post("/archive")

    refused = [
        await ann.post("", files={"file": ("a", b"x")}),
        await ann.patch(f"/{made['id']}", json={"name": "B"}),
        await ann.delete(f"/{made['id']}"),
        await ann.post("/folders", json={"name": "B"}),
        await ann.patch(f"/folders/{folder['id']}", json={"name": "B"}),
        await ann.delete(f"/folders/{folder['id']}"),
    ]

    assert {(reply.status_code, reply.json()["code"]) for reply in refused} == {(409, "projects.archived")}
    assert (await ann.get(f"/{made['id']}/download")).content == b"Thrust"
    assert len(stored()) == 1


async def test_an_artifact_is_renamed_and_moved(ann, upload, make_folder):
    made, folder = await upload(), await make_folder()
    path = f"/{made['id']}"

    moved = await ann.patch(path, json={"name": "Power", "folderId": folder["id"]})
    back = await ann.patch(path, json={"folderId": None})
    stale = await ann.patch(path, json={"name": "C"}, headers={"if-match": '"1-x"'})
    nowhere = await ann.patch(path, json={"folderId": made["id"]})

    assert (moved.json()["name"], moved.json()["folderId"]) == ("Power", folder["id"])
    assert (back.json()["name"], back.json()["folderId"]) == ("Power", None)
    assert (stale.status_code, nowhere.status_code) == (412, 404)
