import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from functions import wiring
from shared.adapters.dynamo import audit, events, refs
from shared.adapters.dynamo.store import every, load
from shared.domain.imports.columns import ColumnMissing
from shared.domain.imports.header import NotATable
from shared.domain.imports.kinds import AnotherKind
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.measures import measure
from shared.domain.people import AccessRole
from shared.domain.periods import Period
from shared.usecases.events.ingest import batches
from shared.usecases.imports.import_deals import import_deals
from shared.usecases.imports.import_people import import_people
from shared.usecases.imports.target_company import OtherCompanyCurrency, companies_named
from tests.domain.imports.test_deal_history import WON, told

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HEADER = "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value\n"
DEALS = (
    HEADER
    + "A1,Li Lei,GTX,Acme,Won,2026-01-05,2026-01-20,1054\n"
    + "A2,Li Lei,GTX,Bolt,Lost,2026-01-06,2026-02-03,0\n"
    + "A3,Han,MG,,Engaging,2026-02-10,,\n"
    + "A4,Han,MG,,Prospecting,,,\n"
)


@pytest.fixture
def name(request):
    """A company's name of the test's own."""
    return f"海纳 {request.node.name}"


def deals(content, company, *, at=AT, **options):
    raw = content if isinstance(content, bytes) else content.encode()
    options = {"create_people": True, **options}
    return import_deals(content=raw, company=company, at=at, documents=wiring.documents(), **options)


def people(content, company, *, at=AT, **options):
    raw = content if isinstance(content, bytes) else content.encode()
    return import_people(content=raw, company=company, at=at, documents=wiring.documents(), **options)


def counts(summary):
    return summary.rows, summary.imported, summary.duplicates, len(summary.refused)


def stored(company_id):
    """Every event of a company, oldest first."""
    found = [each for month in events.months(company_id) for each in events.of_month(company_id, month)]
    return sorted(found, key=lambda each: (each.occurred_at, each.type))


def seats(company_id):
    return {person.name: person for person in every(refs.people(company_id))}


def import_trail(company_id):
    """The import job's audit entries, in order."""
    chain = sorted(every(audit.entries(company_id, "job_import")), key=lambda entry: entry.seq)
    assert audit.broken_links(chain) == []
    return chain


