"""The made-up site as a web application: Jira Cloud, or Data Center."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

from slarules.instants import Instant, utc
from tests.adapters.jira.fake import people
from tests.adapters.jira.fake.asked import AnswerError, Asked
from tests.adapters.jira.fake.search import QueryError, found
from tests.adapters.jira.fake.site import (
    FIELDS,
    PRIORITIES,
    RESOLUTIONS,
    Comment,
    History,
    Issue,
    Site,
)

Json = dict[str, Any]


@dataclass(slots=True)
class JiraApp:
    """Answers as Jira does.

    Attributes:
        is_cloud: Whether it is Cloud, or Data Center.
        page: How many issues a page has at most, whatever is asked for.
        bulk_page: How many histories a page of the bulk changelog has at most.
        embedded: How many changes an issue of a search has at most in Data Center.
        trick: What it does to its readers.
        has_bulk: Whether it knows the bulk changelog.
        is_bulk_text: Whether the bulk changelog writes times as the specification has it.
        is_cut: Whether even an issue alone has only so many.
        refuses: The status with which it refuses everything, 0 for none.
        asked: All requests so far.
    """

    site: Site
    is_cloud: bool = True
    page: int = 5
    bulk_page: int = 50
    embedded: int = 40
    trick: str | None = None
    has_bulk: bool = True
    is_bulk_text: bool = False
    is_cut: bool = False
    refuses: int = 0
    prefix: str = ""
    is_behind_gateway: bool = False
    asked: list[Asked] = field(default_factory=list)

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer a request."""
        headers = {"Content-Type": "application/json", "Date": self._date()}
        try:
            answer, status = self._answer(environ), 200
        except AnswerError as error:
            answer, status = {"errorMessages": ["refused"], "errors": {}}, error.status
            headers |= {name.replace("_", "-"): text for name, text in error.headers.items()}
        except QueryError as error:
            answer, status = {"errorMessages": [str(error)], "errors": {}}, 400
        body = json.dumps(answer).encode()
        headers["Content-Length"] = str(len(body))
        start_response(f"{status} Said", list(headers.items()))
        return [body]

    def _date(self) -> str:
        return format_datetime(utc(self.site.now), usegmt=True)

    def _answer(self, environ: dict[str, Any]) -> object:
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length) if length else b""
        query = {key: each[-1] for key, each in parse_qs(environ["QUERY_STRING"]).items()}
        try:
            content = json.loads(body) if body else None
        except ValueError:
            raise AnswerError(400) from None
        path = environ["PATH_INFO"].removeprefix(self.prefix)
        asked = Asked(environ["REQUEST_METHOD"], path, query, content)
        self.asked.append(asked)
        if self.refuses:
            raise AnswerError(self.refuses)
        self._let_in(environ.get("HTTP_AUTHORIZATION", ""))
        for method, pattern, does in ROUTES:
            match = re.fullmatch(pattern, asked.path)
            if match and method == asked.method:
                return does(self, asked, *match.groups())
        raise AnswerError(404)

    def _let_in(self, authorization: str) -> None:
        scheme, _, secret = authorization.partition(" ")
        wanted = "Basic" if self.is_cloud and not self.is_behind_gateway else "Bearer"
        if scheme not in (wanted, "Basic" if self.is_cloud else wanted) or not secret:
            raise AnswerError(401)
        if scheme == "Basic" and b":" not in base64.b64decode(secret):
            raise AnswerError(401)

    def server_info(self, asked: Asked) -> Json:
        del asked
        kind = "Cloud" if self.is_cloud else "Server"
        return {"baseUrl": "http://127.0.0.1", "version": "1001.0.0", "deploymentType": kind}

    def myself(self, asked: Asked) -> Json:
        del asked
        return {**people.person(self, self.site.reader), "timeZone": self.site.reader.zone}

    def fields(self, asked: Asked) -> list[Json]:
        del asked
        return [
            {
                "id": id_,
                "name": name,
                "custom": id_.startswith("custom"),
                **({"schema": schema} if schema else {}),
            }
            for id_, name, schema in FIELDS
        ]

    def search(self, asked: Asked) -> Json:
        """Return a page of the enhanced search."""
        body = asked.body
        if not isinstance(body, dict) or not isinstance(body.get("jql", ""), str):
            raise AnswerError(400)
        self._forbid()
        reconciled = frozenset(body.get("reconcileIssues") or ())
        hits = found(self.site, body.get("jql", ""), reconciled)
        names = body.get("fields") or ["id"]
        start = self._start(body.get("nextPageToken"))
        size = min(int(body.get("maxResults", 50)), self.page)
        if self.trick == "short page" and size > 1:
            size = 1
        if self.trick == "empty page" and start == 0 and "nextPageToken" not in body:
            return {"issues": [], "nextPageToken": "at-0", "isLast": False}
        issues = [self.issue(hit, names) for hit in hits[start : start + size]]
        if self.trick == "old shape":
            return {"issues": issues, "startAt": 0, "maxResults": size, "total": len(hits)}
        if start + size >= len(hits):
            return {"issues": issues, "isLast": True}
        token = "at-0" if self.trick == "repeated token" else f"at-{start + size}"
        return {"issues": issues, "nextPageToken": token, "isLast": False}

    def count(self, asked: Asked) -> Json:
        """Return how many issues a search has."""
        if not isinstance(asked.body, dict) or not isinstance(asked.body.get("jql"), str):
            raise AnswerError(400)
        return {"count": len(found(self.site, asked.body["jql"]))}

    def _start(self, token: str | None) -> int:
        if token is None:
            return 0
        if not re.fullmatch(r"at-\d+", str(token)):
            raise AnswerError(400)
        return int(token[3:])

    def _forbid(self) -> None:
        if self.trick == "forbidden":
            raise AnswerError(403)

    def old_search(self, asked: Asked) -> Json:
        """Return a page of the search of Data Center; it is gone from the Cloud."""
        if self.is_cloud:
            raise AnswerError(410)
        self._forbid()
        hits = found(self.site, asked.query.get("jql", ""))
        start = int(asked.query.get("startAt", 0))
        size = min(int(asked.query.get("maxResults", 50)), max(self.page, 2))
        names = asked.query.get("fields", "id").split(",")
        if self.trick == "short page":
            size = 2
        issues = [self.issue(hit, names) for hit in hits[start : start + size]]
        if "changelog" in asked.query.get("expand", ""):
            for each, hit in zip(issues, hits[start : start + size], strict=True):
                each["changelog"] = self._embedded(hit["issue"])
        if self.trick == "empty page":
            issues = []
        total = min(1, len(hits)) if self.trick == "lying total" else len(hits)
        return {"issues": issues, "startAt": start, "total": total, "maxResults": size}

    def _embedded(self, issue: Issue) -> Json:
        newest = issue.histories[::-1][: self.embedded]
        total = len(issue.histories)
        return {"histories": [self.history(each) for each in newest], "total": total}

    def issue(self, hit: Json, names: list[str]) -> Json:
        """Return an issue with the fields that were asked for."""
        issue: Issue = hit["issue"]
        told = {"id": str(issue.id), "key": issue.key}
        all_fields = {
            **hit["fields"],
            "created": self.site.local(issue.created),
            "updated": self.site.local(hit["updated"]),
            "reporter": people.person(self, issue.reporter),
            "comment": self._newest(issue, hit["updated"]),
        }
        fields = {name: all_fields[name] for name in names if name in all_fields}
        return {**told, "fields": fields} if fields else told

    def _newest(self, issue: Issue, updated: Instant) -> Json:
        """Return the comments that the search shows: twenty at most, and their number."""
        known = [each for each in issue.comments if each.at <= updated]
        newest = [self.comment(each, with_properties=False) for each in known[-20:]]
        return {"comments": newest, "startAt": 0, "maxResults": 20, "total": len(known)}

    def alone(self, asked: Asked, id_: str) -> Json:
        """Return an issue as it is now."""
        issue = self._visible(id_)
        names = asked.query.get("fields", "summary").split(",")
        told = self.issue({"issue": issue, "updated": issue.updated, "fields": issue.fields}, names)
        if "changelog" in asked.query.get("expand", ""):
            every = [self.history(each) for each in issue.histories]
            whole = {"histories": every, "total": len(every)}
            told["changelog"] = self._embedded(issue) if self.is_cut else whole
        return told

    def _visible(self, id_: str) -> Issue:
        issue = self.site.issues.get(int(id_)) if id_.isdecimal() else None
        issue = issue or next((e for e in self.site.issues.values() if e.key == id_), None)
        if issue is None or issue.is_hidden or issue.project in self.site.hidden_projects:
            raise AnswerError(404)
        return issue

    def history(self, history: History, *, is_bulk: bool = False) -> Json:
        """Return what was changed at once."""
        number = history.at // 1000
        text = self.site.local(history.at)
        items = history.items
        if not self.is_cloud:
            items = [{k: v for k, v in each.items() if k != "fieldId"} for each in items]
        return {
            "id": str(history.id),
            "author": people.person(self, history.author),
            "created": number if is_bulk and not self.is_bulk_text else text,
            "items": [{k: v for k, v in each.items() if v is not None} for each in items],
        }

    def bulk(self, asked: Asked) -> Json:
        """Return changes of many issues, by date and issue; an issue may go on on the next page."""
        body = asked.body
        if not self.has_bulk:
            raise AnswerError(404)
        if not isinstance(body, dict) or not isinstance(body.get("issueIdsOrKeys"), list):
            raise AnswerError(400)
        ids = set(map(str, body["issueIdsOrKeys"]))
        only = body.get("fieldIds")
        if not 1 <= len(ids) <= 1000 or len(only or ()) > 10:
            raise AnswerError(400)
        every = sorted(
            (history.at, issue.id, history.id, history)
            for issue in self.site.visible()
            if ids & {str(issue.id), issue.key}
            for history in issue.histories
            if only is None or any(each.get("fieldId") in only for each in history.items)
        )
        start = self._start(body.get("nextPageToken"))
        size = min(int(body.get("maxResults", 1000)), self.bulk_page)
        logs: dict[int, list[Json]] = {}
        for _, issue_id, _, history in every[start : start + size]:
            logs.setdefault(issue_id, []).append(self.history(history, is_bulk=True))
        page = {
            "issueChangeLogs": [
                {"issueId": str(id_), "changeHistories": each} for id_, each in logs.items()
            ]
        }
        if start + size < len(every):
            page["nextPageToken"] = f"at-{start + size}"  # type: ignore[assignment]
        return page

    def some(self, asked: Asked) -> Json:
        """Return issues by their identifiers, as many as are shown."""
        ids = set(map(str, asked.body["issueIdsOrKeys"]))
        if not 1 <= len(ids) <= 100:
            raise AnswerError(400)
        shown = [each for each in self.site.visible() if ids & {str(each.id), each.key}]
        hits = [{"issue": e, "updated": e.updated, "fields": e.fields} for e in shown]
        return {"issues": [self.issue(hit, asked.body["fields"]) for hit in hits]}

    def changelog(self, asked: Asked, id_: str) -> Json:
        """Return changes of one issue, which Data Center of this age does not know."""
        if not self.is_cloud:
            raise AnswerError(404)
        histories = self._visible(id_).histories
        start = int(asked.query.get("startAt", 0))
        size = min(int(asked.query.get("maxResults", 100)), 100)
        return {
            "values": [self.history(each) for each in histories[start : start + size]],
            "startAt": start,
            "maxResults": size,
            "total": len(histories),
            "isLast": start + size >= len(histories),
        }

    def comments(self, asked: Asked, id_: str) -> Json:
        """Return comments of one issue."""
        every = self._visible(id_).comments
        start = int(asked.query.get("startAt", 0))
        size = min(int(asked.query.get("maxResults", 50)), 100)
        with_properties = "properties" in asked.query.get("expand", "")
        shown = [
            self.comment(each, with_properties=with_properties)
            for each in every[start : start + size]
        ]
        total = 0 if self.trick == "lying total" else len(every)
        return {"comments": shown, "startAt": start, "maxResults": size, "total": total}

    def comment(self, comment: Comment, *, with_properties: bool) -> Json:
        """Return a comment: the Cloud tells who may see it, Data Center only on request."""
        told: Json = {
            "id": str(comment.id),
            "author": people.person(self, comment.author),
            "created": self.site.local(comment.at),
        }
        if self.is_cloud:
            text = {"type": "text", "text": comment.text}
            paragraph = {"type": "paragraph", "content": [text]}
            body = {"type": "doc", "version": 1, "content": [paragraph]}
            return {**told, "body": body, "jsdPublic": comment.public}
        told["body"] = comment.text
        if with_properties and not comment.public:
            told["properties"] = [{"key": "sd.public.comment", "value": {"internal": True}}]
        return told

    def slas(self, asked: Asked, id_: str) -> Json:
        """Return what Service Management counted."""
        every = self._visible(id_).slas
        start, limit = int(asked.query.get("start", 0)), int(asked.query.get("limit", 50))
        values = every[start : start + limit]
        is_last = start + limit >= len(every)
        return {"values": values, "start": start, "size": len(values), "isLastPage": is_last}

    def projects(self, asked: Asked) -> object:
        """Return the projects that the account that reads may see."""
        listed = [
            {"id": id_, "key": key, "name": key}
            for key, id_ in self.site.projects.items()
            if key not in self.site.hidden_projects
        ]
        if asked.path.endswith("/search"):
            return {"values": listed, "startAt": 0, "total": len(listed), "isLast": True}
        return listed

    def statuses(self, asked: Asked) -> list[Json]:
        del asked
        return [self.site.status(each) for each in self.site.statuses]

    def priorities(self, asked: Asked) -> list[Json]:
        del asked
        return [{"id": id_, "name": name} for id_, name in PRIORITIES.items()]

    def resolutions(self, asked: Asked) -> list[Json]:
        del asked
        return [{"id": id_, "name": name} for id_, name in RESOLUTIONS.items()]

    def request_types(self, asked: Asked) -> Json:
        del asked
        return {"values": [{"id": "11", "name": "Get help"}], "isLastPage": True}

    def issue_types(self, asked: Asked) -> list[Json]:
        del asked
        return [{"id": "1", "name": "Service Request"}]


