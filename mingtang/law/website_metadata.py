"""What every page of a government website carries: identification code, meta tags, footer.

Law: 政府网站发展指引 (国办发〔2017〕47号) and its annex 网页设计规范. Which tags are required is as observed on live sites;
docs/law/website_metadata.md says what is sourced and what is not. Worked cases on the same page.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from mingtang.law.reasons import Finding, error, warning

ARTICLE = "国办发〔2017〕47号"
SITE_CODE = re.compile(r"\d{10}|bm\d{8}", re.ASCII)  # 网站标识码: local sites, ministries
PUB_DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01]) ([01]\d|2[0-3]):[0-5]\d", re.ASCII)
Level = Literal["site", "column", "article"]


@dataclass(frozen=True)
class MetaTag:
    """One meta tag: the page level that carries it, whether it must have content, and what it means."""

    name: str
    level: Level
    required: bool
    meaning: str


META_TAGS: tuple[MetaTag, ...] = (
    MetaTag("SiteName", "site", True, "网站名称"),
    MetaTag("SiteDomain", "site", True, "网站域名"),
    MetaTag("SiteIDCode", "site", True, "政府网站标识码"),
    MetaTag("ColumnName", "column", True, "栏目名称"),
    MetaTag("ColumnDescription", "column", False, "栏目描述"),
    MetaTag("ColumnKeywords", "column", False, "栏目关键词"),
    MetaTag("ColumnType", "column", True, "栏目类别"),
    MetaTag("ArticleTitle", "article", True, "标题"),
    MetaTag("PubDate", "article", True, "发布时间（年-月-日 时:分）"),
    MetaTag("ContentSource", "article", True, "来源"),
    MetaTag("Keywords", "article", False, "关键词"),
    MetaTag("Author", "article", False, "作者"),
    MetaTag("Description", "article", False, "摘要"),
    MetaTag("Image", "article", False, "图片地址"),
    MetaTag("Url", "article", False, "文章地址"),
)
_LEVELS: dict[Level, tuple[Level, ...]] = {
    "site": ("site",),
    "column": ("site", "column"),
    "article": ("site", "column", "article"),
}


@dataclass(frozen=True)
class FooterPart:
    """One thing that the foot of every page shows."""

    code: str
    name: str
    required: bool = True


FOOTER: tuple[FooterPart, ...] = (
    FooterPart("organ_badge", "党政机关网站标识"),
    FooterPart("site_code", "网站标识码"),
    FooterPart("icp", "ICP备案编号"),
    FooterPart("police", "公安机关备案号"),
    FooterPart("sponsor", "主办单位"),
    FooterPart("contact", "联系方式"),
    FooterPart("site_map", "网站地图"),
    FooterPart("report_error", "政府网站找错"),
    FooterPart("undertaker", "承办单位", required=False),
)


def is_site_code(code: str) -> bool:
    """Whether `code` has the form of a site identification code (网站标识码): ten digits, or bm and eight digits."""
    return bool(SITE_CODE.fullmatch(code))


def tags_of(level: Level) -> tuple[MetaTag, ...]:
    """The tags that a page of this level carries, those of the levels above it first."""
    return tuple(tag for tag in META_TAGS if tag.level in _LEVELS[level])


def meta_findings(level: Level, values: Mapping[str, str]) -> list[Finding]:
    """What is wrong with the meta tags of one page: required tags that are missing or empty, and wrong forms."""
    findings = [
        error("meta_missing", f"页面缺少{tag.meaning}标签（{tag.name}）。", ARTICLE)
        for tag in tags_of(level)
        if tag.required and not values.get(tag.name, "").strip()
    ]
    if (code := values.get("SiteIDCode", "").strip()) and not is_site_code(code):
        findings.append(
            error("site_code_form", f"网站标识码“{code}”不对，应为10位数字，或bm加8位数字。", ARTICLE)
        )
    if (
        level == "article"
        and (moment := values.get("PubDate", "").strip())
        and not PUB_DATE.fullmatch(moment)
    ):
        findings.append(error("pub_date_form", f"发布时间“{moment}”应写作“2026-09-10 09:30”。", ARTICLE))
    return findings


def government_footer(parts: Mapping[str, str]) -> list[tuple[FooterPart, str]]:
    """The parts of the footer that have content, in the order in which they are shown."""
    return [(part, parts[part.code].strip()) for part in FOOTER if parts.get(part.code, "").strip()]


def footer_findings(parts: Mapping[str, str]) -> list[Finding]:
    """What the footer lacks."""
    findings = [
        error("footer_missing", f"页面底部缺少{part.name}。", ARTICLE)
        for part in FOOTER
        if part.required and not parts.get(part.code, "").strip()
    ]
    code = parts.get("site_code", "").strip()
    if code and not is_site_code(code):
        findings.append(
            warning("site_code_form", f"网站标识码“{code}”不对，应为10位数字，或bm加8位数字。", ARTICLE)
        )
    return findings
