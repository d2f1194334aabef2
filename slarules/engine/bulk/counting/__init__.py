"""Counting: from the columns of many verdicts to targets, measures, statements, rights and duties.

Runs of which no result of the contract can tell one from another are counted, and one of them is
kept to stand for all. What is kept goes through the reference engine, so results are its own.
"""
