"""What changed from one run of a contract to another, and because of what."""
