"""What `openfactory serve` shows when it serves: where everything is, and how to begin."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.text import Text

from openfactory.core.settings import Settings

FIRST_ACCOUNT = """\
  There is no account yet. Make the first one:

    curl -s {url}/api/auth/signup -H 'content-type: application/json' -d '{{
      "email": "you@example.com", "password": "choose a long one",
      "name": "You", "organizationName": "Acme"}}'

  or: openfactory user create you@example.com --organization Acme
"""


def show(settings: Settings, accounts: int, url: str) -> None:
    """Print it: in colour on a terminal, else as plain text. `accounts` is how many there are."""
    console = Console(highlight=False, soft_wrap=True)
    places = {
        "API": f"{url}/api",
        "API reference": f"{url}/docs",
        "Contract": f"{url}/openapi.json",
        "Health": f"{url}/health/ready",
        "Data": str(settings.data.absolute()),
    }
    console.print()
    workers = settings.server.worker_count
    console.print(Text(f"  openfactory serves {url} with {workers} workers\n", style="bold green"))
    for name, place in places.items():
        console.print(Text.assemble((f"  {name:<15} ", "bold"), place))
    console.print()
    if accounts == 0:
        console.print(Text(FIRST_ACCOUNT.format(url=url)))
    sys.stdout.flush()
