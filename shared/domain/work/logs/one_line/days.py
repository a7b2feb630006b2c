"""Which day a line names (哪天): 今天, 前天, 上周五, 周三, 3月5日, 3-5, 5号, 3天前, last Friday, 5 March.

A day without a year or month is the one of this year or month. Every day that may be another one, or what the work
was about instead of when it was done (整理昨天的纪要), is marked `unclear`: so is every day still to come.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from shared.domain.work.logs.one_line.numbers import HAN, NUMBER, whole
from shared.domain.work.logs.one_line.words import COUNTERS, is_object

_ONE: Final = timedelta(days=1)
_LONGEST_HOURS: Final = 8
"""3-5 may be hours as well as a day; 3-12 is a day."""
_WEEKDAY_NAMES: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_WORD: Final = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_AWAY: Final = MappingProxyType(
    {
        "大前天": -3, "前天": -2, "前日": -2, "前": -2, "昨天": -1, "昨日": -1, "昨": -1, "今天": 0, "今日": 0, "今": 0,
        "明天": 1, "明日": 1, "明": 1, "后天": 2, "大后天": 3, "today": 0, "yesterday": -1, "tomorrow": 1,
        "last night": -1, "this": 0, "tonight": 0, "the day before yesterday": -2,
    }
)  # fmt: skip
_TOPIC: Final = (
    r"[个周]?(?:报|计划|总结|数据|报表|报告|业绩|销售|订单|账|对账|发票|工资|考勤|目标|回款|例会|会)"
)

_RELATIVE: Final = re.compile(
    r"大前天|大后天|[昨今明][天日](?!头条)|前[天日](?!津)|(?<!天)后天|[昨今前明](?=[早晚夜])(?<!之前)(?<!以前)"
    r"|\bthe day before yesterday\b|\b(?:today|yesterday|tomorrow|tonight)\b|\blast (?=night\b)"
    r"|\bthis (?=morning|afternoon|evening)",
    re.I,
)
_AGO: Final = re.compile(
    rf"(?<![0-9.{HAN}第])(?P<days>{NUMBER}) ?(?:天[之以]?前(?![台往期端面])|days? ago\b)", re.I
)
_WEEKDAY: Final = re.compile(
    rf"(?P<which>上上|上|这|本|下下|下)?个?(?<![每{HAN}0-9])(?:周|星期|礼拜)"
    rf"(?P<day>[一二三四五六日天])(?!\s*{COUNTERS}|[到至-][一二三四五六日天])",
)
_ENGLISH_WEEKDAY: Final = re.compile(
    r"\b(?P<which>last |this |next )?(?P<day>" + "|".join(_WEEKDAY_NAMES) + r")\b", re.I
)
_WEEK: Final = re.compile(
    rf"(?P<which>上上|上|这|本|下)个?(?:周|星期|礼拜)(?!末|{_TOPIC})|\b(?P<english>last|this|next) week\b",
    re.I,
)
_WEEKEND: Final = re.compile(r"(?<!每)(?P<which>上|这|本)?个?周末|\b(?:last |this )?weekend\b", re.I)
_MONTH: Final = re.compile(
    rf"[上这本下]个?月(?!{NUMBER}[日号]|{_TOPIC}|底|初)|\b(?:last|this|next) month\b", re.I
)
_DATE: Final = re.compile(
    rf"(?<![0-9A-Za-z.:/#号第单批版-])(?:(?P<year>20[0-9]{{2}})\s*[-/.年]\s*)?(?:"
    rf"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月\s*(?P<day>{NUMBER})\s*(?:[日号](?![内前后])|(?!\s*(?:{COUNTERS}|[日号])|[0-9.{HAN}]))"
    r"|(?P<m>1[0-2]|0?[1-9])(?P<dash>[-/])(?P<d>3[01]|[12][0-9]|0?[1-9])"
    rf"(?![0-9.:/%A-Za-z-]|\s*(?:{COUNTERS}|[点时分小号日月年多]|[ap]\.?m\b))"
    r"|(?<=\.)(?P<dm>1[0-2]|0?[1-9])\.(?P<dd>3[01]|[12][0-9]|0?[1-9])(?![0-9.:/%]))"
    r"(?:T(?=[0-9]))?",
)
_POINTED: Final = re.compile(r"^\s*(?P<month>1[0-2]|0?[1-9])\.(?P<day>3[01]|[12][0-9]|0?[1-9])(?=\s)")
_ON_THE: Final = re.compile(r"\bon the (?P<day>3[01]|[12][0-9]|[1-9])(?:st|nd|rd|th)\b(?P<last>(?!))?", re.I)
_OF_MONTH: Final = re.compile(
    rf"(?<![0-9A-Za-z.:/#号第{HAN}-])(?P<last>上个?月)?(?P<day>3[01]|[12][0-9]|0?[1-9]|[二三]?十[一二三四五六七八九]?|廿[一-九]?)"
    r"(?:号(?![店楼线门库仓厂机桌馆院位码单房车口铺室客展文方产样]|会议室)|日(?![报内前后游常程志程子期]))"
)
_ENGLISH_DATE: Final = re.compile(
    rf"\b(?:(?P<word>{_MONTH_WORD}) (?P<day>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)?(?![0-9:])"
    rf"|(?P<day_first>3[01]|[12][0-9]|0?[1-9])(?:st|nd|rd|th)? (?P<month>{_MONTH_WORD}))(?![A-Za-z])",
    re.I,
)


_NOT_THE_DAY: Final = re.compile(
    rf"的|\s*[之以]?[前后](?![台往期端面勤续天日])|\s*(?:[-~到至]|to\b)\s*(?:[0-9{HAN}]|周|星期|今天|昨天|明天)"
)
_OTHER_YEAR: Final = re.compile(r"(?:前年|明年|下个?月)的?$")
_SOME_DAY: Final = re.compile(
    r"前[几两些][天日]|前些日子|前阵子|那天|早些时候|改天|过几天"
    r"|\bthe other day\b|\b(?:a few|some) days ago\b|\brecently\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class DaySaid:
    """
    A day at `[start, end)` of the folded line, and the days it may be; none if there is no such day.

    `hours` are the first and the last hour that the same characters may mean instead: 3-5 is 5 March or 3 to 5.
    """

    start: int
    end: int
    days: tuple[date, ...]
    unclear: bool = False
    hours: tuple[int, int] | None = None


def days_said(text: str, today: date) -> tuple[DaySaid, ...]:
    """Return the days that a folded line names, in its order, seen from the day `today`."""
    found: list[DaySaid] = []
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            if any(match.start() < each.end and each.start < match.end() for each in found):
                continue
            found.append(_seen(text, read(match, today), today))
    return tuple(sorted(found, key=lambda each: each.start))


def _seen(text: str, said: DaySaid, today: date) -> DaySaid:
    about = (
        is_object(text, said.start)
        or _NOT_THE_DAY.match(text, said.end)
        or _OTHER_YEAR.search(text[: said.start])
    )
    other = said.days != (today,)
    unclear = said.unclear or len(said.days) != 1 or max(said.days) > today or (bool(about) and other)
    return DaySaid(said.start, said.end, said.days, unclear, said.hours)


def _said(match: re.Match[str], *days: date | None, unclear: bool = False) -> DaySaid:
    return DaySaid(*match.span(), tuple(dict.fromkeys(day for day in days if day)), unclear)


def _relative(match: re.Match[str], today: date) -> DaySaid:
    word = match[0].lower().strip()
    return _said(match, today + _ONE * _AWAY["last night" if word == "last" else word])


def _ago(match: re.Match[str], today: date) -> DaySaid:
    days = whole(match["days"])
    return _said(match, today - _ONE * days if days is not None and days <= 366 else None)


def _weekday(match: re.Match[str], today: date) -> DaySaid:
    place = "一二三四五六日".index(match["day"].replace("天", "日"))
    weeks = {"上上": -2, "上": -1, "下": 1, "下下": 2}.get(match["which"] or "", 0)
    day = _monday(today) + _ONE * (place + 7 * weeks)
    return _said(match, day, day - 7 * _ONE if day > today and not match["which"] else None)


def _english_weekday(match: re.Match[str], today: date) -> DaySaid:
    day = _monday(today) + _ONE * _WEEKDAY_NAMES.index(match["day"].lower())
    which = (match["which"] or "").strip().lower()
    if which == "next":
        return _said(match, day + 7 * _ONE)
    if which == "last":  # the one of last week, or the last one there was
        return _said(match, day - 7 * _ONE, day if day < today else None)
    return _said(match, day, day - 7 * _ONE if day > today else None)


def _week(match: re.Match[str], today: date) -> DaySaid:
    which = match["which"] or match["english"].lower()
    weeks = {"上上": -2, "上": -1, "下": 1, "last": -1, "next": 1}.get(which, 0)
    monday = _monday(today) + 7 * weeks * _ONE
    days = (monday + _ONE * place for place in range(5))
    return _said(match, *(day for day in days if day <= today), unclear=True)


def _weekend(match: re.Match[str], today: date) -> DaySaid:
    saturday = _monday(today) + 5 * _ONE
    days = (saturday - 7 * _ONE, saturday - 6 * _ONE, saturday, saturday + _ONE)
    return _said(match, *(day for day in days if day <= today), unclear=True)


def _some_day(match: re.Match[str], today: date) -> DaySaid:
    return _said(match, unclear=True)


def _date(match: re.Match[str], today: date) -> DaySaid:
    month = whole(match["month"] or match["m"] or match["dm"]) or 0
    day = whole(match["day"] or match["d"] or match["dd"]) or 0
    if match["year"]:
        return _said(match, _day(int(match["year"]), month, day))
    said = _of_this_year(match, month, day, today)
    if match["dash"] == "/" and not re.search(
        r"[㐀-鿿]", match.string
    ):  # 3/5 is 5 March, or in English 3 May
        other = _of_this_year(match, day, month, today).days
        said = _said(match, *said.days, *(each for each in other if each <= today))
    if match["dash"] == "-" and day < 13 and 0 < (day - month) % 12 <= _LONGEST_HOURS:
        return DaySaid(said.start, said.end, said.days, said.unclear, (month, day))
    return said


def _pointed(match: re.Match[str], today: date) -> DaySaid:
    days = _of_this_year(match, int(match["month"]), int(match["day"]), today).days
    return _said(match, *days, unclear=True)  # 3.5 is as easily a number


def _of_month(match: re.Match[str], today: date) -> DaySaid:
    day = whole(match["day"]) or 0
    before = today.replace(day=1) - _ONE
    earlier = _day(before.year, before.month, day)
    if match["last"]:
        return _said(match, earlier)
    this = _day(today.year, today.month, day)
    return _said(match, this, earlier if this is None or this > today else None, unclear=this is None)


def _english_date(match: re.Match[str], today: date) -> DaySaid:
    word = (match["word"] or match["month"])[:3].lower()
    return _of_this_year(match, _MONTH_NAMES.index(word) + 1, int(match["day"] or match["day_first"]), today)


def _of_this_year(match: re.Match[str], month: int, day: int, today: date) -> DaySaid:
    this, before = _day(today.year, month, day), _day(today.year - 1, month, day)
    if match.string.endswith(("去年", "去年的"), 0, match.start()):
        return _said(match, before)
    return _said(match, this, before if this is None or this > today else None, unclear=this is None)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _monday(today: date) -> date:
    return today - _ONE * today.weekday()


_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], DaySaid]], ...]] = (
    (_AGO, _ago),
    (_ENGLISH_DATE, _english_date),
    (_DATE, _date),
    (_POINTED, _pointed),
    (_OF_MONTH, _of_month),
    (_ON_THE, _of_month),
    (_RELATIVE, _relative),
    (_WEEKDAY, _weekday),
    (_WEEKEND, _weekend),
    (_ENGLISH_WEEKDAY, _english_weekday),
    (_WEEK, _week),
    (_MONTH, _some_day),
    (_SOME_DAY, _some_day),
)
