"""Verdicts by columns: what items have in common is worked out once, the arithmetic for each.

The history of an item without its times is its outline. What a contract makes of an outline is the
same for all items that have it, so the reference engine is asked once: which runs there are, which
rows hold, what stands still. That answer is a recipe. What is left for each item is arithmetic on
its own times, which compiled code does.
"""
