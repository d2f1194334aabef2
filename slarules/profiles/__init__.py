"""How sources are set up: `slarules.toml`, and the secrets that it refers to."""
