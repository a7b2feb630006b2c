from datetime import UTC, date, datetime, timedelta

import pytest

from functions import wiring
from shared.adapters.dynamo import refs
from shared.adapters.dynamo.store import load
from shared.domain.imports.kinds import AnotherKind
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.measures import measure
from shared.domain.periods import Period
from shared.usecases.imports.import_orders import import_orders
from shared.usecases.imports.target_company import companies_named
from tests.usecases.test_imports import DEALS, counts, deals, import_trail, people, seats, stored

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
STAFF = "EmployeeID,LastName,FirstName,ReportsTo\n1,Davolio,Nancy,2\n2,Fuller,Andrew,\n"
ORDERS = (
    "OrderID,CustomerID,EmployeeID,OrderDate,RequiredDate,ShippedDate\n"
    "10248,VINET,1,7/4/1996,8/1/1996,7/16/1996\n"
    "10249,TOMSP,2,7/15/1996,8/16/1996,\n"
)
LINES = "OrderID,ProductID,UnitPrice,Quantity,Discount\n10248,11,14,12,0\n10248,42,9.8,10,0.15\n10249,14,18.6,9,0\n"


@pytest.fixture
def name(request):
    """A company's name of the test's own."""
    return f"北风 {request.node.name}"


def orders(company, *contents, at=AT, **options):
    files = [
        (f"file{place}.csv", content if isinstance(content, bytes) else content.encode())
        for place, content in enumerate(contents)
    ]
    return import_orders(files=files, company=company, at=at, documents=wiring.documents(), **options)


def staffed(name, **options):
    """A company with the two employees, and its id."""
    return people(STAFF, name, currency="USD", **options).company_id


def settings(company_id):
    return load([ref := refs.company(company_id)]).get(ref)


def july(company_id, measure_id="net_sales"):
    found = measure(measure_id, Facts(stored(company_id), Settings()), "company", Period.parse("1996-07"))
    return found.value


