"""What is entered in a register beside runs: assertions, claims, disputes, issued statements.

Each module checks what somebody says against a contract or a run, and gives the body of an entry;
a register that is asked in the same step keeps two people from entering what excludes each other.
"""
