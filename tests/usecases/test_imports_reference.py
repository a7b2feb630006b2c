"""The Maven CRM export, imported as it is: nothing refused, nothing doubled, and the expected figures."""

from datetime import UTC, datetime, timedelta

import pytest

from functions import wiring
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import every, load
from shared.domain.kpi.measures import measure
from shared.usecases.imports.import_deals import import_deals
from shared.usecases.imports.import_people import import_people
from shared.usecases.scores.facts import gather_facts
from tests.domain.kpi.reference import number, period_of, reference, rows, subject_of

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
NAME = "Maven"
OURS = {"won_value", "won_count", "lost_count", "win_rate", "sales_cycle_days_won"}


@pytest.fixture(scope="module")
def folder(request):
    found = reference("maven_crm")
    request.getfixturevalue("engine")
    return found


def brought(folder, *, at):
    """Import people, then deals, and return both summaries."""
    options = {
        "company": NAME,
        "currency": "USD",
        "create_people": True,
        "at": at,
        "documents": wiring.documents(),
    }
    people = import_people(content=(folder / "sales_teams.csv").read_bytes(), **options)
    return people, import_deals(content=(folder / "sales_pipeline.csv").read_bytes(), **options)


@pytest.fixture(scope="module")
def first(folder):
    return brought(folder, at=AT)


class TestMavenImport:
    def test_every_row_counts(self, first):
        people, deals = first

        assert (people.rows, people.imported, people.people_created) == (35, 35, 41)  # and their six managers
        assert (deals.rows, deals.imported, deals.refused) == (8_800, 8_800, [])
        # 8,300 have a date of creation, 6,711 are closed, 500 are open without any date
        assert (deals.events_added, deals.people_created) == (8_300 + 6_711 + 500, 0)

    def test_the_same_files_again_add_nothing(self, folder, first):
        people, deals = brought(folder, at=AT + timedelta(days=1))

        assert (people.imported, people.duplicates, people.people_created) == (0, 35, 0)
        assert (deals.imported, deals.duplicates, deals.events_added) == (0, 8_800, 0)

    def test_the_measures_are_the_expected_ones(self, folder, first):
        company_id = first[1].company_id
        company = load([ref := refs.company(company_id)]).get(ref)
        ids = {person.name: person.id for person in every(refs.people(company_id))}
        chosen = [
            row
            for row in rows(folder / "expected_kpis.csv")
            if row["kpi_id"] in OURS and subject_of(row) and period_of(row)
        ]

        facts = gather_facts(company, since=None, at=AT)
        for row in chosen:
            found = measure(row["kpi_id"], facts, ids.get(row["agent"], "company"), period_of(row))
            assert (found.numerator, found.denominator) == (
                number(row["numerator"]),
                number(row["denominator"]),
            )

        assert len(chosen) > 1_500