@pytest.mark.usefixtures("engine")
class TestImportOrders:
    def test_orders_become_events_of_the_people_with_their_numbers(self, name):
        company_id = staffed(name)

        summary = orders(name, LINES, ORDERS)

        nancy, andrew = (seats(company_id)[each] for each in ("Nancy Davolio", "Andrew Fuller"))
        first, second = stored(company_id)
        assert (counts(summary), summary.events_added) == ((5, 5, 0, 0), 2)
        assert (first.type, first.entity_id, first.on) == ("order.paid", "10248", date(1996, 7, 4))
        assert (first.customer, first.credits) == ("VINET", ((nancy.id, 10_000),))
        assert (first.amount_minor, first.data["list_minor"]) == (25_130, 26_600)
        assert second.credits == ((andrew.id, 10_000),)
        assert nancy.manager_id == andrew.id

    def test_the_same_files_twice_change_nothing(self, name):
        company_id = staffed(name)
        orders(name, ORDERS, LINES)
        before = stored(company_id)

        again = orders(name, LINES, ORDERS, at=AT + timedelta(days=1))

        assert (counts(again), again.events_added) == ((5, 0, 5, 0), 0)
        assert stored(company_id) == before
        first, second = [each for each in import_trail(company_id) if "files" in each.answer]
        assert (first.command, second.command) == ("import.orders", "import.repeated")
        assert first.answer["sha256"] == second.answer["sha256"]  # however the files were ordered

    def test_a_corrected_line_supersedes_the_order_it_belongs_to(self, name):
        company_id = staffed(name)
        orders(name, ORDERS, LINES)

        corrected = orders(name, ORDERS, LINES.replace("18.6,9", "18.6,10"), at=AT + timedelta(days=1))

        assert counts(corrected) == (5, 2, 3, 0)
        assert july(company_id) * 100 == 25_130 + 18_600

    def test_a_file_in_gbk_with_chinese_titles_is_read(self, name):
        content = (
            "订单编号,下单日期,负责人,客户名称,单价,数量,折扣\n1,2026年1月5日,李雷,海纳商贸,1200元,2,9折\n"
        )

        summary = orders(name, content.encode("gbk"), create_people=True)

        (paid,) = stored(summary.company_id)
        assert (paid.customer, paid.amount_minor) == ("海纳商贸", 216_000)
        assert paid.credits == ((seats(summary.company_id)["李雷"].id, 10_000),)

    def test_every_row_is_taken_or_refused_with_its_place_and_reason(self, name):
        company_id = staffed(name)
        bad_orders = (
            "10250,HANAR,9,7/8/1996,,\n"  # a number that nobody has
            "10251,VICTE,1,,,\n"  # no date
            "10252,SUPRD,1,7/45/1996,,\n"
            "10253,HANAR,,7/8/1996,,\n"
            "10248,VINET,1,7/4/1996,,\n"  # a second time
            "10254,CHOPS,1,7/8/1996,,\n"  # without lines
            "10255,RICSU,1,7/8/1996,,\n"
        )
        bad_lines = (
            "10255,1,10,-2,0\n"  # something came back
            "10250,1,10,2,0\n"
            "10256,1,10,2,0\n"  # of no order
            "10249,1,10,2,150%\n"
            "10249,1,€10,2,0\n"
        )

        summary = orders(name, ORDERS + bad_orders, LINES + bad_lines)

        assert [(row.file, row.line) for row in summary.refused] == [
            *(("file0.csv", line) for line in range(3, 11)),
            *(("file1.csv", line) for line in (4, 5, 6, 7, 8, 9)),
        ]
        assert counts(summary) == (17, 3, 0, 14)
        assert [each.entity_id for each in stored(company_id)] == ["10248"]
        assert all(row.why and row.why_en for row in summary.refused)

    def test_a_second_currency_is_refused_row_by_row(self, name):
        content = "id,order_date,owner,customer,amount,currency\n1,2026-01-05,Li,A,10,USD\n2,2026-01-05,Li,A,10,EUR\n"

        summary = orders(name, content, currency="USD", create_people=True)

        assert counts(summary) == (2, 1, 0, 1)
        assert [(row.line, row.column, row.text) for row in summary.refused] == [(3, "currency", "EUR")]

    def test_dates_that_the_file_leaves_open_are_refused_unless_somebody_says(self, name):
        staffed(name)
        one = ORDERS.replace("7/15/1996", "7/5/1996")

        unclear = orders(name, one, LINES)
        told = orders(name, one, LINES, dates="month_first", at=AT + timedelta(hours=1))

        assert counts(unclear) == (5, 0, 0, 5)
        assert "--dates" in unclear.refused[0].why
        assert counts(told) == (5, 5, 0, 0)

    def test_the_list_of_refused_rows_is_kept_beside_the_file(self, name):
        staffed(name)

        summary = orders(name, ORDERS + "10250,HANAR,9,7/8/1996,,\n", LINES)

        listed = wiring.documents().get(summary.refused_key).decode("utf-8-sig").splitlines()
        assert len(listed) == 2 and listed[1].startswith("file0.csv,4,OrderID,10250,")

    def test_a_list_of_people_given_as_orders_leaves_no_company_behind(self):
        with pytest.raises(AnotherKind, match="import people"):
            orders("不会成立", STAFF)

        assert companies_named("不会成立") == []

    def test_people_who_are_named_may_be_created_but_not_those_who_are_numbered(self, name):
        named = orders(name, ORDERS.replace(",1,", ",Nancy,"), LINES, create_people=True, currency="USD")

        assert set(seats(named.company_id)) == {"负责人", "Nancy"}
        assert (named.refused[0].column, named.refused[0].text) == ("EmployeeID", "2")
        assert counts(named) == (5, 3, 0, 2)

    def test_an_import_that_was_cut_off_is_completed_by_the_same_files(self, name):
        staffed(name)
        header, lines = ORDERS.splitlines()[0] + "\n", LINES.splitlines()[0] + "\n"
        header += "".join(f"{n},C{n % 9},1,7/{1 + n % 28}/1996,,\n" for n in range(1_500))
        lines += "".join(f"{n},1,{n},1,0\n" for n in range(1_500))

        def pull_the_plug(done, of):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            orders(name, header, lines, progress=pull_the_plug)
        rest = orders(name, header, lines, at=AT + timedelta(hours=1))

        assert counts(rest) == (3_000, 1_000, 2_000, 0)
        assert len(stored(rest.company_id)) == 1_500

    def test_files_of_one_name_are_told_apart_in_the_report(self, name):
        files = [("export.csv", ORDERS.encode()), ("export.csv", (LINES + "1,1,1,1,0\n").encode())]
        staffed(name)

        summary = import_orders(files=files, company=name, at=AT, documents=wiring.documents())

        assert [(row.file, row.line) for row in summary.refused] == [("export.csv (2)", 5)]


@pytest.mark.usefixtures("engine")
class TestRevenueSource:
    def test_a_new_company_earns_by_what_is_imported_first(self, name):
        summary = orders(name, ORDERS.replace(",1,", ",Li,"), LINES, create_people=True)

        assert settings(summary.company_id).revenue_source == "orders" and summary.notes == []

    def test_a_company_that_a_list_of_people_founded_counts_the_orders_and_is_told(self, name):
        company_id = staffed(name)

        first = orders(name, ORDERS, LINES)
        again = orders(name, ORDERS, LINES, at=AT + timedelta(days=1))

        assert settings(company_id).revenue_source == "orders"
        assert len(first.notes) == 1 and again.notes == []

    def test_a_company_that_won_deals_keeps_counting_them_and_is_told(self, name):
        company_id = staffed(name)
        deals(DEALS, name)

        summary = orders(name, ORDERS, LINES)

        assert settings(company_id).revenue_source == "deals"
        assert "revenue_source" in summary.notes[0].zh
