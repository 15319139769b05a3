"""Settings: flags, environment, `openfactory.toml`, defaults; in this order, each value with its source."""

from openfactory.core.settings.loading import Explained, Settings, SettingsError, load_settings

__all__ = ["Explained", "Settings", "SettingsError", "load_settings"]
