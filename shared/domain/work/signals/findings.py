"""What was noticed about a log (真实性提示), in words that say what was noticed and accuse nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Final

from shared.domain.work.logs.log import WorkLog

MOST_AT_ONCE: Final = 8
"""Logs that may start within `AT_ONCE_MINUTES` of each other without being noticed."""
AT_ONCE_MINUTES: Final = 5
MINUTE: Final = timedelta(minutes=1)


class Signal(StrEnum):
    """A reason to look at a log. It is a question, never an answer."""

    BURST = "burst"
    COPIED = "copied"
    DUPLICATE = "duplicate"
    FUTURE = "future"
    OVER_A_DAY = "over_a_day"
    OVERLAP = "overlap"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Finding:
    """
    One signal about one log; `others` are the ids of the logs it was compared with, in order of their start.

    `zh` and `en` are a sentence each for the person and for whoever looks at it.
    """

    log_id: str
    signal: Signal
    others: tuple[str, ...]
    zh: str
    en: str


def burst(log: WorkLog, others: Iterable[WorkLog], count: int) -> Finding:
    """Say that a log is one of `count` that start nearly at once."""
    zh = f"{AT_ONCE_MINUTES} 分钟内开始的记录超过 {MOST_AT_ONCE} 条（这一批共 {count} 条），请核实开始时间。"
    en = (
        f"More than {MOST_AT_ONCE} logs start within {AT_ONCE_MINUTES} minutes ({count} in this batch). "
        "Please check when they began."
    )
    return _finding(log, Signal.BURST, others, zh, en)


def copied(log: WorkLog, earlier: WorkLog, similarity: Fraction) -> Finding:
    """Say that the text of a log is nearly that of an earlier one."""
    percent = int(similarity * 100)  # rounded down: only the same text is 100 %
    zh = f"文字与 {earlier.on} 关于“{earlier.customer}”的记录有 {percent}% 相同，请核实。"
    en = f"The text is {percent}% that of the log of {earlier.on} about “{earlier.customer}”. Please check."
    return _finding(log, Signal.COPIED, [earlier], zh, en)


def duplicate(log: WorkLog, earlier: Iterable[WorkLog]) -> Finding:
    """Say that a log seems to be an earlier one, entered twice."""
    zh = "客户、工作内容和用时与另一条记录相同，开始时间也几乎相同，可能重复提交，请核实。"
    en = "Customer, work and minutes are those of another log that starts at nearly the same time. Was it sent twice?"
    return _finding(log, Signal.DUPLICATE, earlier, zh, en)


def future(log: WorkLog) -> Finding:
    """Say that a log starts after it was sent."""
    minutes = (log.started_at - log.created_at) // MINUTE
    zh = f"开始时间比提交时间晚 {minutes} 分钟，可能是设备时间不准，请核实。"
    en = f"It starts {minutes} minutes after it was sent. The device's clock may be wrong. Please check."
    return _finding(log, Signal.FUTURE, (), zh, en)


def over_a_day(log: WorkLog, others: Iterable[WorkLog], minutes: int) -> Finding:
    """Say that the logs of a date hold more minutes than a day has."""
    zh = f"{log.on} 的记录合计 {minutes} 分钟，超过 24 小时，请核实用时。"
    en = f"The logs of {log.on} add up to {minutes} minutes, more than a day has. Please check the minutes."
    return _finding(log, Signal.OVER_A_DAY, others, zh, en)


def overlap(log: WorkLog, others: Iterable[WorkLog], minutes: int) -> Finding:
    """Say that a log began while others were still going on, `minutes` at most in common with one of them."""
    zh = f"与另一条记录的时间重叠 {minutes} 分钟，请核实开始时间和用时。"
    en = f"{minutes} minutes of it lie within another log. Please check start and minutes."
    return _finding(log, Signal.OVERLAP, others, zh, en)


def too_far(log: WorkLog, others: Iterable[WorkLog], metres: int) -> Finding:
    """Say that a log is far away from where the person was at that time, `metres` at most."""
    kilometres = f"{metres // 1000}.{metres % 1000 // 100}"
    zh = f"与另一条时间相近的记录相距约 {kilometres} 公里，请核实时间和位置。"
    en = f"It is about {kilometres} km from another log of that time. Please check time and location."
    return _finding(log, Signal.TOO_FAR, others, zh, en)


def _finding(log: WorkLog, signal: Signal, others: Iterable[WorkLog], zh: str, en: str) -> Finding:
    return Finding(log.id, signal, tuple(other.id for other in others), zh, en)
