"""The reference engine: plain Python, one item at a time. It is the definition of the language."""

from slarules.engine.reference.evaluation import evaluate
from slarules.engine.reference.ledger import Ledger, ledgers

__all__ = ["Ledger", "evaluate", "ledgers"]
