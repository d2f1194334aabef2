"""Prometheus: a missing sample is unknown, not down; the grid of steps; exact values; resuming."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slarules.adapters import Profile
from slarules.errors import SourceError, UsageError
from slarules.instants import MINUTE, Instant
from slarules_outages.prometheus import POINTS, Prometheus, made
from tests.adapters.outages.fake.prometheus import FakePrometheus, FakeSeries
from tests.adapters.outages.reading import Kept, at, context, pull

QUERY = {
    "name": "shop",
    "query": 'probe_success{job="shop"}',
    "service": "shop",
    "up_at_least": "1",
}


def adapter(*queries: dict[str, Any], **more: Any) -> Prometheus:  # noqa: ANN401  # settings
    table = {
        "url": "https://prometheus.test",
        "since": "2026-06-01",
        "queries": [QUERY | each for each in queries or ({},)],
        **more,
    }
    return made(Profile("prometheus", "acme", table, "slarules.toml"))


def samples(start: str, values: str, every: int = MINUTE, **labels: str) -> FakeSeries:
    """Return samples: 1 is up, 0 down, . a scrape that did not happen, n is no number."""
    words = {"1": "1", "0": "0", "n": "NaN", "i": "+Inf", "s": None}
    first = at(start)
    laid = {Instant(first + n * every): words[v] for n, v in enumerate(values) if v != "."}
    return FakeSeries({"job": "shop", **labels}, laid)


def read(world: FakePrometheus, now: str, *queries: dict[str, Any]) -> Kept:
    return pull(adapter(*queries), Kept(), context(now, world))


def test_samples_that_are_missing_are_unknown_and_not_down() -> None:
    values = "1" * 10 + "." * 5 + "1" * 10 + "0" * 3 + "1" * 12
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", values)]})
    kept = read(world, "2026-06-01T00:45:00")
    down = ("shop", at("2026-06-01T00:25:00"), at("2026-06-01T00:28:00"))
    assert kept.there("outage") == [down]
    assert kept.there(None) == [("shop", at("2026-06-01T00:10:00"), at("2026-06-01T00:15:00"))]
    assert kept.through == at("2026-06-01T00:40:00")


def test_a_longer_lookback_fills_holes_as_it_says() -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", "1..1111111")]})
    kept = read(world, "2026-06-01T00:15:00", {"lookback": "2m"})
    assert kept.there(None) == [("shop", at("2026-06-01T00:02:00"), at("2026-06-01T00:03:00"))]


def test_what_is_no_number_says_nothing_and_infinity_is_enough() -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", "1nn1i11111")]})
    kept = read(world, "2026-06-01T00:15:00")
    assert kept.there(None) == [("shop", at("2026-06-01T00:01:00"), at("2026-06-01T00:03:00"))]
    assert not kept.there("outage")


def test_a_series_that_ends_by_a_marker_is_unknown_from_there_on() -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", "111s")]})
    kept = read(world, "2026-06-01T00:15:00")
    assert kept.there(None) == [("shop", at("2026-06-01T00:03:00"), at("2026-06-01T00:10:00"))]


def test_no_series_at_all_is_unknown_all_along() -> None:
    kept = read(FakePrometheus(), "2026-06-01T00:15:00")
    assert kept.there(None) == [("shop", at("2026-06-01T00:00:00"), at("2026-06-01T00:10:00"))]


@pytest.mark.parametrize(
    ("rule", "down", "unknown"),
    [
        ({"down_when": "any"}, [2, 4], []),
        ({"down_when": "any", "expected": 2}, [2, 4], [6]),
        ({"down_when": "all"}, [4], []),
        ({"down_when": "all", "expected": 2}, [4], []),
    ],
)
def test_several_series_of_a_service(
    rule: dict[str, Any], down: list[int], unknown: list[int]
) -> None:
    first = samples("2026-06-01T00:00:00", "110101.111", instance="a")
    both = samples("2026-06-01T00:00:00", "1111011111", instance="b")
    world = FakePrometheus({QUERY["query"]: [first, both]})
    kept = read(world, "2026-06-01T00:15:00", rule)

    def minutes(kind: str | None) -> list[int]:
        begin = at("2026-06-01T00:00:00")
        spans = [(a, b or a) for _, a, b in kept.there(kind)]
        return [n for a, b in spans for n in range((a - begin) // MINUTE, (b - begin) // MINUTE)]

    assert minutes("outage") == down
    assert minutes(None) == unknown


def test_services_by_a_label_and_one_that_nobody_named() -> None:
    found = [
        samples("2026-06-01T00:00:00", "1" * 10, service="shop"),
        samples("2026-06-01T00:00:00", "0" * 10, service="stock"),
    ]
    world = FakePrometheus({QUERY["query"]: found})
    by_label = {"service": None, "service_label": "service", "services": ["shop", "mail"]}
    kept = read(world, "2026-06-01T00:15:00", by_label)
    assert kept.there(None) == [("mail", at("2026-06-01T00:00:00"), at("2026-06-01T00:10:00"))]
    assert not kept.there("outage")
    assert [(each.code, "stock" in each.text) for each in kept.notices] == [("unknown event", True)]


def test_values_are_measurements_to_the_last_digit() -> None:
    laid: dict[Instant, str | None] = {
        at("2026-06-01T00:00:00"): "0.1",
        at("2026-06-01T00:01:00"): "1e-05",
        at("2026-06-01T00:02:00"): "123456789.123456789",
        at("2026-06-01T00:03:00"): "NaN",
        at("2026-06-01T00:04:00"): "+Inf",
    }
    world = FakePrometheus({"errors": [FakeSeries({}, laid)]})
    asked = {"query": "errors", "up_at_least": None, "measurement": "error_rate"}
    rows = read(world, "2026-06-01T00:10:00", asked).table("measurements")
    assert [row["value"] for row in rows] == ["0.1", "0.00001", "123456789.123456789", None, None]
    assert {(row["name"], row["of"], row["end"] - row["start"]) for row in rows} == {
        ("error_rate", "shop", MINUTE)
    }


def test_two_values_at_once_are_refused_as_a_measurement() -> None:
    world = FakePrometheus({"errors": [samples("2026-06-01T00:00:00", "11", a=x) for x in "ab"]})
    asked = {"query": "errors", "up_at_least": None, "measurement": "error_rate"}
    with pytest.raises(SourceError, match="two values of shop at 2026-06-01T00:00:00Z"):
        read(world, "2026-06-01T00:10:00", asked)


def test_a_warning_makes_all_that_it_covers_unknown() -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", "1" * 10)]})
    world.warnings = ["receive series from Addr: store-2: rpc error"]
    kept = read(world, "2026-06-01T00:15:00")
    assert len(kept.there(None)) == 1
    assert kept.notices[0].text.startswith("query shop: Prometheus warns: receive series")


def test_no_request_passes_the_limit_and_all_start_on_a_step() -> None:
    """Source: web/api/v1/api.go of Prometheus: more than 11,000 points are refused."""
    world = FakePrometheus()
    kept = read(world, "2026-06-20T00:00:30")
    for asked in world.asked:
        first, last, step = (Decimal(asked[name]) for name in ("start", "end", "step"))
        assert (last - first) / step + 1 <= POINTS
        assert first % step == 0
    assert len(world.asked) == 3
    assert kept.there(None) == [("shop", at("2026-06-01T00:00:00"), at("2026-06-19T23:55:00"))]


@settings(max_examples=40, deadline=None)
@given(values=st.text("110.n", min_size=1, max_size=60), cuts=st.lists(st.integers(1, 60)))
def test_reading_in_pieces_is_reading_at_once(values: str, cuts: list[int]) -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", values)]})
    end = f"2026-06-01T01:{5:02}:00"
    whole = read(world, end)
    kept = Kept()
    for cut in sorted(cuts):
        minutes = cut + 5
        pull(adapter(), kept, context(f"2026-06-01T0{minutes // 60}:{minutes % 60:02}:00", world))
    pull(adapter(), kept, context(end, world))
    assert kept.rows == whole.rows
    assert kept.through == whole.through
    times = len(world.asked)
    assert pull(adapter(), kept, context(end, world)).rows == whole.rows
    assert len(world.asked) == times


def test_another_rule_under_the_same_name_is_refused() -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", "1" * 10)]})
    kept = read(world, "2026-06-01T00:15:00")
    with pytest.raises(SourceError, match="give it another name"):
        pull(adapter({"up_at_least": "2"}), kept, context("2026-06-01T00:20:00", world))


def test_an_answer_of_something_else_is_refused() -> None:
    def gateway(_environ: dict[str, Any], start: Any) -> list[bytes]:  # noqa: ANN401  # WSGI
        start("200 OK", [("Content-Type", "text/html")])
        return [b"<html>Sign in</html>"]

    with pytest.raises(SourceError, match="none to a range query"):
        pull(adapter(), Kept(), context("2026-06-01T00:15:00", gateway))


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"service": None}, "name either service or service_label"),
        ({"service": None, "service_label": "job"}, "service_label needs services"),
        ({"up_at_least": None}, "say when it is up"),
        ({"step": "sometimes"}, "write a length of time"),
        ({"expected": 0}, "greater than or equal to 1"),
    ],
)
def test_settings_that_cannot_be_right_are_refused(wrong: dict[str, Any], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        adapter(wrong)


def test_check_tells_what_has_no_samples() -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", "1" * 60)]})
    seen = context("2026-06-01T00:30:00", world)
    report = adapter({}, {"name": "mail", "query": "gone", "service": "mail"}).check(seen)
    assert [each.is_well for each in report.checks] == [True, False]
    assert "no samples of mail" in report.checks[1].what


RANGE_ANSWER = {
    "type": "object",
    "required": ["status", "data"],
    "properties": {
        "status": {"enum": ["success", "error"]},
        "data": {
            "type": "object",
            "required": ["resultType", "result"],
            "properties": {
                "resultType": {"const": "matrix"},
                "result": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["metric", "values"],
                        "properties": {
                            "metric": {"additionalProperties": {"type": "string"}},
                            "values": {
                                "type": "array",
                                "items": {
                                    "type": "array",
                                    "prefixItems": [{"type": "number"}, {"type": "string"}],
                                    "minItems": 2,
                                    "maxItems": 2,
                                },
                            },
                        },
                    },
                },
            },
        },
        "warnings": {"type": "array", "items": {"type": "string"}},
    },
}
"""Source: prometheus.io/docs/prometheus/latest/querying/api, "Format overview", "Range queries"
and "Range vectors"."""


def test_the_fake_answers_in_the_shape_that_is_documented() -> None:
    world = FakePrometheus({QUERY["query"]: [samples("2026-06-01T00:00:00", "10n1")]})
    world.warnings = ["w"]
    read(world, "2026-06-01T00:15:00")
    plain = [_plain(answer) for answer in world.answers]
    assert plain
    for answer in plain:
        jsonschema.validate(answer, RANGE_ANSWER)


def _plain(answer: Any) -> Any:  # noqa: ANN401  # JSON
    match answer:
        case dict():
            return {name: _plain(each) for name, each in answer.items()}
        case list() | tuple():
            return [_plain(each) for each in answer]
        case Decimal():
            return float(answer)
        case _:
            return answer
