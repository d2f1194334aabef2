"""Source records become facts: what an engine knows of items, spans, readings and fees."""
