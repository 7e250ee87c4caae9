"""Letters around the mediation: summons, power of attorney, withdrawal, extension, ending,
follow-up, judicial confirmation.

Structure and fixed sentences follow the official forms and the law; the wording around is ours.
"""

from __future__ import annotations

from desk_papers import NARROW, delivery
from house import (
    LETTER_STYLES,
    last_kept,
    letter,
    paragraphs,
    party_blocks,
    sign_heading,
    sign_table,
)
from ooxml import Word


def session_notice() -> Word:
    """调解通知书."""
    word = letter("调解通知书", more=LETTER_STYLES, page=NARROW).add("调解通知书", "Title")
    word.add("编号：{{ case.number }}　第{{ session.no }}次", "Number")
    word.add("{{ notice.addressees }}：", "Plain")
    word.add(
        "各方之间的道路交通事故纠纷，{{ office.name }}已经受理，定于"
        "{{ session.starts }}{{ notice.weekday }}进行第{{ session.no }}次调解，现通知如下：",
        "Facts",
    )
    word.add("##调解地点：##{{ session.place }}", "Facts")
    word.add("##人民调解员：##{{ session.mediator }}", "Facts")
    word.add("一、携带身份证件；单位参加的，携带负责人身份证明；委托他人的，提交授权委托书。")
    word.add("二、携带事故认定书、医疗费票据、病历、误工和护理证明、车损凭证、保险单等材料原件。")
    word.add(
        "三、参加调解自愿。不能按时到场的，事先告知人民调解员；无正当理由不到场或者拒绝调解的，"
        "可以终止调解，当事人可以依法通过其他途径维护权利。",
        "Closing",
    )
    word.add("联系电话：{{ office.phone }}　地址：{{ office.address }}", "PlainKeep")
    word.add("{{ office.name }}（盖章）", "Signed")
    word.add("{{ notice.date }}", "Dated")
    delivery(word, "notice.rows")
    return word


def authorisation() -> Word:
    """授权委托书."""
    word = letter("授权委托书", more=LETTER_STYLES, page=NARROW).add("授权委托书", "Title")
    word.add("编号：{{ case.number }}", "Number")
    word.tag("if agent.principal.is_person")
    word.add(
        "##委托人：##{{ agent.principal.name }}，性别：{{ agent.principal.gender }}，"
        "{{ agent.principal.id_label }}：{{ agent.principal.id_number }}，"
        "联系方式：{{ agent.principal.phone }}，住址：{{ agent.principal.address }}。",
        "Facts",
    )
    word.tag("else")
    word.add(
        "##委托人：##{{ agent.principal.name }}，统一社会信用代码：{{ agent.principal.credit_code }}，"
        "住所：{{ agent.principal.address }}，法定代表人（负责人）："
        "{{ agent.principal.legal_representative }}，联系方式：{{ agent.principal.phone }}。",
        "Facts",
    )
    word.tag("endif")
    word.add(
        "##受托人：##{{ agent.name }}，公民身份号码：{{ agent.id_number }}，与委托人关系："
        "{{ agent.relation }}，联系方式：{{ agent.phone }}，单位或住址：{{ agent.employer }}。",
        "Facts",
    )
    word.add(
        "委托人因{{ case.parties_joined }}之间的道路交通事故纠纷，委托受托人参加"
        "{{ office.name }}主持的调解。",
    )
    word.add("一、代理权限", "Level1")
    word.add(
        "{{ agent.box_general }}一般代理：代为申请调解、参加调解、陈述事实、提交和核对材料、"
        "签收文书。"
    )
    word.add(
        "{{ agent.box_special }}特别授权：除一般代理的权限外，还可以代为"
        "{% for item in agent.powers %}{{ item.box }}{{ item.label }}"
        "{% if loop.last %}。{% else %}；{% endif %}{% endfor %}",
        "Facts",
    )
    word.add("##二、代理期限：##自{{ agent.from }}至{{ agent.until }}。", "Facts")
    word.add(
        "受托人在上述权限和期限内的行为，由委托人承担法律后果。未勾选的事项，受托人无权代理。",
        "Closing",
    )
    word.add("委托人（签名、盖章或按指印）：\t　　年　　月　　日", "Sign")
    word.add("受托人（签名）：\t　　年　　月　　日", "SignEnd")
    return word


