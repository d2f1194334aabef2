"""Service level agreements as programs: checked, measured, explained and settled from one text."""
