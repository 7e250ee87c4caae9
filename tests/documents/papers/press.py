"""Papers that many tests look at: filled, laid out, painted and read back once per worker.

The tests of one paper run on one worker (see ``conftest``), so that no other makes it again.
"""

from __future__ import annotations

import io
import re
from collections import OrderedDict
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TypeVar

import docx
from pypdf import PdfReader

from mediation_app.documents.catalog import Catalog
from mediation_app.documents.produce import Produced, produce
from tests.documents.papers.ordinary import scene_for
from tests.documents.papers.sizes import sample

CATALOG = Catalog()
_FOOT = re.compile(r"第\d+页共\d+页$")
_KEPT = 150  # of papers that only one or two tests look at
_pdfs: OrderedDict[bytes, bytes] = OrderedDict()
_pages: OrderedDict[bytes, tuple[str, ...]] = OrderedDict()
T = TypeVar("T")


@cache
def sized(code: str, size: str) -> Produced:
    """A paper in one of its three sizes."""
    if size == "ordinary":
        return usual(code)
    return produce(CATALOG.kind(code), sample(CATALOG.kind(code), size))


@cache
def usual(code: str) -> Produced:
    """A paper in the case it is usually made in."""
    return produce(CATALOG.kind(code), scene_for(code))


@cache
def blank(code: str) -> Produced:
    """The empty form."""
    return produce(CATALOG.kind(code), scene_for(code), blank=True)


def _kept(known: OrderedDict[bytes, T], word: bytes, make: Callable[[], T]) -> T:
    """What was made of a Word file before, or made now; the oldest are forgotten."""
    if word not in known:
        known[word] = make()
        if len(known) > _KEPT:
            known.popitem(last=False)
    return known[word]


def pdf_of(paper: Produced) -> bytes:
    """The PDF of a paper; the same Word file is painted once."""
    return _kept(_pdfs, paper.docx, paper.pdf)


def pages_of(paper: Produced) -> list[str]:
    """What pypdf reads on each page, without blanks."""

    def read() -> tuple[str, ...]:
        reader = PdfReader(io.BytesIO(pdf_of(paper)))
        return tuple("".join(page.extract_text().split()) for page in reader.pages)

    return list(_kept(_pages, paper.docx, read))


def text_of(paper: Produced) -> str:
    """The whole text without the page numbers, so that sentences run on over pages."""
    return "".join(_FOOT.sub("", page) for page in pages_of(paper))


@lru_cache(maxsize=_KEPT)
def paragraphs_of(data: bytes) -> tuple[str, ...]:
    """Every paragraph of a Word file's body, those of tables too, as python-docx finds them."""
    return tuple(
        "".join(node.text or "" for node in part.iter() if node.tag.endswith("}t"))
        for part in docx.Document(io.BytesIO(data)).element.body.iter()
        if part.tag.endswith("}p")
    )


def word_of(paper: Produced) -> str:
    """The whole text of the Word file, without blanks."""
    return "".join("".join(paragraphs_of(paper.docx)).split())
