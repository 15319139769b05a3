"""Which part of a file is asked for, and under which name it is kept."""

from __future__ import annotations

from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openfactory.core.http.downloads import RangeNotSatisfiable, attachment, wanted_range

NUMBER = st.integers(0, 60)


@given(st.binary(max_size=50), NUMBER, NUMBER | st.none())
def test_a_range_is_what_the_slice_is(data, first, last):
    header = f"bytes={first}-{'' if last is None else last}"
    expected = data[first:] if last is None else data[first : last + 1]
    if last is not None and last < first:
        assert wanted_range(header, len(data)) is None
    elif first >= len(data):
        with pytest.raises(RangeNotSatisfiable) as refused:
            wanted_range(header, len(data))
        assert refused.value.headers() == {"Content-Range": f"bytes */{len(data)}"}
    else:
        start, end = wanted_range(header, len(data)) or (0, 0)
        assert data[start:end] == expected != b""


@given(st.binary(max_size=50), NUMBER)
def test_a_suffix_is_what_the_slice_is(data, length):
    header = f"bytes=-{length}"
    if length == 0:
        with pytest.raises(RangeNotSatisfiable):
            wanted_range(header, len(data))
        return
    start, end = wanted_range(header, len(data)) or (0, len(data))
    assert data[start:end] == data[-length:]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=0-1,3-4",
        "items=0-1",
        "bytes=0x1-2",
        "bytes=--1",
        "bytes=-1-2",
        "bytes=٣-٤",
        "bytes=" + "9" * 200 + "-",
    ],
)
def test_what_is_no_single_range_is_ignored(header):
    assert wanted_range(header, 10) is None


@given(st.text(max_size=60))
def test_any_name_comes_through_and_none_ends_the_header(name):
    header = attachment(name)

    assert header.isascii()
    assert header.isprintable()
    message = Message()
    message["content-disposition"] = header
    assert message.get_content_disposition() == "attachment"
    plain, extended = header.removeprefix('attachment; filename="').split("\"; filename*=UTF-8''")
    assert '"' not in plain
    assert "\\" not in plain
    assert unquote(extended)


def test_a_name_of_other_scripts_is_kept_whole():
    assert attachment('größe "1".pdf') == (
        "attachment; filename=\"gr__e _1_.pdf\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%221%22.pdf"
    )
