"""Answers that real sites gave."""

from __future__ import annotations

import json
from typing import Any

from slarules.adapters import Batch
from slarules.http import Answer
from slarules_jira.fields import Fields, JiraField
from slarules_jira.roles import Roles
from slarules_jira.rows import Read, Rows, add_issue
from slarules_jira.slas import add_slas
from slarules_jira.wire import search_page
from tests.shared import SHARED, needs_shared

pytestmark = needs_shared

PAYLOADS = SHARED / "payloads"
FIELDS = (JiraField("status", "Status", "status"), JiraField("priority", "Priority", "priority"))


def empty() -> Rows:
    return Rows(Fields(FIELDS), Roles(licensed="agent"))


def found(rows: Rows, table: str) -> list[dict[str, Any]]:
    return [
        row
        for each in rows.handed_over()
        if isinstance(each, Batch) and each.table == table
        for row in each.data.to_struct_array().to_pylist()  # type: ignore[attr-defined]
    ]


def test_each_change_of_a_recorded_issue_follows_from_the_one_before() -> None:
    body = (PAYLOADS / "jira_cloud_search_expand_changelog.json").read_bytes()
    for issue in search_page(Answer(200, {}, body, "")).issues:
        assert issue.changelog is not None
        rows = empty()
        add_issue(rows, Read(issue, issue.changelog.histories))
        changes = [each for each in found(rows, "changes") if each["field_id"] == "status"]
        chain = [each["new_id"] for each in changes]
        assert [each["old_id"] for each in changes[1:]] == chain[:-1]
        if chain:
            assert chain[-1] == issue.fields["status"]["id"]
        assert [each["at"] for each in changes] == sorted(each["at"] for each in changes)


def test_a_recorded_cycle_keeps_its_milliseconds() -> None:
    told = json.loads((PAYLOADS / "jsm_datacenter_ongoing_cycle.json").read_text())
    rows = empty()
    add_slas(rows, "1", told["values"])
    (row,) = found(rows, "native_sla")
    assert (row["measure"], row["state"], row["breached"]) == (
        "Time to resolution",
        "ongoing",
        False,
    )
    assert (row["goal_us"], row["elapsed_us"]) == (547_200_000_000, 208_301_424_000)
    assert f"{row['due_at']:%Y-%m-%d %H:%M:%S.%f}" == "2025-11-10 11:09:43.324000"


def test_a_recorded_cycle_of_the_old_shape_is_read() -> None:
    told = json.loads((PAYLOADS / "jsd_legacy_customfield.json").read_text())
    rows = empty()
    add_slas(rows, "1", [{"id": "11203", "name": "Old", **told["customfield_11203"]}])
    (row,) = found(rows, "native_sla")
    assert (row["breached"], row["goal_us"]) == (True, 7_200_000_000)
    assert f"{row['started_at']:%Y-%m-%d}" == "2015-08-12"
