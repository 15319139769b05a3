"""Wheels of the repository and of the tutorial's extension, installed in environments outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from openfactory.testing.server import Running, free_port, running

ROOT = Path(__file__).parent.parent
EXTENSION = ROOT / "docs" / "tutorial" / "openfactory-notes"
_SOURCES = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "NOTICE", "openfactory", "migrations")
_LEAVE_OUT = shutil.ignore_patterns("__pycache__", "build", "*.egg-info", ".*")


@dataclass(frozen=True)
class Installation:
    """An environment with wheels in it; commands run as its user would run them."""

    folder: Path

    def run(self, program: str, *arguments: str, cwd: Path, fails: bool = False, **environment: str) -> str:
        """The output of one of the environment's programs. One that `fails` must end with 1."""
        return run(self.folder / "bin" / program, *arguments, cwd=cwd, fails=fails, **environment)

    def openfactory(self, *arguments: str, cwd: Path, fails: bool = False, **environment: str) -> str:
        """The output of an `openfactory` command."""
        return self.run("openfactory", *arguments, cwd=cwd, fails=fails, **environment)

    @contextmanager
    def serving(self, *arguments: str, cwd: Path, **environment: str) -> Iterator[Running]:
        """`openfactory serve` in a folder, ready to answer."""
        port = free_port()
        command = [str(self.folder / "bin" / "openfactory"), "serve", "--port", str(port), *arguments]
        # An empty PYTHONPATH is none: what is imported is the wheel's.
        with running(command, f"http://127.0.0.1:{port}", env={"PYTHONPATH": "", **environment}, cwd=cwd) as server:
            assert _ready(server), server.output
            yield server

    def install_editable(self, source: Path) -> None:
        """What `pip install -e .` does, without an index."""
        _pip_install(self, "--no-build-isolation", "--editable", source)


def run(*command: str | Path, cwd: Path, fails: bool = False, **environment: str) -> str:
    """The output of a command that knows nothing of this process's settings and paths."""
    reply = subprocess.run(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=cwd,
        env={**_clean(), **environment},
        timeout=120,
    )
    assert reply.returncode == int(fails), reply.stdout
    return reply.stdout


def build_repository(folder: Path) -> Path:
    """The wheel of this repository."""
    copy = folder / "openfactory-source"
    copy.mkdir()
    for name in _SOURCES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=_LEAVE_OUT)
        else:
            shutil.copy(ROOT / name, copy)
    return _build(copy, folder)


def build_extension(folder: Path) -> Path:
    """The wheel of the tutorial's extension."""
    return _build(copy_extension(folder / "notes-source"), folder)


def copy_extension(folder: Path) -> Path:
    """The extension's sources: building leaves files beside them."""
    return shutil.copytree(EXTENSION, folder, ignore=_LEAVE_OUT)


def install(folder: Path, *wheels: Path) -> Installation:
    """A new environment with these wheels; what they depend on is lent by this process's own environment."""
    venv.create(folder, with_pip=False, symlinks=True)
    installation = Installation(folder)
    _pip_install(installation, *wheels)
    packages = next((folder / "lib").glob("python*/site-packages"))
    lent = [path for path in sys.path if path.endswith("-packages")]
    # Only now, and so behind the wheels: an openfactory that is lent as well must not count as installed.
    (packages / "lent.pth").write_text("\n".join(lent))
    return installation


def _build(source: Path, folder: Path) -> Path:
    wheels = folder / f"{source.name}-wheel"
    build = ("-m", "pip", "--isolated", "wheel", "--quiet", "--no-index", "--no-deps", "--no-build-isolation")
    run(sys.executable, *build, "-w", wheels, source, cwd=folder)
    (built,) = wheels.glob("*.whl")
    return built


def _pip_install(installation: Installation, *what: str | Path) -> None:
    pip = ("-m", "pip", "--isolated", "--python", installation.folder / "bin" / "python")
    run(sys.executable, *pip, "install", "--quiet", "--no-index", "--no-deps", *what, cwd=installation.folder)


def _clean() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("OPENFACTORY_", "PYTHON"))}


def _ready(server: Running, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            if httpx.get(f"{server.url}/health/ready", trust_env=False, timeout=5).status_code == 200:
                return True
        except httpx.TransportError:
            time.sleep(0.05)
    return False
