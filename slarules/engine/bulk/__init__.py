"""The bulk engine: the same verdicts and sums as the reference, by columns."""
