"""Synthetic documents in the manner of local rules: made by a seed, so that two runs measure the same texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

SUBJECTS = [
    "供水",
    "供热",
    "校车",
    "公园",
    "集市",
    "档案",
    "防汛",
    "绿化",
    "消防",
    "养老",
    "托育",
    "渔业",
    "农机",
    "路灯",
    "停车",
    "图书",
    "体育",
    "殡葬",
    "节水",
    "物业",
]
FORMS = ["管理办法", "实施细则", "工作方案", "若干规定", "奖励办法", "考核办法", "应急预案", "服务规范"]
PLACES = ["云棠区", "青石镇", "柳湾镇", "东山街道", "南浦街道", "白鹭乡"]
SENTENCES = [
    "为规范{s}工作，保障公众合法权益，根据有关法律、法规，结合本地实际，制定本规定。",
    "本行政区域内从事{s}活动的单位和个人，应当遵守本规定。",
    "区人民政府统一领导{s}工作，建立协调机制，研究解决重大问题，所需经费列入本级财政预算。",
    "{s}主管部门负责日常监督管理，其他有关部门按照各自职责做好相关工作。",
    "镇人民政府、街道办事处应当明确专人负责{s}，及时受理群众反映的问题，并在七个工作日内答复。",
    "从事{s}服务的单位应当建立健全管理制度，定期检查设施设备，发现隐患立即排除并如实记录。",
    "任何单位和个人有权对违反本规定的行为进行投诉、举报，受理机关应当为其保密。",
    "{s}设施的建设应当符合国土空间规划和有关技术标准，与主体工程同时设计、同时施工、同时投入使用。",
    "服务项目、依据、标准、程序和监督电话应当在服务场所和政府网站公布，接受社会监督。",
    "鼓励社会力量以捐赠、志愿服务等方式参与{s}，对成绩显著的单位和个人按照规定给予表扬。",
    "主管部门每年至少组织一次全面检查，检查结果向社会公开，并作为考核评价的重要依据。",
    "有关单位应当于每年三月底前报送上一年度{s}情况，报送内容应当真实、准确、完整。",
    "违反本规定的，由主管部门责令限期改正；逾期不改正的，依照有关法律、法规的规定处理。",
    "工作人员在{s}工作中滥用职权、玩忽职守、徇私舞弊的，依法给予处分；构成犯罪的，依法追究刑事责任。",
    "遇有突发事件影响{s}的，应当立即启动应急预案，组织抢修抢险，并及时向社会发布信息。",
    "本规定所称{s}，是指为满足公众生产、生活需要而提供的设施、服务及其监督管理活动。",
]
FIRST_DAY = date(2010, 1, 4)
DAYS = 6000


def body(random: Random, length: int) -> str:
    """Articles of a rule, about so many characters."""
    subject, articles, written = random.choice(SUBJECTS), [], 0
    while written < length:
        text = f"第{len(articles) + 1}条　" + "".join(
            sentence.format(s=subject) for sentence in random.sample(SENTENCES, 2)
        )
        articles.append(text)
        written += len(text)
    return "\n\n".join(articles)


def document(number: int) -> dict[str, Any]:
    """One document of a stock, as a source system would export it. The number is its seed."""
    random = Random(number)
    day = FIRST_DAY + timedelta(days=random.randrange(DAYS))
    # Seven digits at most: a longer number would look like a telephone, and be scanned more slowly.
    short = number % 10_000_000
    title = f"{random.choice(PLACES)}{random.choice(SUBJECTS)}{random.choice(FORMS)}（{short}号文本）"
    return {
        "id": str(number),
        "title": title,
        "doc_number": f"云政规〔{day.year}〕{short}号",
        "issuer": "云棠区民政局",
        "date_written": day.isoformat(),
        "date_published": day.isoformat(),
        "body": body(random, random.randrange(1000, 2000)),
    }


def write(path: Path, numbers: Iterator[int] | range) -> None:
    """A JSON-lines stock of the documents with these numbers."""
    with path.open("w", encoding="utf-8") as file:
        for number in numbers:
            file.write(json.dumps(document(number), ensure_ascii=False) + "\n")
