"""What is asked when a line leaves something open, in words: one question a field, with answers to pick from."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from shared.domain.work.duties.activities import Activity
from shared.domain.work.logs.kinds import Kinds
from shared.domain.work.logs.one_line.parsed_line import Choice, Question

USUAL_MINUTES: Final = (15, 30, 60, 90)
"""The lengths offered when a line says none."""
MOST_KNOWN: Final = 5
"""How many known customers are offered."""
NOBODY: Final = Choice("", "没有客户", "No customer")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def minutes_question(zh: str, en: str, minutes: Iterable[int]) -> Question:
    """Ask for the minutes, offering those of `minutes` that a log may have, else the usual ones."""
    offered = tuple(dict.fromkeys(each for each in minutes if 1 <= each <= 24 * 60)) or USUAL_MINUTES
    choices = (
        Choice(str(each), f"{each} 分钟", f"{each} minute{'s' if each > 1 else ''}") for each in offered
    )
    return Question("minutes", zh, en, tuple(choices))


def start_question(zh: str, en: str, starts: Iterable[datetime], now: datetime) -> Question:
    """Ask when the work began, after saying why, and offer `starts` as local times; `now` is local."""
    choices = tuple(_start(each, now) for each in dict.fromkeys(starts))
    return Question(
        "started_at", f"{zh}，这项工作是什么时候开始的？", f"{en}. When did the work start?", choices
    )


def which_customer(known: Sequence[str], likely: Sequence[str] = ()) -> Question:
    """Ask for the customer that the log must name, the likely ones first."""
    names = tuple(dict.fromkeys((*likely, *known[:MOST_KNOWN])))
    return Question(
        "customer",
        "这条记录需要写明客户，是哪个客户？",
        "This log must name its customer. Which customer was it?",
        _named(names),
    )


def one_of_customers(names: Sequence[str]) -> Question:
    """Ask which of several named customers the log is about."""
    listed = "、".join(names)
    return Question(
        "customer",
        f"提到了多个客户（{listed}），这条记录算哪一个？",
        f"More than one customer is named ({', '.join(names)}). Which one is this log about?",
        _named(names),
    )


def is_it_customer(names: Sequence[str], *, needed: bool) -> Question:
    """Ask whether one of `names` is the customer; none is an answer unless one is `needed`."""
    choices = _named(names) if needed else (*_named(names), NOBODY)
    zh, en = "还是".join(f"“{name}”" for name in names), " or ".join(f"“{name}”" for name in names)
    if len(names) > 1:
        return Question("customer", f"客户是{zh}？", f"Is the customer {en}?", choices)
    return Question("customer", f"客户是{zh}吗？", f"Is {en} the customer?", choices)


def activity_question(candidates: Sequence[Activity]) -> Question:
    """Ask what the work was, offering the likeliest activities."""
    choices = tuple(Choice(each.id, each.zh, each.en) for each in candidates)
    if not choices:
        return Question(
            "activity", "这是哪项工作？请选择工作内容。", "What was the work? Choose an activity."
        )
    zh = "还是".join(f"“{each.zh}”" for each in choices)
    en = " or ".join(f"“{each.en}”" for each in choices)
    return Question("activity", f"这是{zh}？请选择。", f"Was it {en}? Choose one.", choices)


def kind_question(ids: Iterable[str], kinds: Kinds) -> Question:
    """Ask for the kind of log, offering the kinds of the company."""
    found = ((each, kinds.get(each)) for each in dict.fromkeys(ids))
    choices = (Choice(each, kind.zh if kind else each, kind.en if kind else each) for each, kind in found)
    return Question("kind", "这属于哪类工作记录？", "Which kind of log is it?", tuple(choices))


def _named(names: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, name, name) for name in dict.fromkeys(names))


def _start(start: datetime, now: datetime) -> Choice:
    local = start.astimezone(now.tzinfo)
    clock = f"{local.hour:02}:{local.minute:02}"
    zh, en = f"{local.month}月{local.day}日", f"{local.day} {_MONTHS[local.month - 1]}"
    if local.year != now.year:
        zh, en = f"{local.year}年{zh}", f"{en} {local.year}"
    return Choice(start.isoformat(), f"{zh} {clock}", f"{en} {clock}")
