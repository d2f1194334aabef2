"""What Jira's answers look like, as far as they are read; the rest is passed over."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

from slarules.errors import SourceError
from slarules.http import Answer


class Wire(msgspec.Struct, rename="camel", gc=False):
    """What all parts of an answer share."""


class Author(Wire):
    """An account. `key` and `name` are of Data Center, the other two of the Cloud."""

    account_id: str | None = None
    account_type: str | None = None
    key: str | None = None
    name: str | None = None

    @property
    def id(self) -> str | None:
        """What names the account for good."""
        return self.account_id or self.key or self.name


class Item(Wire):
    """A field that changed; `from` and `to` are identifiers, the others what they were called."""

    field: str = ""
    field_id: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    from_string: str | None = None
    to: str | None = None
    to_string: str | None = None


class History(Wire):
    """Fields that somebody changed at once.

    Attributes:
        created: Text in most answers, a number in the bulk ones.
    """

    id: str
    created: int | str
    items: list[Item] = []
    author: Author | None = None


class Changelog(Wire):
    """The changes that an answer holds; `total` says how many there are."""

    histories: list[History] = []
    total: int = 0


class Issue(Wire):
    """An issue with the fields that were asked for."""

    id: str
    key: str
    fields: dict[str, Any] = {}
    changelog: Changelog | None = None


class SearchPage(Wire):
    """A page of issues: with a token in the Cloud, with `total` in Data Center."""

    issues: list[Issue] = []
    next_page_token: str | None = None
    is_last: bool | None = None
    max_results: int | None = None
    total: int | None = None


class IssueHistories(Wire):
    """Changes of one issue; a later page may hold more of them."""

    issue_id: str
    change_histories: list[History] = []


class BulkPage(Wire):
    """A page of changes of many issues."""

    issue_change_logs: list[IssueHistories] = []
    next_page_token: str | None = None


class HistoryPage(Wire):
    """A page of changes of one issue."""

    values: list[History] = []
    is_last: bool | None = None
    total: int | None = None


class CommentProperty(Wire):
    """What an app noted on a comment; Service Management says here whether it is internal."""

    key: str = ""
    value: Any = None


class Comment(Wire):
    """A comment; its text is only counted."""

    id: str
    created: str
    author: Author | None = None
    body: Any = None
    jsd_public: bool | None = None
    jsd_author_can_see_request: bool | None = None
    visibility: Any = None
    properties: list[CommentProperty] = []


class CommentPage(Wire):
    """A page of comments."""

    total: int
    comments: list[Comment] = []
    max_results: int | None = None


def came_with(issue: Issue) -> CommentPage | None:
    """Return the comments that a search shows of an issue: the newest, and how many there are."""
    try:
        return msgspec.convert(issue.fields.get("comment"), CommentPage)
    except msgspec.ValidationError:
        return None


PAGE = (
    "the answer is a page for people in place of data; does a proxy or a login stand between, and "
    "is the address of the site right?"
)

T = TypeVar("T")


class Decoder(Generic[T]):
    """Decodes answers of one shape."""

    def __init__(self, shape: type[T]) -> None:
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(shape)

    def __call__(self, answer: Answer) -> T:
        """Return what an answer holds.

        Raises:
            SourceError: It has another shape; the message names the place.
        """
        try:
            return self._decoder.decode(answer.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            if answer.body.lstrip()[:1] == b"<":
                raise SourceError(answer.url, PAGE) from None
            raise SourceError(answer.url, f"the answer is not as documented: {error}") from None


search_page = Decoder(SearchPage)
bulk_page = Decoder(BulkPage)
history_page = Decoder(HistoryPage)
comment_page = Decoder(CommentPage)
issue_alone = Decoder(Issue)
