"""What a change of a contract would do: to the text, to what it means, and to money on history."""
