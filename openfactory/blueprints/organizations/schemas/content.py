"""JSON objects that are kept as they come, up to a size."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from openfactory.shared.json_values import bounded

Settings = Annotated[dict[str, Any], bounded(16 * 1024), Field(description="Any JSON object of at most 16 KiB.")]
Content = Annotated[dict[str, Any], bounded(256 * 1024), Field(description="Any JSON object of at most 256 KiB.")]
