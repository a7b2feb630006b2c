from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from shared.domain.errors import DomainError
from shared.domain.work import log_errors
from shared.domain.work.activities import LogKind
from shared.domain.work.logs import CLOCK_SKEW, LogDraft, WorkLog, counted, deleted, edited, new_log
from tests.domain.work.logged import NOON, SHANGHAI, a_log

VISIT = LogDraft(
    kind="customer_contact",
    activity="new_visit",
    started_at=NOON - timedelta(hours=2),
    minutes=60,
    customer="远山贸易",
    text="首次拜访",
)


def kept(draft: LogDraft, client_id: str = "a-1", at: datetime = NOON) -> WorkLog:
    return new_log(
        draft, id="log_1", company_id="co_1", person_id="li", client_id=client_id, zone=SHANGHAI, at=at
    )


class TestNewLog:
    def test_it_keeps_what_was_said_with_the_local_date(self):
        late = replace(VISIT, started_at=datetime(2026, 3, 1, 16, 30, tzinfo=UTC))

        log = kept(late)

        assert (log.kind, log.activity, log.minutes) == (LogKind.CUSTOMER_CONTACT, "new_visit", 60)
        assert log.on == date(2026, 3, 2)
        assert (log.version, log.deleted, log.flags, log.created_at) == (1, False, (), NOON)

    def test_instants_are_kept_in_utc(self):
        log = kept(replace(VISIT, started_at=VISIT.started_at.astimezone(SHANGHAI)))

        assert log.started_at.tzinfo is UTC
        assert log.started_at == VISIT.started_at

    def test_without_links_it_takes_those_of_the_activity(self):
        assert "sales.new_customer_revenue_share" in kept(VISIT).links

    def test_links_that_were_given_stand_each_once(self):
        assert kept(replace(VISIT, links=("own.a", "own.a"))).links == ("own.a",)
        assert kept(replace(VISIT, links=())).links == ()

    def test_an_unknown_activity_is_kept_as_it_was_written(self):
        log = kept(replace(VISIT, activity="  园区考察 "))

        assert (log.activity, log.links) == ("园区考察", ())

    def test_an_activity_may_stand_under_each_of_its_kinds(self):
        log = kept(replace(VISIT, kind="customer_care", activity="key_account"))

        assert log.kind is LogKind.CUSTOMER_CARE

    @pytest.mark.parametrize("kind", ["campaign_work", "order_handling"])
    def test_campaign_and_order_work_needs_no_customer(self, kind):
        assert kept(replace(VISIT, kind=kind, activity="园区考察", customer=None)).customer is None

    def test_an_activity_under_another_kind_is_kept_as_it_was_sent(self):
        log = kept(replace(VISIT, activity="invoicing"))

        assert (log.kind, log.activity) == ("customer_contact", "invoicing")

    @pytest.mark.parametrize("minutes", [1, 1440])
    def test_minutes_reach_from_one_to_a_day(self, minutes):
        assert kept(replace(VISIT, minutes=minutes)).minutes == minutes

    def test_a_clock_that_runs_more_than_ten_minutes_ahead_is_flagged_and_loses_nothing(self):
        assert kept(replace(VISIT, started_at=NOON + timedelta(minutes=10))).flags == ()
        assert kept(replace(VISIT, started_at=NOON + timedelta(minutes=10, seconds=1))).flags == (CLOCK_SKEW,)
        assert kept(replace(VISIT, started_at=NOON + timedelta(days=1))).flags == (CLOCK_SKEW,)

    def test_work_of_366_days_ago_can_still_be_logged(self):
        assert kept(replace(VISIT, started_at=NOON - timedelta(days=366))).on == date(2025, 3, 1)

    def test_a_text_of_a_thousand_characters_is_kept(self):
        assert len(kept(replace(VISIT, text="访" * 1000)).text) == 1000

    def test_lines_and_smileys_are_text(self):
        assert kept(replace(VISIT, text="很好\n再约\t👍")).text == "很好\n再约\t👍"


