"""Names in variables, files and flags; lists and tables in them; and settings in another process."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel, Field, SecretStr

from openfactory.core.settings import load_settings
from openfactory.core.settings.sections import Section


class Plan(Section):
    """A module's section."""

    b_c: int = Field(default=1, description="A number.")
    names: tuple[str, ...] = Field(default=(), description="Names.")
    weights: dict[str, int] = Field(default={}, description="Weights by name.")


class PlanB(Section):
    """A module whose name begins with another's."""

    c: int = Field(default=1, description="A number.")
    d: int = Field(default=1, description="A number.")


class Remote(BaseModel):
    """One of several."""

    url: str
    token: SecretStr = SecretStr("")


class Remotes(Section):
    """A section with tables in it."""

    by_name: dict[str, Remote] = Field(default={}, description="Remotes by name.")


SECTIONS: dict[str, type[BaseModel]] = {"plan": Plan, "plan_b": PlanB, "far-away": Remotes}


def load(file: Path | None = None, overrides: dict | None = None, **environ: str):
    return load_settings(SECTIONS, file=file, environ=environ, overrides=overrides)


def test_the_longest_section_name_wins_where_a_variable_could_mean_two():
    settings = load(OPENFACTORY_PLAN_B_C="7", OPENFACTORY_PLAN_B_D="8")
    assert settings.section(PlanB) == PlanB(c=7, d=8)
    assert settings.section(Plan).b_c == 1


def test_a_hyphen_in_a_module_s_name_is_an_underscore_in_its_settings(tmp_path):
    file = tmp_path / "x.toml"
    file.write_text('[far_away.by_name.one]\nurl = "https://one.example"\n')
    assert load(file).section(Remotes).by_name["one"].url == "https://one.example"


@pytest.mark.parametrize("text", ["a, b", '["a", "b"]', "a,b,"])
def test_lists_of_modules_are_separated_by_commas_or_json(text):
    assert load(OPENFACTORY_PLAN_NAMES=text).section(Plan).names == ("a", "b")


@pytest.mark.parametrize("text", ["x=1, y=2", '{"x": 1, "y": 2}'])
def test_tables_are_pairs_or_json(text):
    assert load(OPENFACTORY_PLAN_WEIGHTS=text).section(Plan).weights == {"x": 1, "y": 2}


def test_an_empty_variable_counts_as_not_set():
    assert load(OPENFACTORY_LOG_LEVEL="", OPENFACTORY_PLAN_B_C="").log.level == "info"


def test_tables_of_file_and_variable_are_put_together(tmp_path):
    file = tmp_path / "x.toml"
    file.write_text('[far_away.by_name.one]\nurl = "https://one.example"\n')
    settings = load(file, OPENFACTORY_FAR_AWAY_BY_NAME='{"one": {"token": "hunter2"}}')
    one = settings.section(Remotes).by_name["one"]
    assert (one.url, one.token.get_secret_value()) == ("https://one.example", "hunter2")
    assert "hunter2" not in repr(list(settings.explain())) + repr(settings)


def test_a_variable_names_the_file(tmp_path):
    file = tmp_path / "mine.toml"
    file.write_text("[server]\nport = 1111\n")
    settings = load(OPENFACTORY_CONFIG=str(file))
    assert settings.server.port == 1111
    assert {item.key: item.source for item in settings.explain()}["server.port"] == "mine.toml"


def test_the_file_of_the_working_directory_is_read(tmp_path, monkeypatch):
    (tmp_path / "openfactory.toml").write_text("[server]\nport = 1111\n")
    monkeypatch.chdir(tmp_path)
    assert load().server.port == 1111


def test_what_kubernetes_says_of_a_service_of_our_name_is_no_setting():
    told = {
        "KUBERNETES_SERVICE_HOST": "10.0.0.1",
        "OPENFACTORY_SERVICE_HOST": "10.0.0.2",
        "OPENFACTORY_SERVICE_PORT": "80",
        "OPENFACTORY_PORT": "tcp://10.0.0.2:80",
        "OPENFACTORY_PORT_80_TCP_ADDR": "10.0.0.2",
        "OPENFACTORY_SERVER_PORT": "tcp://10.0.0.2:80",
    }
    assert load(**told).server.port == 8000


def test_overrides_come_on_top_and_are_checked(tmp_path):
    first = load(overrides={"server": {"port": 1}}, OPENFACTORY_SERVER_HOST="::1")
    second = first.with_overrides({"server": {"port": 2}})
    assert (first.server.port, second.server.port, second.server.host) == (1, 2, "::1")
    with pytest.raises(Exception, match=r"server\.port \(command line\)"):
        first.with_overrides({"server": {"port": -1}})


@pytest.mark.parametrize(
    ("host", "url"),
    [("0.0.0.0", "http://127.0.0.1:8000"), ("::", "http://[::1]:8000"), ("fd00::1", "http://[fd00::1]:8000")],
)
def test_without_a_public_url_links_lead_to_where_the_server_listens(host, url):
    assert load(OPENFACTORY_SERVER_HOST=host).public_url == url


def test_a_public_url_may_have_a_path_and_ends_without_a_slash():
    assert load(OPENFACTORY_SERVER_PUBLIC_URL="https://x.example/factory/").public_url == "https://x.example/factory"


def test_a_generated_key_says_so():
    sources = {item.key: item.source for item in load().explain()}
    assert sources["secret_key"] == "generated"


def test_settings_cannot_be_changed():
    settings = load()
    with pytest.raises(AttributeError, match="frozen"):
        settings.data = Path("elsewhere")
    with pytest.raises(LookupError, match="Remote"):
        settings.section(Remote)


def test_another_process_does_not_read_its_own_environment(tmp_path):
    settings = load_settings(environ={"OPENFACTORY_SERVER_PORT": "1111", "OPENFACTORY_LOG_LEVELS": "httpx=debug"})
    (tmp_path / "settings").write_bytes(pickle.dumps(settings))
    code = "import pickle, sys; s = pickle.load(open('settings', 'rb')); print(s.server.port, s.log.levels, s)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"OPENFACTORY_SERVER_PORT": "2222", "OPENFACTORY_NONSENSE": "1", "PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith("1111 {'httpx': 'debug'} Settings(server.port='1111'")
