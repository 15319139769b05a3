"""Load on one route for some seconds, from another process: wrk where it is installed, else our own client."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click

CONNECTIONS = 16
_CLIENT = Path(__file__).with_name("client.py")
Drive = Callable[[str, str, int], int]


def generator() -> tuple[str, Drive]:
    """The generator's name, and a function of URL, token and seconds that gives the number of answers."""
    return ("wrk", _by_wrk) if shutil.which("wrk") else ("client.py", _by_client)


def _by_wrk(url: str, token: str, seconds: int) -> int:
    header = f"Authorization: Bearer {token}"
    output = _output("wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", header, url)
    if refused := re.search(r"Non-2xx.*", output):
        raise click.ClickException(f"{url}: {refused[0]}")
    answers = re.search(r"(\d+) requests in", output)
    if answers is None:
        raise click.ClickException(f"wrk said nothing of requests:\n{output}")
    return int(answers[1])


def _by_client(url: str, token: str, seconds: int) -> int:
    return int(_output(sys.executable, str(_CLIENT), url, str(seconds), str(CONNECTIONS), token))


def _output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise click.ClickException(f"{command[0]} failed:\n{done.stderr}")
    return done.stdout
