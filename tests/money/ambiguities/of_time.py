"""Ambiguities of time, of what is measured, and of targets."""

from __future__ import annotations

from tests.money.ambiguities.cases import DOWN, END, PAYS, READ, REPLIES, TABLE, Case

TOTAL = DOWN.replace("share of good time in all time", "total bad time").replace(
    "at least 99.9%", "at most 60 elapsed minutes"
)
MEAN = """measure up
  separately for each class
  is 100% less the mean over 5 minute intervals of the share of failed in requests
  a 5 minute interval with no requests counts as 0%

"""
FAILED = """measure up
  service "shop"
  a minute is bad when user_error_rate is above 5%
  a minute with no data is good
  is the share of good time in all time

"""
MAINTENANCE = """exclude planned
  removes time during maintenance
  provided announced at least 48 elapsed hours before start
  up to 10 elapsed hours every calendar year

"""
LEFT_OUT = DOWN.replace("in all time", "in all time not excluded")
NINETY = """target ninety
  needs at least 90% of tickets to meet reply
  every calendar month
  with fewer than 40 tickets at most 2 may miss
  with no tickets counts as met

"""
TWICE = """condition again
  when promised is missed in each of the last 3 periods

"""
MEAN_OF_PERIODS = """condition tired
  when mean of up over the last 3 periods unweighted is below 99%

"""
FIXED = DOWN.replace(
    "is the share of good time in all time",
    "is 100% less the share of bad time in 43,200 elapsed minutes\n  never below 0%",
)
LESS_OF_YEAR = f"""amount yearly
  from billing every calendar year

{TOTAL}credit lost
  each period that misses promised
  pays yearly pro rata for up out of 8,760 elapsed hours

{END}"""

OF_TIME = (
    Case("A5", FIXED, "\n  never below 0%", "below 0% where more time is bad"),
    Case("A5", FIXED, FIXED, "a share of the real time of each period", DOWN),
    Case("A5", LESS_OF_YEAR, " out of 8,760 elapsed hours", "E405"),
    Case("A6", MAINTENANCE + LEFT_OUT, " not excluded", "E411"),
    Case("A7", MEAN, "  a 5 minute interval with no requests counts as 0%\n", "E405"),
    Case("A7", FAILED, "  a minute with no data is good\n", "E405"),
    Case(
        "A8",
        DOWN.replace("outages\n", "outages\n  bad time under 10 elapsed minutes does not count\n"),
        "  bad time under 10 elapsed minutes does not count\n",
        "counts to the instant, however short it is",
    ),
    Case(
        "A8",
        DOWN.replace(
            "outages\n",
            "outages\n  the first 10 elapsed minutes of each outage does not count\n",
        ),
        " of each outage",
        "E009",
    ),
    Case(
        "A9",
        DOWN.replace(
            "outages\n",
            "outages\n  bad time counts in started 15 elapsed minutes for each outage\n",
        ),
        " for each outage",
        "E010",
    ),
    Case(
        "A9",
        DOWN.replace(
            "outages\n",
            "outages\n  bad time counts in started 15 elapsed minutes on the total\n",
        ),
        " started",
        "E009",
    ),
    Case(
        "A10",
        DOWN.replace(
            "outages\n",
            "outages\n  bad time runs from the later of reported and ticketed until restored\n",
        ),
        "the later of reported and ticketed",
        "E009",
        "reported and ticketed",
    ),
    Case(
        "A10",
        DOWN.replace("outages\n", "outages\n  bad time runs from reported until restored\n"),
        "  bad time runs from reported until restored\n",
        "run from the start to the end that the source gives them",
    ),
    Case(
        "A11",
        REPLIES + "cancel moved\n  ends reply when resolved\n\n",
        "cancel moved\n  ends reply when resolved\n\n",
        "nothing cancels: the clock runs on until an end",
    ),
    Case("A12", REPLIES, "4 elapsed hours", "E012", "4 hours"),
    Case("A13", DOWN, "  outages are split at period ends\n", "E405"),
    Case("A13", DOWN, '  timezone "Europe/London"\n', "E405"),
    Case(
        "A16",
        DOWN.replace(
            "outages\n",
            "outages\n  bad time counts by users_affected of users\n"
            "  overlaps count at the highest\n",
        ),
        "  overlaps count at the highest\n",
        "E405",
    ),
    Case(
        "A17",
        DOWN.replace(
            "outages\n",
            "outages\n  bad time counts by users_affected of users\n"
            "  overlaps count at the highest\n",
        ),
        "  bad time counts by users_affected of users\n  overlaps count at the highest\n",
        "counts whole, whatever users_affected",
    ),
    Case("A20", READ + TWICE, "the last 3", "E009", "3"),
    Case("A20", READ + TWICE, "  with no data counts as missed\n", "so is what looks back at it"),
    Case("A21", READ, "  with no data counts as missed\n", "undetermined in a period without data"),
    Case("A21", READ + TABLE + END, "  | unknown                      | 30% of fee |\n", "ranges"),
    Case(
        "A22",
        REPLIES + NINETY,
        "  with fewer than 40 tickets at most 2 may miss\n",
        "ninety holds of few tickets as of many: of fewer than 10 none may miss",
    ),
    Case("A25", READ + TWICE, "the last 3 periods", "E009", "3 months"),
    Case("A26", READ + MEAN_OF_PERIODS, " unweighted", "E405"),
    Case("A30", REPLIES, "  judged by level as reported\n", "replies reads the level at the end"),
    Case("A30", REPLIES, "  judged by level as reported\n", "W601"),
    Case("A31", REPLIES, " until first_reply", "E010"),
    Case(
        "A33",
        REPLIES + READ + PAYS + END,
        "each period that misses promised\n",
        "E009",
        "each period that misses promised unless cured\n",
    ),
    Case(
        "A35",
        MAINTENANCE + LEFT_OUT,
        "  up to 10 elapsed hours every calendar year\n",
        "takes out all",
    ),
    Case(
        "A35",
        MAINTENANCE + LEFT_OUT,
        "  provided announced at least 48 elapsed hours before start\n",
        "planned needs no notice and no other evidence",
    ),
    Case(
        "A36",
        DOWN.replace("outages\n", 'outages\n  source "probe" ahead of "provider"\n'),
        '  source "probe" ahead of "provider"\n',
        "every source is believed, none ahead of another",
    ),
)
