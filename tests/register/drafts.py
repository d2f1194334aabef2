"""Drafts to enter: one by hand, and all that can be drawn."""

from __future__ import annotations

from hypothesis import strategies as st

from slarules.instants import Instant, iso
from slarules.register.bodies import Asserted, Body, Claimed, Disputed, Issued, RunMade
from slarules.register.entry import Draft

NOW = Instant(1_775_000_000_000_000)

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
"""What stands inside a body may hold a NUL, which JSON writes with letters."""
instants = st.integers(-60_000_000_000_000_000, 250_000_000_000_000_000).map(Instant)
moments = st.just("") | instants.map(iso)
amounts = st.decimals(-(10**12), 10**12, places=2).map(str)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)

runs = st.builds(
    RunMade,
    folder=any_text,
    manifest=digests,
    audience=st.sampled_from(["customer", "provider"]),
    as_of=instants.map(iso),
    complete_through=instants.map(iso),
    periods=st.lists(any_text, max_size=3).map(tuple),
    inputs=st.dictionaries(any_text, digests, max_size=3),
    totals=st.dictionaries(any_text, st.tuples(amounts, amounts), max_size=3),
)
assertions = st.builds(
    Asserted,
    about=any_text,
    fact=any_text,
    value=any_text,
    state=st.sampled_from(["proposed", "agreed", "disputed"]),
    since=moments,
    evidence=any_text,
)
claims = st.builds(
    Claimed,
    credit=any_text,
    period=any_text,
    state=st.sampled_from(["in time", "expired", "not needed"]),
    until=moments,
    run=digests,
)
disputes = st.builds(
    Disputed,
    step=st.sampled_from(["opened", "answered", "settled"]),
    dispute=st.integers(0, 10),
    about=any_text,
    late=st.booleans(),
)
statements = st.builds(
    Issued,
    period=any_text,
    revision=st.integers(1, 5),
    run=digests,
    mapping=digests,
    currency=any_text,
    least=amounts,
    most=amounts,
    final=st.booleans(),
)
bodies: st.SearchStrategy[Body] = st.one_of(runs, assertions, claims, disputes, statements)


def drafts(contract: str) -> st.SearchStrategy[Draft]:
    """Return what can be entered about a contract."""
    return st.builds(
        Draft, contract=st.just(contract), at=instants, author=text, reason=text, body=bodies
    )


def draft(reason: str = "by telephone", contract: str = "lantern") -> Draft:
    """Return an assertion."""
    body = Asserted(about="T1", fact="caused by customer", value="yes", state="agreed")
    return Draft(contract, NOW, "Ada", reason, body)
