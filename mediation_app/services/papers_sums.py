"""The reckoning of a case for its papers, or why there is none yet."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from mediation_app.domain.files import CaseFile
from mediation_app.errors import InvalidInput, Reason
from mediation_app.services.base import Context

if TYPE_CHECKING:
    from mediation_app.documents.context import Sums
    from mediation_app.services.reckoning import CaseReckoning

_PLACE = "losses"


def sums_for_papers(
    file: CaseFile, context: Context, on: date
) -> tuple[Sums | None, Reason | None]:
    """What the sheet prints, and what keeps it from being issued; nothing without losses.

    Frozen sums print as they were frozen, whatever was entered or repaid since.
    """
    if not file.losses:
        return None, None
    from mediation_app.documents.context import Sums
    from mediation_app.services.reckoning import case_reckoning

    try:
        found = case_reckoning(file, context, on)
    except InvalidInput as trouble:
        params = tuple((k, str(v)) for k, v in trouble.params.items() if k != "field")
        place = trouble.field.replace(".", "/") or _PLACE
        return None, Reason(code=trouble.code, place=place, params=params)
    sums = Sums(
        result=found.result,
        claim=found.claim,
        law=found.law,
        frozen=found.frozen,
        bands=found.bands,
        behind=found.behind,
        rules_version=_version(found, context),
    )
    return _as_frozen(file, found, sums), None


def _version(found: CaseReckoning, context: Context) -> str:
    if found.frozen is not None and found.frozen.rules_version:
        return found.frozen.rules_version
    return context.rulebook.version


def _as_frozen(file: CaseFile, found: CaseReckoning, sums: Sums) -> Sums:
    if found.frozen is None:
        return sums
    from mediation_app.documents.context.frozen_sums import frozen_sums
    from mediation_app.domain.compensation.compare import compare
    from mediation_app.services.frozen import frozen_tree

    old = frozen_tree(file)
    return frozen_sums(old, sums) if old is not None and compare(old, found.tree) else sums
