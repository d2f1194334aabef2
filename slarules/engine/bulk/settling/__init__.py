"""Settlement of many customers of one contract, from the values of measures given by columns.

What a contract pays is made ready once, then every customer is a walk over numbers. Whatever is
not made ready here is settled by the reference engine, which says the same, only slower.
"""
