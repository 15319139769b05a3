"""The guide shows every rule, and the figures that come out."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from openfactory.shared.documents.review.catalogue import RULES

ROOT = Path(__file__).parents[4]
GUIDE = (ROOT / "docs" / "guides" / "review.md").read_text()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_is_in_the_guide(rule):
    assert f"| `{rule.id}` | {rule.severity} |" in GUIDE


def test_ids_are_unique():
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_the_figures_are_those_of_now():
    reply = subprocess.run(
        [sys.executable, ROOT / "scripts" / "review_quality.py", "--check"], capture_output=True, text=True
    )

    assert reply.returncode == 0, reply.stdout + reply.stderr


def test_the_figures_of_the_other_split_can_be_printed():
    reply = subprocess.run(
        [sys.executable, ROOT / "scripts" / "review_quality.py", "dev"], capture_output=True, text=True
    )

    assert "split `dev`" in reply.stdout
    assert "| **all (micro)** |" in reply.stdout
