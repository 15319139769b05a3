"""The secret key: set, or generated once for all processes and never replaced."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from openfactory.core.settings import SettingsError, load_settings
from openfactory.core.settings.secret_key import secret_key

ASK = """
import sys
from openfactory.core.settings import load_settings
from openfactory.core.settings.secret_key import secret_key
print(secret_key(load_settings(environ={"OPENFACTORY_DATA": sys.argv[1]})).hex())
"""


def key(data: Path, **environ: str) -> bytes:
    return secret_key(load_settings(environ={"OPENFACTORY_DATA": str(data), **environ}))


def test_processes_that_start_together_have_one_key(tmp_path):
    data = tmp_path / "data"
    started = [
        subprocess.Popen([sys.executable, "-c", ASK, str(data)], stdout=subprocess.PIPE, text=True) for _ in range(4)
    ]
    keys = {process.communicate(timeout=60)[0].strip() for process in started}
    assert len(keys) == 1
    assert len(bytes.fromhex(keys.pop())) == 32
    assert [file.name for file in data.iterdir()] == ["secret.key"]


def test_a_generated_key_is_for_the_owner_alone_and_stays(tmp_path):
    first = key(tmp_path)
    file = tmp_path / "secret.key"
    assert file.stat().st_mode & 0o777 == 0o600
    text = file.read_text()
    assert key(tmp_path) == first
    assert file.read_text() == text


def test_data_folders_have_different_keys(tmp_path):
    assert key(tmp_path / "one") != key(tmp_path / "other")


@pytest.mark.parametrize("content", ["", "\n", "short", "0" * 31])
def test_a_damaged_key_file_is_refused_and_left_as_it_is(tmp_path, content):
    (tmp_path / "secret.key").write_text(content)
    with pytest.raises(SettingsError, match="damaged") as refused:
        key(tmp_path)
    assert (tmp_path / "secret.key").read_text() == content
    assert "short" not in str(refused.value)


def test_a_key_by_setting_wins_over_the_file(tmp_path):
    (tmp_path / "secret.key").write_text("f" * 64)
    assert key(tmp_path, OPENFACTORY_SECRET_KEY="s" * 40) != key(tmp_path)


def test_a_short_key_is_refused_with_a_way_to_make_one(tmp_path):
    with pytest.raises(SettingsError, match="openssl rand -hex 32") as refused:
        key(tmp_path, OPENFACTORY_SECRET_KEY="hunter2")
    assert "hunter2" not in str(refused.value)
