"""A hospital's list of costs as its system exports it, written for the tests of reading it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import xlsxwriter

DATA = Path(__file__).with_name("data")
HEAD = (
    "序号", "费用日期", "项目编码", "项目名称", "规格", "单价(元)", "数量", "金额(元)", "医保等级",
)  # fmt: skip
# 4 sound lines, one taken back, one without a sum; subtotals and a total between and below.
LINES: tuple[tuple[object, ...], ...] = (
    (1, datetime(2026, 9, 29, 15, 20), "331008", "CT 平扫", "", 210, 2, 420, "甲"),  # noqa: DTZ001
    (2, datetime(2026, 9, 29, 16, 0), "B0021", "氯化钠注射液", "500ml", 3.55, 1.5, 5.33, "甲"),  # noqa: DTZ001
    (3, date(2026, 10, 1), "110900", "重症监护床位费", "", 40, 1, 40, "乙"),
    (4, date(2026, 10, 1), "110900", "重症监护床位费", "", 40, -1, -40, "乙"),
    ("", "", "", "床位费小计", "", "", "", 0, ""),
    (5, date(2026, 10, 8), "330100", "手术费", "", 12000, 1, 12000, "乙"),
    (6, date(2026, 10, 2), "", "材料费", "", 5, 2, "另计", "丙"),
    (7, datetime(2026, 9, 29, 15, 20), "331008", "CT 平扫", "", 210, 2, 420, "甲"),  # noqa: DTZ001
)  # fmt: skip
TOTAL = "12,845.33"


def bill(path: Path, lines: Sequence[Sequence[object]] = LINES, total: object = 12845.33) -> Path:
    """A list with a title and the patient above, a total and signatures below."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet = book.add_worksheet("费用明细")
        sheet.merge_range("A1:I1", "东阿县康宁医院住院费用明细清单")
        sheet.write("A2", "姓名：孟庆海  住院号：2609-00417")
        for place, title in enumerate(HEAD):
            sheet.write(2, place, title)
        for index, line in enumerate(lines):
            for place, value in enumerate(line):
                if isinstance(value, datetime):
                    sheet.write_datetime(3 + index, place, value, moment)
                elif isinstance(value, date):
                    sheet.write_datetime(3 + index, place, value, day)
                elif value != "":
                    sheet.write(3 + index, place, value)
        sheet.write(3 + len(lines), 0, "合计")
        sheet.write(3 + len(lines), 7, total)
        sheet.write(5 + len(lines), 0, "制表：王某        医院盖章")
    return path
