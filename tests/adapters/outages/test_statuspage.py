"""Statuspage: what incidents did to components, maintenance as it was announced, paging, edits."""

from __future__ import annotations

from typing import Any

import pytest

from slarules.adapters import Profile
from slarules.errors import SourceError, UsageError
from slarules_outages.statuspage import Statuspage, made
from tests.adapters.outages.fake.statuspage import KEY, FakeStatuspage, incident, update
from tests.adapters.outages.reading import Kept, at, context, pull

NOW = "2026-06-30T00:00:00"


def adapter(**more: Any) -> Statuspage:  # noqa: ANN401  # settings
    table = {"page": "kctbh9vrtdwd", "token": {"env": "STATUSPAGE"}, **more}
    return made(Profile("statuspage", "acme", table, "slarules.toml"))


def public(**more: Any) -> Statuspage:  # noqa: ANN401  # settings
    table = {"url": "https://status.acme.test", **more}
    return made(Profile("statuspage", "acme", table, "slarules.toml"))


def trouble() -> dict[str, Any]:
    return incident(
        "i1",
        "2026-06-10T10:00:05Z",
        started_at="2026-06-10T10:00:00Z",
        resolved_at="2026-06-10T12:00:00Z",
        incident_updates=[
            update("u3", "2026-06-10T11:00:00Z", api="degraded_performance"),
            update("u1", "2026-06-10T10:00:05Z", api="partial_outage"),
            update("u2", "2026-06-10T10:30:00Z", api="major_outage", web="degraded_performance"),
            update("u4", "2026-06-10T11:30:00Z", api="operational"),
        ],
    )


def test_components_are_followed_through_the_updates() -> None:
    kept = pull(adapter(shares={"partial_outage": "0.5"}), Kept(), context(NOW, page(trouble())))
    assert kept.there("outage") == [
        ("Api", at("2026-06-10T10:00:00"), at("2026-06-10T10:30:00")),
        ("Api", at("2026-06-10T10:30:00"), at("2026-06-10T11:00:00")),
    ]
    assert kept.there("degraded") == [
        ("Web", at("2026-06-10T10:30:00"), at("2026-06-10T12:00:00")),
        ("Api", at("2026-06-10T11:00:00"), at("2026-06-10T11:30:00")),
    ]
    shares = [row["share"] for row in kept.table("outages") if row["kind"] == "outage"]
    assert shares[:2] == ["0.5", None]
    assert {row["event"] for row in kept.table("outages")} == {"i1"}
    assert kept.through == at(NOW)


def page(*incidents: dict[str, Any], **more: Any) -> FakeStatuspage:  # noqa: ANN401  # a fake
    return FakeStatuspage(list(incidents), **more)


def test_what_goes_on_has_no_end() -> None:
    going = incident(
        "i2", "2026-06-20T10:00:00Z", incident_updates=[
            update("u1", "2026-06-20T10:00:00Z", api="major_outage")
        ],
    )  # fmt: skip
    kept = pull(adapter(), Kept(), context(NOW, page(going)))
    assert kept.there("outage") == [("Api", at("2026-06-20T10:00:00"), None)]


@pytest.mark.parametrize(
    ("impact", "kind"), [("critical", "outage"), ("major", "outage"), ("minor", "degraded")]
)
def test_an_incident_without_updates_of_components_goes_by_its_impact(
    impact: str, kind: str
) -> None:
    plain = incident(
        "i3",
        "2026-06-10T10:00:00Z",
        impact=impact,
        resolved_at="2026-06-10T11:00:00Z",
        components=[{"id": "api", "name": "Programs' interface"}],
    )
    kept = pull(adapter(services={"api": "shop"}), Kept(), context(NOW, page(plain)))
    assert kept.there(kind) == [("shop", at("2026-06-10T10:00:00"), at("2026-06-10T11:00:00"))]


def test_an_incident_that_hit_nothing_is_nothing() -> None:
    plain = incident("i3", "2026-06-10T10:00:00Z", impact="none")
    kept = pull(adapter(page_service="shop"), Kept(), context(NOW, page(plain)))
    assert not kept.there("outage")
    assert not kept.there("degraded")


def works(**more: Any) -> dict[str, Any]:  # noqa: ANN401  # JSON
    planned = {
        "impact": "maintenance",
        "status": "scheduled",
        "started_at": None,
        "scheduled_for": "2026-06-15T22:00:00Z",
        "scheduled_until": "2026-06-16T02:00:00Z",
        "components": [{"id": "api", "name": "Api"}],
    }
    return incident("m1", "2026-06-01T09:00:00Z", **planned | more)


@pytest.mark.parametrize(
    ("over", "end"),
    [
        (None, "02:00:00"),
        ("2026-06-16T01:00:00Z", "01:00:00"),
        ("2026-06-16T05:00:00Z", "02:00:00"),
    ],
)
def test_maintenance_is_what_was_announced_and_no_longer(over: str | None, end: str) -> None:
    kept = pull(adapter(), Kept(), context(NOW, page(works(resolved_at=over))))
    assert kept.there("maintenance") == [
        ("Api", at("2026-06-15T22:00:00"), at(f"2026-06-16T{end}"))
    ]
    assert [row["announced_at"] for row in kept.table("outages")] == [at("2026-06-01T09:00:00")]


