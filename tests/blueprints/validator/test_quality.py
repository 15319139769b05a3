"""The triage is as good as the guide says, on texts that it was not made for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent


def test_the_guide_has_the_held_out_figures():
    reply = subprocess.run(
        [sys.executable, ROOT / "scripts" / "triage_quality.py"], capture_output=True, text=True, cwd=ROOT / "docs"
    )

    assert reply.returncode == 0, reply.stderr
    guide = (ROOT / "docs" / "guides" / "validator.md").read_text()
    lines = [line for line in reply.stdout.splitlines() if "precision" in line]
    assert len(lines) == 7
    for line in lines:
        assert line in guide
