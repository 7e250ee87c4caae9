"""Table forms of the fund's recovery: suit F24, write-off F25, money kept F26, catalogue F27,
the receipt for a repayment and the slip that closes a recovery."""

from __future__ import annotations

from house import DATE_BLANK, cell, each, form, label, row
from ooxml import Cell, Row, Word

FUND = "道路交通事故社会救助基金"
SIX = (29, 30, 24, 28, 26, 33)
FOUR = (26, 52, 26, 66)


def _pair(*pairs: tuple[str, str], height: float = 8) -> Row:
    """Two labels with their values."""
    cells: list[Cell] = []
    for name, value in pairs:
        cells += [label(name), cell(value, span=2)]
    return row(*cells, height=height)


def _line(name: str, value: str, *, height: float = 8) -> Row:
    return row(label(name), cell(value, span=5), height=height)


def _bar(text: str, span: int = 6) -> Row:
    return row(label(text, span=span, style="CellMiddle"), height=7, keep=True)


def _signed(title: str, text: str, name: str, date: str, *, height: float = 17) -> Row:
    return row(
        label(title),
        cell(text, f"@CellSign|签名：{name}　　　{date}", span=5),
        height=height,
    )


def _facts() -> list[Row]:
    """Which payment, for whom, how much came back."""
    return [
        _pair(("追偿编号", "{{ recovery.number }}"), ("申请编号", "{{ fund.number }}")),
        _pair(("受害人", "{{ victim.name }}"), ("事故时间", "{{ accident.occurred_at }}")),
        _line("事故地点", "{{ accident.place }}"),
        _line("应还款人", "{{ recovery.debtor_names }}"),
        _pair(("垫付日期", "{{ recovery.paid_on }}"), ("费用类型", "{{ fund.kind }}")),
        _pair(("垫付金额", "{{ recovery.opening }}"), ("收款单位", "{{ recovery.payee }}")),
    ]


def write_off() -> Word:
    """F25 核销申请审批表."""
    word = form("核销申请审批表", top=14, bottom=14)
    word.add(FUND, "Issuer").add("核销申请审批表", "Title")
    word.add("申请日期：{{ write_off.asked_on }}", "NoteRight")
    act = row(
        cell("{{ act.date }}", style="SmallMiddle"),
        cell("{{ act.kind }}", style="CellMiddle"),
        cell("{{ act.result }}", span=4),
        height=7,
    )
    rows = [
        *_facts(),
        _pair(
            ("已追回金额", "{{ recovery.recovered }}"), ("申请核销金额", "{{ write_off.amount }}")
        ),
        _line("核销金额大写", "{{ write_off.words }}"),
        row(
            label("核销理由"),
            cell(
                "{%p for ground in write_off.boxes %}",
                "{{ ground.box }}{{ ground.label }}",
                "{%p endfor %}",
                span=5,
            ),
        ),
        _bar("追偿经过"),
        row(label("日期"), label("措施"), label("结果", span=4), height=7, head=False, keep=True),
        *each("act in recovery.actions", [act], 6),
        row(
            label("证明材料"),
            cell("{%p for line in write_off.evidence %}", "{{ line }}", "{%p endfor %}", span=5),
            height=10,
            split=True,
        ),
        _signed(
            "经办意见",
            "{{ write_off.ask_note }}",
            "{{ write_off.preparer }}",
            "{{ write_off.asked_on }}",
            height=13,
        ),
        _signed(
            "复核意见",
            "{{ write_off.check_note }}",
            "{{ write_off.checker }}",
            "{{ write_off.checked_on }}",
        ),
        _signed(
            "负责人意见",
            "{{ write_off.sign_note }}",
            "{{ write_off.approver }}",
            "{{ write_off.signed_on }}",
        ),
        row(
            label("主管部门意见"),
            cell(
                "批准文号：{{ write_off.number }}",
                "@CellSign|（盖章）　　　{{ write_off.written_on }}",
                span=5,
            ),
            height=17,
        ),
        row(
            label("账务处理"),
            cell("", span=2),
            label("账销案存登记号"),
            cell("", span=2),
            height=9,
        ),
    ]
    word.table(SIX, rows, pad=0.2)
    word.add("注：核销后保留追偿权利，发现财产或者破案的，恢复追偿。本表一式三份。", "Note")
    return word