REFUSED = [
    (replace(VISIT, kind="lunch"), log_errors.KindUnknown, "/kind"),
    (replace(VISIT, kind=""), log_errors.KindUnknown, "/kind"),
    (replace(VISIT, activity=" "), log_errors.ActivityMissing, "/activity"),
    (replace(VISIT, activity="很" * 61), log_errors.TextTooLong, "/activity"),
    (replace(VISIT, minutes=None), log_errors.MinutesOutOfRange, "/minutes"),
    (replace(VISIT, minutes=0), log_errors.MinutesOutOfRange, "/minutes"),
    (replace(VISIT, minutes=1441), log_errors.MinutesOutOfRange, "/minutes"),
    (replace(VISIT, started_at=datetime(2026, 3, 2, 9)), log_errors.StartNotAware, "/started_at"),  # noqa: DTZ001
    (replace(VISIT, started_at=NOON + timedelta(days=1, seconds=1)), log_errors.StartInFuture, "/started_at"),
    (replace(VISIT, started_at=datetime.max.replace(tzinfo=UTC)), log_errors.StartInFuture, "/started_at"),
    (replace(VISIT, started_at=NOON - timedelta(days=366, seconds=1)), log_errors.StartTooOld, "/started_at"),
    (replace(VISIT, started_at=datetime.min.replace(tzinfo=SHANGHAI)), log_errors.StartTooOld, "/started_at"),
    (replace(VISIT, customer=None), log_errors.CustomerMissing, "/customer"),
    (replace(VISIT, customer="  "), log_errors.CustomerMissing, "/customer"),
    (
        replace(VISIT, kind="customer_care", activity="care_call", customer=None),
        log_errors.CustomerMissing,
        "/customer",
    ),
    (replace(VISIT, customer="山" * 201), log_errors.TextTooLong, "/customer"),
    (replace(VISIT, text="访" * 1001), log_errors.TextTooLong, "/text"),
    (replace(VISIT, text="a\x00b"), log_errors.TextUnreadable, "/text"),
    (replace(VISIT, text="a\ud800b"), log_errors.TextUnreadable, "/text"),
    (replace(VISIT, links=tuple(f"own.{n}" for n in range(21))), log_errors.LinksUnusable, "/links"),
    (replace(VISIT, links=("",)), log_errors.LinksUnusable, "/links"),
]


class TestRefusals:
    @pytest.mark.parametrize(("draft", "error", "pointer"), REFUSED)
    def test_each_names_its_field_in_both_languages(self, draft, error, pointer):
        with pytest.raises(error) as caught:
            kept(draft)

        assert caught.value.pointer == pointer
        assert "{" not in caught.value.sentence("zh") + caught.value.sentence("en")

    @pytest.mark.parametrize("client_id", ["", "a b", "键", "k" * 256, "a\n"])
    def test_a_client_id_is_1_to_255_visible_ascii_characters(self, client_id):
        with pytest.raises(log_errors.ClientIdUnusable) as caught:
            kept(VISIT, client_id=client_id)

        assert caught.value.pointer == "/client_id"

    def test_braces_in_what_was_typed_are_no_placeholders(self):
        with pytest.raises(log_errors.KindUnknown) as caught:
            kept(replace(VISIT, kind="{kind}"))

        assert "“{kind}”" in caught.value.sentence("en")


class TestEdited:
    def test_it_changes_what_is_named_and_counts_a_version(self):
        log = kept(VISIT)

        after = edited(log, {"minutes": 90, "text": "补充"}, zone=SHANGHAI, at=NOON)

        assert after == replace(log, minutes=90, text="补充", version=2)

    def test_another_activity_brings_its_own_links(self):
        after = edited(
            kept(VISIT), {"activity": "key_account", "kind": "customer_care"}, zone=SHANGHAI, at=NOON
        )

        assert after.links[0] == "sales.repurchase_rate"

    def test_links_stay_as_they_are_when_the_activity_stays(self):
        log = kept(replace(VISIT, links=("own.a",)))

        assert edited(log, {"minutes": 5}, zone=SHANGHAI, at=NOON).links == ("own.a",)

    def test_an_old_log_can_be_corrected_if_its_start_stays(self):
        log = kept(VISIT)

        after = edited(log, {"text": "改"}, zone=SHANGHAI, at=NOON + timedelta(days=500))

        assert after.text == "改"

    def test_a_corrected_start_takes_the_flag_away(self):
        log = kept(replace(VISIT, started_at=NOON + timedelta(minutes=15)))

        after = edited(log, {"started_at": NOON - timedelta(hours=1)}, zone=SHANGHAI, at=NOON)

        assert (log.flags, after.flags) == ((CLOCK_SKEW,), ())

    def test_a_start_in_the_same_month_moves_the_date(self):
        after = edited(kept(VISIT), {"started_at": NOON - timedelta(days=1, hours=3)}, zone=SHANGHAI, at=NOON)

        assert after.on == date(2026, 3, 1)

    def test_a_start_in_another_month_is_refused(self):
        with pytest.raises(log_errors.OtherMonth):
            edited(kept(VISIT), {"started_at": NOON - timedelta(days=5)}, zone=SHANGHAI, at=NOON)

    def test_the_rules_of_a_new_log_hold(self):
        with pytest.raises(log_errors.CustomerMissing):
            edited(kept(VISIT), {"customer": None}, zone=SHANGHAI, at=NOON)

    def test_a_deleted_log_takes_no_change(self):
        with pytest.raises(log_errors.LogDeleted) as caught:
            edited(deleted(kept(VISIT)), {"minutes": 5}, zone=SHANGHAI, at=NOON)

        assert caught.value.kind == "conflict"


class TestDeleted:
    def test_it_stays_on_record_one_version_on(self):
        log = kept(VISIT)

        assert deleted(log) == replace(log, deleted=True, version=2)

    def test_twice_is_an_error(self):
        with pytest.raises(DomainError):
            deleted(deleted(kept(VISIT)))


class TestCounted:
    def test_deleted_logs_and_other_people_are_left_out(self):
        mine, gone, theirs = a_log(), a_log(deleted=True), a_log(by="han")

        assert counted([mine, gone, theirs]) == (mine, theirs)
        assert counted([mine, gone, theirs], {"li"}) == (mine,)