def test_an_edited_incident_is_kept_as_it_is_now() -> None:
    world = page(trouble())
    kept = pull(adapter(), Kept(), context(NOW, world))
    wrong = next(u for u in world.incidents[0]["incident_updates"] if u["id"] == "u2")
    wrong["affected_components"] = wrong["affected_components"][1:]
    wrong["affected_components"] += update("", "", api="partial_outage")["affected_components"]
    kept = pull(adapter(), kept, context(NOW, world))
    # The update that was a major outage begins nothing any more: its row is called off.
    assert kept.there("outage") == [("Api", at("2026-06-10T10:00:00"), at("2026-06-10T11:00:00"))]


@pytest.mark.parametrize("first_page", [0, 1])
@pytest.mark.parametrize("size", [100, 7])
def test_all_pages_are_read_wherever_they_begin(first_page: int, size: int) -> None:
    many = [
        incident(
            f"i{n}",
            f"2026-05-{n % 28 + 1:02}T{n // 28:02}:00:00Z",
            impact="major",
            resolved_at=f"2026-05-{n % 28 + 1:02}T{n // 28:02}:30:00Z",
        )
        for n in range(250)
    ]
    kept = pull(
        adapter(page_service="shop"),
        Kept(),
        context(NOW, page(*many, first_page=first_page, size=size)),
    )
    assert len(kept.there("outage")) == 250


def test_reading_goes_on_where_it_stopped() -> None:
    many = [incident(f"i{n:03}", f"2026-05-01T00:{n:02}:00Z", impact="major") for n in range(60)]
    world = page(*many, size=7)
    whole = pull(adapter(page_service="shop"), Kept(), context(NOW, world))
    for stop in range(1, 10):
        kept = pull(adapter(page_service="shop"), Kept(), context(NOW, world), stop)
        again = pull(adapter(page_service="shop"), kept, context(NOW, world))
        assert again.rows == whole.rows


def test_a_page_that_repeats_is_refused() -> None:
    many = [incident(f"i{n}", f"2026-05-01T00:{n:02}:00Z") for n in range(30)]
    with pytest.raises(SourceError, match="repeats earlier ones"):
        pull(adapter(), Kept(), context(NOW, page(*many, size=10, repeats=True)))


def test_the_public_page_tells_its_latest_entries_only() -> None:
    many = [incident(f"i{n:02}", f"2026-05-01T00:{n:02}:00Z", impact="major") for n in range(59)]
    kept = pull(public(page_service="shop"), Kept(), context(NOW, page(*many, works())))
    assert len(kept.there("outage")) == 50
    assert kept.there("maintenance")
    assert "truncated" in {each.code for each in kept.notices}


def test_what_names_no_component_is_told() -> None:
    kept = pull(adapter(), Kept(), context(NOW, page(incident("i9", "2026-06-10T10:00:00Z"))))
    assert ["i9 names no component" in each.text for each in kept.notices] == [True, True]


def test_what_names_no_component_may_have_hit_every_service() -> None:
    seen = context(NOW, page(incident("i9", "2026-06-10T10:00:00Z", impact="critical")))
    kept = pull(adapter(services={"api": "shop", "web": "portal"}), Kept(), seen)
    assert {(row["service"], row["kind"]) for row in kept.table("outages")} == {
        ("shop", None),
        ("portal", None),
    }
    assert kept.through == at(NOW)


def test_nothing_is_vouched_for_behind_what_hit_nobody_knows_what() -> None:
    harmless = incident("i8", "2026-06-01T10:00:00Z", impact="none")
    seen = context(NOW, page(incident("i9", "2026-06-10T10:00:00Z", impact="critical"), harmless))
    assert pull(adapter(), Kept(), seen).through == at("2026-06-10T10:00:00")
    assert pull(adapter(page_service="shop"), Kept(), seen).through == at(NOW)


def test_the_key_is_in_no_row_and_no_message() -> None:
    seen = context(NOW, page(trouble()))
    report = adapter().check(seen)
    assert report.is_well
    kept = pull(adapter(), Kept(), seen)
    assert KEY not in repr((kept, report, adapter().discover(seen)))


def test_page_and_token_need_each_other() -> None:
    with pytest.raises(UsageError, match="need each other"):
        made(Profile("statuspage", "acme", {"page": "x"}, "slarules.toml"))
    with pytest.raises(UsageError, match="give url, the public page"):
        made(Profile("statuspage", "acme", {}, "slarules.toml"))


def test_the_fake_has_the_fields_that_are_documented() -> None:
    """Source: developer.statuspage.io, the models Incident and IncidentUpdate.

    The identifier of a component in `affected_components` is called `code`, as recorded answers of
    public status pages have it.
    """
    documented = {
        "id", "components", "created_at", "impact", "impact_override", "incident_updates",
        "metadata", "monitoring_at", "name", "page_id", "postmortem_body",
        "postmortem_body_last_updated_at", "postmortem_ignored", "postmortem_published_at",
        "resolved_at", "scheduled_for", "scheduled_until", "shortlink", "status", "updated_at",
        "started_at",
    }  # fmt: skip
    of_updates = {
        "id", "incident_id", "affected_components", "body", "created_at", "custom_tweet",
        "deliver_notifications", "display_at", "status", "tweet_id", "updated_at",
    }  # fmt: skip
    assert trouble().keys() <= documented
    assert works().keys() <= documented
    assert all(each.keys() <= of_updates for each in trouble()["incident_updates"])
