"""The rows of the list of papers: groups, state with its sign, signatures, copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ui.models.cells import Cell, Column, IconText, RowKind, Text

if TYPE_CHECKING:
    from mediation_app.services.paper_lists import PaperOffer

# State → sign, tone of the sign, tone of its words.
_STATES = {
    "signed": ("circle-check", "ok", "text2"),
    "issued": ("scan-line", "text2", "text"),
    "stale": ("triangle-alert", "warn", "warn"),
    "ready": ("printer", "accent", "accent"),
    "missing": ("octagon-x", "danger", "danger"),
    "locked": ("lock", "text3", "text3"),
}


_LONG = 13  # characters that fit into the column


class PaperRow(NamedTuple):
    """A paper, or the heading of a group (without an offer)."""

    key: str
    group: str
    offer: PaperOffer | None = None

    @property
    def kind(self) -> RowKind:
        """How the row stands."""
        return RowKind.RECORD if self.offer is not None else RowKind.GROUP


def key_of(code: str, subject_id: str) -> str:
    """The key of a paper's row."""
    return f"{code}/{subject_id}"


def about_text(offer: PaperOffer, pages: int) -> str:
    """„第 2 版，4 页“ or „第 2 版（人工修改）“ of what was issued, the template's version before that."""
    paper = offer.paper
    if paper is None or offer.state == "stale":
        version = f"模板 {offer.template_version} 版，" if offer.template_version else ""
        return f"{version}{pages} 页"
    if paper.edited:
        return f"第 {paper.edition} 版（人工修改）"
    return f"第 {paper.edition} 版，{pages} 页"


def paper_rows(offers: Sequence[PaperOffer]) -> list[PaperRow]:
    """The list with its headings, groups in the order in which they come."""
    groups: dict[str, list[PaperRow]] = {}
    for offer in offers:
        row = PaperRow(key_of(offer.code, offer.subject_id), offer.group, offer)
        groups.setdefault(offer.group, []).append(row)
    made: list[PaperRow] = []
    for group, rows in groups.items():
        made.append(PaperRow(f"group/{group}", group))
        made.extend(rows)
    return made


def _fitting(offer: PaperOffer) -> str:
    """A name that fits: without 人民调解 before it, or the short one."""
    title = offer.title
    if len(title) <= _LONG or "（第" in title:
        return title
    if title.startswith("人民调解"):
        return title.removeprefix("人民调解")
    return offer.short or title


def _title(row: PaperRow) -> Cell:
    offer = row.offer
    if offer is None:
        return Text(row.group, role="captionStrong")
    sign, tone, _ = _STATES[str(offer.state)]
    quiet = "text3" if offer.state == "locked" else "text"
    return IconText(sign, _fitting(offer), icon_tone=tone, tone=quiet)


def _signed(row: PaperRow) -> Cell:
    offer = row.offer
    if offer is None or offer.paper is None or not offer.signers:
        return None
    return Text(f"{offer.signed}/{offer.signers}", fixed=True)


def _state(row: PaperRow) -> Cell:
    offer = row.offer
    if offer is None:
        return None
    tone = _STATES[str(offer.state)][2]
    strong = offer.state in ("ready", "missing", "stale")
    return Text(offer.note, tone=tone, role="captionStrong" if strong else "caption")


def _copies(row: PaperRow) -> Cell:
    offer = row.offer
    if offer is None:
        return None
    return Text(str(offer.copies), fixed=True)


def paper_columns() -> list[Column[PaperRow]]:
    """文书, 签字, 状态, 份数."""
    return [
        Column(key="title", header="文书", min_width=150, cell=_title),
        Column(key="signed", header="签字", width=44, cell=_signed),
        Column(key="state", header="状态", width=112, cell=_state),
        Column(key="copies", header="份数", width=34, right=True, cell=_copies),
    ]
