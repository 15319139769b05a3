"""Settings: where they come from, which wins, and what is refused."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, SecretStr

from openfactory.core.settings import Settings, SettingsError, load_settings
from openfactory.core.settings.secret_key import secret_key


class NotesSettings(BaseModel):
    """A module's section."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    longest: int = Field(default=10, description="How long.")
    token: SecretStr | None = Field(default=None, description="A secret.")


def load(file: Path | None = None, overrides: dict | None = None, **environ: str) -> Settings:
    return load_settings({"notes": NotesSettings}, file=file, environ=environ, overrides=overrides or {})


def problems(**options) -> str:
    with pytest.raises(SettingsError) as refused:
        load(**options)
    return str(refused.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    found = tmp_path / "openfactory.toml"
    found.write_text('[server]\nhost = "0.0.0.0"\nport = 1111\nworkers = 3\n\n[notes]\nlongest = 20\n')
    return found


def test_flags_win_over_variables_these_over_the_file_and_that_over_defaults(file):
    settings = load(file, {"server": {"port": 3333}}, OPENFACTORY_SERVER_PORT="2222", OPENFACTORY_SERVER_WORKERS="4")
    assert (settings.server.port, settings.server.workers) == (3333, 4)
    assert (settings.server.host, settings.log.format) == ("0.0.0.0", "console")
    sources = {item.key: item.source for item in settings.explain()}
    assert sources["server.port"] == "command line"
    assert sources["server.workers"] == "variable OPENFACTORY_SERVER_WORKERS"
    assert sources["server.host"] == "openfactory.toml"
    assert sources["log.format"] == "default"


def test_a_module_has_a_section_of_its_own(file):
    assert load(file).section(NotesSettings).longest == 20
    assert load(OPENFACTORY_NOTES_LONGEST="30").section(NotesSettings).longest == 30


def test_lists_are_separated_by_commas_or_json():
    for text in ("https://a.example, https://b.example", '["https://a.example", "https://b.example"]'):
        assert load(OPENFACTORY_SERVER_CORS_ORIGINS=text).server.cors_origins == (
            "https://a.example",
            "https://b.example",
        )


def test_a_misspelt_variable_is_refused_with_the_likely_name():
    told = problems(OPENFACTORY_SERVER_PROT="1")
    assert "OPENFACTORY_SERVER_PROT" in told
    assert "did you mean OPENFACTORY_SERVER_PORT?" in told


def test_a_misspelt_key_in_the_file_is_refused_with_the_likely_name(file):
    file.write_text("[server]\nprot = 1\n")
    assert "server.prot (openfactory.toml): there is no such setting; did you mean server.port?" in problems(file=file)


def test_a_section_that_no_installed_module_has_is_refused(file):
    file.write_text("[planner]\nx = 1\n")
    assert "no installed module has a section of this name" in problems(file=file)


def test_all_problems_are_told_at_once_and_each_with_its_source():
    told = problems(OPENFACTORY_SERVER_PORT="x", OPENFACTORY_LOG_FORMAT="y")
    assert "server.port (variable OPENFACTORY_SERVER_PORT)" in told
    assert "log.format (variable OPENFACTORY_LOG_FORMAT)" in told


def test_a_file_that_cannot_be_read_is_told(file):
    file.write_text("[server\n")
    assert "cannot be read" in problems(file=file)


def test_secrets_are_in_no_text():
    settings = load(
        OPENFACTORY_NOTES_TOKEN="hunter2",
        OPENFACTORY_SECRET_KEY="s" * 40,
        OPENFACTORY_DATABASE_URL="postgres://user:hunter2@db/x",
    )
    shown = {item.key: item.value_shown for item in settings.explain()}
    assert shown["notes.token"] == shown["secret_key"] == "********"
    assert shown["database.url"] == "postgres://user@db:5432/x"
    assert "hunter2" not in repr(settings)


def test_a_secret_that_is_refused_is_not_repeated():
    assert "hunter2" not in problems(OPENFACTORY_SECRET_KEY="hunter2")


def test_settings_travel_to_other_processes(file):
    settings = load(file, {"server": {"port": 3333}}, OPENFACTORY_NOTES_TOKEN="hunter2")
    there = pickle.loads(pickle.dumps(settings))
    assert (there.server.port, there.section(NotesSettings)) == (3333, settings.section(NotesSettings))
    assert list(there.explain()) == list(settings.explain())


def test_nothing_changes_once_loaded():
    with pytest.raises(ValueError, match="frozen"):
        load().server.port = 1


def test_a_path_with_odd_characters_is_a_good_data_folder(tmp_path):
    settings = load(OPENFACTORY_DATA=str(tmp_path / "a?b%20c"))
    from openfactory.core.db.url import parse

    assert parse(settings.database_url).path == str(tmp_path / "a?b%20c" / "openfactory.sqlite3")


def test_the_secret_key_is_generated_once_even_for_many_at_once(tmp_path):
    from openfactory.core.settings.secret_key import _from_file

    def ask(number: int) -> bytes:
        return _from_file.__wrapped__(tmp_path / "data" / "secret.key")

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(ask, range(32)))
    assert len(keys) == 1
    assert len(keys.pop()) == 32
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret.key"]


def test_a_secret_key_by_setting_is_the_same_on_every_machine(tmp_path):
    one, other = (load(OPENFACTORY_SECRET_KEY="s" * 40, OPENFACTORY_DATA=str(tmp_path / n)) for n in "ab")
    assert secret_key(one) == secret_key(other)
    assert not (tmp_path / "a").exists()