@pytest.mark.usefixtures("engine")
class TestImportDeals:
    def test_rows_become_events_of_the_people_who_own_the_deals(self, name):
        summary = deals(DEALS, name, currency="USD")

        told = [(each.type, each.entity_id, each.on) for each in stored(summary.company_id)]
        assert counts(summary) == (4, 4, 0, 0)
        assert told == [
            ("deal.created", "A1", date(2026, 1, 5)),
            ("deal.created", "A2", date(2026, 1, 6)),
            ("deal.won", "A1", date(2026, 1, 20)),
            ("deal.lost", "A2", date(2026, 2, 3)),
            ("deal.created", "A3", date(2026, 2, 10)),
            ("deal.updated", "A4", date(2026, 3, 2)),
        ]
        li = seats(summary.company_id)["Li Lei"]
        won = next(each for each in stored(summary.company_id) if each.type == "deal.won")
        assert (won.credits, won.amount_minor, won.customer) == (((li.id, 10_000),), 105_400, "Acme")

    def test_a_company_that_is_not_there_is_founded(self, name):
        summary = deals(DEALS, name, currency="USD")

        (company,) = companies_named(name)
        owner, li = (seats(company.id)[each] for each in ("负责人", "Li Lei"))
        assert company.id == summary.company_id
        assert (company.currency, company.zone, company.revenue_source) == ("USD", "Asia/Shanghai", "deals")
        assert (owner.access_role, li.access_role, li.manager_id) == ("owner", "employee", owner.id)
        assert list(every(refs.plans(company.id)))

    def test_the_same_file_twice_changes_nothing(self, name):
        first = deals(DEALS, name)
        before = stored(first.company_id)

        again = deals(DEALS, name, at=AT + timedelta(days=1))

        assert counts(again) == (4, 0, 4, 0)
        assert (again.events_added, again.people_created) == (0, 0)
        assert stored(first.company_id) == before
        assert [each.command for each in import_trail(first.company_id)][-2:] == [
            "import.deals",
            "import.repeated",
        ]

    def test_a_corrected_file_supersedes_the_first(self, name):
        first = deals(DEALS, name)

        corrected = deals(DEALS.replace("2026-01-20,1054", "2026-01-21,999"), name, at=AT + timedelta(days=1))

        facts = Facts(stored(first.company_id), Settings(revenue_source="deals"))
        assert counts(corrected) == (4, 1, 3, 0)
        assert measure("won_count", facts, "company", Period.parse("2026-01")).numerator == 1
        assert measure("won_value", facts, "company", Period.parse("2026-01")).numerator == 999

    def test_a_file_in_gbk_is_the_same_file(self, name):
        content = (
            "商机编号,负责人,客户,阶段,创建日期,成交日期,成交金额\n"
            "1,李雷,海纳商贸,赢单,2026年1月5日,2026/1/20,1.2万\n"
        )
        first = deals(content.encode("gbk"), name)

        again = deals(content.encode("utf-8-sig"), name)

        won = stored(first.company_id)[-1]
        assert (won.customer, won.amount_minor, won.data["stage"]) == ("海纳商贸", 1_200_000, "赢单")
        assert "李雷" in seats(first.company_id)
        assert counts(again) == (1, 0, 1, 0)

    def test_refused_rows_say_where_and_why_and_the_counts_add_up(self, name):
        bad = (
            "B1,,GTX,Acme,Won,2026-01-05,2026-01-20,1\n"
            "B2,Li Lei,GTX,Acme,Won,2026-01-05,20.01.2026,1\n"
            "B3,Li Lei,GTX,Acme,Won,2026-01-05,2026-01-20,one\n"
            "B4,Li Lei,GTX,Acme,Won,2026-01-05,,1\n"
            "B5,Li Lei,GTX,Acme,Won,2026-01-05,2026-01-04,1\n"
            "B6,Li Lei,GTX,Acme,Won,2026-01-05,2026-01-20,€1\n"
            "A1,Li Lei,GTX,Acme,Won,2026-01-05,2026-01-20,1054\n"
            "B7,Li Lei,GTX\n"
        )

        summary = deals(DEALS + bad, name)

        assert counts(summary) == (12, 4, 0, 8)
        assert [(row.line, row.column) for row in summary.refused] == [
            (6, "sales_agent"),
            (7, "close_date"),
            (8, "close_value"),
            (9, "close_date"),
            (10, "close_date"),
            (11, "close_value"),
            (12, "opportunity_id"),
            (13, ""),
        ]
        assert all(row.why and row.why_en for row in summary.refused)

    def test_an_unknown_owner_is_refused_unless_people_may_be_created(self, name):
        refused = deals(DEALS, name, create_people=False)

        created = deals(DEALS, name, create_people=True, at=AT + timedelta(hours=1))

        assert (counts(refused), refused.people_created) == ((4, 0, 0, 4), 0)
        assert {row.text for row in refused.refused} == {"Li Lei", "Han"}
        assert (counts(created), created.people_created) == ((4, 4, 0, 0), 2)

    def test_nobody_is_created_for_a_row_that_is_refused(self, name):
        summary = deals(HEADER + "A1,Ghost,GTX,Acme,Won,2026-01-05,never,1\n", name)

        assert (summary.people_created, "Ghost" in seats(summary.company_id)) == (0, False)

    def test_a_company_with_another_currency_is_refused_in_one_sentence(self, name):
        deals(DEALS, name, currency="USD")

        with pytest.raises(OtherCompanyCurrency, match="USD, not in CNY"):
            deals(DEALS, name, currency="CNY")

    @pytest.mark.parametrize(
        ("content", "error"),
        [
            (b"PK\x03\x04\0\0", NotATable),
            (b"account,sector\nAcme,x\n", ColumnMissing),
            (b"sales_agent,manager,regional_office\nAnna,Dustin,Central\n", AnotherKind),
            (b"OrderID,ProductID,UnitPrice,Quantity\n1,11,14,12\n", AnotherKind),
        ],
    )
    def test_a_file_of_another_kind_leaves_no_company_behind(self, content, error):
        with pytest.raises(error):
            deals(content, "无此公司")

        assert companies_named("无此公司") == []

    def test_dates_with_the_month_first_are_read_where_the_file_tells_so(self, name):
        rows = "A1,Li,GTX,Acme,Won,1/5/2026,1/20/2026,1054\nA2,Li,GTX,Acme,Lost,1/6/2026,2/3/2026,0\n"

        summary = deals(HEADER + rows, name)

        assert [each.on for each in stored(summary.company_id) if each.type != "deal.created"] == [
            date(2026, 1, 20),
            date(2026, 2, 3),
        ]

    def test_the_file_itself_is_kept_under_the_company(self, name):
        summary = deals(DEALS, name)

        (raw_ref,) = {each.raw_ref for each in stored(summary.company_id)}
        assert raw_ref.startswith(f"{summary.company_id}/imports/deals/")
        assert wiring.documents().get(raw_ref) == DEALS.encode()
        assert raw_ref.endswith(f"{import_trail(summary.company_id)[-1].answer['sha256']}.csv")

    def test_deals_of_people_who_are_there_are_theirs(self, company):
        before = set(seats(company.company.id))
        content = HEADER + "A1,李婷,GTX,Acme,Won,2026-01-05,2026-01-20,1054\n"

        deals(content, company.company.id)

        won = stored(company.company.id)[-1]
        assert won.credits == ((company.people["李婷"].id, 10_000),)
        assert set(seats(company.company.id)) == before

    def test_an_import_that_was_cut_off_is_completed_by_the_same_file(self, name):
        rows = [f"L{n},Seller {n % 7},GTX,Acme,Won,2025-01-01,2025-02-01,{n}\n" for n in range(700)]

        def pull_the_plug(done, of):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            deals(HEADER + "".join(rows), name, progress=pull_the_plug)
        rest = deals(HEADER + "".join(rows), name, at=AT + timedelta(hours=1))

        assert counts(rest) == (700, 200, 500, 0)
        assert len(stored(rest.company_id)) == 1_400
        assert len(seats(rest.company_id)) == 8

    def test_a_long_file_tells_how_far_it_is_and_loses_nothing(self, name):
        chance = random.Random(7)
        days = [date(2004, 1, 1) + timedelta(days=chance.randrange(7_000)) for _ in range(1_500)]
        rows = [f"L{n},Seller {n % 7},GTX,Acme,Won,{day},{day},{n}\n" for n, day in enumerate(days)]
        heard = []

        summary = deals(HEADER + "".join(rows), name, progress=lambda done, of: heard.append((done, of)))

        assert counts(summary) == (1_500, 1_500, 0, 0)
        assert summary.events_added == len(stored(summary.company_id)) == 3_000
        assert heard[-1] == (1_500, 1_500)
        assert [done for done, _ in heard] == sorted(done for done, _ in heard) and len(heard) > 2


