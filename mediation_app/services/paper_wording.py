"""The texts of the papers that come from rule data; only what is 确定 is printed as a basis."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from mediation_app.domain.money import format_money
from mediation_app.errors import NotFound

if TYPE_CHECKING:
    from mediation_app.documents.context import Wording
    from mediation_app.rulebook import Rulebook

# Articles a paper may quote, by kind; those still 待核实 stay off the paper.
# While no article is certain, the measures themselves are the basis, without an article number.
_MEASURES = "fund_measures"
_ARTICLES = {
    "fund_consent": ("fund_situations", "fund_review"),
    "fund_refusal": ("fund_situations", "fund_review"),
    "fund_not_accepted": ("fund_situations",),
    "fund_information": ("fund_situations",),
    "fund_inquiry": ("fund_review",),
    "recovery_notice": ("fund_recovery",),
}
_TERMS = (
    "review_days",
    "pay_days",
    "funeral_days",
    "supplement_days",
    "inquiry_days",
    "refund_days",
    "acceleration_instalments",
)
_SWITCHES = ("hardship_enabled",)
_OWN = "主动"


@lru_cache(maxsize=8)
def wording_of(book: Rulebook, on: date) -> Wording:
    """Case sources, reason codes, remedy and legal basis as they hold on a day."""
    from mediation_app.documents.context import Wording

    sources = book.codes("case_sources")
    reasons = {code: entry for group in "NKBM" for code, entry in book.reasons(group).items()}
    cap = _value(book, "rescue_cap_per_person", on)
    days = _value(book, "objection_days", on)
    route = _value(book, "appeal_route", on)
    return Wording(
        sources={code: entry.label for code, entry in sources.items()},
        own_sources=frozenset(code for code, entry in sources.items() if entry.group == _OWN),
        reasons={code: entry.label for code, entry in reasons.items()},
        basis={kind: _certain(book, keys) for kind, keys in _ARTICLES.items()},
        appeal_route=str(route or ""),
        objection_days=days if isinstance(days, int) else None,
        rescue_cap="" if cap is None else format_money(cap),  # type: ignore[arg-type]
        terms=MappingProxyType(_terms(book, on)),
        switches=frozenset(name for name in _SWITCHES if _value(book, name, on) is True),
    )


def _terms(book: Rulebook, on: date) -> dict[str, int]:
    """The terms of the fund that papers name, in working days; the unknown ones left out."""
    found = {name: _value(book, name, on) for name in _TERMS}
    return {name: days for name, days in found.items() if isinstance(days, int)}


def _certain(book: Rulebook, keys: tuple[str, ...]) -> tuple[str, ...]:
    """The articles that are 确定, else the measures by name."""
    known = [book.articles[key] for key in keys if key in book.articles]
    found = [source for source in known if source.sure]
    measures = book.articles.get(_MEASURES)
    if not found and measures is not None and measures.sure:
        found = [measures]
    return tuple(source.text for source in found)


def _value(book: Rulebook, key: str, on: date) -> object:
    try:
        return book.profile().value(key, on).value
    except NotFound:
        return None
