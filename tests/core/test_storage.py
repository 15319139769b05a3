"""Objects by key: whole or not at all, and every failure the same refusal, without a word of where the store is."""

from __future__ import annotations

import io
import os
from uuid import uuid4

import pytest

from openfactory.core.settings import SettingsError, load_settings
from openfactory.core.storage import MissingObject, StoreUnavailable, open_storage
from openfactory.testing.s3 import running_s3

PART = 5 * 1024 * 1024


@pytest.fixture(scope="module")
def s3():
    with running_s3() as server:
        yield server


@pytest.fixture(params=["local", "s3"])
def storage(request, tmp_path):
    """A folder, or S3."""
    section = request.getfixturevalue("s3").settings(f"test/{uuid4()}") if request.param == "s3" else {}
    return open_storage(load_settings({}, environ={}, overrides={"data": tmp_path, "storage": section}))


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, PART - 1, PART, PART + 1, 2 * PART + 7])
async def test_an_object_comes_back_as_it_went(storage, size):
    data = os.urandom(size)
    file = io.BytesIO(data)
    file.read(10)

    await storage.put("a/b", file)

    assert [stored.size async for batch in storage.list("a") for stored in batch] == [size]
    if size:
        assert await storage.read("a/b", 0, size) == data
        assert await storage.read("a/b", size // 2, size - size // 2) == data[size // 2 :]


async def test_what_is_not_there_is_missing_and_no_loss_to_delete(storage):
    await storage.put("a/b", io.BytesIO(b"x"))
    await storage.delete(["a/b", "a/b", "a/none"])

    with pytest.raises(MissingObject):
        await storage.read("a/b", 0, 1)
    assert [batch async for batch in storage.list("a") if batch] == []


async def test_a_list_is_of_one_prefix_alone(storage):
    for key in ("a/b", "a/c/d", "ab/c"):
        await storage.put(key, io.BytesIO(b"x"))

    assert sorted([stored.key async for batch in storage.list("a") for stored in batch]) == ["a/b", "a/c/d"]


async def test_an_object_that_is_shorter_than_asked_for_is_an_error(storage):
    await storage.put("a/b", io.BytesIO(b"short"))

    with pytest.raises(StoreUnavailable):
        await storage.read("a/b", 3, 10)


async def test_a_content_that_cannot_be_read_is_not_stored_in_part(storage):
    class Broken(io.BytesIO):
        def read(self, size=-1):
            if self.tell() > PART:
                raise OSError("the disk is gone")
            return super().read(size)

    with pytest.raises(StoreUnavailable):
        await storage.put("a/b", Broken(bytes(3 * PART)))

    assert [batch async for batch in storage.list("a") if batch] == []


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ({"kind": "s3"}, "bucket"),
        ({"kind": "s3", "bucket": "b", "access_key_id": "k"}, "secret_access_key"),
        ({"endpoint": "http://127.0.0.1:9000"}, "allow_http"),
        ({"endpoint": "s3.example.com"}, "https://"),
        ({"endpoint": "https://key:secret@s3.example.com"}, "without credentials"),
        ({"prefix": "../up"}, "prefix"),
    ],
)
def test_settings_that_cannot_work_are_refused_with_the_fix(section, words):
    with pytest.raises(SettingsError) as refused:
        load_settings({}, environ={}, overrides={"storage": section})

    assert words in str(refused.value)
    assert "secret@" not in str(refused.value)
