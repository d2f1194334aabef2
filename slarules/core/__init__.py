"""The small core: frozen nodes that say all a contract means; everything behind the checker sees these alone."""
