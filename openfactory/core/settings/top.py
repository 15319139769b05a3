"""The settings that stand in no section, and the model that holds them with all sections."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, SecretStr
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

SHORTEST = 32


def _long_enough(key: SecretStr | None) -> SecretStr | None:
    if key is not None and len(key.get_secret_value()) < SHORTEST:
        raise ValueError(f"it must have at least {SHORTEST} characters: `openssl rand -hex 32` makes one")
    return key


class TopLevel(BaseSettings):
    """Where data is, and the key that tokens are kept under."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)
    layers: ClassVar[tuple[PydanticBaseSettingsSource, ...]] = ()
    """What a model is filled from, the strongest first; nothing else is read."""

    data: Annotated[Path, AfterValidator(Path.expanduser)] = Field(
        default=Path("openfactory-data"),
        description="The folder of the SQLite file, files, mail and the secret key.",
    )
    secret_key: Annotated[SecretStr | None, AfterValidator(_long_enough)] = Field(
        default=None,
        description="The key that tokens are digested and secrets sealed with, 32 characters or more; "
        "otherwise generated.",
    )

    @classmethod
    def settings_customise_sources(cls, *_: Any, **__: Any) -> tuple[PydanticBaseSettingsSource, ...]:
        """The layers alone."""
        return cls.layers
