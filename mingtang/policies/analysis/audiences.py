"""Groups of people and bodies whom policies address, and the words by which texts name them. Knows no Django."""

from __future__ import annotations

import re

# Code, name, words. The four of the employment lists come first (requirements LB-11).
_GROUPS = (
    (
        "graduates",
        "高校毕业生",
        "高校毕业生|大学生|毕业年度|毕业[0-9一二三五]年内|留学回国人员|离校未就业",
    ),
    (
        "hardship",
        "困难人员",
        "困难人员|困难群众|困难家庭|低保|特困|低收入|零就业家庭|登记失业|失业人员|脱贫|临时救助",
    ),
    ("veterans", "退役军人", "退役军人|退役士兵|军转干部|复员|现役军人|军属|烈属|优抚对象"),
    (
        "businesses",
        "经营主体",
        "经营主体|市场主体|企业|个体工商户|个体户|合作社|家庭农场|用人单位|投资者|纳税人|经营者|孵化载体",
    ),
    ("elderly", "老年人", "老年人|老人|高龄|养老机构|退休人员|失能"),
    ("children", "儿童和家庭", "儿童|婴幼儿|未成年人|孤儿|托育|生育|子女|育儿"),
    ("disabled", "残疾人", "残疾"),
    ("students", "学生", "学生|幼儿园|中小学|入学|助学"),
    ("workers", "职工和求职者", "职工|员工|求职|务工|农民工|灵活就业|劳动者|从业人员"),
    ("farmers", "农民", "农民|农户|农村居民|种植户|养殖户|种粮|农业经营"),
    ("talents", "人才", "人才|专家|博士|技能人员|科技人员"),
    ("organisations", "社会组织和机构", "社会组织|社会团体|民办|机构|协会|商会|事业单位"),
    ("residents", "居民", "居民|市民|村民|业主|住户|承租人|购房|参保人|户籍人口|公民|个人"),
)

AUDIENCES = tuple((code, name) for code, name, _ in _GROUPS)
AUDIENCE_NAMES = dict(AUDIENCES)
_WORDS = {code: re.compile(words) for code, _, words in _GROUPS}
# A word for people in general gives way to a more exact one.
_GENERAL = ("residents", "organisations")


def audiences_in(text: str) -> list[str]:
    """Codes of the groups that a text names, in the order of the list; 居民 and 机构 only where nothing exacter is."""
    found = [code for code, words in _WORDS.items() if words.search(text)]
    exact = [code for code in found if code not in _GENERAL]
    return exact or found


def names_of(codes: list[str]) -> str:
    """高校毕业生、退役军人."""
    return "、".join(AUDIENCE_NAMES[code] for code in codes if code in AUDIENCE_NAMES)
