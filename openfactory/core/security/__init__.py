"""Building blocks of security: passwords, tokens and API keys, sealed secrets."""
