from datetime import date
from fractions import Fraction

from shared.domain.kpi.figures.market_events import market_events
from shared.domain.kpi.windows import Window
from tests.domain.kpi.building import LI, MARCH, WANG, event, facts, paid

LATER = date(2026, 6, 1)


def salon(*more, known_before=LATER):
    """The events of March: a salon with three leads, of whom one ordered and one was a customer before."""
    found = facts(
        event("event.held", "salon", "2026-03-10", LI, name="客户沙龙", attendees=40),
        event("lead.created", "l1", "2026-03-10", LI, "c1", event_ref="salon"),
        event("lead.created", "l2", "2026-03-11", LI, "c2", event_ref="salon"),
        event("lead.created", "l3", "2026-03-11", LI, "c3", event_ref="salon"),
        paid("o1", "2026-04-20", 500, "c1"),
        paid("o3", "2026-01-20", 500, "c3"),
        *more,
    )
    return market_events(found, Window.of(MARCH), known_before)


class TestMarketEvents:
    def test_say_how_many_leads_and_customers_each_brought(self):
        (found,) = salon()

        assert (found.key, found.name, found.on, found.held) == ("salon", "客户沙龙", date(2026, 3, 10), True)
        assert (found.attendees, found.leads, found.converted, found.customers_before) == (40, 2, 1, 1)
        assert found.matures_on == date(2026, 5, 9)
        assert found.credits == ((LI, 10_000),)

    def test_say_what_a_lead_cost(self):
        (found,) = salon(
            event("campaign.spend", "s1", "2026-03-01", LI, yuan=600, event_ref="salon"),
            event("campaign.spend", "s2", "2026-03-12", LI, yuan=401, event_ref="salon"),
            event("campaign.spend", "s3", "2026-03-12", LI, yuan=9_000, event_ref="fair"),
        )

        assert (found.cost_minor, found.lead_cost_minor) == (100_100, Fraction(50_050))
        assert {"campaign.spend/s1/2026-03-01", "lead.created/l1/2026-03-10"} <= set(found.event_ids)
        assert "campaign.spend/s3/2026-03-12" not in found.event_ids

    def test_without_a_record_of_spend_have_no_cost(self):
        (found,) = salon()

        assert (found.cost_minor, found.lead_cost_minor) == (None, None)

    def test_count_only_orders_that_are_known_yet(self):
        (found,) = salon(known_before=date(2026, 4, 20))

        assert (found.leads, found.converted) == (2, 0)

    def test_that_were_planned_and_not_held_are_listed_with_their_spend(self):
        found = salon(
            event("event.planned", "fair", "2026-02-01", WANG, planned_on="2026-03-20", name="展会"),
            event("campaign.spend", "s1", "2026-03-01", LI, yuan=50, event_ref="fair"),
        )

        fair = found[1]
        assert (fair.name, fair.on, fair.held, fair.leads) == ("展会", date(2026, 3, 20), False, 0)
        assert (fair.cost_minor, fair.lead_cost_minor, fair.matures_on) == (5_000, None, None)

    def test_of_other_months_are_not_among_them(self):
        assert len(salon(event("event.held", "spring", "2026-04-01", LI))) == 1
