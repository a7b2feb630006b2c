"""The nightly performance reports: everybody has one, nothing changed means nothing written, new events a new one."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions import wiring
from shared.adapters.dynamo import commands, events, refs
from shared.adapters.dynamo.commands import Command, Key, Write
from shared.adapters.dynamo.store import every, load
from shared.domain.kpi.events import Event
from shared.domain.people import MemberStatus
from shared.domain.performance.person import NO_SCORE
from shared.usecases.reports.make_performance_reports import make_performance_reports
from shared.usecases.scores.compute_scores import compute_scores
from tests.usecases.office import asked

TENTH_OF_APRIL = datetime(2026, 4, 10, 18, 30, tzinfo=UTC)
MARCH, APRIL = "2026-03", "2026-04"


class Night:
    """A company whose scores and reports are made, as the schedules do it."""

    def __init__(self, founding):
        self.founding, self.id, self._count = founding, founding.company.id, 0

    def sells(self, name, yuan, on=date(2026, 3, 5), customer="云程商贸"):
        """Somebody sells; nobody signs in for it."""
        self._count += 1
        at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
        event = Event(
            id=f"evt_{self._count:032}",
            type="order.paid",
            occurred_at=at,
            on=on,
            entity_id=f"o{self._count}",
            credits=((self.founding.people[name].id, 10_000),),
            customer=customer,
            amount_minor=yuan * 100,
            connection_id="con_1",
            received_at=at,
        )
        writes = [*events.append(self.id, [event]), events.heard(self.id, "con_1", {"order.paid"}, at)]
        actor_ref = refs.member(self.id, "job_events")
        actor = commands.job_actor(self.id, "events", load([actor_ref]).find(actor_ref))
        commands.commit(Command("events", writes), actor=actor, key=Key("e", event.id, ""), answer={}, at=at)

    def scores(self, at=TENTH_OF_APRIL):
        return compute_scores(company_id=self.id, month=None, at=at, code_version="code")

    def reports(self, at=TENTH_OF_APRIL, month=None):
        return make_performance_reports(company_id=self.id, month=month, at=at, documents=wiring.documents())

    def on_record(self, month=MARCH):
        names = {each.id: name for name, each in self.founding.people.items()}
        found = every(refs.performance_reports(self.id, month))
        return {names[each.person_id]: each for each in found}

    def page(self, name, month=MARCH):
        return wiring.documents().get(self.on_record(month)[name].key).decode()

    def change(self, name, **changes):
        before = self.founding.people[name]
        after = replace(before, **changes, version=before.version + 1)
        self._count += 1
        commands.commit(
            Command("person.change", [Write(refs.person(self.id, before.id), after, before=before)]),
            actor=self.founding.member("林晓"),
            key=Key("p", f"{self._count}", ""),
            answer={},
            at=TENTH_OF_APRIL,
        )
        self.founding.people[name] = after


@pytest.fixture
def night(company):
    return Night(company)


class TestTheNightlyRun:
    def test_writes_a_report_of_last_month_and_of_the_running_one_for_everybody_in_review(self, night):
        night.sells("李婷", 9_800)
        night.scores()

        run = night.reports()

        assert (run.months, run.made, run.kept) == ((MARCH, APRIL), 8, 0)
        for month, provisional in ((MARCH, False), (APRIL, True)):
            found = night.on_record(month)
            assert found.keys() == {"林晓", "王磊", "李婷", "陈浩"}  # nobody scores the owner
            assert {each.provisional for each in found.values()} == {provisional}

    @pytest.mark.parametrize("status", MemberStatus)
    def test_reports_the_month_in_which_somebody_left_and_none_after_it(self, night, status):
        night.change("李婷", left_on=date(2026, 3, 16), status=status)
        night.change("陈浩", left_on=date(2026, 3, 1), status=status)
        night.scores()

        run = night.reports()

        assert run.made == 5
        assert night.on_record(MARCH).keys() == {"林晓", "王磊", "李婷"}
        assert night.on_record(MARCH)["李婷"].score_hash
        assert night.on_record(APRIL).keys() == {"林晓", "王磊"}

    def test_reports_somebody_who_never_signed_in_as_everybody_else(self, night):
        night.sells("李婷", 9_800)
        night.scores()

        night.reports()

        assert night.founding.member("李婷").seq == 0
        assert "新客户销售额占比" in night.page("李婷") and "9,800.00" in night.page("李婷")

    def test_stores_the_page_that_the_record_names(self, night):
        night.scores()
        night.reports()

        for name, each in night.on_record().items():
            content = night.page(name).encode()
            assert (hashlib.sha256(content).hexdigest(), len(content)) == (each.sha256, each.size)
            assert each.key.startswith(f"{night.id}/performance/{MARCH}/{each.person_id}-")

    def test_writes_nothing_when_nothing_changed(self, night):
        night.sells("李婷", 9_800)
        night.scores()
        night.reports()
        before = {month: night.on_record(month) for month in (MARCH, APRIL)}

        night.scores(TENTH_OF_APRIL + timedelta(hours=12))
        with asked() as meter:
            again = night.reports(TENTH_OF_APRIL + timedelta(hours=12))

        assert (again.made, again.kept) == (0, 8)
        assert {month: night.on_record(month) for month in (MARCH, APRIL)} == before
        assert not {operation for _, operation, _ in meter.requests} - {"Query", "BatchGetItem"}

    def test_makes_the_same_bytes_when_it_has_to_make_one_again(self, night):
        night.sells("李婷", 9_800)
        night.scores()
        night.reports()
        before = night.on_record()
        forgotten = {**before, "李婷": replace(before["李婷"], digest="")}
        night._count += 1
        commands.commit(
            Command(
                "forget",
                [
                    Write(
                        refs.performance_reports(night.id, MARCH).at(forgotten["李婷"].person_id),
                        forgotten["李婷"],
                        blind=True,
                    )
                ],
            ),
            actor=night.founding.member("林晓"),
            key=Key("f", "1", ""),
            answer={},
            at=TENTH_OF_APRIL,
        )

        run = night.reports(TENTH_OF_APRIL + timedelta(days=1))

        assert run.made == 1
        assert night.on_record()["李婷"].sha256 == before["李婷"].sha256
        assert night.on_record()["李婷"].made_at > before["李婷"].made_at

    def test_makes_a_new_one_of_whom_a_new_event_concerns(self, night):
        night.sells("李婷", 9_800)
        night.scores()
        night.reports()
        before = night.on_record()
        night.sells("李婷", 5_000, on=date(2026, 3, 9), customer="远山机电")
        night.scores()

        run = night.reports()

        after = night.on_record()
        changed = {name for name in before if before[name].sha256 != after[name].sha256}
        assert "李婷" in changed and "林晓" not in changed
        assert after["李婷"].score_hash != before["李婷"].score_hash
        assert run.made >= 1
        assert "5,000.00" in night.page("李婷")

    def test_says_why_somebody_has_no_score(self, night):
        night.change("陈浩", assignments=())
        night.change("李婷", joined_on=date(2026, 4, 1))
        night.scores()

        night.reports()

        assert NO_SCORE["report.no_position"][0] in night.page("陈浩")
        assert NO_SCORE["report.not_there_yet"][0] in night.page("李婷")
        assert night.on_record()["陈浩"].score_hash == ""

    def test_before_the_scores_are_there_says_so_and_then_shows_them(self, night):
        night.sells("李婷", 9_800)

        night.reports()
        early = night.page("李婷")
        night.scores()
        run = night.reports()

        assert NO_SCORE["report.not_computed"][0] in early
        assert run.made == 8
        assert NO_SCORE["report.not_computed"][0] not in night.page("李婷")

    def test_speaks_the_language_of_whom_it_is_about(self, night):
        night.change("李婷", language="en")
        night.scores()

        night.reports()

        assert '<html lang="en">' in night.page("李婷")
        assert '<html lang="zh-CN">' in night.page("陈浩")

    def test_of_a_named_month_looks_at_no_other(self, night):
        night.scores()

        assert night.reports(month="2026-01").months == ("2026-01",)
        assert night.on_record(MARCH) == {}

    def test_finds_records_that_lie_before_the_month(self, night):
        night.sells("李婷", 1_234, on=date(2025, 9, 5))
        for customer in ("云程商贸", "甲", "乙", "丙", "丁", "戊"):
            night.sells("李婷", 100, on=date(2025, 10, 9), customer=customer)
        night.sells("李婷", 9_800)
        night.scores()

        night.reports()

        repurchase = night.page("李婷").partition("依据：每项得分的记录")[2]
        assert "2025-10-09" in repurchase

    def test_reads_everybody_in_as_many_round_trips_as_one(self, night):
        night.scores()
        night.reports()

        with asked() as meter:
            night.reports()

        # the company with its job; people, scores, plans; the reports of each of two months
        assert len(meter.requests) == 6
