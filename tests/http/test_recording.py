"""What is recorded names nobody and holds no secret."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from slarules.errors import UsageError
from slarules.http import Bearer, Recording, Site
from slarules.secrets import Secret
from tests.faults import Environ, StartResponse
from tests.http.sites import BASE, CANARY, World

ISSUE = {
    "id": "10001",
    "key": "HELP-1",
    "fields": {
        "summary": "Jane Roe cannot log in",
        "reporter": {"accountId": "5b10", "displayName": "Jane Roe", "name": "jroe"},
        "assignee": {"name": "Jane Roe", "email": "j@roe.example"},
        "history": [
            {"field": "status", "from": "1", "fromString": "Open", "to": "3"},
            {"field": "assignee", "from": "5b10", "fromString": "Jane Roe", "toString": "Rick"},
        ],
        "watchers": ["mail jane.roe@corp.example now", "call +49 30 1234567"],
        "status": {"id": "3", "name": "In Progress"},
    },
}


def answering(answer: object) -> World:
    def app(environ: Environ, start: StartResponse) -> Iterable[bytes]:
        del environ
        headers = [("Content-Type", "application/json"), ("Set-Cookie", "session=abc")]
        start("200 OK", headers)
        return [json.dumps(answer).encode()]

    return World(app)


def recorded(world: World, folder: Path) -> Recording:
    http = world.http(Site(BASE, Bearer(Secret(env="X"))))
    return Recording(http, folder, world.redaction)


def test_shape_and_identifiers_stay_and_people_go(tmp_path: Path) -> None:
    http = recorded(answering(ISSUE), tmp_path / "new")
    assert http.get("/issue/1", {"user": "me@corp.example"}).json() == ISSUE
    text = (tmp_path / "new" / "0001.json").read_text()
    for person in ("Jane", "Rick", "Roe", "roe", "1234567", "me@", "me%40", "session", "log in"):
        assert person not in text
    body = json.loads(text)["body"]
    assert body["fields"]["status"] == {"id": "3", "name": "In Progress"}
    assert (body["id"], body["key"]) == ("10001", "HELP-1")
    assert body["fields"]["reporter"]["accountId"] == "5b10"
    assert body["fields"]["history"][0] == {
        "field": "status",
        "from": "1",
        "fromString": "Open",
        "to": "3",
    }
    assert body["fields"]["history"][1]["from"] == "5b10"


@pytest.mark.parametrize("answer", [{"echo": f"Bearer {CANARY}"}, {CANARY: 1}, [[CANARY]]])
def test_an_answer_with_a_secret_is_not_written(tmp_path: Path, answer: object) -> None:
    http = recorded(answering(answer), tmp_path)
    with pytest.raises(UsageError, match="nothing was recorded") as told:
        http.post("/x", {}, is_safe=True)
    assert CANARY not in str(told.value)
    assert list(tmp_path.iterdir()) == []
