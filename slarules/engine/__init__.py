"""Engines: facts and a checked contract become verdicts, targets and a statement."""
