"""The KPIs of a company: what they are, and that nobody pays for those of one's own who names none."""

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Command, Write
from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.measured import UnknownMeasure
from shared.domain.kpi.taking import TAKES
from shared.usecases.kpis.company_kpis import company_kpis, offered_kpis
from shared.usecases.scores.known_measure import known_measure
from tests.conftest import MONDAY_NINE
from tests.domain.kpi.own.drafts import counted, kpi
from tests.usecases.office import Office, asked

KEPT, GONE = "own.quotes_per_visit", "own.gone"


@pytest.fixture
def office(company):
    """A company with a KPI of its own and a retired one."""
    office = Office(company)
    own = kpi(company_id=office.company.id)
    gone = counted("order.paid", id=GONE, company_id=office.company.id, retired_at=MONDAY_NINE)
    writes = tuple(Write(refs.own_kpis(office.company.id).at(each.id), each) for each in (own, gone))
    office.commit(Command("kpi.publish", writes), "林晓", "own", MONDAY_NINE)
    return office


class TestCompanyKpis:
    def test_are_the_library_where_only_it_is_named_and_nothing_is_read(self, office):
        with asked() as meter:
            found = company_kpis(office.company.id, ["sales.revenue", "nowhere"])

        assert (found.catalogue, found.takes.keys()) == (CATALOGUE, TAKES.keys())
        assert meter.requests == []

    def test_hold_retired_ones_that_no_new_plan_may_name(self, office):
        known, offered = (each(office.company.id, [KEPT]) for each in (company_kpis, offered_kpis))

        assert known.catalogue.keys() - CATALOGUE.keys() == known.takes.keys() - TAKES.keys() == {KEPT, GONE}
        assert offered.catalogue.keys() - CATALOGUE.keys() == {KEPT}

    def test_are_read_once(self, office):
        with asked() as meter:
            found = company_kpis(office.company.id, [KEPT, "sales.revenue"])
            assert KEPT in found.catalogue and KEPT in found.takes

        assert len(meter.requests) == 1


class TestAKnownMeasure:
    def test_of_the_library_reads_nothing(self, office):
        with asked() as meter:
            found = known_measure(office.company.id, "sales.revenue")

        assert (found.id, meter.requests) == ("net_sales", [])

    @pytest.mark.parametrize("kpi_id", [KEPT, GONE])
    def test_of_its_own_is_one_read(self, office, kpi_id):
        with asked() as meter:
            found = known_measure(office.company.id, kpi_id)

        assert (found.id, len(meter.requests)) == (kpi_id, 1)

    def test_of_another_company_is_unknown(self, office):
        with pytest.raises(UnknownMeasure):
            known_measure("co_another", KEPT)
