"""Whether a run folder is as it was written, and whether its figures follow from its facts."""
