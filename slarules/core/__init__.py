"""The small core: frozen nodes that say all a contract means.

Everything behind the checker sees these alone.
"""
