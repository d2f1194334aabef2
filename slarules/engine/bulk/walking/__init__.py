"""Runs found item by item in compiled code, for what most contracts measure.

Where histories differ too much for outlines to be few, rows lead from state to state instead: what
a row changes, and which conditions hold then, is asked of the facts layer and the reference engine
once for each state. Contracts and items that need more than that are judged by their outlines.
"""
