"""The folder of a run: evidence that explains itself with nothing else."""
