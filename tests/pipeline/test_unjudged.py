"""A clock that is missing: explain says why there is none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from slarules import cli
from slarules.errors import RunFolderError
from slarules.pipeline import explain

FOLDER = Path(__file__).parent / "both_answers"
PROMISES = """\
targets help clause "1"
  measures raised from level becomes P1 until resolved
  measures solve from reported until resolved
  measures only_p1 from reported until resolved
  judged by level as reported
  table
  | level     | raised         | solve           | only_p1        |
  | P1        | 1 elapsed hour | 4 elapsed hours | 1 elapsed hour |
  | any other | 1 elapsed hour | 8 elapsed hours | none           |

targets incidents clause "2"
  for tickets where type is incident
  measures mend from reported until resolved
  judged by type as reported
  table
  | type     | mend           |
  | incident | 1 elapsed hour |

targets answers clause "4"
  for tickets where first_reply is known
  measures reply from reported until resolved
  judged by level as reported
  table
  | level | reply          |
  | any   | 1 elapsed hour |

measure fetch
  from reported until resolved

target quick clause "3"
  covers tickets where type is incident
  needs at least 90% of tickets to have fetch within 2 elapsed hours
  every calendar month
  with no tickets counts as met
"""


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unjudged")
    shutil.copytree(FOLDER / "export", folder / "export")
    contract = (FOLDER / "both.sla").read_text("utf-8")
    head = contract[: contract.index("clock desk")]
    (folder / "both.sla").write_text(head + PROMISES, "utf-8")
    mapping = (FOLDER / "both-csv.sla").read_text("utf-8")
    (folder / "both-csv.sla").write_text(f"{mapping}  type is request otherwise\n", "utf-8")
    words = ["--mapping", str(folder / "both-csv.sla"), "--source", f"csv:{folder / 'export'}"]
    out = ["--register", "none", "--out", str(folder / "run")]
    assert cli.run(["audit", str(folder / "both.sla"), *words, *out]) == 0
    return folder / "run"


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        ("raised", "nothing started it: it counts from level becomes P1"),
        ("only_p1", "help promises nothing for any other level"),
        ("mend", "incidents is only for tickets where type is incident, and here type is request"),
        ("fetch", "quick covers only tickets where type is incident, and here type is request"),
        ("reply", "answers is only for .* first_reply is known, and here first_reply is absent"),
        ("lunch", "it judged "),
    ],
)
def test_why_a_ticket_was_not_judged(run: Path, measure: str, why: str) -> None:
    with pytest.raises(RunFolderError, match=f"judged no measure {measure} of D-2[:;] {why}"):
        explain(run, "D-2", measure)


def test_what_was_judged_is_explained(run: Path) -> None:
    assert explain(run, "D-6", "raised").ledgers
    assert explain(run, "D-2", "solve").ledgers
