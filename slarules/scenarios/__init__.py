"""Tests by example: what a scenario gives, what it expects, and where the two part."""
