"""How long a line says that something took (用时): 40分钟, 两个半小时, 2h30m, half an hour, 一刻钟, 半天.

A length that can be read in two ways (30-40分钟, 一个多小时, 不到1小时) is kept with what it may mean. Lengths that
are none of the work's (提前30分钟, 48小时内) are left alone; those before 前 say when the work began.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final

from shared.domain.work.logs.one_line.numbers import HAN, NUMBER, values
from shared.domain.work.logs.one_line.words import COUNTERS

_WORDS: Final = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "forty-five": 45,
    "fifty": 50, "sixty": 60, "ninety": 90,
}  # fmt: skip
_WORD: Final = "|".join(sorted(_WORDS, key=len, reverse=True))
_AMOUNT: Final = rf"(?:{NUMBER}|半|half an?(?= )|half(?= )|(?:{_WORD})(?=[ -]))"
# 周一两小时 is two hours on a Monday, so a numeral may begin behind a weekday, though not as its name.
_BEGIN: Final = (
    rf"(?:(?<=[周期拜][一二三四五六])|(?<![0-9A-Za-z.{HAN}几数周期拜]))(?<![0-9][,:/])(?<![0-9A-Za-z]-)"
)
_HOUR: Final = r"(?:小时|钟头|钟(?!头)|(?:hours?|hrs?|h)(?![A-Za-z]))"
# A shop or a mark is no minute: 3分店, 30分数.
_MINUTE: Final = r"(?:分钟|分(?![钟之数析店公会部享类配发布给值级组制歧销])|(?:minutes?|mins?|m)(?![A-Za-z]))"
_SPAN: Final = r"\s*(?:-|~|到|至|或| to | or )\s*"

_HOURS: Final = re.compile(
    rf"{_BEGIN}(?P<size>[大小])?(?:(?P<low>{_AMOUNT}){_SPAN})??(?P<amount>{_AMOUNT})"
    rf"\s*(?P<over>[多来])?(?P<ge>个)?(?P<mid>半|多| and a half)?[ -]?(?P<unit>{_HOUR})"
    r"(?P<tail>\s*半(?![天个小钟])|多| and a half)?"
    rf"(?:\s*(?:零|又|and )?\s*(?P<minutes>{NUMBER})\s*{_MINUTE}"
    rf"|(?<=[hH时头])(?P<bare>[0-5]?[0-9])(?![0-9A-Za-z.:%{HAN}]|\s*(?:{COUNTERS}|[点时月日号]))|\s*(?P<quarters>[一两二三123])刻钟?)?",
    re.IGNORECASE,
)
_MINUTES: Final = re.compile(
    rf"{_BEGIN}(?:(?P<low>{_AMOUNT}){_SPAN})??(?P<amount>{_AMOUNT})"
    rf"\s*(?P<over>[多来])?[ -]?(?P<unit>{_MINUTE})(?P<tail>多)?",
    re.IGNORECASE,
)
_QUARTERS: Final = re.compile(
    rf"{_BEGIN}(?P<amount>[一两二三123])\s*个?刻钟|(?P<word>a|three) quarters?(?: of)?(?: an)? hour\b",
    re.IGNORECASE,
)
_DAYS: Final = re.compile(
    rf"(?<![第每有那某当哪周期拜])(?:(?P<part>[一整1](?:整)?个?)(?=(?P<when>上午|下午|晚上|早上|中午))"
    rf"|[大小]?半[天日]|[整全][天日]|一整天|{_BEGIN}(?:{NUMBER})\s*天(?!\s*(?:[前后内]|[之以][前后内]))"
    r"|\b(?:all|half a|(?:the|a) whole|[0-9]+|a|one|two) ?days?\b(?! ago)"
    r"|\b(?:all|(?:the|a) whole) (?=(?P<english>morning|afternoon|evening)\b))",
    re.IGNORECASE,
)
_ASIDE_BEFORE: Final = re.compile(
    r"(?:提前|推迟|延迟|延后|延长|迟到|[晚早]到|[晚早]了|每|每隔|每[次个家天人场单位]|各|第|隔|差|\b(?:every|per|in|within|each))\s*$",
    re.I,
)
_ASIDE_AFTER: Final = re.compile(
    r"\s*(?:[之以]?后(?![台期续面勤])|[之以]?内(?![部容训勤])| (?:later|each|apiece|per)\b)", re.I
)
_AGO: Final = re.compile(r"\s*(?:[之以]?前(?![台往期端面])|ago\b)", re.I)
_ROUGH_BEFORE: Final = re.compile(
    r"(?:超过|至少|不到|不足|最多|不止|多于|少于|将近|接近|快|\b(?:more than|less than|over|under|almost|nearly"
    r"|up to))\s*$"
    rf"|[0-9{HAN}]\s?[个场次通节]$|(?:^| )(?:[2-9]|two|three|four|five|several) $"
    r"|(?:安排了?|预约了?|约了|[定排]了?)一?[个场次]?$",
    re.I,
)
_ROUGH_AFTER: Final = re.compile(
    r"\s*(?:以上|以下|不到|不足|多|\+|出头|[x×*]\s*[0-9]|的?(?:课|视频|演讲|讲座|直播|节目|音频|录音|录像|片)"
    r"|(?:long )?(?:video|course|talk|clip|recording)\b)",
    re.I,
)
# “30分” is a mark as easily as half an hour where somebody is rated.
_MARKS: Final = re.compile(r"评分|打分|得分|满意度|考试|考核|成绩|[扣加]|绩效|score|rat(?:ed|ing)", re.I)
_SPOKEN_DECIMAL: Final = re.compile(rf"({NUMBER})点$")


_A_DAY: Final = 24 * 60
"""24小时热线 is no length of work, and rarely is 24小时."""


class Role(Enum):
    """What a length says: how long exactly, about how long, how long in days or halves of them, or since when."""

    EXACT = "exact"
    ROUGH = "rough"
    WHOLE = "whole"
    AGO = "ago"


@dataclass(frozen=True, slots=True)
class Length:
    """
    A length at `[start, end)` of the folded line; `minutes` are what it may be, one if it is exact.

    `shown` is the end of the words to show for it, if more belongs to them: 一上午 is a length and a time.
    """

    start: int
    end: int
    minutes: tuple[int, ...]
    role: Role
    shown: int | None = None


def lengths_said(text: str) -> tuple[Length, ...]:
    """Return the lengths of work in a folded line, in the order of the line."""
    patterns = (_HOURS, _QUARTERS, _MINUTES, _DAYS)
    matches = [match for pattern in patterns for match in pattern.finditer(text)]
    found: list[Length] = []
    for match in sorted(matches, key=lambda each: (each.start(), -each.end())):
        if not found or match.start() >= found[-1].end:
            found.extend(_in_context(text, match))
    return tuple(found)


def _in_context(text: str, match: re.Match[str]) -> Iterator[Length]:
    start, end = match.span()
    before, after = text[:start], text[end:]
    pattern = match.re
    if pattern == _DAYS:
        if not _ASIDE_BEFORE.search(before):
            word = match["when"] or match["english"] or ""
            yield Length(start, end, _day_choices(match), Role.WHOLE, end + len(word))
        return
    if pattern == _HOURS and match["unit"] == "钟" and not match["ge"]:
        return
    if pattern == _MINUTES and match["unit"] == "分" and _is_no_minute(text, match):
        return
    if _ASIDE_BEFORE.search(before) or _ASIDE_AFTER.match(after):
        return
    minutes, exact = _minutes(match, pattern)
    if pattern == _HOURS and match["amount"] != "半" and (decimal := _SPOKEN_DECIMAL.search(before)):
        spoken = (Fraction(value) + Fraction(minutes[0], 600) for value in values(decimal[1]) if minutes)
        minutes, exact = (*(int(each * 60) for each in spoken), *minutes), False
    if _AGO.match(after) and len(minutes) == 1:
        gone = _AGO.match(after)
        yield Length(start, end + (gone.end() if gone else 0), minutes, Role.AGO)
        return
    rough = not exact or minutes[0] == _A_DAY or _ROUGH_BEFORE.search(before) or _ROUGH_AFTER.match(after)
    yield Length(start, end, minutes, Role.ROUGH if rough else Role.EXACT)


def _is_no_minute(text: str, match: re.Match[str]) -> bool:
    clock = re.search(r"[点时:差]\s*$", text[: match.start()])
    spelt = not match["amount"].isascii()  # 十分满意 is no length of time
    return bool(clock or spelt or _MARKS.search(text))


def _minutes(match: re.Match[str], pattern: re.Pattern[str]) -> tuple[tuple[int, ...], bool]:
    """Return what a match may mean in minutes, and whether that is the one exact length."""
    if pattern == _QUARTERS:
        return _rounded([each * 15 for each in _amounts(match["amount"] or match["word"])])
    if pattern == _MINUTES:
        return _of_minutes(match)
    return _of_hours(match)


def _of_minutes(match: re.Match[str]) -> tuple[tuple[int, ...], bool]:
    found, exact = _rounded([*_amounts(match["low"] or ""), *_amounts(match["amount"])])
    over = match["over"] or match["tail"]
    odd = match["unit"] in "mM" or match["amount"].lower() in ("a", "an")  # metres, and “wait a minute”
    return _with_over(found, over), exact and not over and not odd


def _of_hours(match: re.Match[str]) -> tuple[tuple[int, ...], bool]:
    around = f"{match['mid'] or ''}{match['tail'] or ''}".lower()
    half = Fraction(1, 2) if "半" in around or "half" in around else Fraction(0)
    extra = _extra_minutes(match)
    low = [each * 60 for each in _amounts(match["low"] or "")]
    found, exact = _rounded([*low, *((each + half) * 60 + extra for each in _amounts(match["amount"]))])
    over = match["over"] or "多" in around
    odd = match["size"] or extra >= 60 or (match["mid"] == "半" and not match["ge"])
    return _with_over(found, over), exact and not over and not odd


def _extra_minutes(match: re.Match[str]) -> Fraction:
    if match["quarters"]:
        return values(match["quarters"])[0] * 15
    found = values(match["minutes"] or match["bare"] or "0")
    return found[0] if len(found) == 1 else Fraction(60)


def _amounts(text: str) -> tuple[Fraction, ...]:
    low = text.lower()
    if low == "半" or low.startswith("half"):
        return (Fraction(1, 2),)
    return (Fraction(_WORDS[low]),) if low in _WORDS else values(text)


def _rounded(minutes: list[Fraction]) -> tuple[tuple[int, ...], bool]:
    found = dict.fromkeys(whole for each in minutes for whole in (each.__floor__(), each.__ceil__()))
    return tuple(found), len(found) == 1


def _with_over(minutes: tuple[int, ...], over: object) -> tuple[int, ...]:
    """Return the round numbers behind “more than”: 40多分钟 is 40, 45 or 50."""
    if not over or not minutes:
        return minutes
    step = 5 if minutes[-1] < 60 else 15
    return tuple(minutes[-1] + step * more for more in range(3))


def _day_choices(match: re.Match[str]) -> tuple[int, ...]:
    when = match["when"] or match["english"]
    if when:
        return (120, 180) if when in ("晚上", "中午", "evening") else (180, 240)
    return (180, 240) if re.search(r"半|half", match[0], re.I) else (240, 480)