def withdrawal_request() -> Word:
    """撤回调解申请书."""
    word = letter("撤回调解申请书", more=LETTER_STYLES).add("撤回调解申请书", "Title")
    word.add("编号：{{ case.number }}", "Number")
    party_blocks(word, "applicants")
    word.add(
        "申请人于{{ case.requested_on }}向{{ office.name }}申请调解{{ case.parties_joined }}之间的"
        "道路交通事故纠纷，现因下列原因自愿撤回调解申请："
    )
    paragraphs(word, "line in ending.reason", "{{ line }}")
    word.add(
        "申请人知悉：撤回申请后，本次调解终止；申请人仍可以依法通过仲裁、行政、司法等途径维护自己的"
        "权利，也可以再次申请调解。",
        "Closing",
    )
    word.add("此致", "Closing").add("{{ office.name }}", "PlainKeep")
    word.add("申请人（签名、盖章或按指印）：", "Sign")
    word.tag("for signer in signers.applicants").add("{{ signer.label }}：", "Sign").tag("endfor")
    word.add("{{ ending.ended_on }}", "Dated")
    return word


def extension_consent() -> Word:
    """延长调解期限同意书."""
    word = letter("延长调解期限同意书", more=LETTER_STYLES).add("延长调解期限同意书", "Title")
    word.add("编号：{{ case.number }}", "Number")
    word.add(
        "下列当事人之间的道路交通事故纠纷，{{ office.name }}于{{ case.accepted_on }}"
        "受理，原定调解期限{{ extension.old_due }}。",
    )
    word.add("因下列原因，在上述期限内不能完成调解：", "Closing")
    paragraphs(word, "line in extension.reason", "{{ line }}")
    word.add(
        "各方当事人同意将调解期限延长至{{ extension.new_due }}。延长期间任何一方要求终止调解的，"
        "可以随时提出；延长的期限届满仍未达成协议的，调解终止，当事人可以依法通过其他途径维护自己的"
        "权利。",
        "Closing",
    )
    sign_heading(word)
    sign_table(word, "signers.parties", "人民调解员（签名）")
    word.add("人民调解委员会意见：", "Sign")
    word.add("{{ office.name }}（盖章）", "Signed")
    word.add("{{ extension.on }}", "Dated")
    return word


def termination_notice() -> Word:
    """终止调解通知书."""
    word = letter("终止调解通知书", more=LETTER_STYLES, page=NARROW).add("终止调解通知书", "Title")
    word.add("编号：{{ case.number }}", "Number")
    word.add("{{ notice.addressees }}：", "Plain")
    word.add(
        "各方之间的道路交通事故纠纷，{{ office.name }}于{{ case.accepted_on }}"
        "受理。因{{ ending.ground }}，本次调解于{{ ending.ended_on }}终止。具体情况如下：",
        "Facts",
    )
    paragraphs(word, "line in ending.reason", "{{ line }}")
    word.add("现将其他解决途径告知如下：", "Closing")
    word.add("一、当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。")
    word.add("二、向人民法院提起诉讼的，应当在法律规定的诉讼时效期间内提出。", "Closing")
    word.tag("if ending.is_police_possible")
    word.add(
        "三、各方当事人一致请求公安机关交通管理部门调解的，可以自调解终止之日起三日（工作日）内"
        "共同提出书面申请。",
        "Closing",
    )
    word.tag("endif")
    word.add("联系电话：{{ office.phone }}", "PlainKeep")
    word.add("{{ office.name }}（盖章）", "Signed")
    word.add("{{ ending.ended_on }}", "Dated")
    delivery(word, "notice.rows")
    return word


