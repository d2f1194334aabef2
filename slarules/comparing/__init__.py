"""One history, counted in several ways: where they part, by how much, and the first rule why."""
