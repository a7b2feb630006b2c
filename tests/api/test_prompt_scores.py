from decimal import Decimal

from tests.api.companies import an_order
from tests.api.populated import MONTH
from tests.api.test_review import local


class TestWhatASystemDelivers:
    def test_is_in_the_provisional_score_though_no_schedule_ran(self, clock):
        clock.set_clock(local("2026-03-20T10:00:00"))
        house = clock.found()
        seller, path = house.as_("李婷"), f"/v1/scores/{house.people['李婷']}"
        connection = house.connect()

        connection.deliver(an_order("o-1"))
        house.settle()
        first = seller.get(path, period=MONTH).body
        connection.deliver([an_order("o-2"), an_order("o-3")])
        house.settle()
        second = seller.get(path, period=MONTH).body

        assert (first["provisional"], second["provisional"]) == (True, True)
        assert [_new_customers_sales(score) for score in (first, second)] == [1000, 3000]
        assert Decimal(house.measure("net_sales")["value"]) == 3000


def _new_customers_sales(score) -> Decimal:
    share = next(line for line in score["lines"] if line["kpi"] == "sales.new_customer_revenue_share")
    return Decimal(share["numerator"])
