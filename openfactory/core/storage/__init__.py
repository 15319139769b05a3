"""Files beside the database: a folder, or any S3-compatible store."""

from openfactory.core.storage.opening import open_storage
from openfactory.core.storage.storage import MissingObject, Storage, Stored, StoreUnavailable

__all__ = ["MissingObject", "Storage", "StoreUnavailable", "Stored", "open_storage"]
