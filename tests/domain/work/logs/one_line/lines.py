"""Lines for tests: read at 18:00 of Wednesday, 11 March 2026, in Shanghai."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from shared.domain.work.logs.one_line.parsed_line import ParsedLine, Question
from shared.domain.work.logs.one_line.parsing import parse_line
from shared.domain.work.logs.suggestion.suggestion import Clue, Suggestion

SHANGHAI = ZoneInfo("Asia/Shanghai")
SIX = datetime(2026, 3, 11, 10, 0, tzinfo=UTC)
KNOWN = ("远山贸易", "海纳科技", "晨光", "Globex")

_WORDS = {
    "续约": "renewal",
    "renewal": "renewal",
    "报价": "quote",
    "quote": "quote",
    "录入": "order_entry",
    "orders": "order_entry",
    "公众号": "content",
    "开票": "invoicing",
    "回款": "collection",
    "跑腿": "errand",
    "电话": "care_call",
    "回访": "care_call",
    "拜访": "new_visit",
    "visit": "new_visit",
}


def suggest(text: str) -> Suggestion:
    """Name the activity of the first word that is known; of two words for 沟通 and of nothing else, be unsure."""
    for word, activity in _WORDS.items():
        if word in text.lower():
            return Suggestion(activity, (activity,), (Clue(word, 1000),))
    return Suggestion(None, ("care_call", "new_visit") if "沟通" in text else ())


def read(line: str, **given: object) -> ParsedLine:
    """Read a line at six, with the four known customers unless others are given."""
    options = {"at": SIX, "zone": SHANGHAI, "suggest": suggest, "known_customers": KNOWN, **given}
    return parse_line(line, **options)  # type: ignore[arg-type]


def question(line: str, **given: object) -> Question:
    """Return the one question that a line leaves."""
    (only,) = read(line, **given).questions
    return only


def local(instant: datetime | str) -> str:
    """Write an instant as local month, day and time: 03-11 09:00."""
    moment = datetime.fromisoformat(instant) if isinstance(instant, str) else instant
    return moment.astimezone(SHANGHAI).strftime("%m-%d %H:%M")


def asked(parsed: ParsedLine) -> dict[str, list[str]]:
    """Return the answers offered, by the field that is asked for; starts as local times."""
    return {question.field: _values(question) for question in parsed.questions}


def _values(question: Question) -> list[str]:
    values = [choice.value for choice in question.choices]
    return [local(value) for value in values] if question.field == "started_at" else values
