"""A site with faults, pulled again and again: everything is there once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qs

import httpx2
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.adapters import Asked, Context, Delivered, Partition
from slarules.errors import SourceError
from slarules.http import Site
from slarules.instants import Instant, Micros
from slarules.pulling import LiveContext, pull
from tests.faults import (
    OK,
    Environ,
    Fault,
    Faulty,
    RateLimited,
    Refused,
    Reset,
    StartResponse,
    Truncated,
    Unavailable,
)
from tests.pulling.pretended import NOW, Kept, Pretended, comments, point

SITE = Site("https://acme.example/api")
PAGE = 3

FAULTS: list[Fault] = [
    OK,
    RateLimited(seconds=20),
    RateLimited(seconds=100_000),  # more than any patience
    RateLimited(date=Instant(NOW + 3_000_000_000)),
    Unavailable(),
    Unavailable(5),
    Reset(),
    Truncated(),
    Truncated(has_length=False),
    Refused("403 Forbidden"),
    Refused("500 Oh"),
]


def pages(environ: Environ, start: StartResponse) -> Iterable[bytes]:
    """Answer a page of what a part holds, and where the next begins."""
    query = parse_qs(environ["QUERY_STRING"])
    part, first, size = query["part"][0], int(query["first"][0]), int(query["size"][0])
    names = [f"{part}{number}" for number in range(first, min(first + PAGE, size))]
    more = first + PAGE if first + PAGE < size else None
    start("200 OK", [("Content-Type", "application/json")])
    return [json.dumps({"names": names, "next": more}).encode()]


class Paged(Pretended):
    """Reads pages; its cursor is where the next begins."""

    def __init__(self, sizes: dict[str, int]) -> None:
        super().__init__({name: lambda _cursor, _context: () for name in sizes})
        self.sizes = sizes

    def read(
        self, partition: Partition, cursor: bytes | None, asked: Asked, context: Context
    ) -> Iterator[Delivered]:
        del asked
        first = int(cursor or b"0")
        size = self.sizes[partition.name]
        while True:
            params = {"part": partition.name, "first": first, "size": size}
            page = context.http(SITE).get("/events", params).json()
            if page["names"]:
                yield comments(*page["names"])
            first += len(page["names"])
            yield point(str(first))
            if page["next"] is None:
                return


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(st.sampled_from("ABC"), st.integers(0, 14), min_size=1),
    st.lists(st.sampled_from(FAULTS), max_size=40),
    st.integers(1, 3),
)
def test_whatever_goes_wrong_everything_is_there_once(
    sizes: dict[str, int], faults: list[Fault], concurrency: int
) -> None:
    now = [NOW]

    def pause(length: Micros) -> None:
        now[0] = Instant(now[0] + length)

    told: list[str] = []
    site, sink = Faulty(pages), Kept()
    site.plan(*faults)
    for _ in range(len(faults) + 1):
        context = LiveContext(
            "made:up",
            lambda: now[0],
            lambda _: "",
            pause=pause,
            transport=lambda _: httpx2.WSGITransport(site),
        )
        try:
            outcome = pull(Paged(sizes), Asked(), context, sink, concurrency=concurrency)
        except SourceError as error:
            told.append(str(error))
        else:
            break
        finally:
            context.close()
    else:
        raise AssertionError("each pull takes at least one fault away")
    assert all(text.startswith("made:up: ") for text in told)
    assert outcome.whole == len(sizes)
    for name, size in sizes.items():
        assert sink.names(name) == [f"{name}{number}" for number in range(size)]
