"""`mingtang law …`: working days, time limits, document numbers and personal data, without a database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from mingtang.config.output import answer, refused, say
from mingtang.core.refusals import Refusal, Refused
from mingtang.law import document_metadata, personal_data, publication
from mingtang.law.working_days import CalendarYear, Due, WorkingCalendar, YearNotCovered, shipped_calendar

T = TypeVar("T")
D = TypeVar("D", bound=date)
HOLIDAYS = "全国年节及纪念日放假办法；国务院办公厅年度节假日安排通知"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    topics = parser.add_subparsers(dest="topic", metavar="事项", required=True)
    _add_due(topics)
    _add_publish_by(topics)
    calendar = _topic(topics, "calendar", "某一年度的放假和补班日期", _calendar)
    calendar.add_argument("year", type=int, metavar="年度")
    number = _topic(topics, "document-number", "核对发文字号", _document_number)
    number.add_argument("text", metavar="发文字号")
    hits = _topic(topics, "personal-data", "查找个人信息", _personal_data)
    hits.add_argument(
        "text",
        metavar="文字或文件",
        help="文件存在则读文件（文本、docx、xlsx、pdf），否则按文字处理；- 读标准输入",
    )


def run(arguments: argparse.Namespace) -> int:
    answered: int = arguments.topic_run(arguments)
    return answered


def _topic(
    topics: Any, name: str, help: str, act: Callable[[argparse.Namespace], int]
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = topics.add_parser(name, help=help, description=help)
    parser.add_argument("--json", action="store_true", help="只输出JSON")
    parser.set_defaults(topic_run=act)
    return parser


def _add_due(topics: Any) -> None:
    due = _topic(topics, "due", "自某日起若干个工作日的最后一日（起始日不计）", _due)
    due.add_argument("--from", dest="start", type=_day, required=True, metavar="日期")
    due.add_argument("--working-days", type=_count, required=True, metavar="天数")
    due.add_argument("--provisional", action="store_true", help="日历没有的年度按暂定推算，并注明")
    due.add_argument(
        "--calendars", type=Path, metavar="文件夹", help="另加年度日历文件（与自带日历同年的以此为准）"
    )


def _add_publish_by(topics: Any) -> None:
    publish = _topic(topics, "publish-by", "应当公开的最后一日", _publish_by)
    publish.add_argument(
        "--formed", type=_moment, required=True, metavar="日期", help="形成、作出或者发布的日期"
    )
    publish.add_argument("--limit", choices=sorted(publication.LIMITS), default="proactive", metavar="期限")
    publish.add_argument("--working-days", type=_count, metavar="天数", help="地方规定的更短期限")
    publish.add_argument("--source", default="", metavar="文件", help="缩短期限所依据的文件")
    publish.add_argument("--provisional", action="store_true", help="日历没有的年度按暂定推算，并注明")


def _day(text: str) -> date:
    try:
        return _of_this_country(date.fromisoformat(text))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，应为 2026-09-10 的写法") from None


def _of_this_country(day: D) -> D:
    if not 1949 <= day.year <= 2099:
        raise ValueError(f"the year {day.year} is a slip of the pen")
    return day


def _moment(text: str) -> datetime | date:
    try:
        whole = len(text) > len("2026-09-10")
        return _of_this_country(datetime.fromisoformat(text) if whole else date.fromisoformat(text))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"“{text}”不是日期，应为 2026-09-10 或 2026-09-10T09:30 的写法"
        ) from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 2000:
        raise argparse.ArgumentTypeError(f"“{text}”不对，应为1至2000的整数")
    return int(text)


def _due(arguments: argparse.Namespace) -> int:
    calendar = _with_files(shipped_calendar(), arguments.calendars)
    due = _answered(
        lambda: calendar.add_working_days(
            arguments.start, arguments.working_days, provisional=arguments.provisional
        )
    )
    value = {"due": due.on.isoformat(), "provisional": due.provisional, "from": arguments.start.isoformat()}
    value |= {"working_days": arguments.working_days} | _counting(due)
    return answer(value, as_json=arguments.json, sentences=_due_sentences(due))


def _with_files(calendar: WorkingCalendar, folder: Path | None) -> WorkingCalendar:
    for file in sorted(folder.glob("[0-9][0-9][0-9][0-9].json")) if folder else ():
        try:
            calendar = calendar.with_year(CalendarYear.from_data(json.loads(file.read_text("utf-8"))))
        except ValueError as problem:
            raise Refused(Refusal(f"日历文件 {file} 不能用：{problem}", HOLIDAYS)) from None
    return calendar


def _counting(due: Due) -> dict[str, Any]:
    return {
        "calendar": due.calendar,
        "assumed_years": list(due.assumed_years),
        "counted": [day.isoformat() for day in due.counted],
    }


def _due_sentences(due: Due) -> list[str]:
    sentences = [f"最后一日：{due.on.isoformat()}（{'一二三四五六日'[due.on.weekday()].join(('星期', ''))}）"]
    sentences.append(f"自 {due.counted[0]} 起算，共 {len(due.counted)} 个工作日；日历版本 {due.calendar}")
    if due.provisional:
        years = "、".join(str(year) for year in due.assumed_years)
        sentences.append(f"暂定：{years}年的放假安排尚未装入，未计调休，装入后应重新计算。")
    return sentences


def _answered(count: Callable[[], T]) -> T:
    """The answer, or the refusal that says which year is missing."""
    try:
        return count()
    except YearNotCovered as missing:
        raise Refused(Refusal(str(missing), HOLIDAYS)) from None


def _publish_by(arguments: argparse.Namespace) -> int:
    limit = publication.LIMITS[arguments.limit]
    try:
        if arguments.working_days:
            limit = limit.shortened(arguments.working_days, arguments.source)
        value, sentences = _publication_due(arguments, limit)
    except (publication.MayNotLengthen, publication.WrongUnit) as refusal:
        raise Refused(Refusal(str(refusal), limit.article)) from None
    except ValueError as problem:
        if isinstance(problem, YearNotCovered):
            raise Refused(Refusal(str(problem), HOLIDAYS)) from None
        raise Refused(Refusal(str(problem), limit.article)) from None
    value |= {"limit": limit.code, "article": limit.article, "source": limit.source}
    return answer(value, as_json=arguments.json, sentences=[*sentences, str(limit)])


def _publication_due(
    arguments: argparse.Namespace, limit: publication.Limit
) -> tuple[dict[str, Any], list[str]]:
    formed = arguments.formed
    if isinstance(formed, datetime) and limit.unit == "hours":
        moment = publication.reprint_by(formed, limit).isoformat(timespec="minutes")
        return {"due": moment, "provisional": False, "formed": formed.isoformat()}, [f"最迟：{moment}"]
    if limit.unit == "hours":
        raise publication.WrongUnit(f"“{limit.name}”按小时计算，请用 2026-09-10T09:30 的写法给出日期和时刻。")
    day = formed.date() if isinstance(formed, datetime) else formed
    due = publication.publish_by(day, limit, shipped_calendar(), provisional=arguments.provisional)
    value = {"due": due.on.isoformat(), "provisional": due.provisional, "formed": day.isoformat()}
    return value | {"working_days": limit.length} | _counting(due), _due_sentences(due)


def _calendar(arguments: argparse.Namespace) -> int:
    calendar = shipped_calendar()
    year = _answered(lambda: calendar.year(arguments.year))
    value = year.as_data() | {
        "working_days": calendar.working_days_in(year.year),
        "calendar": calendar.version,
    }
    sentences = [f"{year.source} {year.address}".rstrip(), f"全年工作日 {value['working_days']} 天"]
    sentences += [f"放假 {day.on} {day.name}" for day in year.off]
    sentences += [f"补班 {day.on} {day.name}" for day in year.work]
    return answer(value, as_json=arguments.json, sentences=sentences)


def _document_number(arguments: argparse.Namespace) -> int:
    number = document_metadata.parse_document_number(arguments.text)
    findings = document_metadata.document_number_findings(arguments.text)
    value = {
        "valid": number is not None,
        "number": asdict(number) if number else None,
        "findings": [asdict(finding) for finding in findings],
    }
    good = [f"“{arguments.text}”写法正确。"] if number else []
    return answer(value, as_json=arguments.json, sentences=good + [finding.message for finding in findings])


def _personal_data(arguments: argparse.Namespace) -> int:
    try:
        text = _text_of(arguments.text)
    except (UnicodeDecodeError, OSError) as problem:
        return refused([Refusal(f"读不出“{arguments.text}”中的文字：{problem}")], as_json=arguments.json)
    hits = personal_data.find(text)
    rows = [asdict(hit) | {"masked": hit.masked, "message": hit.message} for hit in hits]
    for row in rows:
        del row["value"]
    sentences = [f"第{hit.start}字 {hit.text} → {hit.masked} {hit.message}" for hit in hits]
    return answer({"hits": rows}, as_json=arguments.json, sentences=sentences or ["未发现个人信息。"])


def _text_of(argument: str) -> str:
    """The words of a file where the argument names one, of standard input for `-`, else the argument itself."""
    if argument == "-":
        return sys.stdin.read()
    if len(argument.encode()) > 1000 or "\n" in argument or not Path(argument).is_file():
        return argument
    content = Path(argument).read_bytes()
    if content.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        return _text_of_office_file(Path(argument).name, content)
    return content.decode("utf-8-sig")


def _text_of_office_file(name: str, content: bytes) -> str:
    """The words of a docx, xlsx, pdf …, hidden ones too. These two packages of `files` need no Django."""
    # Slow imports: only who hands over such a file pays for them.
    from mingtang.core.files.detection import identify
    from mingtang.core.files.parsing import text_of

    read = text_of(content, media_type=identify(content, name).media_type)
    for sentence in read.warnings:
        say(sentence)
    return "\n".join([read.text, *(hidden.text for hidden in read.hidden)])
