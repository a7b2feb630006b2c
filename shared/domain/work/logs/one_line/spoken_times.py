"""Where a line names a time of day (几点): 九点半, 9:30, 14点, 下午2点半到4点, 9-10:30, from 2 to 4, 晚上.

A time that may be something else (五点前, 整理上午的纪要, 一点小事) is marked `unclear` and has to be asked about.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from shared.domain.work.logs.one_line.clock import PARTS, Hour, Part, Stretch, Usual, stretches
from shared.domain.work.logs.one_line.folding import CJK
from shared.domain.work.logs.one_line.numbers import HAN, NUMBER, whole
from shared.domain.work.logs.one_line.words import COUNTERS, is_object

_DIGITS: Final = r"(?<![0-9.:/A-Za-z#第几])(?:2[0-4]|1[0-9]|0?[0-9])"
_SPELT: Final = (
    rf"(?:(?<=[周期拜][一二三四五六日天])|(?<![{HAN}几第周期拜]))"
    r"(?:二十[一二三四]?|廿[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])"
)
_PART: Final = (
    r"(?:凌晨|清晨|清早|一早|早上(?!线)|早晨|上午|中午|正午|午间|午后|下午|傍晚|(?<!最)晚上(?!线)|晚间|夜里|夜间|深夜|半夜"
    rf"|(?<=[今昨前明])[早晚夜]|(?<!最)[早晚](?!一点)(?=\s*(?:[0-9]{{1,2}}|[{HAN}]{{1,3}})\s*[点:时])"
    r"|\b(?:morning|noon|afternoon|evening|tonight|night)\b)"
)
_JOIN: Final = r"\s*(?:开始)?(?:-+|~|到|至|\b(?:to|till?|until)\b)\s*"
_LENGTH: Final = r"\s*个?(?:小时|钟头|hours?|hrs?|h\b|分钟|min)"
_NOUNS: Final = r"意见|建议|想法|心得|原因|理由|感受|击|赞|评|餐|数|球"
_TIME: Final = re.compile(
    rf"(?:(?P<part>{_PART})\s*)?(?:"
    rf"(?P<hour>{_DIGITS})\s*:\s*(?P<colon>[0-5][0-9])(?::[0-5][0-9])?(?![0-9:]|{_LENGTH})"
    rf"|(?!一时)(?P<said>{_DIGITS}|{_SPELT})\s*(?:点(?!{_NOUNS}|[0-9{HAN}]+(?:个?百分|%|倍|万|亿|折))钟?|时(?![间候长段代常效尚光期机刻装]))"
    rf"(?:\s*(?P<half>半)(?!\s*个?(?:小时|钟|天))|\s*(?P<quarter>[一三13])刻(?!钟)|过?(?P<spelt>{NUMBER})\s*分(?![钟之])"
    rf"|(?P<plain>[0-5][0-9]|[零〇][一二三四五六七八九]|[二三四五]?十[一二三四五六七八九]?)(?![0-9.:%{HAN}]|\s*{COUNTERS})"
    r"|整)?"
    rf"|(?P<bare>{_DIGITS})(?=\s*[ap]\.?m\b)"
    r")(?:\s*(?P<ap>[ap])\.?m\b\.?)?",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    rf"(?:(?P<part>{_PART})\s*)?(?<![0-9.:/A-Za-z#-])(?P<said>{_DIGITS}|{_SPELT}){_JOIN}$", re.I
)
_TAIL: Final = re.compile(
    rf"{_JOIN}(?P<said>2[0-4]|1[0-9]|0?[0-9])(?![0-9.:/%A-Za-z-]|\s*(?:{COUNTERS}|[点时日月分]))", re.I
)
_LOOSE: Final = re.compile(
    rf"(?:(?P<part>{_PART})\s*|\bfrom\s+)(?P<said>{_DIGITS}){_JOIN}(?P<last>2[0-4]|1[0-9]|0?[0-9])"
    rf"(?![0-9.:/%-]|\s*(?:{COUNTERS}|[点时日月分]|[ap]\.?m))",
    re.IGNORECASE,
)
_AT: Final = re.compile(
    rf"\bat\s+(?P<said>{_DIGITS})(?![0-9.:/%-]|\s*(?:{COUNTERS}|[ap]\.?m))(?: o'?clock)?"
    r"(?P<sure>(?=\s*(?:$|[,;]|with|for|about|on|in|today|yesterday|this|[0-9\0])))?",
    re.IGNORECASE,
)
_POINTED: Final = re.compile(
    r"(?<![0-9A-Za-z.:/-])(?P<first>2[0-3]|[01]?[0-9])\.?(?P<past>[0-5][0-9])\s*[-~到至]\s*"
    r"(?P<last>2[0-4]|[01]?[0-9])\.?(?P<over>[0-5][0-9])(?![0-9A-Za-z.:/%-])"
)
_BARE: Final = re.compile(
    rf"(?<![0-9A-Za-z.:/#号第-])(?P<first>1[3-9]|2[0-3])\s*[-~]\s*(?P<last>1[4-9]|2[0-4])(?![0-9.:/%A-Za-z-]|\s*(?:{COUNTERS}|[点时日月分]))"
)
_SOME_TIME: Final = re.compile(
    r"(?P<morning>晨会|早会|早餐|早饭|\bbreakfast\b)|(?P<midday>午餐|午饭|午宴|午休|\blunch\b)|(?P<evening>晚餐|晚饭|晚宴|晚会|\bdinner\b)"
    r"|[上下]班[前后]|饭[前后]|\b(?:half|quarter) (?:past|to) \w+|\b[0-9a-z]+ ?o'?clock\b|\b[0-9]{1,2}ish\b"
    r"|\b(?:at|from) (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b",
    re.IGNORECASE,
)
_ALONE: Final = re.compile(_PART, re.IGNORECASE)
_VAGUE_AFTER: Final = re.compile(
    rf"\s*(?:多|来钟|几分|差\s*{NUMBER}\s*分|[之以]?[前后](?![台往期端面勤续])|总结|问题|要求|内容|说明|需求)"
)
_VAGUE_BEFORE: Final = re.compile(
    rf"(?:差\s*(?:{NUMBER}\s*分钟?|一刻)\s*(?:到|不到)?|不到|快|将近|最晚|最早|早于|晚于|[到至]|\b(?:before|after|by|until|till))\s*$",
    re.I,
)
_A_BIT: Final = re.compile(rf"一点$(?<![{HAN}]..)")
_SMALL_THING: Final = re.compile(r"(?<=[有早晚快慢多少大高差了好])一点|一点(?=[点都也儿])")


@dataclass(frozen=True, slots=True)
class TimeSaid:
    """
    A time at `[start, end)` of the folded line, and the ways to read it.

    `middle` is where its end begins if it is a stretch. `part` stands for a part of the day without an hour.
    """

    start: int
    end: int
    readings: tuple[Stretch, ...]
    middle: int | None = None
    part: Part | None = None
    unclear: bool = False


def times_said(text: str) -> tuple[TimeSaid, ...]:
    """Return the times of day in a folded line, hours first, then parts of the day that name none."""
    small = [match.span() for match in _SMALL_THING.finditer(text)]
    clocks = [each for each in _clocks(text) if not _overlaps(each.start, each.end, small)]
    taken = [(each.start, each.end) for each in clocks]
    parts = [_alone(text, match) for match in _ALONE.finditer(text) if not _overlaps(*match.span(), taken)]
    if not clocks and not parts:
        return tuple(_some_time(match) for match in _SOME_TIME.finditer(text))
    kinds = {each.part for each in parts if each.part}
    if len(clocks) == 1 and len(kinds) == 1 and not any(each.unclear for each in parts):
        return (_within(clocks[0], kinds.pop()), *parts)
    return (*clocks, *parts)


def _clocks(text: str) -> Iterator[TimeSaid]:
    done = 0
    while found := _next(text, done):
        yield found
        done = found.end


def _next(text: str, done: int) -> TimeSaid | None:
    starts = [
        match for pattern in (_TIME, _LOOSE, _AT, _POINTED, _BARE) if (match := pattern.search(text, done))
    ]
    if not starts:
        return None
    match = min(starts, key=lambda each: (each.start(), -each.end()))
    if match.re is _AT:
        return _said(text, match.span(), Hour(int(match["said"])), unclear=match["sure"] is None)
    if match.re is _LOOSE:
        first = Hour(int(match["said"]), part=_part(match))
        return _said(text, match.span(), first, Hour(int(match["last"])), middle=match.end("said"))
    if match.re is _BARE:
        first, last = Hour(int(match["first"])), Hour(int(match["last"]))
        return _said(text, match.span(), first, last, middle=match.end("first"), unclear=True)
    if match.re is _POINTED:  # 9.30-10.30 may be days, 0930-1030 numbers
        first, last = (
            Hour(int(match[hour]), int(match[past])) for hour, past in (("first", "past"), ("last", "over"))
        )
        return _said(text, match.span(), first, last, middle=match.end("past"), unclear=True)
    return _from_time(text, match, done)


def _from_time(text: str, match: re.Match[str], done: int) -> TimeSaid:
    start, end = match.span()
    lead = _LEAD.search(text, done, start)
    if lead:
        first = Hour(whole(lead["said"]) or 0, part=_part(lead), exact=_is_24h(lead["said"]))
        if match["colon"] and not first.part and first.hour >= 7:
            first = replace(first, exact=True)
        return _said(text, (lead.start(), end), first, _hour(match), middle=lead.end("said"))
    join = re.compile(_JOIN, re.IGNORECASE).match(text, end)
    other = _TIME.match(text, join.end()) if join else None
    if other:
        return _said(text, (start, other.end()), _hour(match), _hour(other), middle=end)
    tail = _TAIL.match(text, end)
    if tail:
        return _said(text, (start, tail.end()), _hour(match), Hour(int(tail["said"])), middle=end)
    a_bit = bool(_A_BIT.search(match[0])) and bool(re.match(rf"[{CJK}]", text[end : end + 1]))
    return _said(text, (start, end), _hour(match), unclear=a_bit and not match["part"])


def _said(
    text: str, place: tuple[int, int], first: Hour, last: Hour | None = None, *, middle: int | None = None,
    unclear: bool = False,
) -> TimeSaid:  # fmt: skip
    start, end = place
    vague = _VAGUE_BEFORE.search(text[:start]) or _VAGUE_AFTER.match(text, end) or is_object(text, start)
    found = stretches(first, last)
    if not found and not last:
        found = stretches(replace(first, part=None), None)
        unclear = True
    return TimeSaid(start, end, found, middle, None, bool(unclear or vague or not found))


def _alone(text: str, match: re.Match[str]) -> TimeSaid:
    part = PARTS[match[0].lower()]
    start, end = match.span()
    begins = part.default_start
    found = () if begins is None else (Stretch(begins, None, Usual.ALWAYS),)
    vague = _VAGUE_AFTER.match(text, end) or is_object(text, start)
    return TimeSaid(start, end, found, None, part, bool(vague or not found))


def _some_time(match: re.Match[str]) -> TimeSaid:
    """Return a time that words only hint at: always asked about, with where that part of the day begins."""
    named = {"morning": Part.MORNING, "midday": Part.MIDDAY, "evening": Part.EVENING}
    part = named.get(match.lastgroup or "")
    begins = part.default_start if part else None
    found = () if begins is None else (Stretch(begins, None, Usual.ALWAYS),)
    return TimeSaid(*match.span(), found, unclear=True)


def _within(clock: TimeSaid, part: Part) -> TimeSaid:
    held = tuple(replace(each, usual=Usual.ALWAYS) for each in clock.readings if part.holds(each.first))
    return replace(clock, readings=held) if held else replace(clock, unclear=True)


def _part(match: re.Match[str]) -> Part | None:
    return PARTS[match["part"].lower()] if match["part"] else None


def _hour(match: re.Match[str]) -> Hour:
    text = match["hour"] or match["said"] or match["bare"]
    hour = whole(text) or 0
    minutes = whole(match["colon"] or match["spelt"] or match["plain"] or "0")
    minute = 30 if match["half"] else 15 * (whole(match["quarter"]) or 0) if match["quarter"] else minutes
    half = match["ap"].lower() if match["ap"] else None
    exact = _is_24h(text) or bool(match["colon"] and hour >= 7)
    return Hour(hour, 60 if minute is None else minute, _part(match), half, exact and not half)


def _is_24h(text: str) -> bool:
    return len(text) == 2 and text.startswith("0")


def _overlaps(start: int, end: int, places: list[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in places)
