"""Many contracts of different customers over one history, which is read once."""
