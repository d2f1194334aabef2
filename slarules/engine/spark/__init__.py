"""Items judged on a cluster: the bulk engine on every executor, and the sum on the driver.

Spark brings the rows of each item together and in order, and tries again what a machine that dies
had begun. What rows mean, what verdicts come to and what is owed is none of its business.
"""
