"""The settings that stand in no section."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr


class TopLevel(BaseModel):
    """Where data is, and the key that tokens are kept under."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    data: Path = Field(
        default=Path("openfactory-data"),
        description="The folder of the SQLite file, files, mail and the secret key.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        min_length=32,
        description="What tokens are digested and secrets sealed with, 32 characters or more; otherwise generated.",
    )
