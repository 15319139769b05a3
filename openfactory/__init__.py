"""openfactory: the API server of an AI-native software-delivery platform, and a framework to extend it."""

__version__ = "0.1.0"
