"""How long the program takes, against something run beside it; by hand or with `make bench`."""