def suit() -> Word:
    """F24 参加诉讼/参与分配申请材料清单."""
    word = form("参加诉讼、参与分配申请材料清单", top=14, bottom=14)
    word.add(FUND, "Issuer").add("参加诉讼、参与分配申请材料清单", "Title")
    word.add("追偿编号：{{ recovery.number_line }}", "NoteRight")
    columns = (12, 92, 12, 12, 42)
    material = row(
        cell("{{ one.no }}", style="CellMiddle"),
        cell("{{ one.name }}"),
        cell("{{ one.copies }}", style="CellMiddle"),
        cell("{{ one.pages }}", style="CellMiddle"),
        cell("{{ one.note }}", style="Small"),
        height=7,
    )
    word.table(
        FOUR,
        [
            row(
                label("申请事项"),
                cell(
                    "{{ suit.box_suit }}起诉、参加诉讼　{{ suit.box_share }}申请执行、参与分配",
                    span=3,
                ),
            ),
            row(
                label("人民法院"),
                cell("{{ suit.court }}"),
                label("案号"),
                cell("{{ suit.docket }}"),
            ),
            row(
                label("受害人"),
                cell("{{ victim.name }}"),
                label("生效文书"),
                cell("{{ suit.judgment }}"),
            ),
            row(
                label("相对人"),
                cell("{{ recovery.debtor_names }}", span=3),
            ),
            row(
                label("垫付金额"),
                cell("{{ recovery.opening }}"),
                label("尚未收回"),
                cell("{{ recovery.outstanding }}"),
            ),
            row(
                label("请求事项"),
                cell("{%p for line in suit.claim %}", "{{ line }}", "{%p endfor %}", span=3),
                height=14,
                split=True,
            ),
        ],
        pad=0.25,
    )
    word.add("材料清单", "NoteBefore")
    word.table(
        columns,
        [
            row(
                label("序号"),
                label("材料名称"),
                label("份数"),
                label("页数"),
                label("备注"),
                head=True,
                keep=True,
            ),
            *each("one in suit.materials", [material], 5),
        ],
        pad=0.2,
    )
    word.add("提交人（签名）：　　　　　　　　　　　　管理机构（盖章）", "NoteBefore")
    word.add("收件人（签名）：　　　　　　　　　　　　收件日期：" + DATE_BLANK, "Note")
    return word


def custody() -> Word:
    """F26 代管款收/付审批表."""
    word = form("代管款收付审批表")
    word.add(FUND, "Issuer").add("代管款收付审批表", "Title")
    word.add("代管编号：{{ custody.number }}", "NoteRight")

    def opinion(title: str, said: str) -> Row:
        return row(
            label(title),
            cell(said, "@CellSign|签名：　　　　　　　" + DATE_BLANK, span=5),
            height=14,
        )

    rows = [
        _pair(("死者", "{{ custody.deceased }}"), ("事故时间", "{{ accident.occurred_at }}")),
        _line("事故地点", "{{ accident.place }}"),
        _bar("收款"),
        _pair(("赔偿款来源", "{{ custody.source }}"), ("入账日期", "{{ custody.income_on }}")),
        _pair(("入账金额", "{{ custody.income }}"), ("银行流水号", "{{ custody.serial }}")),
        _pair(("扣除抢救费用", "{{ custody.rescue }}"), ("扣除丧葬费用", "{{ custody.funeral }}")),
        _pair(("代管净额", "{{ custody.kept }}"), ("大写", "{{ custody.kept_words }}"), height=11),
        _line("计算", "{{ custody.how }}"),
        _line("代管账户", "{{ custody.account }}", height=9),
        _bar("付款"),
        _pair(("领取人", "{{ custody.claimant }}"), ("与死者关系", "{{ custody.relation }}")),
        _pair(("证件号码", "{{ custody.id_number }}"), ("联系方式", "")),
        _pair(
            ("关系证明", "{{ custody.heirs }}"),
            ("公安机关确认文号", "{{ custody.police }}"),
            height=11,
        ),
        _pair(
            ("领取金额", "{{ custody.amount }}"), ("大写", "{{ custody.amount_words }}"), height=11
        ),
        _line("收款账户", "{{ custody.payee }}", height=9),
        _bar("审批"),
        opinion("经办意见", "{{ custody.clerk_note }}"),
        opinion("复核意见", "{{ custody.checker_note }}"),
        opinion("负责人意见", "{{ custody.approver_note }}"),
        row(
            label("领取人签收"),
            cell("", "@CellSign|签名并按指印：　　　　　" + DATE_BLANK, span=2),
            cell("（管理机构、财务专用章）", "@CellSign|" + DATE_BLANK, span=3, style="CellMiddle"),
            height=18,
        ),
    ]
    word.table(SIX, rows, pad=0.2)
    word.add("注：代管款与救助基金分别核算，不计入追偿收入。本表一式三份。", "Note")
    return word