ROUTES: tuple[tuple[str, str, Callable[..., Any]], ...] = (
    ("GET", "/rest/api/[23]/serverInfo", JiraApp.server_info),
    ("GET", "/rest/api/[23]/myself", JiraApp.myself),
    ("GET", "/rest/api/[23]/field", JiraApp.fields),
    ("GET", "/rest/api/3/project/search", JiraApp.projects),
    ("GET", "/rest/api/2/project", JiraApp.projects),
    ("GET", "/rest/api/[23]/project/([^/]+)/role", people.roles),
    ("GET", r"/rest/api/[23]/project/([^/]+)/role/(\d+)", people.members),
    ("GET", "/rest/api/[23]/group/member", people.group),
    ("GET", "/rest/api/[23]/status", JiraApp.statuses),
    ("GET", "/rest/api/[23]/priority", JiraApp.priorities),
    ("GET", "/rest/api/[23]/resolution", JiraApp.resolutions),
    ("GET", "/rest/api/[23]/issuetype", JiraApp.issue_types),
    ("POST", "/rest/api/3/search/jql", JiraApp.search),
    ("POST", "/rest/api/3/search/approximate-count", JiraApp.count),
    ("GET", "/rest/api/[23]/search", JiraApp.old_search),
    ("POST", "/rest/api/3/changelog/bulkfetch", JiraApp.bulk),
    ("POST", "/rest/api/3/issue/bulkfetch", JiraApp.some),
    ("GET", "/rest/api/[23]/issue/([^/]+)/changelog", JiraApp.changelog),
    ("GET", "/rest/api/[23]/issue/([^/]+)/comment", JiraApp.comments),
    ("GET", "/rest/api/[23]/issue/([^/]+)", JiraApp.alone),
    ("GET", "/rest/servicedeskapi/requesttype", JiraApp.request_types),
    ("GET", "/rest/servicedeskapi/request/([^/]+)/sla", JiraApp.slas),
)


def epoch(at: Instant) -> Json:
    """Return a time as Service Management writes it."""
    return {"epochMillis": at // 1000, "friendly": "then"}
