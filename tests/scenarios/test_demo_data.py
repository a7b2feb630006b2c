"""The demo company's data: the same scores in whatever month it runs, and a source that answers in pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from infra.local.demo import care, marketing, order_desk, selling, work
from infra.local.demo.customers import NAMES
from infra.local.demo.month import LOGGED_DAYS, ReviewMonth
from infra.local.demo.people import PEOPLE
from infra.local.demo_source import PAGE, DemoSource
from shared.adapters.calendars import calendar_of
from shared.domain.company import Company
from shared.domain.kpi.blending import plan_in_force
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.scorecard import score
from shared.domain.people import AccessRole, Assignment, Person
from shared.usecases.events.map_event import Directory, map_event
from shared.usecases.plans.publish_plan import BEGINNING, default_plans

COMPANY = Company("co_demo", "demo")
MONTHS = (
    "2025-01",
    "2025-02",
    "2025-10",
    "2026-02",
    "2026-03",
    "2026-05",
    "2027-01",
    "2027-10",
    "2028-02",
    "2031-12",
)
"""Spring Festival on either side, the National Day, a leap day, years that the calendar does not know yet."""


@pytest.mark.parametrize("key", MONTHS)
class TestTheDemoMonth:
    def test_comes_out_alike_in_every_year(self, key: str) -> None:
        totals = Scored.of(key).totals

        assert totals == {
            "林晓": "95.0000",
            "王磊": "104.4000",
            "李婷": "78.0000",
            "陈浩": "98.4000",
            "周洋": "62.6667",
            "孙悦": "86.9390",
            "吴桐": "94.9000",
            "郑凯": "83.9286",
            "何静": "101.3333",
            "冯雪": "70.3333",
            "赵敏": "87.5625",
        }

    def test_has_ten_logged_days_and_nothing_after_its_end(self, key: str) -> None:
        month = ReviewMonth.of(key)
        logs = [log for person in PEOPLE for log in work.logs_of(person.name, month)]
        days = {datetime.fromisoformat(log["started_at"]).date() for log in logs}

        assert days == set(month.logged_days)
        assert len(days) == LOGGED_DAYS
        assert all(event.on < month.period.until_on for event in Scored.of(key).events)

    def test_names_every_record_once_and_credits_somebody(self, key: str) -> None:
        events = Scored.of(key).events

        assert len({event.id for event in events}) == len(events)
        assert all(event.credits for event in events)


class TestTheCustomers:
    def test_have_names_of_their_own(self) -> None:
        assert len(set(NAMES)) == len(NAMES)


class TestTheDemoSource:
    def test_answers_in_pages(self) -> None:
        source = DemoSource(_records(2 * PAGE + 1))
        sizes, cursor = [], None

        while not sizes or cursor:
            page = source.page(None, cursor)
            cursor = page["next"]
            sizes.append(len(page["items"]))

        assert sizes == [PAGE, PAGE, 1]

    def test_leaves_out_what_was_before_since(self) -> None:
        records = _records(3)

        assert DemoSource(records).page(records[1]["timestamp"], None)["items"] == records[1:]

    def test_asks_for_its_token(self) -> None:
        source = DemoSource(_records(1))

        assert source.answer("/records", "Bearer no")[0] == 401
        assert source.answer("/records", f"Bearer {source.token}")[0] == 200

    def test_refuses_a_cursor_that_is_none(self) -> None:
        source = DemoSource(_records(1))

        assert source.answer("/records?cursor=x", f"Bearer {source.token}")[0] == 400


@dataclass(frozen=True)
class Scored:
    """The events of a month as the service reads them, and everybody's total."""

    events: list[Event]
    totals: dict[str, str]

    @classmethod
    def of(cls, key: str) -> "Scored":
        month = ReviewMonth.of(key)
        people = list(_people())
        events = _events(month, people)
        facts = Facts(
            events, Settings(zone=COMPANY.tz), calendar_of(COMPANY), {each.type: "ok" for each in events}
        )
        reviewed = [each for each in people if each.is_reviewed]
        return cls(events, {each.name: _total(each, facts, month) for each in reviewed})


def _total(person: Person, facts: Facts, month: ReviewMonth) -> str:
    plans = default_plans(COMPANY.id, at=datetime(2026, 1, 1, tzinfo=UTC))
    plan = plan_in_force(plans, person.positions_on, month.period, facts.calendar, person_id=person.id)
    found = {
        line.kpi_id: evaluate(line.kpi_id, facts, person.id, month.period, line.active) for line in plan.lines
    }
    return str(score(plan.lines, found).total)


def _events(month: ReviewMonth, people: list[Person]) -> list[Event]:
    records = [
        *selling.month_orders(month),
        selling.refund(month),
        *selling.month_deals(month),
        *selling.earlier_orders(month),
        *marketing.records(month),
        *care.records(month),
        *order_desk.records(month),
    ]
    assert len(records) == 556
    return [
        map_event(
            record,
            company=COMPANY,
            directory=Directory.of(people),
            connection_id="con",
            received_at=datetime(2050, 1, 1, tzinfo=UTC),
            raw_ref="",
        )
        for record in records
    ]


def _people() -> Iterator[Person]:
    for place, each in enumerate(PEOPLE):
        held = tuple(Assignment(name, share, BEGINNING) for name, share in each.positions)
        role = AccessRole(each.access_role)
        yield Person(f"per_{place:02}", COMPANY.id, each.name, role, email=each.email, assignments=held)


def _records(number: int) -> list[dict[str, str]]:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    return [{"id": str(n), "timestamp": (first + timedelta(days=n)).isoformat()} for n in range(number)]
