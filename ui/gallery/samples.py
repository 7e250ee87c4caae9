"""Made-up facts for the gallery. Persons, insurers and sums are invented."""

from __future__ import annotations

from ui.models.cells import Parties, State, TagCell, TwoLines
from ui.models.row_list import Row, heading
from ui.widgets.checks_panel import Check, Severity
from ui.widgets.section_nav import Section
from ui.widgets.stepper import Step, StepState, Track

FUND, LATE, SOON, PLAIN, STRONG = "plainFund", "overdue", "warn", "plain", "plainStrong"


def case_rows() -> list[tuple[str, Parties, str, str, State, TagCell | None, TagCell, str]]:
    """Rows of the case list."""

    def hit(left: str, right: str, **more: object) -> Parties:
        return Parties(left, right, ((0, 2),), **more)  # type: ignore[arg-type]

    return [
        (
            "2026-0139",
            hit("周贵生", "孟祥林"),
            "05-28 12:10",
            "刘集镇中学门口",
            State("履行", 4),
            None,
            TagCell("逾期 2 天", LATE),
            "赵敏",
        ),
        (
            "2026-0187",
            hit("张国强", "李建军 等 2 方"),
            "08-16 07:42",
            "光明街与前进街路口",
            State("调解中", 3),
            TagCell("已拨付", FUND),
            TagCell("今天", SOON),
            "陈志远",
        ),
        (
            "2026-0191",
            hit("郑广庆", "身份待查"),
            "11-13 21:36",
            "曙光街北段",
            State("受理", 2),
            TagCell("待复核", FUND),
            TagCell("今天", SOON),
            "李敏",
        ),
        (
            "2026-0151",
            Parties("刘洪涛", "鲁安产险", note="代理人 张国庆", note_hits=((4, 2),)),
            "06-12 09:15",
            "青兰高速东阿出口",
            State("司法确认", 4),
            None,
            TagCell("今天", SOON),
            "陈志远",
        ),
        (
            "2026-0195",
            hit("仲光辉", "丁文波"),
            "11-18 19:27",
            "鱼山镇驻地",
            State("登记", 1),
            TagCell("可申请", "fund"),
            TagCell("明天", SOON),
            "李敏",
        ),
        (
            "2026-0164",
            hit("赵改琴", "安平产险"),
            "07-21 16:20",
            "姚寨镇集市东口",
            State("协议", 4),
            TagCell("追偿中", FUND),
            TagCell("11-26", STRONG),
            "赵敏",
        ),
        (
            "2026-0168",
            Parties("韩素梅", "朱广平", (), ((0, 2),)),
            "07-30 18:05",
            "S329 线 41 公里处",
            State("中止", 3, "warn"),
            None,
            TagCell("12-01", STRONG),
            "陈志远",
        ),
        (
            "2026-0180",
            Parties("鲁秀芝", "赵国梁", (), ((0, 2),)),
            "08-07 17:11",
            "牛角店镇驻地",
            State("调解中", 3),
            None,
            TagCell("12-02", PLAIN),
            "赵敏",
        ),
        (
            "2026-0193",
            hit("翟国栋", "邢台某物流公司"),
            "11-15 05:50",
            "G105 线 398 公里处",
            State("受理", 2),
            TagCell("可申请", "fund"),
            TagCell("12-18", PLAIN),
            "李敏",
        ),
    ]


def due_rows() -> list[Row]:
    """Today's list of what is due."""

    def row(tag: str, tone: str, first: str, second: str, who: str) -> Row:
        cell = TwoLines(first, second, badge=TagCell(tag, tone), right=who, act="打开")
        return Row(cell, first, key=first)

    return [
        heading("已逾期", tone="danger"),
        row(
            "逾期 4 天",
            LATE,
            "催收还款第 3 期 1,500.00 元",
            "2026-0093  赵立国    还款协议应还 11-20（周五）",
            "追偿 孙悦",
        ),
        row(
            "逾期 1 天",
            LATE,
            "回访协议履行情况",
            "2026-0142  孙桂芳 与 王磊    履行期 11-22 + 1 日",
            "陈志远",
        ),
        heading("今天"),
        row(
            "今天",
            SOON,
            "双方到场，申请司法确认",
            "2026-0151  刘洪涛 与 鲁安产险    协议生效 10-25 + 30 日",
            "陈志远",
        ),
        row(
            "今天 17:30",
            SOON,
            "复核垫付申请 28,416.30 元",
            "救助 2026-0031  郑广庆    材料收齐 11-19 + 3 个工作日",
            "陈志远",
        ),
        row(
            "今天",
            SOON,
            "通知保险公司参加 11-27 调解",
            "2026-0187  张国强 与 李建军    会前 3 日通知",
            "李敏",
        ),
        heading("之后 14 天"),
        row(
            "明天",
            SOON,
            "作出垫付决定 43,246.80 元",
            "救助 2026-0033  王秀英    材料收齐 11-20 + 3 个工作日",
            "周建民",
        ),
        row(
            "11-27 周五",
            "neutral",
            "审核并拨付丧葬费 21,800.00 元",
            "救助 2026-0035  无名氏（男）    受理 11-24 + 3 个工作日",
            "王芳",
        ),
        row(
            "12-03 周四",
            "neutral",
            "调解期限届满",
            "2026-0187  张国强 与 李建军    受理 11-03 + 1 个月",
            "陈志远",
        ),
    ]


