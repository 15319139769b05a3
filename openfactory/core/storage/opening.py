"""Which store the settings mean."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from obstore.store import LocalStore, S3Store

from openfactory.core.settings import Settings
from openfactory.core.settings.sections import StorageSettings
from openfactory.core.storage.storage import Storage

_MIB = 1024 * 1024
_S3_PART = 5 * _MIB  # the least that S3 takes, but for the last
_CONNECT = timedelta(seconds=3)


def open_storage(settings: Settings) -> Storage:
    """The store. Nothing is asked of it yet, so that the server starts while it is away."""
    storage, folder = settings.storage, settings.files
    if storage.kind == "s3":
        return Storage(partial(_s3, storage), part=_S3_PART, step=_MIB, seconds=storage.seconds)
    opened = partial(LocalStore, folder, mkdir=True)
    return Storage(opened, part=_MIB, step=_MIB // 2, seconds=storage.seconds, folder=folder)


def _s3(storage: StorageSettings) -> S3Store:
    config: dict[str, Any] = {"region": storage.region, "virtual_hosted_style_request": storage.virtual_hosted}
    if storage.endpoint:
        config["endpoint"] = storage.endpoint
    if storage.access_key_id is not None and storage.secret_access_key is not None:
        config["access_key_id"] = storage.access_key_id.get_secret_value()
        config["secret_access_key"] = storage.secret_access_key.get_secret_value()
    limit = timedelta(seconds=storage.seconds)
    return S3Store(
        storage.bucket,
        prefix=storage.prefix or None,
        client_options={"connect_timeout": _CONNECT, "timeout": limit, "allow_http": storage.allow_http},
        retry_config={"max_retries": 2, "retry_timeout": limit},
        **config,
    )