def receipt() -> Word:
    """还款收据."""
    word = form("还款收据", top=22)
    word.add(FUND, "Issuer").add("还款收据", "Title")
    word.add("追偿编号：{{ recovery.number_line }}　第{{ repayment.no }}笔", "NoteRight")
    rows = [
        _pair(
            ("付款人", "{{ repayment.payer }}"),
            ("到账日期", "{{ repayment.received_on }}"),
            height=11,
        ),
        _pair(
            ("金额（小写）", "{{ repayment.amount }}"), ("大写", "{{ repayment.words }}"), height=13
        ),
        _pair(("受害人", "{{ victim.name }}"), ("垫付费用类型", "{{ fund.kind }}"), height=10),
        _pair(
            ("垫付金额", "{{ recovery.opening }}"), ("尚未收回", "{{ repayment.left }}"), height=10
        ),
        _line(
            "收款账户",
            "{{ office.fund_account_name }}，{{ office.fund_account_number }}",
            height=10,
        ),
        _line("银行流水号", "{{ repayment.bank_serial }}", height=10),
        row(
            label("经手"),
            cell("{{ recovery.receiver }}", span=2),
            cell("（管理机构财务专用章）", "@CellSign|" + DATE_BLANK, span=3, style="CellMiddle"),
            height=22,
        ),
    ]
    word.table(SIX, rows, pad=0.3)
    word.add(
        "注：还款一律汇入救助基金账户，不收现金。本收据一式二份，付款人一份，存档一份。", "Note"
    )
    return word


def closing() -> Word:
    """追偿结案单."""
    word = form("追偿结案单")
    word.add(FUND, "Issuer").add("追偿结案单", "Title")
    word.add("结案日期：{{ recovery_closing.closed_on }}", "NoteRight")
    got = row(
        cell("{{ one.no }}", style="CellMiddle"),
        cell("{{ one.date }}", style="SmallMiddle"),
        cell("{{ one.payer }}", span=2),
        cell("{{ one.amount }}", style="CellRight"),
        cell("{{ one.serial }}", style="Small"),
    )
    rows = [
        *_facts(),
        _bar("收回情况"),
        row(
            label("序号"),
            label("到账日期"),
            label("付款人", span=2),
            label("金额"),
            label("银行流水号"),
            keep=True,
        ),
        *each("one in recovery.receipts", [got], 6),
        _pair(
            ("收回合计", "{{ recovery_closing.total }}"),
            ("大写", "{{ recovery_closing.words }}"),
            height=10,
        ),
        _pair(
            ("未收回金额", "{{ recovery_closing.left }}"),
            ("收回笔数", "{{ recovery_closing.count }}"),
        ),
        row(
            label("追偿专员"),
            cell("（签名）", span=2),
            label("确认人"),
            cell("（签名）", span=2),
            height=13,
            keep=True,
        ),
        row(
            label("备注"),
            cell("收款登记人与确认人不得为同一人。", span=2),
            cell("（管理机构盖章）", "@CellSign|" + DATE_BLANK, span=3, style="CellMiddle"),
            height=20,
        ),
    ]
    word.table(SIX, rows, pad=0.25)
    return word


def archive_list() -> Word:
    """F27 档案目录（救助基金卷内目录）."""
    word = form(f"{FUND}卷内目录")
    word.add(f"{FUND}卷内目录", "Title")
    word.add("申请编号：{{ fund_archive.number }}　受害人：{{ fund_archive.victim }}", "NoteBefore")
    line = row(
        cell("{{ one.no }}", style="CellMiddle"),
        cell("{{ one.number }}", style="Small"),
        cell("{{ one.author }}", style="Small"),
        cell("{{ one.title }}"),
        cell("{{ one.date }}", style="SmallMiddle"),
        cell("{{ one.page }}", style="CellMiddle"),
        cell("{{ one.note }}"),
        height=8,
    )
    word.table(
        (11, 33, 28, 46, 30, 12, 11),
        [
            row(
                label("序号"),
                label("文号"),
                label("责任者"),
                label("题名"),
                label("日期"),
                label("页号"),
                label("备注"),
                head=True,
                keep=True,
            ),
            *each("one in fund_archive.rows", [line], 7),
        ],
        pad=0.2,
    )
    word.add("立卷人（签名）：　　　　　　　　　　　　检查人（签名）：", "NoteBefore")
    word.add("立卷日期：" + DATE_BLANK + "　　　　　　检查日期：" + DATE_BLANK, "Note")
    return word
