"""What a clerk underlines in a text: the documents it names, and what it does to each. All texts were made for these tests."""

from __future__ import annotations

from datetime import date

import pytest

from mingtang.policies.citations import Citation, find
from mingtang.policies.citations.finding import relations

# What it is about, the text, and what is cited: (title, number, role).
CASES = [
    (
        "a rule is made under a law",
        "为了加强管理，根据《中华人民共和国城乡规划法》，结合本市实际，制定本办法。",
        [("中华人民共和国城乡规划法", "", "implements")],
    ),
    (
        "under several, named one after another",
        "根据《甲法》《乙省甲条例》和国务院《丙条例》等法律、法规，结合本县实际，制定本办法。",
        [("甲法", "", "implements"), ("乙省甲条例", "", "implements"), ("丙条例", "", "implements")],
    ),
    (
        "to carry out a law",
        "为了实施《中华人民共和国气象法》，结合本省实际，制定本办法。",
        [("中华人民共和国气象法", "", "implements")],
    ),
    (
        "a penalty refers to a law and is not made under it",
        "违反规定的，由公安机关依照《中华人民共和国治安管理处罚法》的规定处罚。",
        [("中华人民共和国治安管理处罚法", "", "cites")],
    ),
    (
        "a duty laid on others makes no basis",
        "各区应按照《青川市防汛预案编制办法》（青政发〔2020〕5号）精神，结合本区实际，尽快制定实施方案。",
        [("青川市防汛预案编制办法", "青政发〔2020〕5号", "cites")],
    ),
    (
        "a notice under a superior's notice",
        "为贯彻落实《省政府办公厅关于印发〈甲行动计划〉的通知》（省政办发〔2024〕3号）精神，经市政府同意，现就有关事项通知如下：",
        [("省政府办公厅关于印发〈甲行动计划〉的通知", "省政办发〔2024〕3号", "implements")],
    ),
    (
        "what a notice passes on",
        "现将《青川市绿地管理办法》印发给你们，请认真贯彻执行。",
        [("青川市绿地管理办法", "", "transmits")],
    ),
    (
        "agreed first, then passed on",
        "《青川市绿地管理办法》已经市政府第12次常务会议审议通过，现印发给你们，请遵照执行。",
        [("青川市绿地管理办法", "", "transmits")],
    ),
    (
        "agreed. Then passed on, in a sentence of its own",
        "《青川市绿地管理办法》已经局务会议审议通过。现印发给你们。",
        [("青川市绿地管理办法", "", "transmits")],
    ),
    (
        "made by the sender and passed on",
        "市卫生局会同市财政局制定了《青川市签约服务实施方案》，经市政府同意，现予印发，请组织实施。",
        [("青川市签约服务实施方案", "", "transmits")],
    ),
    (
        "the title of a notice",
        "青川市人民政府关于印发《青川市绿地管理办法》的通知",
        [("青川市绿地管理办法", "", "transmits")],
    ),
    (
        "forwarded",
        "青川市人民政府办公室关于转发《省财政厅关于加强预算管理的意见》的通知",
        [("省财政厅关于加强预算管理的意见", "", "transmits")],
    ),
    (
        "an order publishes",
        "现公布修订后的《青川市停车场管理办法》，自2024年3月1日起施行。",
        [("青川市停车场管理办法", "", "transmits")],
    ),
    (
        "one repealed with its number",
        "本办法自2024年5月1日起施行。《青川市停车管理规定》（青政发〔2015〕7号）同时废止。",
        [("青川市停车管理规定", "青政发〔2015〕7号", "repeals")],
    ),
    (
        "several repealed, with who made them",
        "2001年3月1日市人民政府发布的《甲办法》、2003年4月5日市人民政府批准的《乙办法》和《丙规定》同时废止。",
        [("甲办法", "", "repeals"), ("乙办法", "", "repeals"), ("丙规定", "", "repeals")],
    ),
    (
        "the decision that tells a repealed text's version is not repealed",
        "1998年5月6日通过，根据2005年7月8日《关于修改部分地方性法规的决定》修正的《甲条例》同时废止。",
        [("关于修改部分地方性法规的决定", "", "cites"), ("甲条例", "", "repeals")],
    ),
    (
        "some provisions repealed",
        "1997年3月25日市人民政府发布的《甲条例》中关于收费的规定同时废止。",
        [("甲条例", "", "partly_repeals")],
    ),
    (
        "the basis of a repeal stays",
        "根据《中华人民共和国立法法》的规定，《甲办法》予以废止。",
        [("中华人民共和国立法法", "", "cites"), ("甲办法", "", "repeals")],
    ),
    (
        "declared to hold no more",
        "市政府决定，《甲意见办法》（青政发〔2010〕3号）宣布失效。",
        [("甲意见办法", "青政发〔2010〕3号", "repeals")],
    ),
    (
        "suspended",
        "自2024年1月1日起，《青川市住房补贴办法》停止执行。",
        [("青川市住房补贴办法", "", "suspends")],
    ),
    (
        "confirmed",
        "经评估，《青川市住房补贴办法》继续有效。",
        [("青川市住房补贴办法", "", "confirms")],
    ),
    (
        "speaking of repeal repeals nothing",
        "备案机关可以提出修改或者废止《甲条例》的议案，《乙条例》需要废止的，按程序办理。",
        [("甲条例", "", "cites"), ("乙条例", "", "cites")],
    ),
    (
        "amended",
        "市人民政府决定对《青川市河道采砂管理办法》作如下修改：一、第五条修改为……",
        [("青川市河道采砂管理办法", "", "amends")],
    ),
    (
        "a petition is answered",
        "你乡《关于要求调整村规模的请示》（安政〔2023〕26号）收悉。现批复如下：",
        [("关于要求调整村规模的请示", "安政〔2023〕26号", "answers")],
    ),
    (
        "an interpretation",
        "《青川市绿地管理办法》政策解读",
        [("青川市绿地管理办法", "", "interprets")],
    ),
    (
        "a number alone",
        "根据省财综发〔2011〕32号文件规定，收费标准为100元。",
        [("", "省财综发〔2011〕32号", "cites")],
    ),
    (
        "numbers in a row",
        "按照财税〔2016〕36号、财税〔2017〕58号的规定执行。",
        [("", "财税〔2016〕36号", "cites"), ("", "财税〔2017〕58号", "cites")],
    ),
    (
        "a dirty number is read and made whole",
        "参照《甲办法》(青政发［２０１５］ 7号)执行。",
        [("甲办法", "青政发〔2015〕7号", "cites")],
    ),
    (
        "a number before its title",
        "落实青政发〔2015〕7号《关于加强绿化工作的意见》。",
        [("关于加强绿化工作的意见", "青政发〔2015〕7号", "cites")],
    ),
    (
        "a short name stands for the whole",
        "《青川市绿地管理办法》（青政发〔2024〕3号，以下简称《办法》）自公布之日施行。落实《办法》要有台账。",
        [
            ("青川市绿地管理办法", "青政发〔2024〕3号", "cites"),
            ("青川市绿地管理办法", "青政发〔2024〕3号", "cites"),
        ],
    ),
    (
        "a short name without brackets, where an article follows",
        "根据《中华人民共和国税收征收管理法》（以下简称税收征管法）执行。依照税收征管法第三十五条核定。",
        [
            ("中华人民共和国税收征收管理法", "", "cites"),
            ("中华人民共和国税收征收管理法", "", "cites"),
        ],
    ),
    (
        "a short name that nobody explained means nothing",
        "各单位要认真学习《条例》和《实施办法》，抓好本《办法》的落实。",
        [],
    ),
    (
        "forms, certificates, papers and books are no documents",
        "填写《入户申请表》，领取《卫生许可证》，在《青川日报》《青川市人民政府公报》上公告，收到《受理通知书》"
        "《不予许可决定》和《竞买公告》，参考《孙子兵法》。",
        [],
    ),
    (
        "a title in a title, with the same brackets",
        "按照《市政府关于印发《甲办法》的通知》（青政发〔2012〕1号）执行。",
        [("市政府关于印发《甲办法》的通知", "青政发〔2012〕1号", "cites")],
    ),
    (
        "what was never closed does not swallow the rest",
        "根据《甲办法的规定。参照《乙办法》执行。",
        [("乙办法", "", "cites")],
    ),
    (
        "the verb in front, provisions behind: the rest of the document goes on",
        "废止《甲区停车管理办法》（甲政规〔2020〕2号）第十二条、第十三条，其他条款继续有效。",
        [("甲区停车管理办法", "甲政规〔2020〕2号", "partly_repeals")],
    ),
    (
        "provisions that are no longer carried out end only themselves",
        "《甲区停车管理办法》（甲政规〔2020〕2号）第十二条与现行规定不一致，不再执行。",
        [("甲区停车管理办法", "甲政规〔2020〕2号", "partly_repeals")],
    ),
    (
        "a standard is cited as a standard",
        "废水应当符合《污水综合排放标准》（GB 8978-1996）和 GB/T 31962-2015 的要求。",
        [("污水综合排放标准", "GB 8978-1996", "cites"), ("", "GB/T 31962-2015", "cites")],
    ),
    (
        "the history of a text names what amended it",
        "2001年9月1日甲市第十一届人民代表大会常务委员会第二次会议通过\n"
        "2010年3月4日甲市第十三届人民代表大会常务委员会第八次会议《关于修改〈甲市公园条例〉的决定》修正\n\n第一条 略。",
        [("关于修改〈甲市公园条例〉的决定", "", "amended_by")],
    ),
    (
        "the same, without brackets around the decision",
        "2001年9月1日甲省第九届人民代表大会常务委员会第二次会议通过\n"
        "2012年1月3日甲省第十届人民代表大会常务委员会第八次会议"
        "关于修改《甲省公园条例》等二十件地方性法规的决定第一次修正\n\n第一条 略。",
        [("关于修改《甲省公园条例》等二十件地方性法规的决定", "", "amended_by")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_what_a_text_cites_and_does(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(one.title, one.number, one.role.value) for one in find(text)] == expected


def test_the_place_of_a_citation_is_the_name_itself() -> None:
    text = "根据《甲法》（以下简称甲法）和青政发〔2020〕1号文件，按照甲法第三条执行。"
    assert [text[one.start : one.end] for one in find(text)] == ["《甲法》", "青政发〔2020〕1号"]
    text = "依照《行政处罚法》（以下简称处罚法）执行。处罚法第三条规定的，从其规定。"
    assert [(text[one.start : one.end], one.is_short) for one in find(text)] == [
        ("《行政处罚法》", False),
        ("处罚法", True),
    ]


def test_a_text_does_not_cite_itself() -> None:
    text = (
        "青川市人民政府关于加强绿化工作的意见\n青政发〔2024〕3号\n\n"
        "《青川市人民政府关于加强绿化工作的意见》印发后，原青政发〔2015〕7号继续执行，青政发〔2024〕3号另行解读。"
    )
    found = find(text, title="青川市人民政府关于加强绿化工作的意见", number="青政发〔2024〕3号")
    assert [(one.title, one.number) for one in found] == [("", "青政发〔2015〕7号")]


def test_the_number_of_the_text_itself_is_no_citation() -> None:
    assert find("青政发〔2024〕3号\n\n各区人民政府：") == []
    assert find("发文字号：青政发〔2024〕3号\n各区人民政府：") == []
    assert find("2001年9月1日青川市人民政府令第8号公布\n\n第一条 略。") == []


def test_a_citation_names_the_version_that_it_means() -> None:
    found = find(
        "2009年7月1日市人民政府令第105号发布的《甲办法》、《乙条例》（2019年修正）和《丙办法》（2015年3月4日印发）。"
    )
    assert [(one.title, one.number, one.date, one.year) for one in found] == [
        ("甲办法", "市人民政府令第105号", date(2009, 7, 1), None),
        ("乙条例", "", None, 2019),
        ("丙办法", "", date(2015, 3, 4), None),
    ]


def test_who_issued_it_completes_a_title() -> None:
    found = find("按照国务院《关于加强某事的意见》和市政府办公室印发的《关于落实某事的通知》执行。")
    assert [one.full_title for one in found] == ["国务院关于加强某事的意见", "市政府办公室关于落实某事的通知"]


def test_the_lists_of_a_clean_up_decision() -> None:
    text = (
        "经研究，市政府决定：\n\n废止的规范性文件目录\n"
        "1．青川市垃圾收费办法（青政发〔2011〕40号）\n2．《青川市粮食储备办法》（青政发〔2010〕25号）\n\n"
        "继续有效的规范性文件目录\n1．关于加强基层医疗服务的意见（青政发〔2021〕3号）\n"
    )
    found = find(text, title="青川市人民政府关于规范性文件清理结果的通知")
    assert [(one.title, one.number, one.role.value) for one in found] == [
        ("", "青政发〔2011〕40号", "cites"),
        ("青川市粮食储备办法", "青政发〔2010〕25号", "repeals"),
        ("", "青政发〔2021〕3号", "cites"),
    ]


def test_a_document_is_proposed_once_and_with_what_is_done_to_it() -> None:
    text = (
        "对《甲条例》的执行情况进行检查。根据《中华人民共和国乙法》和《乙法》，制定本办法。GB 3095-2012。\n"
        "《甲条例》同时废止。"
    )
    proposed = [(one.title, one.role.value) for one in relations(find(text))]
    assert proposed == [("中华人民共和国乙法", "implements"), ("甲条例", "repeals")]


def test_two_decisions_of_one_name_stay_two() -> None:
    text = (
        "2001年9月1日国务院令第300号公布\n2016年2月6日《国务院关于修改部分行政法规的决定》第一次修订\n"
        "2019年3月2日《国务院关于修改部分行政法规的决定》第二次修订\n\n第一条 略。"
    )
    assert [(one.title, one.date) for one in relations(find(text))] == [
        ("国务院关于修改部分行政法规的决定", date(2016, 2, 6)),
        ("国务院关于修改部分行政法规的决定", date(2019, 3, 2)),
    ]


def test_a_text_without_documents_cites_none() -> None:
    assert find("") == []
    assert find("今天天气很好。") == []


@pytest.mark.parametrize(
    "hostile",
    ["《" * 100_000, "》" * 100_000, "《甲法》" * 20_000, "《甲法》（" * 20_000, "（" * 100_000, "〔2018〕1号" * 20_000,
     "令第1号" * 20_000, "废止" * 50_000, "《甲法》同时废止" * 10_000, "根据《甲办法》（以下简称办法）" * 5_000, "\n" * 100_000,
     "一" * 100_000 + "〔2018〕1号", "GB " * 50_000, "有效期" * 30_000],
    ids=["open", "close", "titles", "brackets", "parentheses", "numbers", "orders", "verbs", "repeals", "aliases",
         "lines", "one run", "standards", "periods"],
)  # fmt: skip
def test_hostile_texts_are_read_to_their_end(hostile: str) -> None:
    """Would hang for minutes if any expression went back over what it had read: linear, they take a second at most."""
    assert all(isinstance(one, Citation) for one in find(hostile))
