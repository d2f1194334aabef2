"""Rows by columns: items become numbers of outlines and rows of instants.

What a row says without its time is a symbol. The symbols of an item's rows lead through a tree to
the number of its outline; the facts layer is asked once for each outline what its timeline is.
"""
