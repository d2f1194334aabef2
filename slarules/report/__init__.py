"""Texts for people: problems, summaries, explanations."""