def session_rows() -> list[Row]:
    """Today's sessions."""
    return [
        Row(
            TwoLines(
                "韩磊 与 泰和财险东阿支公司",
                "第一调解室·陈志远",
                time="09:30",
                time_second="11:00",
                current=True,
                right_tag=TagCell("进行中", "accent"),
            )
        ),
        Row(
            TwoLines(
                "王玉兰等 3 人 与 宋长河",
                "第二调解室·陈志远",
                time="14:00",
                time_second="15:30",
                right_tag=TagCell("保险公司已确认", "ok"),
            )
        ),
        Row(
            TwoLines(
                "马骏 与 曲丽丽",
                "第一调解室·陈志远",
                time="16:00",
                time_second="17:00",
                right_tag=TagCell("对方未回复", "warn"),
            )
        ),
    ]


def review_rows() -> list[Row]:
    """What waits for the reviewer."""
    return [
        Row(
            TwoLines(
                name,
                f"{what}·待复核",
                right=amount,
                right_tone="text",
                right_second=due,
                right_second_tone=tone,
            )
        )
        for name, what, amount, due, tone in (
            ("郑广庆", "抢救费", "28,416.30", "今天 到期", "warn"),
            ("孙立华", "抢救费", "12,876.40", "明天 到期", "warn"),
            ("无名氏（男）", "丧葬费", "21,800.00", "11-27 到期", "text3"),
        )
    ]


def eligible_rows() -> list[Row]:
    """Cases that look eligible for the fund."""
    return [
        Row(TwoLines(name, why, first_note=what, third=owed, right="发起申请", right_tone="fund"))
        for name, what, why, owed in (
            ("田宝山", "重伤住院 6 天", "C1 抢救费超交强险医疗限额", "医院欠费 52,180.00 元"),
            ("许春花", "死亡", "C2 肇事三轮车未投保交强险", "丧葬费、抢救费均可申请"),
            ("身份待查（女）", "住院 3 天", "C3 肇事逃逸未侦破", "医院欠费 18,903.60 元"),
        )
    ]


def steps(names: str, now: int) -> tuple[Step, ...]:
    """Steps of a track from names with spaces between."""
    return tuple(
        Step(
            name=name,
            state=StepState.DONE if n < now else StepState.NOW if n == now else StepState.AHEAD,
            address=f"step/{n}",
        )
        for n, name in enumerate(names.split())
    )


def tracks() -> tuple[Track, ...]:
    """The two tracks of a case."""
    return (
        Track(
            name="调解",
            steps=steps("登记 受理 告知调查 调解 协议 履行 回访 结案 归档", 3),
            deadline="12-03 届满，剩 9 天",
            left="剩 9 天",
        ),
        Track(
            name="救助基金",
            tone="fund",
            steps=steps("资格 申请 受理 初审 复核 审批 拨付 追偿 结清", 7),
            deadline="第 1 期 12-10 应还",
            left="12-10 应还",
        ),
    )


def sections() -> tuple[Section, ...]:
    """The sections of a case."""
    return (
        Section(key="accident", name="事故", icon="car-front", done=True),
        Section(key="parties", name="当事人", icon="users", errors=1),
        Section(key="vehicles", name="车辆与保险", icon="shield-check", done=True),
        Section(key="losses", name="损失与计算", icon="calculator", warnings=1),
        Section(key="sessions", name="调解会", icon="messages-square", note="2 次", group=1),
        Section(key="agreement", name="协议", icon="handshake", errors=1, group=1),
        Section(key="fund", name="救助基金", icon="hand-coins", note="追偿中", group=1),
        Section(key="documents", name="文书", icon="file-text", note="17", group=2),
        Section(key="attachments", name="附件", icon="paperclip", note="23", group=2),
        Section(key="history", name="历史", icon="history", group=2),
    )


def checks() -> tuple[Check, ...]:
    """What is missing or doubtful."""
    must, may = Severity.MUST, Severity.MAY
    return (
        Check(severity=must, text="收款账号未填写", place="当事人，张国强", address="account"),
        Check(
            severity=must,
            text="协议金额与最近一次调解记录不一致",
            place="协议 195,000.00，记录 195,509.20",
            address="agreement",
        ),
        Check(
            severity=may,
            text="误工费按行业平均，缺收入证明",
            place="损失与计算，误工费",
            address="losses",
        ),
        Check(
            severity=may,
            text="定残后未告知可再申请鉴定",
            place="权利义务告知书 第 2 版",
            address="documents",
        ),
        Check(
            severity=may,
            text="委托书 12-31 到期，早于履行期",
            place="当事人，张丽",
            address="parties",
        ),
    )
