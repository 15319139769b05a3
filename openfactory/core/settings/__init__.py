"""Settings: flags, environment, `openfactory.toml`, defaults; in this order, each value with its source."""

from openfactory.core.settings.explaining import Explained
from openfactory.core.settings.loading import load_settings
from openfactory.core.settings.problems import Problem, SettingsError
from openfactory.core.settings.settings import Settings

__all__ = ["Explained", "Problem", "Settings", "SettingsError", "load_settings"]
