"""The bulk engine beside what people use instead, on the same files; by hand with `make bench`."""
