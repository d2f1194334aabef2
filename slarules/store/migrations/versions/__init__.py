"""The steps; each names the one before it, and none is changed once it was released."""
