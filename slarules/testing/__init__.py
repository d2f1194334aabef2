"""The conformance kit: whether an adapter loses nothing, tells nothing twice and lets nothing out."""

from __future__ import annotations
