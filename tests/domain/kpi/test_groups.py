from datetime import UTC, date, datetime
from fractions import Fraction

from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts, Settings
from shared.domain.kpi.groups import measure_group
from shared.domain.periods import Period

MARCH = Period.parse("2026-03")


def closed(deal, kind, *credits):
    at = datetime(2026, 3, 5, 4, 0, tzinfo=UTC)
    return Event(
        id=f"{deal}/{kind}",
        type=kind,
        occurred_at=at,
        on=date(2026, 3, 5),
        entity_id=deal,
        credits=credits,
        amount_minor=10_000,
    )


FACTS = Facts(
    [
        closed("A", "deal.won", ("li", 10_000)),
        closed("B", "deal.lost", ("li", 10_000)),
        closed("C", "deal.won", ("han", 10_000)),
        closed("D", "deal.won", ("li", 6_000), ("han", 4_000)),
        closed("E", "deal.won", ("wang", 10_000)),
    ],
    Settings(revenue_source="deals"),
)


class TestMeasureGroup:
    def test_counts_and_sums_add_up_and_a_shared_record_counts_once_by_its_shares(self):
        won, value = (measure_group(each, FACTS, ["li", "han"], MARCH) for each in ("won_count", "won_value"))

        assert (won.numerator, won.denominator, won.value) == (3, None, 3)
        assert (value.numerator, value.state) == (300, "measured")

    def test_a_ratio_is_that_of_the_sums(self):
        rate = measure_group("win_rate", FACTS, ["li", "han"], MARCH)

        assert (rate.numerator, rate.denominator, rate.value) == (3, 4, Fraction(3, 4))
        assert set(rate.event_ids) == {"A/deal.won", "B/deal.lost", "C/deal.won", "D/deal.won"}

    def test_people_without_records_add_nothing(self):
        assert measure_group("win_rate", FACTS, ["wang", "zhao"], MARCH).value == 1

    def test_a_group_of_nobody_has_no_data(self):
        count, rate = (measure_group(each, FACTS, [], MARCH) for each in ("won_count", "win_rate"))

        assert (count.value, count.state) == (0, "no_data")
        assert (rate.value, rate.state) == (None, "no_data")
