"""Papers: filling, pages, PDF, beside LibreOffice, docxtpl and a bare canvas, in the same run.

    python -m tests.benchmarks.bench_documents

Everything is processor time of all processes involved, medians, warm unless it says cold.
"""

from __future__ import annotations

import io
import itertools
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from mediation_app.documents import context
from mediation_app.documents.catalog import PaperKind
from mediation_app.documents.context import Fill
from mediation_app.documents.engine import api
from mediation_app.documents.engine.displaylist import Document, GlyphRun
from mediation_app.documents.produce import Produced, produce
from tests.documents.papers.test_papers import KINDS, scene_for
from tests.support.office_suite import OfficeSuite, program

PACKET = 20
GOALS = {"LibreOffice": 20.0, "docxtpl": 4.0, "packet": 1.0, "bare canvas": 2.5}


def processor_ms(work: Callable[[], object], *, rounds: int = 9, children: bool = False) -> float:
    """The median processor time of ``work`` in ms; with ``children``, of what it started."""

    def now() -> float:
        if not children:
            return time.process_time()
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime

    found = []
    for _ in range(rounds):
        before = now()
        work()
        found.append((now() - before) * 1000)
    return statistics.median(found)


def run() -> list[str]:
    """Measure and print; answers the goals that were missed."""
    kinds = [kind for kind in KINDS if kind.code in ("agreement", "registration", "session_record")]
    papers = {kind.code: produce(kind, scene_for(kind.code)) for kind in kinds}
    missed: list[str] = []
    print(f"{'paper':24}{'pages':>6}{'fill':>8}{'pages+fill':>12}{'PDF':>8}{'whole':>8}  ms")
    whole: dict[str, float] = {}
    for kind in kinds:
        paper = papers[kind.code]
        paper.pdf()
        filled = processor_ms(lambda kind=kind: _fill(kind))
        made = processor_ms(lambda kind=kind: produce(kind, scene_for(kind.code)))
        painted = processor_ms(paper.pdf)
        whole[kind.code] = made + painted
        print(
            f"{kind.code:24}{paper.pages:>6}{filled:>8.1f}{made:>12.1f}{painted:>8.1f}{made + painted:>8.1f}"
        )
    if program() is not None:
        _beside_libreoffice(papers, whole, missed)
    _beside_docxtpl(kinds, missed)
    _beside_canvas(papers, missed)
    return missed


def _fill(kind: PaperKind) -> bytes:
    tree = context.build(scene_for(kind.code))
    return api.fill_template(kind.path, context.printed(tree, Fill.FINAL), title=kind.title)


def _verdict(what: str, ratio: float, goal: float, missed: list[str], *, most: bool = False) -> str:
    met = ratio <= goal if most else ratio >= goal
    if not met:
        missed.append(what)
    return f"{ratio:.1f} ({'at most' if most else 'at least'} {goal:g}{'' if met else ': MISSED'})"


def _beside_libreoffice(
    papers: dict[str, Produced], whole: dict[str, float], missed: list[str]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        suite = OfficeSuite(Path(folder))
        file = Path(folder) / "agreement.docx"
        file.write_bytes(papers["agreement"].docx)
        suite.convert_word(file)  # makes the profile
        theirs = processor_ms(lambda: suite.convert_word(file), rounds=3, children=True)
        ratio = theirs / whole["agreement"]
        goal = GOALS["LibreOffice"]
        print(f"LibreOffice, one conversion {theirs:.0f} ms =", end=" ")
        print(_verdict("LibreOffice", ratio, goal, missed), "times ours warm")
        packet()  # every template was used once
        ours = processor_ms(packet, rounds=3)
        print(f"{PACKET} papers as Word and PDF in {ours:.0f} ms:", end=" ")
        print(_verdict("packet", theirs / ours, GOALS["packet"], missed), "packets a conversion")


def packet() -> None:
    """A case's packet: twenty papers, each as Word file and PDF."""
    for kind in list(itertools.islice(itertools.cycle(KINDS), PACKET)):
        assert produce(kind, scene_for(kind.code)).pdf()


def _beside_docxtpl(kinds: list[PaperKind], missed: list[str]) -> None:
    from docxtpl import DocxTemplate

    class Loose(dict[str, object]):
        """docxtpl wants plain values; what a tag asks for is all it gets."""

    for kind in kinds:
        tree = context.printed(context.build(scene_for(kind.code)), Fill.FINAL)

        def theirs(kind: PaperKind = kind, tree: object = tree) -> None:
            template = DocxTemplate(kind.path)
            template.render(Loose(tree), autoescape=True)  # type: ignore[call-overload]
            template.save(io.BytesIO())

        def ours(kind: PaperKind = kind, tree: object = tree) -> None:
            api.fill_template(kind.path, tree)  # type: ignore[arg-type]

        theirs()
        other, mine = processor_ms(theirs), processor_ms(ours)
        text = _verdict(f"docxtpl {kind.code}", other / mine, GOALS["docxtpl"], missed)
        print(f"docxtpl fills {kind.code} in {other:.1f} ms, ours {mine:.1f} =", text)


def _beside_canvas(papers: dict[str, Produced], missed: list[str]) -> None:
    for code, paper in papers.items():
        bare = processor_ms(lambda paper=paper: _bare_pdf(paper.document))
        mine = processor_ms(paper.pdf)
        text = _verdict(f"bare canvas {code}", mine / bare, GOALS["bare canvas"], missed, most=True)
        print(f"bare canvas draws {code} in {bare:.1f} ms, ours {mine:.1f} =", text)


def _bare_pdf(document: Document) -> bytes:
    """The same glyphs at the same places with reportlab's own fonts and nothing else."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    first = document.pages[0]
    canvas = Canvas(out, pagesize=(first.width, first.height), pageCompression=1)
    known = set(pdfmetrics.getRegisteredFontNames())
    for page in document.pages:
        for item in page.items:
            if not isinstance(item, GlyphRun):
                continue
            name = f"{Path(item.font.path).stem}-{item.font.index}"
            if name not in known:
                pdfmetrics.registerFont(
                    TTFont(name, str(item.font.path), subfontIndex=item.font.index)
                )
                known.add(name)
            canvas.setFont(name, item.size)
            for x, char in zip(item.xs, item.text, strict=True):
                canvas.drawString(x, page.height - item.y, char)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


if __name__ == "__main__":
    sys.exit(3 if run() else 0)
