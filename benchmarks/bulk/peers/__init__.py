"""What people use instead: each answers the same question of the same file."""
