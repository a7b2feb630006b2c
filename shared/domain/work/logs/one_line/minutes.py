"""How many minutes the work of a line took: its lengths and its stretch of time put together, or a question."""

from collections.abc import Sequence
from typing import Final

from shared.domain.work.logs.log import MOST_MINUTES
from shared.domain.work.logs.one_line.durations import Length, Role
from shared.domain.work.logs.one_line.folding import Folded
from shared.domain.work.logs.one_line.parsed_line import Question
from shared.domain.work.logs.one_line.questions import USUAL_MINUTES, minutes_question
from shared.domain.work.logs.one_line.starts import Start, Why

_RANGE: Final = (
    "用时应为 1 到 1440 分钟，实际用了多少分钟？",
    "It must be 1 to 1440 minutes. How many minutes did it take?",
)


def exact_length(lengths: Sequence[Length]) -> int | None:
    """Return the one exact length that a line names, if a log may have it."""
    found = {each.minutes for each in lengths if each.role is Role.EXACT}
    if len(found) != 1 or any(each.role is Role.ROUGH for each in lengths):
        return None
    ((minutes,),) = found
    return minutes if 1 <= minutes <= MOST_MINUTES else None


def minutes_taken(lengths: Sequence[Length], start: Start, folded: Folded) -> int | Question:
    """Return the minutes, or what to ask: lengths that differ, are rough, or disagree with the times."""
    said = [each for each in lengths if each.role in (Role.EXACT, Role.ROUGH)]
    said = said or [each for each in lengths if each.role is Role.WHOLE]
    if not said:
        return _of_stretch(start)
    quoted_zh, quoted_en = _quoted(said, folded)
    offered = tuple(dict.fromkeys(minutes for each in said for minutes in each.minutes))
    minutes = exact_length(lengths)
    if minutes is not None:
        if start.minutes in (None, minutes) and (not start.possible or minutes in start.possible):
            return minutes
        return minutes_question(
            f"时间段和用时（{quoted_zh}）不一致，实际用了多长时间？",
            f"The times and the duration ({quoted_en}) disagree. How long did it take?",
            (minutes, *((start.minutes,) if start.minutes else ()), *start.possible),
        )
    if len({each.minutes for each in said}) > 1:
        total = sum(each.minutes[0] for each in said if each.minutes)
        return minutes_question(
            f"提到了多个用时（{quoted_zh}），这项工作用了多长时间？",
            f"More than one duration is named ({quoted_en}). How long did this work take?",
            (*offered, total),
        )
    if said[0].role is Role.EXACT:
        return minutes_question(*_RANGE, ())
    return minutes_question(
        f"{quoted_zh}具体是多少分钟？",
        f"How many minutes is {quoted_en} exactly?",
        (*offered, *start.possible),
    )


def _of_stretch(start: Start) -> int | Question:
    if start.minutes is not None and 1 <= start.minutes <= MOST_MINUTES:
        return start.minutes
    if start.minutes is not None:
        return minutes_question(*_RANGE, ())
    if start.why is Why.BACKWARDS:
        return minutes_question(
            "结束时间早于开始时间，实际用了多长时间？",
            "The end is before the start. How long did it take?",
            start.possible,
        )
    return minutes_question("用了多长时间？", "How long did it take?", start.possible or USUAL_MINUTES)


def _quoted(lengths: Sequence[Length], folded: Folded) -> tuple[str, str]:
    words = list(
        dict.fromkeys(folded.original(each.start, each.shown or each.end).strip() for each in lengths)
    )
    return "、".join(f"“{word}”" for word in words), ", ".join(f"“{word}”" for word in words)
