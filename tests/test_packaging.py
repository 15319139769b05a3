"""A wheel of the repository works in an environment of its own, outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import httpx
import pytest

from openfactory.testing.server import free_port

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]
ROOT = Path(__file__).parent.parent


def run(*command: str | Path, cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENFACTORY_", "PYTHON"))}
    reply = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd=cwd, env=clean)
    assert reply.returncode == 0, reply.stdout + reply.stderr
    return reply.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: building leaves files beside the sources."""
    folder = tmp_path_factory.mktemp("wheel")
    copy = folder / "source"
    copy.mkdir()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE", "openfactory", "migrations"):
        run("cp", "-r", ROOT / name, copy, cwd=folder)
    build = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", folder, copy)
    run(sys.executable, *build, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new environment's folder of programs. What the wheel depends on is lent by this environment."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    packages = next((folder / "lib").glob("python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin"


def openfactory(installed: Path, *arguments: str, cwd: Path) -> str:
    return run(installed / "python", "-m", "openfactory.cli", *arguments, cwd=cwd)


def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    for needed in ("py.typed", "core/http/static/swagger-ui-bundle.js", "core/http/static/docs.html"):
        assert f"openfactory/{needed}" in names
    for app in ("core", "accounts", "auth", "organizations", "projects", "comments", "notifications"):
        assert f"openfactory/migrations/{app}/0001_initial.py" in names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"openfactory"}


def test_it_migrates_and_serves_outside_the_checkout(installed, tmp_path):
    where = run(installed / "python", "-c", "import openfactory; print(openfactory.__file__)", cwd=tmp_path)
    assert str(installed.parent) in where
    openfactory(installed, "migrate", "up", cwd=tmp_path)
    assert "pending" not in openfactory(installed, "migrate", "status", cwd=tmp_path)
    assert "projects" in openfactory(installed, "modules", "list", cwd=tmp_path)

    port = free_port()
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("OPENFACTORY_", "PYTHON"))}
    command = [installed / "python", "-m", "openfactory.cli", "serve", "--port", str(port)]
    with (tmp_path / "output").open("wb") as output:
        server = subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=output, env=clean)
        try:
            assert _ready(f"http://127.0.0.1:{port}", server), (tmp_path / "output").read_text()
            page = httpx.get(f"http://127.0.0.1:{port}/docs/swagger-ui-bundle.js", trust_env=False)
            assert page.status_code == 200
        finally:
            server.terminate()
            server.wait(40)


def _ready(url: str, server: subprocess.Popen[bytes]) -> bool:
    import time

    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(f"{url}/health/ready", trust_env=False, timeout=5).status_code == 200:
                return True
        except httpx.TransportError:
            time.sleep(0.1)
    return False