def follow_up_record() -> Word:
    """人民调解回访记录."""
    word = letter("人民调解回访记录", more=LETTER_STYLES).add("人民调解回访记录", "Title")
    word.add("调解协议编号：{{ agreement.number }}", "Number")
    for name, value in (
        ("当事人", "{{ follow_up.interviewee }}"),
        ("回访事由", "{{ case.parties_joined }}道路交通事故纠纷"),
        ("回访时间", "{{ follow_up.visited_on }}"),
        ("回访方式", "{{ follow_up.method }}"),
    ):
        word.add(f"##{name}：##{value}", "Plain")
    word.add("回访情况", "Level1")
    for number, (name, value) in enumerate(
        (
            ("协议履行情况", "{{ follow_up.performance }}"),
            ("当事人是否满意", "{{ follow_up.satisfaction }}"),
            ("有无因本纠纷提起诉讼", "{{ follow_up.lawsuit }}"),
            ("有无纠纷激化、反复的可能", "{{ follow_up.relapse_risk }}"),
        ),
        1,
    ):
        word.add(f"{number}. {name}：{value}", "Facts")
    word.add("5. 其他情况和采取的措施：", "Closing")
    last_kept(word, "line in follow_up.note", "{{ line }}")
    word.add("当事人（签名或按指印）：\t　　年　　月　　日", "Sign")
    word.add("回访人（签名）：{{ follow_up.visitor }}\t　　年　　月　　日", "SignEnd")
    return word


def confirmation_request() -> Word:
    """司法确认申请书."""
    word = letter("司法确认申请书", more=LETTER_STYLES).add("司法确认申请书", "Title")
    party_blocks(word, "confirmation.applicants")
    word.add("请求事项", "Level1")
    word.add(
        "请求依法确认申请人于{{ confirmation.effective_on }}经{{ office.name }}主持调解达成的"
        "《人民调解协议书》（编号：{{ agreement.number }}）有效。"
    )
    word.add("事实和理由", "Level1")
    paragraphs(word, "line in agreement.facts", "{{ line }}")
    word.add(
        "经{{ office.name }}主持调解，申请人自愿达成上述调解协议，协议自"
        "{{ confirmation.effective_on }}起生效，申请人在生效之日起三十日内共同提出本申请。"
        "申请人出于解决纠纷的目的自愿达成协议，没有恶意串通、规避法律的行为；如果因为协议内容给他人"
        "造成损害的，愿意承担相应的民事责任和其他法律责任。"
    )
    word.add(
        "为此，根据《中华人民共和国民事诉讼法》《中华人民共和国人民调解法》的规定，提出申请。",
        "Closing",
    )
    word.add("此致", "Closing").add("{{ confirmation.court }}", "PlainKeep")
    sign_heading(word, "申请人（签名、盖章或按指印）：")
    sign_table(word, "signers.parties")
    word.add("{{ confirmation.applied_on }}", "DatedKeep")
    word.add(
        "附：1. 人民调解协议书；2. 调解组织主持调解的证明；3. 申请人身份证明、委托代理手续；"
        "4. 与协议有关的财产权利证明等材料；5. 送达地址确认书。",
        "NoteAfter",
    )
    return word


def mediation_proof() -> Word:
    """调解组织主持调解的证明."""
    word = letter("调解组织主持调解的证明", more=LETTER_STYLES).add(
        "调解组织主持调解的证明", "Title"
    )
    word.add("编号：{{ agreement.number }}", "Number")
    word.add("{{ confirmation.court }}：", "Plain")
    word.add(
        "{{ case.parties_joined }}之间的道路交通事故纠纷，由本委员会于{{ case.accepted_on }}受理，"
        "指派人民调解员{{ case.mediator }}主持调解，调解时间为{{ confirmation.mediated_on }}。"
        "各方当事人自愿达成调解协议，协议书编号为{{ agreement.number }}，自"
        "{{ confirmation.effective_on }}起生效。",
        "Facts",
    )
    word.add("本委员会系依法设立的调解民间纠纷的群众性组织，调解不收取任何费用。", "Closing")
    word.add("特此证明。", "Closing")
    word.add("人民调解员（签名）：", "Sign")
    word.add("{{ office.name }}（盖章）", "Signed")
    word.add("{{ confirmation.applied_on }}", "Dated")
    return word
