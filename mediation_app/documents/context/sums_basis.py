"""What a line of the sheet rests on (依据): articles that are certain, standards by their number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mediation_app.documents.context.scene import Sums
from mediation_app.documents.context.words import Tree, day_text, text
from mediation_app.domain.compensation.law import Bucket, Standard
from mediation_app.domain.compensation.result import Line
from mediation_app.domain.explain import Source
from mediation_app.domain.money import format_money

_NUMBER = r"[0-9〇零一二三四五六七八九十百]+"
_ARTICLE = re.compile(
    rf"第{_NUMBER}[条章](?:之[一二三四五])?(?:第{_NUMBER}[款项])*(?:至第{_NUMBER}[条章])?"
)
_ARTICLES = re.compile(rf"(?:[、，和及]?\s*{_ARTICLE.pattern})+")
_UNSURE = "（待核实）"
_FIRST_CIRCLE, _CIRCLES = 0x2460, 20
# The short names the rules use, and what they stand for.
FULL_NAMES = {
    "人身损害赔偿解释": "《最高人民法院关于审理人身损害赔偿案件适用法律若干问题的解释》",
    "道路交通事故损害赔偿解释": "《最高人民法院关于审理道路交通事故损害赔偿案件适用法律若干问题的解释》",
    "精神损害赔偿解释": "《最高人民法院关于确定民事侵权精神损害赔偿责任若干问题的解释》",
    "侵权责任编解释（一）": "《最高人民法院关于适用〈中华人民共和国民法典〉侵权责任编的解释（一）》",
}


def basis(sources: Iterable[Source], *more: str) -> str:
    """The sources in one text, the articles of a law together and each once; of what is 待核实
    only the name, no article number."""
    laws: dict[str, dict[str, None]] = {}
    for source in sources:
        for piece in source.text.split("；"):
            name = _ARTICLES.sub("", piece).strip()
            quoted = _ARTICLES.search(piece)
            articles = laws.setdefault(name, {}) if name else {}
            if source.sure and quoted is not None:
                articles.update(dict.fromkeys(_ARTICLE.findall(quoted[0])))
    told = [f"{name}{'、'.join(sorted(found, key=_place))}" for name, found in laws.items()]
    return "；".join(dict.fromkeys((*told, *(piece for piece in more if piece))))


def _place(article: str) -> tuple[int, str]:
    """Articles in the order of the law."""
    digits = re.match(r"第(\d+)", article)
    return (int(digits[1]) if digits else 0, article)


def mark(source: Source) -> str:
    """待核实 behind a figure nobody has verified yet."""
    return "" if source.sure else _UNSURE


def circle(number: int) -> str:
    """①, ② … ⑳, then (21)."""
    return chr(_FIRST_CIRCLE + number - 1) if number <= _CIRCLES else f"({number})"


@dataclass(frozen=True, slots=True)
class Standards:
    """The yearly figures of a reckoning in the order of their use."""

    used: tuple[Standard, ...]

    def number(self, standard: Standard | None) -> str:
        """``标准①``; empty without a standard."""
        if standard is None or standard not in self.used:
            return ""
        return f"标准{circle(self.used.index(standard) + 1)}"

    def basis_of(self, line: Line) -> str:
        """The articles of a line; its standard by number, as the table above tells its source."""
        own = line.standard.source if line.standard else None
        sources = [source for source in line.sources if source != own]
        return basis(sources, self.number(line.standard))


def standards_of(sums: Sums) -> Standards:
    """Every yearly figure the lines use, each once."""
    used: dict[Standard, None] = {}
    for victim in sums.result.victims:
        for line in victim.lines:
            if line.standard is not None:
                used[line.standard] = None
    return Standards(tuple(used))


def standard_rows(sums: Sums, standards: Standards) -> list[Tree]:
    """``standards``: number, name, figure, where it comes from; last the limits of 交强险."""
    rows: list[Tree] = [
        {
            "no": text(circle(number)),
            "label": text(f"{standard.place}{standard.stat_year}年{standard.label}"),
            "figure": text(f"{format_money(standard.amount)} 元/年"),
            "source": text(f"{standard.source.text}{mark(standard.source)}"),
        }
        for number, standard in enumerate(standards.used, 1)
    ]
    return [*rows, *_limit_rows(sums)]


def _limit_rows(sums: Sums) -> list[Tree]:
    """The limits that are used: at fault, without fault, or both."""
    row = sums.law.limits
    order = (Bucket.DEATH, Bucket.MEDICAL, Bucket.PROPERTY)
    source = basis((row.source,)) + mark(row.source)
    found: list[Tree] = []
    for at_fault, table in ((True, row.at_fault), (False, row.no_fault)):
        if at_fault not in _faults(sums):
            continue
        limits = (f"{b.label} {format_money(table[b])} 元" for b in order if b in table)
        word = "有责任" if at_fault else "无责任"
        found.append(
            {
                "no": text("限额"),
                "label": text(f"交强险责任限额（{word}，{day_text(row.valid_from)}起的事故）"),
                "figure": text("；".join(limits)),
                "source": text(source),
            }
        )
    return found


def _faults(sums: Sums) -> set[bool]:
    """Whether vehicles at fault, without fault, or both stand behind a limit."""
    covers = [
        cover
        for side in sums.claim.sides
        for cover in (side.compulsory, side.trailer.compulsory if side.trailer else None)
        if cover is not None
    ]
    return {cover.at_fault for cover in covers}


def full_names(texts: Sequence[str]) -> str:
    """The full titles of the interpretations that stand in the sheet by a short name."""
    said = "".join(texts)
    return "；".join(f"{short}，即{name}" for short, name in FULL_NAMES.items() if short in said)


def blank_standards() -> list[Tree]:
    """Rows to fill in by hand."""
    names = ("no", "label", "figure", "source")
    return [{name: text("") for name in names} for _ in range(4)]