class TestBatches:
    def test_each_fits_into_a_transaction_however_scattered_the_months_are(self):
        chance = random.Random(1)
        held = [
            event
            for n in range(300)
            for event in told(_on(WON, f"D{n}", date(2005, 1, 1) + timedelta(days=chance.randrange(6_000))))
        ]

        found = list(batches(held))

        assert sorted(each.id for batch in found for each in batch) == sorted(each.id for each in held)
        assert all(len(batch) + len({f"{each.on:%Y-%m}" for each in batch}) <= 92 for batch in found)


def _on(row, deal_id, day):
    return replace(row, id=deal_id, created_on=day, closed_on=day)


@pytest.mark.usefixtures("engine")
class TestImportPeople:
    LIST = "sales_agent,manager,regional_office\nAnna,Dustin,Central\nBen,Dustin,East\nCora,,West\n"

    def test_everybody_gets_a_seat_and_managers_who_are_only_named_too(self, name):
        summary = people(self.LIST, name, create_people=True, currency="USD")

        there = seats(summary.company_id)
        assert (counts(summary), summary.people_created) == ((3, 3, 0, 0), 4)
        assert there["Anna"].manager_id == there["Dustin"].id
        assert there["Cora"].manager_id == there["Dustin"].manager_id == there["负责人"].id
        assert there["Dustin"].access_role is AccessRole.MANAGER
        assert [there[each].region for each in ("Anna", "Ben", "Dustin")] == ["Central", "East", None]
        assert [each.position for each in there["Anna"].assignments] == ["sales"]
        member = load([ref := refs.member(summary.company_id, there["Anna"].id)]).get(ref)
        assert member.is_active

    def test_the_same_list_twice_adds_nobody(self, name):
        first = people(self.LIST, name, create_people=True)

        again = people(self.LIST, name, create_people=True, at=AT + timedelta(days=1))

        assert (counts(again), again.people_created) == ((3, 0, 3, 0), 0)
        assert len(seats(first.company_id)) == 5

    def test_a_later_list_adds_the_number_and_the_region_that_were_not_known(self, name):
        deals(HEADER + "A1,Anna,GTX,Acme,Won,2026-01-05,2026-01-20,1\n", name)

        later = people("工号,姓名,大区\n7,Anna,华东\n", name, at=AT + timedelta(days=1))
        again = people("工号,姓名,大区\n7,Anna,华东\n", name, at=AT + timedelta(days=2))

        anna = seats(later.company_id)["Anna"]
        assert (anna.vendor_user_ids, anna.region, anna.version) == (("Anna", "7"), "华东", 2)
        assert (counts(later), later.people_created) == ((1, 1, 0, 0), 0)
        assert counts(again) == (1, 0, 1, 0)

    def test_deals_are_no_list_of_people(self):
        with pytest.raises(AnotherKind, match="import deals"):
            people(DEALS, "无此公司")

        assert companies_named("无此公司") == []

    def test_without_creating_people_a_row_under_an_unknown_manager_waits(self, name):
        refused = people(self.LIST, name)

        completed = people(self.LIST, name, create_people=True, at=AT + timedelta(hours=1))

        assert counts(refused) == (3, 1, 0, 2)
        assert [(row.line, row.column, row.text) for row in refused.refused] == [
            (2, "manager", "Dustin"),
            (3, "manager", "Dustin"),
        ]
        assert counts(completed) == (3, 2, 1, 0)

    def test_deals_by_the_names_of_the_list_are_theirs(self, name):
        people(self.LIST, name, create_people=True)

        summary = deals(HEADER + "A1,ANNA,GTX,Acme,Won,2026-01-05,2026-01-20,1\n", name, create_people=False)

        assert counts(summary) == (1, 1, 0, 0)
        assert stored(summary.company_id)[-1].credits == ((seats(summary.company_id)["Anna"].id, 10_000),)

    def test_unreadable_and_unplaceable_rows_are_reported_in_the_order_of_the_file(self, name):
        summary = people("name,email,manager\nA,nonsense,\nB,,Nobody\nC\nD,,\n", name)

        assert counts(summary) == (4, 1, 0, 3)
        assert [row.line for row in summary.refused] == [2, 3, 4]
