"""Texts that say nothing: empty, a placeholder, only a title, only "see attachment", nothing to report."""

from __future__ import annotations

import re

from mingtang.inspections.detection.finding import Finding, Severity
from mingtang.inspections.detection.normalising import visible

SHORTEST_BODY = 20  # characters; a body below that under a title is asked about
LONGEST_NOTHING = 200
_END = r"[。．.！!；;…]*"
_NOTHING = re.compile(
    r"(?:(?:本|该)?(?:栏目|页面|专栏|板块)?(?:暂时|目前|现)?(?:暂?无|没有|尚无)(?:相关|任何|此类|具体|有关)?"
    r"(?:内容|信息|数据|资料|文件|记录|公开内容|更新)?|(?:本|该)?(?:栏目|页面|网页|内容|专栏)?(?:正在)?(?:建设|更新|整理|完善|维护)中"
    r"|敬请期待|待更新|待补充|待完善|空白?|测试|test|略|/|-+|N/?A)"
    rf"(?:[，,]?敬请(?:期待|关注|谅解))?{_END}",
    re.IGNORECASE,
)
_SEE_ATTACHMENT = re.compile(
    rf"(?:正文|内容|具体内容|全文|详情)?[，,]?(?:详|请|请详|具体)?[见看](?:下方|文末|本页)?附[件表]{_END}"
)
_PERIOD = r"(?:第[一二三四1-4]季度|\d{1,2}月份?|[本上](?:月|季度|年度|年|期)|上半年|下半年|全年|\d{4}年度?)"
_NOTHING_TO_REPORT = re.compile(
    rf"{_PERIOD}[^。\n]{{0,40}}?(?:暂?无|没有|未发生|未开展|未作出|未产生|未收到|为零|为0)"
    r"(?!关|法|效|障碍|偿|害|人机|线|论|锡|形|烟|缝|须|需|权|故|条件|纸|异议|疑|证|犯罪|违法|违规|重大|较大|死亡|伤亡|安全事故)"
    r"[^。\n]{0,30}"
)
_ATTACHMENT_NAMED = re.compile(r"(?m)(?:详见|参见|见)附[件表]\s?\d{0,2}|^附\s?件\s?\d{0,2}\s?[：:]")


def findings(
    text: str, *, title: str = "", attachments: int | None = None, has_media: bool = False
) -> list[Finding]:
    """`attachments`: how many there are, None when that is unknown; `has_media`: the body shows pictures or film."""
    seen = visible(text)
    if has_media and not seen:
        return []
    if not seen:
        return [_finding("no_body", text, "正文为空", "block")]
    if _NOTHING.fullmatch(seen):
        return [_finding("nothing", text, "正文没有实际内容，属于无效信息", "block")]
    if title and seen == visible(title):
        return [_finding("title_only", text, "正文只有标题", "block")]
    return _doubtful(text, seen, title, attachments, has_media)


def _doubtful(text: str, seen: str, title: str, attachments: int | None, has_media: bool) -> list[Finding]:
    if _SEE_ATTACHMENT.fullmatch(seen):
        return (
            []
            if attachments
            else [_finding("see_attachment", text, "正文只写“见附件”，没有附件或正文内容", "warn")]
        )
    if len(seen) <= LONGEST_NOTHING and _NOTHING_TO_REPORT.search(seen):
        return [_finding("nothing_to_report", text, "内容为某一时期“无”，请考虑是否需要单独发布", "warn")]
    if title and len(seen) < SHORTEST_BODY and not has_media and not attachments:
        return [_finding("near_empty", text, f"正文只有{len(seen)}个字", "warn")]
    return []


def missing_attachment(text: str, attachments: int | None) -> list[Finding]:
    """The text names an attachment and there is none; unknown (None) says nothing."""
    named = _ATTACHMENT_NAMED.search(text) if attachments == 0 else None
    if named is None or _SEE_ATTACHMENT.fullmatch(visible(text)):
        return []  # the latter is said already: the text is empty
    message = "正文提到附件，但没有上传附件"
    return [
        Finding(
            "missing_element",
            "attachment",
            named.start(),
            named.end(),
            named[0],
            message,
            "上传附件或者删去附件说明",
        )
    ]


def _finding(subkind: str, text: str, message: str, severity: Severity) -> Finding:
    start = len(text) - len(text.lstrip())
    end = max(start, len(text.rstrip()))
    return Finding("empty", subkind, start, end, text[start:end], message, "", severity)
