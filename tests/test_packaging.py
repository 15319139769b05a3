"""A wheel of the repository works in an environment of its own, outside the checkout."""

from __future__ import annotations

import zipfile
from pathlib import Path, PurePosixPath

import httpx
import pytest
from wheels import ROOT, Installation, build_repository, install

import openfactory

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]
STATIC = ROOT / "openfactory" / "core" / "http" / "static"
APPS = [folder.name for folder in (ROOT / "migrations").iterdir() if (folder / "__init__.py").exists()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_repository(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return install(tmp_path_factory.mktemp("environment"), wheel)


def of_checkout(folder: str, installed_as: str) -> set[str]:
    """The files of a folder by their installed names."""
    files = (path for path in (ROOT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {str(PurePosixPath(installed_as, path.relative_to(ROOT / folder).as_posix())) for path in files}


def test_the_wheel_holds_the_package_with_its_migrations_and_nothing_else(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert names == of_checkout("openfactory", "openfactory") | of_checkout("migrations", "openfactory/migrations")
    assert {"openfactory/py.typed", "openfactory/core/http/static/swagger-ui-bundle.js"} <= names
    assert {f"openfactory/migrations/{app}/0001_initial.py" for app in APPS} <= names


def test_the_installed_package_is_the_wheels_and_knows_its_version(installed, tmp_path):
    where = installed.run("python", "-c", "import openfactory; print(openfactory.__file__)", cwd=tmp_path)

    assert Path(where.strip()).is_relative_to(installed.folder)
    assert installed.openfactory("--version", cwd=tmp_path) == f"openfactory, version {openfactory.__version__}\n"


def test_it_migrates_and_lists_modules_in_an_empty_folder(installed, tmp_path):
    installed.openfactory("migrate", "up", cwd=tmp_path)

    status = installed.openfactory("migrate", "status", cwd=tmp_path)  # fails where something is pending
    assert {line.split()[0] for line in status.splitlines()} == {"applied"}
    assert {f"{app}.0001_initial" for app in APPS} <= set(status.split())
    listed = installed.openfactory("modules", "list", cwd=tmp_path)
    assert all(f" {name} " in listed for name in ("auth", "organizations", "projects"))


def test_it_serves_an_empty_folder_with_its_documentation(installed, tmp_path):
    with installed.serving(cwd=tmp_path) as server, httpx.Client(base_url=server.url, trust_env=False) as client:
        assert client.get("/health/ready").status_code == 200
        assert "<html" in client.get("/docs").text
        for name in ("docs.js", "swagger-ui.css", "swagger-ui-bundle.js"):
            assert client.get(f"/docs/{name}").content == (STATIC / name).read_bytes()
        assert len(server.workers()) >= 2
        assert server.stop() == 0
