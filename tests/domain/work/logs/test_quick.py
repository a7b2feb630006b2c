from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.work.logs.log import LogDraft, new_log
from shared.domain.work.logs.places import coarse
from shared.domain.work.logs.quick import (
    MOST_TEMPLATES,
    LogTemplate,
    LogTemplates,
    TooManyTemplates,
    repeated,
    with_template,
    without_template,
)
from tests.domain.work.logged import NOON, SHANGHAI, a_log

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = date(2026, 3, 3)


def a_start(*parts: int, zone: ZoneInfo = BERLIN, fold: int = 0):
    """A log that began at this local time."""
    return replace(a_log(), started_at=datetime(*parts, tzinfo=zone, fold=fold).astimezone(UTC))


class TestRepeated:
    def test_the_drafts_say_what_the_logs_said_at_the_same_local_time(self):
        (made,) = repeated([a_log("key_account", 45)], TUESDAY, SHANGHAI)

        assert made.draft == LogDraft(
            kind="customer_care",
            activity="key_account",
            started_at=datetime(2026, 3, 3, 1, 0, tzinfo=UTC),
            minutes=45,
            customer="远山贸易",
            links=(),
        )

    def test_they_come_in_order_of_their_start(self):
        later, earlier = a_start(2026, 3, 2, 15, 0), replace(a_start(2026, 3, 2, 9, 0), activity="quote")

        made = repeated([later, earlier], TUESDAY, BERLIN)

        assert [each.draft.activity for each in made] == ["quote", "new_visit"]

    def test_deleted_logs_are_not_repeated(self):
        assert repeated([a_log(deleted=True)], TUESDAY, SHANGHAI) == ()

    def test_words_place_and_photos_stay_behind(self):
        place = coarse(Decimal("31.23"), Decimal("121.47"))
        log = replace(a_log(), text="谈好了价格", place=place, photos=("pho_1",), links=("own.a",))

        (made,) = repeated([log], TUESDAY, SHANGHAI)

        draft = made.draft
        assert (draft.text, draft.location, draft.photos, draft.links) == ("", None, (), ("own.a",))

    def test_a_draft_can_be_sent_as_it_is(self):
        (made,) = repeated([a_log()], TUESDAY, SHANGHAI)

        log = new_log(
            made.draft,
            id="log_2",
            company_id="co_1",
            person_id="li",
            client_id=made.client_id,
            zone=SHANGHAI,
            at=NOON + timedelta(days=1),
        )

        assert (log.on, log.minutes, log.activity) == (TUESDAY, 60, "new_visit")

    def test_the_same_log_for_the_same_day_has_the_same_client_id(self):
        once, again = (repeated([a_log()], TUESDAY, SHANGHAI)[0].client_id for _ in range(2))
        edited = repeated([replace(a_log(), minutes=5, version=2)], TUESDAY, SHANGHAI)[0].client_id

        assert once == again == edited

    def test_another_log_or_another_day_has_another_client_id(self):
        logs = [a_log(), replace(a_log(), id="log_2")]

        made = [*repeated(logs, TUESDAY, SHANGHAI), *repeated(logs, date(2026, 3, 4), SHANGHAI)]

        assert len({each.client_id for each in made}) == 4

    def test_the_local_time_stays_where_the_clocks_were_changed_between(self):
        (made,) = repeated([a_start(2026, 3, 27, 9, 0)], date(2026, 3, 30), BERLIN)

        assert made.draft.started_at == datetime(2026, 3, 30, 7, 0, tzinfo=UTC)

    def test_a_time_that_the_day_does_not_have_is_an_hour_later(self):
        (made,) = repeated([a_start(2026, 3, 28, 2, 30)], date(2026, 3, 29), BERLIN)

        assert made.draft.started_at.astimezone(BERLIN).time() == time(3, 30)

    def test_a_time_that_the_day_has_twice_is_the_first(self):
        (made,) = repeated([a_start(2026, 10, 24, 2, 30)], date(2026, 10, 25), BERLIN)

        assert made.draft.started_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)

    @given(
        st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.times(), st.dates(date(2024, 1, 1), date(2027, 1, 1))
    )
    def test_in_a_zone_that_changes_no_clocks_only_the_date_differs(self, day, at, on):
        started_at = datetime.combine(day, at, tzinfo=SHANGHAI).astimezone(UTC)

        (made,) = repeated([replace(a_log(), started_at=started_at)], on, SHANGHAI)

        there = made.draft.started_at.astimezone(SHANGHAI)
        assert (there.date(), there.time()) == (on, at)


def a_template(number: int) -> LogTemplate:
    return LogTemplate(f"tpl_{number}", f"模板{number}", "customer_contact", "new_visit", 30)


def templates(count: int) -> LogTemplates:
    kept = LogTemplates("co_1", "li", version=0)
    for number in range(count):
        kept = with_template(kept, a_template(number))
    return kept


class TestTemplates:
    def test_they_stand_in_the_order_in_which_they_were_kept(self):
        kept = templates(3)

        assert [each.id for each in kept.items] == ["tpl_0", "tpl_1", "tpl_2"]
        assert kept.version == 3

    def test_one_of_the_same_id_is_replaced(self):
        kept = with_template(templates(3), replace(a_template(1), minutes=90))

        assert {each.id: each.minutes for each in kept.items} == {"tpl_0": 30, "tpl_1": 90, "tpl_2": 30}

    def test_there_are_twenty_at_most_and_each_can_still_be_replaced(self):
        full = templates(MOST_TEMPLATES)

        with pytest.raises(TooManyTemplates) as caught:
            with_template(full, a_template(MOST_TEMPLATES))

        assert caught.value.kind == "conflict" and "20" in caught.value.sentence("en")
        assert len(with_template(full, a_template(0)).items) == MOST_TEMPLATES

    def test_a_deleted_one_is_gone_and_the_others_stay(self):
        kept = without_template(templates(3), "tpl_1")

        assert [each.id for each in kept.items] == ["tpl_0", "tpl_2"]
        assert kept.version == 4
