"""Who has left and still has a seat: what they are told of no more, and what of their days before still counts."""

from datetime import UTC, date, datetime, timedelta

import pytest

from functions import wiring
from shared.domain.kpi.catalogue import DEFAULT_SCORECARDS
from shared.domain.kpi.plans import PlanVersion
from shared.domain.people import MemberStatus
from shared.domain.periods import Period
from shared.usecases.documents.draft_job_descriptions import draft_job_descriptions
from shared.usecases.documents.run_job_descriptions import run_job_descriptions
from shared.usecases.kpis.company_kpis import CompanyKpis
from shared.usecases.kpis.try_kpi import try_kpi
from shared.usecases.plans.people_of_plan import people_of_plan
from shared.usecases.plans.propose_targets import Wanted, propose_targets
from tests.domain.kpi.own.drafts import kpi
from tests.usecases.office import FIRST_WEEKS, Office

APRIL = datetime(2026, 4, 1, 2, tzinfo=UTC)
FIRST, BEFORE, AFTER = date(2026, 4, 1), date(2026, 3, 31), date(2026, 4, 2)


@pytest.fixture
def office(company):
    return Office(company)


def names(office, people):
    by_id = {each.id: name for name, each in office.people.items()}
    return {by_id[each] for each in people}


class TestAPlan:
    def concerned(self, office, **scope):
        plan = PlanVersion("pln_1", office.company.id, FIRST, DEFAULT_SCORECARDS["sales"], **scope)
        return names(office, [each.id for each in people_of_plan(plan)])

    @pytest.mark.parametrize(("left_on", "is_told"), [(BEFORE, False), (FIRST, False), (AFTER, True)])
    def test_concerns_nobody_who_has_left_as_it_begins(self, office, left_on, is_told):
        office.change("李婷", left_on=left_on)

        assert ("李婷" in self.concerned(office, position="sales")) is is_told
        assert self.concerned(office, person_id=office.id_of("李婷")) == ({"李婷"} if is_told else set())

    def test_concerns_the_others_as_before(self, office):
        office.change("李婷", left_on=BEFORE)

        assert self.concerned(office, position="sales") == {"林晓", "王磊", "陈浩"}


class TestProposals:
    def proposed(self, office, **whose):
        found = propose_targets(
            company=office.company,
            wanted=Wanted("sales.revenue", Period.parse("2026-04"), **whose),
            viewer=office.member("林晓"),
            at=APRIL,
            kpis=CompanyKpis(),
        )
        return names(office, [person.id for person, _ in found])

    @pytest.mark.parametrize(("left_on", "is_proposed"), [(FIRST, False), (AFTER, True)])
    def test_are_made_for_nobody_who_has_left_as_the_month_begins(self, office, left_on, is_proposed):
        office.change("李婷", left_on=left_on)

        assert ("李婷" in self.proposed(office, position="sales")) is is_proposed
        assert self.proposed(office, person_id=office.id_of("李婷")) == ({"李婷"} if is_proposed else set())


class TestATrial:
    def tried(self, office):
        own = kpi(company_id=office.company.id)
        return names(office, [each.id for each in try_kpi(own=own, company=office.company, at=APRIL)[1]])

    def test_covers_whoever_left_in_its_months_with_a_seat_or_without(self, office):
        office.change("李婷", left_on=date(2026, 1, 2))
        office.change("陈浩", left_on=date(2026, 3, 16), status=MemberStatus.REMOVED)

        assert self.tried(office) == {"林晓", "王磊", "李婷", "陈浩"}

    def test_covers_nobody_who_left_before_them(self, office):
        office.change("李婷", left_on=date(2026, 1, 1))

        assert self.tried(office) == {"林晓", "王磊", "陈浩"}


class TestJobDescriptions:
    @pytest.fixture
    def busy(self, office):
        for name in ("李婷", "陈浩"):
            office.submit(name, FIRST_WEEKS[0])
        return office

    def made(self, office, at=APRIL):
        made = run_job_descriptions(company_id=office.company.id, at=at, documents=wiring.documents())
        return {each.content.person: each.content.reports_to for each in made}

    def test_are_drafted_for_nobody_from_the_day_on_which_they_are_gone(self, busy):
        busy.change("李婷", left_on=FIRST)

        assert self.made(busy) == {"陈浩": "王磊"}

    def test_are_drafted_on_the_last_day(self, busy):
        busy.change("李婷", left_on=FIRST)

        assert self.made(busy, APRIL - timedelta(days=1)).keys() == {"李婷", "陈浩"}

    def test_are_not_drafted_either_where_hr_asks(self, busy):
        busy.change("李婷", left_on=FIRST)

        drafts = draft_job_descriptions(
            company=busy.company,
            people=[busy.people["李婷"]],
            staff=list(busy.people.values()),
            at=APRIL,
            documents=wiring.documents(),
            is_asked=True,
        )

        assert (drafts.made, drafts.left_out) == ((), ())

    def test_name_no_manager_who_is_gone(self, busy):
        busy.change("王磊", left_on=FIRST)

        assert self.made(busy)["陈浩"] == ""


class TestTheDutyMatrix:
    def of_march(self, office):
        matrix = office.matrix("李婷", "陈浩")
        return (
            {each.id for each in matrix.people},
            {each.person_id for each in matrix.cells},
            {each.person_id for each in matrix.breaches},
        )

    def test_lists_nobody_who_left_before_its_span(self, office):
        office.submit("陈浩", FIRST_WEEKS[0], "order_entry")
        office.change("李婷", left_on=date(2026, 3, 1))

        people, cells, _ = self.of_march(office)

        assert people == cells == {office.id_of("陈浩")}

    def test_lists_whoever_left_in_it_without_a_scorecard_that_is_over(self, office):
        for name in ("李婷", "陈浩"):
            office.submit(name, FIRST_WEEKS[0], "order_entry")
        stays, leaves = office.id_of("陈浩"), office.id_of("李婷")
        before = self.of_march(office)

        office.change("李婷", left_on=date(2026, 3, 16))
        after = self.of_march(office)

        assert before == ({stays, leaves}, {stays, leaves}, {stays, leaves})
        assert after == ({stays, leaves}, {stays, leaves}, {stays})
