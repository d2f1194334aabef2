"""What a run keeps of columns: rows of verdicts and of facts as Arrow and as text.

Nothing becomes an object of Python for each row. The files are the same bytes as those that the
reference engine's verdicts and histories make.
"""
