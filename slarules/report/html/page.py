"""The page: every section in the order in which a reader needs them."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from slarules.report.evidence import Evidence
from slarules.report.html.agreed import chapters, glossary, levels, measured_by, texts
from slarules.report.html.breaches import breaches
from slarules.report.html.conduct import conduct
from slarules.report.html.doubts import doubts
from slarules.report.html.drawn import key
from slarules.report.html.glance import glance
from slarules.report.html.goals import goals, other_measures
from slarules.report.html.marks import icon
from slarules.report.html.markup import harmless
from slarules.report.html.misses import STATES, misses
from slarules.report.html.money import bills
from slarules.report.html.parties import parties
from slarules.report.html.proof import proof
from slarules.report.html.rights import rights
from slarules.report.html.shown import WORDS, has_money, name, periods_of

SECTIONS = (
    "glance",
    "goals",
    "money",
    "rights",
    "parties",
    "breaches",
    "misses",
    "conduct",
    "agreed",
    "doubts",
    "proof",
)

CONTENTS = (
    (
        "If you own the contract",
        (
            ("glance", "At a glance"),
            ("targets", "Targets"),
            ("statement", "Statement"),
            ("rights", "Rights and duties"),
            ("parties", "What the parties said"),
            ("violations", "Violations"),
            ("conduct", "Conduct"),
        ),
    ),
    (
        "If you receive the service",
        (("misses", "Worst misses"), ("promises", "What was promised")),
    ),
    (
        "If you audit",
        (("doubts", "Findings, and what is not certain"), ("proof", "For the auditor")),
    ),
)
"""Who begins where."""


def page(evidence: Evidence) -> str:
    """Return a run as one page of HTML, which needs no other file and no network."""
    return _environment().get_template("page.html.jinja").render(_shown(evidence))


def _shown(evidence: Evidence) -> Mapping[str, Any]:
    head, told, observed = evidence.promises.head, parties(evidence), conduct(evidence)
    follows = rights(evidence)
    absent = {"parties": not told, "conduct": not observed, "rights": not follows}
    return {
        "title": head.title,
        "provider_name": head.provider,
        "customer_name": head.customer,
        "parties": Markup("{} for {}").format(name(head.provider), name(head.customer)),
        "periods": periods_of(evidence),
        "provider": evidence.manifest.audience == "provider",
        "version": evidence.manifest.versions.get("slarules", ""),
        "evidence": evidence.manifest.evidence,
        "style": _style(),
        "contents": _contents({name for name, is_absent in absent.items() if is_absent}),
        "told": told,
        "sections": [f"{section}.html.jinja" for section in SECTIONS],
        "marks": [(icon(kind), word) for kind, word in WORDS.items()],
        "states": [(key(state), word) for state, word in STATES.items()],
        "glance": glance(evidence),
        "goals": goals(evidence),
        "measured": other_measures(evidence),
        "has_money": has_money(evidence),
        "money": bills(evidence),
        "rights": follows,
        "breaches": breaches(evidence),
        "misses": misses(evidence),
        "conduct": observed,
        "says": head.says,
        "texts": texts(evidence),
        "levels": levels(evidence),
        "chapters": chapters(evidence),
        "glossary": glossary(evidence),
        "measured_by": measured_by(head),
        "doubts": doubts(evidence),
        "proof": proof(evidence),
    }


def _contents(absent: Container[str]) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    for reader, links in CONTENTS:
        yield reader, tuple(link for link in links if link[0] not in absent)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("slarules.report.html"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=harmless,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


@cache
def _style() -> Markup:
    sheet = files("slarules.report.html").joinpath("templates", "style.css")
    # It is ours, and holds nothing that a style element does not take as it is.
    return Markup(sheet.read_text("utf-8"))  # noqa: S704
