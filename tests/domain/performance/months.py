"""Scores of a few months, as they would stand on record, for tests of performance reports."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from shared.domain.kpi.catalogue import DEFAULT_SCORECARDS
from shared.domain.kpi.in_force import whole_period
from shared.domain.kpi.score import Score
from shared.domain.performance.months import Reading
from shared.domain.performance.person import Position, Whose, person_report
from shared.domain.performance.team import team_report
from shared.domain.periods import Period
from shared.domain.workdays import Calendar
from tests.domain.kpi.planning import LIBRARY, line, scored, value

SALES = whole_period(DEFAULT_SCORECARDS["sales"])
SHARE, REPEAT, CYCLE, EVENTS = (each.kpi_id for each in SALES)
ZONE = ZoneInfo("Asia/Shanghai")
READING = Reading(Calendar(fixed_holidays=frozenset()), ZONE, LIBRARY)
"""Monday to Friday: 20 workdays in February 2026, 22 in March."""
MARCH = Period.parse("2026-03")
WHOSE = Whose("per_li", "李婷", "海纳商贸", "CNY", (Position("销售", "Sales", 10_000),), "王磊")


def sales_card(share="0.24", repeat="0.25", cycle="27.5", events=None, **more):
    """The sample scorecard of 78.00 points; each figure may be another, or a whole evaluation."""
    given = {SHARE: share, REPEAT: repeat, CYCLE: cycle, EVENTS: events or held(1)}
    found = {}
    for kpi_id, each in given.items():
        evaluation = value(kpi_id, each) if isinstance(each, str) else each
        ids = tuple(f"evt_{kpi_id}_{number}" for number in range(3))
        parts = {}
        if kpi_id == SHARE and evaluation.value is not None and evaluation.numerator is None:
            parts = {"numerator": evaluation.value * 100_000, "denominator": Fraction(100_000), "n": 12}
        found[kpi_id] = replace(evaluation, event_ids=evaluation.event_ids or ids, **parts)
    return scored(SALES, found, **more)


def held(attended):
    """One or more of the two events that were held."""
    return value(EVENTS, attended, target_limit=Fraction(2), numerator=Fraction(attended))


def visits(number, target=40):
    """A scorecard of one KPI that counts, with a target."""
    lines = whole_period([line("visits", 100, target)])
    found = value(
        "visits", number, state="scored" if number else "zero", reason="" if number else "kpi.nothing_done"
    )
    return scored(
        lines, {"visits": replace(found, numerator=Fraction(number), event_ids=("evt_v",), n=number)}
    )


def score(card, month="2026-03", *, at=None, person_id="per_li"):
    """The score on record; `at` is the instant of a running month's score, in Shanghai."""
    period = Period.parse(month)
    computed_at = (
        datetime.fromisoformat(at).replace(tzinfo=ZONE).astimezone(UTC) if at else period.ends_at(ZONE)
    )
    return Score(
        company_id="co_1",
        person_id=person_id,
        month=month,
        computed_at=computed_at,
        hash=f"hash-{person_id}-{month}-{card.total}",
        plan_version_ids=("pln_1",),
        code_version="code",
        event_count=9,
        provisional=at is not None,
        card=card,
    )


def report(*scores, whose=WHOSE, **more):
    """March, as these scores tell it."""
    return person_report(whose, MARCH, {each.month: each for each in scores}, READING, **more)


def team(*members, grades=("S", "A", "B", "C", "D")):
    """March of several people."""
    return team_report(
        "海纳商贸", ("全员", "Everybody"), "2026-03", members, catalogue=LIBRARY, grades=grades
    )


def named(name, number=1):
    """Somebody else."""
    return replace(WHOSE, person_id=f"per_{number:03}", name=name)
