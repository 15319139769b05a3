"""Settings that are refused: every problem at once, where it is, what to do, and no secret in any of it."""

from __future__ import annotations

import pickle

import pytest
from pydantic import BaseModel, Field, SecretStr, field_validator

from openfactory.core.settings import SettingsError, load_settings
from openfactory.core.settings.sections import Section


class Remote(BaseModel):
    """One of several; a plain model, which would take any key by itself."""

    client_id: str = ""
    client_secret: SecretStr = SecretStr("")


class Chatty(Section):
    """A module that quotes what it refuses."""

    by_name: dict[str, Remote] = Field(default={}, description="Remotes by name.")
    token: SecretStr | None = Field(default=None, description="A token.")

    @field_validator("token")
    @classmethod
    def _quote(cls, token: SecretStr | None) -> SecretStr | None:
        if token is not None:
            raise ValueError(f"{token.get_secret_value()} is not good enough")
        return token


class Demanding(Section):
    """A module that cannot be installed without settings."""

    key: str = Field(description="A key.")


def refused(file=None, overrides=None, sections=None, **environ: str) -> str:
    with pytest.raises(SettingsError) as error:
        load_settings(sections or {"chatty": Chatty}, file=file, environ=environ, overrides=overrides)
    return str(error.value)


def test_problems_of_all_sources_are_told_together(tmp_path):
    file = tmp_path / "openfactory.toml"
    file.write_text('[server]\nhots = "x"\n[log]\nlevel = "loud"\n[planer]\nx = 1\n')
    told = refused(file, {"server": {"port": 70_000}}, OPENFACTORY_NONSENSE="1", OPENFACTORY_MODULES_ONLY="[")
    assert told.splitlines() == [
        "modules.only (variable OPENFACTORY_MODULES_ONLY): is not JSON: Expecting value at character 2",
        "variable OPENFACTORY_NONSENSE: there is no such setting; `openfactory config` shows all there are",
        "server.hots (openfactory.toml): there is no such setting; did you mean server.host?",
        "planer (openfactory.toml): no installed module has a section of this name; "
        "install the module, or remove the section",
        "server.port (command line): should be less than or equal to 65535, not '70000'; means: The port to listen on",
        "log.level (openfactory.toml): should be 'debug', 'info', 'warning' or 'error', not 'loud'; "
        "means: The least that is logged",
    ]


def test_a_file_that_cannot_be_read_does_not_hide_other_problems(tmp_path):
    file = tmp_path / "openfactory.toml"
    file.write_text("[server\n")
    told = refused(file, OPENFACTORY_NONSENSE="1")
    assert "cannot be read" in told
    assert "NONSENSE" in told


def test_a_value_of_two_types_is_one_problem():
    told = refused(OPENFACTORY_SERVER_WORKERS="many")
    assert len(told.splitlines()) == 1
    assert told.startswith("server.workers (variable OPENFACTORY_SERVER_WORKERS)")


def test_a_misspelt_key_within_a_table_is_refused_with_the_likely_name():
    told = refused(OPENFACTORY_CHATTY_BY_NAME='{"github": {"client_idd": "x"}}')
    assert "did you mean chatty.by_name.github.client_id?" in told


def test_a_rule_between_settings_names_the_sources_of_both(tmp_path):
    file = tmp_path / "openfactory.toml"
    file.write_text("[database]\npool_max = 2\n")
    told = refused(file, OPENFACTORY_DATABASE_POOL_MIN="50")
    assert "variable OPENFACTORY_DATABASE_POOL_MIN" in told
    assert "openfactory.toml" in told


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENFACTORY_SECRET_KEY", "hunter2"),
        ("OPENFACTORY_CHATTY_TOKEN", "hunter2"),
        ("OPENFACTORY_CHATTY_BY_NAME", '{"github": {"client_secret": "hunter2"'),
        ("OPENFACTORY_CHATTY_BY_NAME", '{"github": {"client_secret": ["hunter2"]}}'),
        ("OPENFACTORY_DATABASE_URL", "mysql://user:hunter2@db/x"),
        ("OPENFACTORY_DATABASE_URL", "postgres://user:hunter2@db:port/x"),
        ("OPENFACTORY_BROKER_URL", "http://:hunter2@redis"),
        ("OPENFACTORY_SERVER_PUBLIC_URL", "https://user:hunter2@factory.example"),
    ],
)
def test_no_secret_is_repeated(variable, value):
    told = refused(**{variable: value})
    assert variable in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("OPENFACTORY_SERVER_PUBLIC_URL", "factory.example"),
        ("OPENFACTORY_SERVER_PUBLIC_URL", "ftp://factory.example"),
        ("OPENFACTORY_SERVER_CORS_ORIGINS", "https://app.example/"),
        ("OPENFACTORY_SERVER_CORS_ORIGINS", "app.example"),
        ("OPENFACTORY_SERVER_CORS_ORIGINS", "*"),
        ("OPENFACTORY_BROKER_URL", "localhost:6379"),
        ("OPENFACTORY_DATABASE_URL", "sqlite://:memory:"),
        ("OPENFACTORY_OUTGOING_ALLOW_PRIVATE", "10.0.0.0/99"),
    ],
)
def test_an_address_that_would_fail_later_is_refused_now(variable, value):
    assert variable in refused(**{variable: value})


def test_a_module_s_setting_without_a_default_is_refused():
    assert "has no default" in refused(sections={"demanding": Demanding})


@pytest.mark.parametrize("name", ["server", "data", "log"])
def test_a_module_with_the_name_of_a_kernel_s_setting_is_refused(name):
    assert "kernel's own" in refused(sections={name: Chatty})


def test_sections_and_their_reprs_hide_passwords_in_urls():
    settings = load_settings(
        environ={
            "OPENFACTORY_DATABASE_URL": "postgres://user:hunter2@db/x",
            "OPENFACTORY_BROKER_URL": "redis://:hunter2@redis/0",
        }
    )
    shown = {item.key: item.value_shown for item in settings.explain()}
    assert shown["broker.url"] == "redis://:********@redis/0"
    assert "hunter2" not in f"{settings} {settings.database!r} {settings.broker} {shown}"


def test_the_error_travels_between_processes():
    with pytest.raises(SettingsError) as error:
        load_settings(environ={"OPENFACTORY_NONSENSE": "1"})
    assert str(pickle.loads(pickle.dumps(error.value))) == str(error.value)
