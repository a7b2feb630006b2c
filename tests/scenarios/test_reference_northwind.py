"""Orders of another company's own books, from two files to figures, read back through the API.

Skipped where the data is absent. An order is stored in whole cents, its reference value in fractions of them, so sums
may differ by half a cent an order. A customer is new (新客户) in the calendar month of their first order ever: the
share of new customers is that of the months, and a quarter's the sum of its months'. Existing customers of a person
are those who bought from that person before the period.
"""

import json
import urllib.error
import urllib.request
from collections import Counter, defaultdict
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from shared.domain.numbers import quantize
from tests.domain.kpi.reference import number, period_of, reference, rows, subject_of

COUNTS = {"order_count": "order_count", "repeat_purchase_rate": "repurchase_rate"}
AMOUNTS = {
    "sales_value": "net_sales",
    "avg_order_value": "avg_order_value",
    "discount_rate": "discount_rate",
}
NEW_SHARE = "new_customer_value_share_period"
HALF_A_CENT = Fraction(1, 200)


class Reader:
    """The service with the orders in it, read as its owner."""

    def __init__(self, base_url, folder):
        self.base_url, self.token = base_url, None
        self.imported = [
            self.bring("people", "employees.csv", currency="USD"),
            self.bring("orders", "orders.csv", "order_details.csv"),
        ]
        owner = self.send("POST", "/local/tokens", {"company": "Northwind", "role": "owner"})
        self.token, self.company_id = owner["token"], owner["company_id"]
        version = self.send("GET", "/v1/company")["version"]
        ever = {"new_customer_lookback": None, "repurchase_lookback": None}
        self.settings = self.send("PATCH", "/v1/company", {"version": version, **ever})
        people = self.send("GET", "/v1/people?limit=50")["items"]
        self.people = {each["name"]: each["id"] for each in people}

    def bring(self, kind, *names, **options):
        files = [{"path": str(reference("northwind_orders") / name)} for name in names]
        wish = {"kind": kind, "files": files, "company": "Northwind", **options}
        return self.send("POST", "/local/imports", wish)

    def send(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.base_url + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def measure(self, kpi, agent, period):
        """Numerator, denominator and value of a figure as the API writes them, and how many records it has."""
        who = self.people.get(agent, agent)
        found = self.send("GET", f"/v1/measures?kpi={kpi}&subject={who}&period={period.key}")
        return *(number(found[each] or "") for each in ("numerator", "denominator", "value")), found["n"]


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    from functions import wiring
    from infra.local.service import Service

    folder = reference("northwind_orders")
    now = datetime(1998, 5, 7, 2, 0, tzinfo=UTC)
    service = Service(tmp_path_factory.mktemp("northwind"), 0, now=now, on_schedule=False)
    before = wiring._clock
    service.start()
    yield Reader(service.base_url, folder)
    service.stop()
    wiring.set_clock(before)


@pytest.fixture(scope="module")
def expected():
    """The expected rows about a month or a quarter of a person or the company, by their figure."""
    found = defaultdict(list)
    for row in rows(reference("northwind_orders") / "expected_kpis.csv"):
        if period_of(row) and subject_of(row):
            found[row["kpi_id"]].append(row)
    return found


def near(found, wanted, tolerance):
    return abs(found - wanted) <= tolerance


def status_of(url, token):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


class TestTheOrders:
    def test_every_row_of_the_three_files_was_taken(self, reader):
        people, orders = reader.imported

        assert (people["rows"], people["imported"], people["people_created"]) == (9, 9, 9)
        assert (orders["rows"], orders["imported"], orders["refused"]) == (830 + 2_155, 2_985, [])
        assert orders["events_added"] == 830
        assert reader.settings["revenue_source"] == "orders"

    def test_the_same_files_again_add_nothing(self, reader):
        again = reader.bring("orders", "order_details.csv", "orders.csv")

        assert (again["imported"], again["duplicates"], again["events_added"]) == (0, 2_985, 0)

    def test_counts_and_their_ratios_are_exactly_the_expected_ones(self, reader, expected):
        wrong, seen = [], Counter()
        for theirs, ours in COUNTS.items():
            for row in expected[theirs]:
                *found, _ = reader.measure(ours, subject_of(row), period_of(row))
                wanted = [number(row[each]) for each in ("numerator", "denominator", "value")]
                value = wanted[2] and Fraction(quantize(wanted[2], 6))
                if found != [wanted[0], wanted[1], value]:
                    wrong.append((row, found))
                seen[theirs] += 1

        assert wrong == []
        assert min(seen[each] for each in COUNTS) > 280

    def test_amounts_are_the_expected_ones_to_half_a_cent_an_order(self, reader, expected):
        wrong, seen = [], Counter()
        for theirs, ours in AMOUNTS.items():
            for row in expected[theirs]:
                numerator, denominator, value, n = reader.measure(ours, subject_of(row), period_of(row))
                off, below = HALF_A_CENT * n, number(row["denominator"])
                fits = near(numerator, number(row["numerator"]), off) and denominator == below
                if not fits or not near(value, number(row["value"]), off / (below or 1) + Fraction(1, 10**6)):
                    wrong.append((row, numerator, denominator, value))
                seen[theirs] += 1

        assert wrong == []
        assert min(seen[each] for each in AMOUNTS) > 280

    def test_the_share_of_customers_new_in_their_month_is_the_expected_one(self, reader, expected):
        months, quarters, wrong = 0, 0, []
        new = defaultdict(Fraction)
        for row in sorted(expected[NEW_SHARE], key=lambda each: "Q" in each["period"]):
            agent, period = subject_of(row), period_of(row)
            numerator, denominator, value, n = reader.measure("new_customer_share", agent, period)
            if "Q" in row["period"]:  # theirs is of the quarter as a whole; ours adds up what each month says
                wanted = sum(new[agent, each.key] for each in period.months())
                quarters += 1
            else:
                wanted = new[agent, period.key] = number(row["numerator"])
                months += 1
            off = HALF_A_CENT * n
            fits = near(numerator, wanted, off) and near(denominator, number(row["denominator"]), off)
            if not fits or abs(value - numerator / denominator) > Fraction(1, 10**6):
                wrong.append((row, numerator, denominator, value))

        assert wrong == []
        assert (months, quarters) > (200, 60)

    def test_all_sales_together_are_those_of_the_books(self, reader):
        quarters = [period_of({"period": f"{year}Q{n}"}) for year in (1996, 1997, 1998) for n in range(1, 5)]

        sold = sum(reader.measure("net_sales", "company", each)[0] for each in quarters)

        assert near(sold, Fraction("1265793.0395"), HALF_A_CENT * 830)

    def test_a_team_sells_what_its_people_sell(self, reader):
        period = period_of({"period": "1997Q2"})
        team = [reader.people[name] for name in ("Michael Suyama", "Robert King", "Anne Dodsworth")]

        found = reader.measure("net_sales", f"manager:{reader.people['Steven Buchanan']}", period)

        assert found[0] == sum(reader.measure("net_sales", each, period)[0] for each in team) > 0

    def test_a_manager_reads_the_own_team_and_neither_another_nor_a_region(self, reader):
        asked = {"company": "Northwind", "person": "Steven Buchanan"}
        token = reader.send("POST", "/local/tokens", asked)["token"]
        buchanan, fuller = (reader.people[name] for name in ("Steven Buchanan", "Andrew Fuller"))

        seen = [
            status_of(f"{reader.base_url}/v1/measures?kpi=net_sales&period=1997-Q2&subject={subject}", token)
            for subject in (f"manager:{buchanan}", f"manager:{fuller}", "region:WA", "manager:nobody")
        ]

        assert seen == [200, 404, 403, 404]

    def test_months_of_the_last_century_are_scored_and_declared(self, reader):
        reader.send("POST", "/local/jobs/scores", {"company_id": reader.company_id})
        reader.send("POST", "/local/jobs/declarations", {"company_id": reader.company_id})

        scores = reader.send("GET", "/v1/scores?period=1998-04&limit=50")["items"]
        forms = reader.send("GET", "/v1/declarations?period=1998-04&limit=50")["items"]

        assert len(scores) == len(forms) == 9
        by_id = {each["person_id"]: each for each in scores}
        assert by_id[reader.people["Margaret Peacock"]]["total"] is not None
        assert reader.send("GET", f"/v1/declarations/{forms[0]['id']}")["period"] == "1998-04"
