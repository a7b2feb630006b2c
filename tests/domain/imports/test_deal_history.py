from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from shared.domain.imports.cells import Cell
from shared.domain.imports.deal_history import DealHistory
from shared.domain.imports.deal_rows import DealRow
from shared.domain.kpi.facts import by_version

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST_IMPORT = datetime(2024, 6, 30, 1, 0, tzinfo=UTC)
WON = DealRow(
    line=2,
    id="D1",
    owner=Cell("owner", "李雷"),
    stage="Won",
    outcome="deal.won",
    product="GTX",
    customer="Acme",
    created_on=date(2024, 3, 1),
    closed_on=date(2024, 3, 5),
    amount_minor=105_400,
)
OPEN = replace(WON, stage="Engaging", outcome=None, closed_on=None, amount_minor=None)


def told(*rows, owner="per_li"):
    """The events of files that hold one row each, imported a day apart."""
    events = []
    for day, row in enumerate(rows):
        history = DealHistory(events)  # each import reads what the store holds
        events += news(history, row, owner=owner, at=FIRST_IMPORT + timedelta(days=day))
    return events


def news(history, row, owner="per_li", at=FIRST_IMPORT):
    return history.news(row, owner_id=owner, zone=SHANGHAI, at=at, raw_ref="co/imports/deals/f.csv")


def newest_state(events):
    """The newest record of how the deal ended, or did not."""
    return max((e for e in events if e.type in ("deal.won", "deal.lost", "deal.reopened")), key=by_version)


class TestDealHistory:
    def test_a_won_deal_is_created_and_won_at_local_midnights(self):
        created, won = told(WON)

        assert (created.type, created.on, created.amount_minor) == ("deal.created", date(2024, 3, 1), None)
        assert created.occurred_at == datetime(2024, 2, 29, 16, 0, tzinfo=UTC)
        assert (won.type, won.on, won.amount_minor) == ("deal.won", date(2024, 3, 5), 105_400)
        assert won.occurred_at == datetime(2024, 3, 4, 16, 0, tzinfo=UTC)
        assert won.credits == (("per_li", 10_000),)
        assert (won.customer, won.data) == ("Acme", {"stage": "Won", "product": "GTX"})

    def test_an_open_deal_is_only_created(self):
        assert [each.type for each in told(OPEN)] == ["deal.created"]

    def test_an_open_deal_without_a_date_is_known_from_the_import_on(self):
        (seen,) = told(replace(OPEN, created_on=None))

        assert (seen.type, seen.occurred_at, seen.on) == ("deal.updated", FIRST_IMPORT, date(2024, 6, 30))

    def test_a_closed_deal_without_a_date_of_creation_has_its_outcome_alone(self):
        assert [each.type for each in told(replace(WON, created_on=None))] == ["deal.won"]

    def test_the_same_row_again_says_nothing_new(self):
        assert len(told(WON, WON)) == 2
        assert len(told(replace(OPEN, created_on=None), replace(OPEN, created_on=None))) == 1

    def test_the_same_row_gives_the_same_ids_on_any_machine(self):
        assert [each.id for each in told(WON)] == [each.id for each in told(WON)]
        assert len({each.id for each in told(WON, replace(WON, id="D2"))}) == 4

    def test_an_open_deal_that_was_won_since_adds_the_outcome(self):
        events = told(replace(OPEN, stage="Won"), WON)

        assert [(each.type, int(each.version)) for each in events] == [("deal.created", 1), ("deal.won", 2)]

    def test_a_corrected_amount_is_a_newer_version_of_the_outcome_alone(self):
        events = told(WON, replace(WON, amount_minor=99_900))

        assert [(each.type, int(each.version)) for each in events[2:]] == [("deal.won", 2)]
        assert newest_state(events).amount_minor == 99_900

    def test_a_corrected_owner_is_a_newer_version_of_everything(self):
        events = told(WON)

        later = news(DealHistory(events), WON, owner="per_han")

        assert [(each.type, each.credits) for each in later] == [
            ("deal.created", (("per_han", 10_000),)),
            ("deal.won", (("per_han", 10_000),)),
        ]

    def test_won_that_becomes_lost_is_lost_even_on_an_earlier_date(self):
        lost = replace(WON, stage="Lost", outcome="deal.lost", amount_minor=None)

        for day in (date(2024, 3, 4), date(2024, 3, 5), date(2024, 3, 6)):
            assert newest_state(told(WON, replace(lost, closed_on=day))).type == "deal.lost"

    def test_outcomes_of_one_day_stand_in_the_order_in_which_they_were_told(self):
        lost = replace(WON, stage="Lost", outcome="deal.lost", amount_minor=None)

        first, second = [each for each in told(WON, lost) if each.type != "deal.created"]

        assert first.occurred_at < second.occurred_at and first.on == second.on

    def test_won_that_is_open_again_is_reopened_on_the_day_it_had_closed(self):
        events = told(WON, OPEN)

        assert (newest_state(events).type, newest_state(events).on) == ("deal.reopened", date(2024, 3, 5))
        assert told(WON, OPEN, OPEN) == events

    def test_what_was_taken_back_can_be_told_again(self):
        events = told(WON, OPEN, WON)

        assert newest_state(events).type == "deal.won"
        assert len({each.id for each in events}) == len(events)

    def test_an_import_that_was_cut_off_between_two_events_is_completed(self):
        created, won = told(WON)

        completed = news(DealHistory([created]), WON)

        assert [each.type for each in completed] == ["deal.won"]
        assert news(DealHistory([created, *completed]), WON) == []
        assert replace(completed[0], id=won.id, version=won.version, occurred_at=won.occurred_at) == won

    def test_events_of_other_connections_are_none_of_its_business(self):
        elsewhere = [replace(each, connection_id="crm") for each in told(WON)]

        assert len(news(DealHistory(elsewhere), WON)) == 2
