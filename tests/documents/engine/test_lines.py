"""Lines: nothing is lost, everything fits, the rules about line ends hold."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from mediation_app.documents.engine.atoms import NO_END, NO_START, AtomMaker, Kind
from mediation_app.documents.engine.fonts import bundled_book
from mediation_app.documents.engine.lines import LineBox, Measure, set_paragraph
from mediation_app.documents.engine.model import Char, Para, Paragraph, Tab, Text

LOOK = Char(east="仿宋_GB2312", size=16.0)
_LETTERS = (
    "道交调处甲乙丙，。、；：？！“”‘’（）《》〈〉【】——……··1234567890,.%ABcd-/ 　￥$()[]\u00a0"
)
MIXED = st.text(st.sampled_from(_LETTERS), max_size=120)


def lay(text: str, width: float = 320.0, para: Para | None = None) -> list[LineBox]:
    paragraph = Paragraph(para or Para(line=28.0, rule="exact"), [Text(text, LOOK)], LOOK)
    return set_paragraph(paragraph, Measure(width=width), AtomMaker(bundled_book()))


def right_end(line: LineBox) -> float:
    ends = [
        x + atom.width
        for x, atom in zip(line.xs, line.atoms, strict=True)
        if atom.kind not in (Kind.SPACE, Kind.BREAK, Kind.PAGE)
    ]
    return max(ends, default=0.0)


@given(
    MIXED, st.floats(40, 500), st.sampled_from(["left", "both", "center", "right", "distribute"])
)
def test_no_text_is_lost_and_lines_fit(text: str, width: float, align: str) -> None:
    lines = lay(text, width, Para(line=28.0, rule="exact", align=align))  # type: ignore[arg-type]
    assert "".join(line.text for line in lines) == text
    for line in lines:
        assert right_end(line) <= width + 0.05 or len(line.text.strip()) == 1
        assert line.xs == sorted(line.xs)


@given(MIXED, st.floats(160, 500))
def test_no_line_begins_or_ends_with_a_forbidden_sign(text: str, width: float) -> None:
    lines = lay(text, width)
    for above, below in pairwise(lines):
        last, first = above.text[-1:], below.text[:1]
        emergency = not _has_lawful_break(above.text + below.text[:1])
        assert emergency or first not in NO_START
        assert emergency or last not in NO_END
        assert emergency or not (last == first and last in "—…")


def _has_lawful_break(text: str) -> bool:
    """Whether any place inside ``text`` allows a line end by the published rules alone."""
    for left, right in pairwise(text):
        if right == " " or right in NO_START or (left in NO_END and left != " "):
            continue
        if left == right and left in "—…":
            continue
        wide = any(ord(char) > 0x2E80 or char in "“”‘’—…·" for char in (left, right))
        if left == " " or wide or (left == "-" and right.isalnum()):
            return True
    return False


def test_a_line_of_hanzi_is_filled() -> None:
    lines = lay("道" * 45, 320.0)
    assert [len(line.text) for line in lines] == [20, 20, 5]


def test_closing_signs_pull_a_character_down() -> None:
    assert [line.text for line in lay("道" * 20 + "，交", 320.0)] == ["道" * 19, "道，交"]


def test_opening_signs_do_not_stay_behind() -> None:
    assert [line.text for line in lay("道" * 19 + "（交）", 320.0)] == ["道" * 19, "（交）"]


def test_words_and_numbers_stay_whole() -> None:
    lines = lay("道" * 18 + "12345.67元", 320.0)
    assert [line.text for line in lines] == ["道" * 18, "12345.67元"]


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = lay("A" * 100, 160.0)
    assert len(lines) > 5
    assert all(right_end(line) <= 160.02 for line in lines)


def test_justified_lines_reach_the_margin_and_the_last_does_not() -> None:
    lines = lay("道" * 19 + "12345" + "道" * 5, 320.0, Para(line=28.0, rule="exact", align="both"))
    assert abs(right_end(lines[0]) - 320.0) < 0.01
    assert right_end(lines[-1]) < 300


def test_a_typed_line_break_is_not_stretched_when_the_document_says_so() -> None:
    paragraph = Paragraph(
        Para(line=28.0, rule="exact", align="both"), [Text("短句\n第二句", LOOK)], LOOK
    )
    maker = AtomMaker(bundled_book())
    stretched = set_paragraph(paragraph, Measure(width=320.0), maker)
    plain = set_paragraph(paragraph, Measure(width=320.0, stretch_breaks=False), maker)
    assert right_end(stretched[0]) > 319
    assert right_end(plain[0]) == 32.0


def test_first_line_indent_and_hanging_indent() -> None:
    lines = lay("道" * 40, 320.0, Para(line=28.0, rule="exact", first=32.0))
    assert (lines[0].xs[0], len(lines[0].text), lines[1].xs[0]) == (32.0, 18, 0.0)
    lines = lay("一、" + "道" * 40, 320.0, Para(line=28.0, rule="exact", left=32.0, first=-32.0))
    assert (lines[0].xs[0], lines[1].xs[0]) == (0.0, 32.0)


def test_tab_stops_left_centre_right() -> None:
    tabs = (Tab(100.0, "left"), Tab(200.0, "center"), Tab(300.0, "right", "dot"))
    line = lay("甲\t乙\t丙丁\t戊己", 320.0, Para(line=28.0, rule="exact", tabs=tabs))[0]
    at = {atom.text: x for atom, x in zip(line.atoms, line.xs, strict=True)}
    assert (at["乙"], at["丙"], at["戊"]) == (100.0, 184.0, 268.0)


def test_a_tab_to_nowhere_goes_to_the_default_stops() -> None:
    line = lay("甲\t乙", 320.0)[0]
    assert line.xs[2] == 21.0


def test_an_empty_paragraph_has_a_line() -> None:
    assert [line.height for line in lay("")] == [28.0]


def test_trailing_spaces_hang_over_the_margin() -> None:
    lines = lay("道" * 20 + "   " + "交", 320.0)
    assert [line.text for line in lines] == ["道" * 20 + "   ", "交"]
