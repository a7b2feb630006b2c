from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import DomainError
from shared.domain.work.duties.activities import STANDARD, Activity
from shared.domain.work.duties.own_catalogue import (
    OwnCatalogue,
    whole,
    with_duty,
    with_kind,
    with_meaning,
    with_retired,
)
from shared.domain.work.logs import errors as log_errors
from shared.domain.work.logs.kinds import CUSTOMER_CARE, CUSTOMER_CONTACT
from shared.domain.work.logs.log import CLOCK_SKEW, LogDraft, WorkLog, counted, deleted, edited, new_log
from shared.domain.work.logs.places import LocationUnusable, Place, coarse
from tests.domain.work.logged import NOON, SHANGHAI, a_log

VISIT = LogDraft(
    kind="customer_contact",
    activity="new_visit",
    started_at=NOON - timedelta(hours=2),
    minutes=60,
    customer="远山贸易",
    text="首次拜访",
)


def kept(
    draft: LogDraft, client_id: str = "a-1", at: datetime = NOON, own: OwnCatalogue | None = None
) -> WorkLog:
    return new_log(
        draft,
        id="log_1",
        company_id="co_1",
        person_id="li",
        client_id=client_id,
        zone=SHANGHAI,
        at=at,
        catalogue=whole(own or OwnCatalogue()),
    )


class TestNewLog:
    def test_it_keeps_what_was_said_with_the_local_date(self):
        late = replace(VISIT, started_at=datetime(2026, 3, 1, 16, 30, tzinfo=UTC))

        log = kept(late)

        assert (log.kind, log.activity, log.minutes) == (CUSTOMER_CONTACT, "new_visit", 60)
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

        assert log.kind == CUSTOMER_CARE

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


class TestEnd:
    """A log that says when it ended instead of how long it took."""

    @pytest.mark.parametrize(
        ("took", "minutes"),
        [
            (timedelta(minutes=45), 45),
            (timedelta(seconds=1), 1),
            (timedelta(minutes=45, microseconds=1), 46),
            (timedelta(days=1), 1440),
        ],
    )
    def test_the_minutes_are_those_between_and_one_that_is_begun_is_whole(self, took, minutes):
        draft = replace(VISIT, minutes=None, ended_at=VISIT.started_at + took)

        assert kept(draft).minutes == minutes

    def test_it_may_be_said_in_another_zone_than_the_start(self):
        ended_at = (VISIT.started_at + timedelta(minutes=30)).astimezone(SHANGHAI)

        assert kept(replace(VISIT, minutes=None, ended_at=ended_at)).minutes == 30


class TestTexts:
    @pytest.mark.parametrize("char", ["\u200b", "\u2060", "\ufeff", "\u00ad", "\u180e", "\u2063", "\u3164"])
    def test_what_nobody_sees_is_left_out_of_every_text(self, char):
        log = kept(
            replace(
                VISIT,
                customer=f"远山{char}贸易{char}",
                activity=f"{char}new_visit",
                text=f"a{char}b",
                links=None,
            )
        )

        assert (log.customer, log.activity, log.text) == ("远山贸易", "new_visit", "ab")
        assert log.links == STANDARD["new_visit"].kpis

    @pytest.mark.parametrize("blank", ["\u200b", " \ufeff ", "\u3164"])
    def test_a_name_of_nothing_that_is_seen_is_no_name(self, blank):
        with pytest.raises(log_errors.CustomerMissing):
            kept(replace(VISIT, customer=blank))
        with pytest.raises(log_errors.ActivityMissing):
            kept(replace(VISIT, activity=blank))

    @pytest.mark.parametrize("field", ["text", "customer", "activity"])
    @pytest.mark.parametrize(
        "mark", list("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    )
    def test_marks_that_turn_the_direction_of_writing_are_refused(self, field, mark):
        with pytest.raises(log_errors.TextUnreadable) as caught:
            kept(replace(VISIT, **{field: f"价格{mark}100"}))

        assert caught.value.pointer == f"/{field}"

    @pytest.mark.parametrize(
        "text",
        [
            "👨‍👩‍👧‍👦 家庭日",
            "👩🏽‍💻❤️‍🔥",
            "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
            "زيارة عميل جديد",
            "ביקור לקוח חדש",
            "می\u200cخواهم",
            "क्\u200dष",
            "Ångström, naïve",
        ],
    )
    def test_emoji_and_every_script_are_kept_as_they_were_written(self, text):
        log = kept(replace(VISIT, text=text, customer=text, activity=text))

        assert (log.text, log.customer, log.activity) == (text, text, text)

    @pytest.mark.parametrize("text", ["访" * 10_000, "👍" * 10_000, "a\n" * 5_000])
    def test_ten_thousand_characters_are_refused(self, text):
        with pytest.raises(log_errors.TextTooLong) as caught:
            kept(replace(VISIT, text=text))

        assert (caught.value.params["length"], caught.value.params["longest"]) == (len(text.strip()), 1000)

    @given(st.text(st.characters(), max_size=60))
    def test_any_text_is_kept_or_refused_with_a_sentence_and_once_kept_it_stays(self, text):
        try:
            log = kept(replace(VISIT, text=text))
        except log_errors.TextUnreadable as refusal:
            assert "{" not in refusal.sentence("zh") + refusal.sentence("en")
        else:
            assert kept(replace(VISIT, text=log.text)).text == log.text
            assert log.text == log.text.strip()


class TestPlace:
    def test_half_a_kilometre_is_kept_of_where_it_was(self):
        log = kept(replace(VISIT, location=(Decimal("31.230416"), Decimal("121.473701"))))

        assert log.place == Place("31.2300", "121.4716") == coarse(Decimal("31.2304"), Decimal("121.4737"))

    def test_without_a_location_there_is_none(self):
        assert kept(VISIT).place is None

    def test_one_outside_the_globe_is_refused(self):
        with pytest.raises(LocationUnusable):
            kept(replace(VISIT, location=(Decimal(91), Decimal(0))))

    def test_an_edit_leaves_it_where_it_was(self):
        log = kept(replace(VISIT, location=(Decimal(0), Decimal(0))))

        assert (
            edited(log, {"minutes": 5}, zone=SHANGHAI, at=NOON).place
            == log.place
            == Place("0.0000", "0.0000")
        )


class TestPhotos:
    def test_each_stands_there_once(self):
        assert kept(replace(VISIT, photos=("pho_b", "pho_a", "pho_b"))).photos == ("pho_b", "pho_a")

    def test_there_are_nine_at_most(self):
        nine = tuple(f"pho_{n}" for n in range(9))

        assert kept(replace(VISIT, photos=(*nine, "pho_0"))).photos == nine
        with pytest.raises(log_errors.TooManyPhotos) as caught:
            kept(replace(VISIT, photos=(*nine, "pho_9")))
        assert caught.value.pointer == "/photos"

    def test_an_edit_can_change_them_and_else_leaves_them(self):
        log = kept(replace(VISIT, photos=("pho_a",)))

        assert edited(log, {"minutes": 5}, zone=SHANGHAI, at=NOON).photos == ("pho_a",)
        assert edited(log, {"photos": ()}, zone=SHANGHAI, at=NOON).photos == ()
        with pytest.raises(log_errors.TooManyPhotos):
            edited(log, {"photos": tuple(f"pho_{n}" for n in range(10))}, zone=SHANGHAI, at=NOON)


class TestPhonesClock:
    @pytest.mark.parametrize("minutes", [-10, 0, 10])
    def test_a_clock_that_is_off_by_ten_minutes_is_right_enough(self, minutes):
        assert kept(replace(VISIT, sent_at=NOON + timedelta(minutes=minutes))).flags == ()

    @pytest.mark.parametrize(
        "off", [timedelta(minutes=10, seconds=1), timedelta(minutes=-11), timedelta(days=-900)]
    )
    def test_one_that_is_off_by_more_is_flagged_and_loses_nothing(self, off):
        log = kept(replace(VISIT, sent_at=NOON + off))

        assert log == replace(kept(VISIT), flags=(CLOCK_SKEW,))

    def test_it_may_show_the_time_of_another_zone(self):
        assert kept(replace(VISIT, sent_at=NOON.astimezone(SHANGHAI))).flags == ()


class TestOwnCatalogueOfLogs:
    def test_a_log_may_be_of_an_own_kind(self):
        own, show = with_kind(OwnCatalogue(), zh="直播", en="Live show", needs_customer=False)
        draft = replace(VISIT, kind=show.id, customer=None)

        assert kept(draft, own=own).kind == show.id
        with pytest.raises(log_errors.KindUnknown):
            kept(draft)

    def test_an_own_kind_can_ask_for_the_customer(self):
        own, show = with_kind(OwnCatalogue(), zh="直播", en="Live show", needs_customer=True)

        with pytest.raises(log_errors.CustomerMissing) as caught:
            kept(replace(VISIT, kind=show.id, customer=None), own=own)

        assert "直播" in caught.value.sentence("zh") and "Live show" in caught.value.sentence("en")

    def test_a_phone_that_was_offline_may_still_send_a_kind_that_was_retired(self):
        own, show = with_kind(OwnCatalogue(), zh="直播", en="Live show", needs_customer=False)

        own = with_retired(own, show.id, is_retired=True)

        assert kept(replace(VISIT, kind=show.id), own=own).kind == show.id

    @pytest.mark.parametrize("words", ["老客户维护", "老客户 维护", "Looking after existing customers"])
    def test_the_name_of_a_duty_brings_its_links_and_is_kept_as_it_was_written(self, words):
        log = kept(replace(VISIT, activity=words))

        assert (log.activity, log.links) == (words, STANDARD["key_account"].kpis)

    def test_words_that_were_given_a_meaning_bring_the_links_of_that_duty(self):
        own = with_meaning(OwnCatalogue(), "送样品", "key_account")

        assert kept(replace(VISIT, activity="送样品"), own=own).links == STANDARD["key_account"].kpis

    def test_an_edit_brings_the_links_of_an_own_duty(self):
        hiring = Activity("", "招聘", "Hiring", ("order_handling",), kpis=("own.hires",))
        own, duty = with_duty(OwnCatalogue(), hiring)

        after = edited(kept(VISIT), {"activity": "招聘"}, zone=SHANGHAI, at=NOON, catalogue=whole(own))

        assert after.links == duty.kpis


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
    (replace(VISIT, ended_at=NOON), log_errors.LengthTwice, "/ended_at"),
    (replace(VISIT, minutes=None, ended_at=VISIT.started_at), log_errors.EndBeforeStart, "/ended_at"),
    (
        replace(VISIT, minutes=None, ended_at=VISIT.started_at - timedelta(microseconds=1)),
        log_errors.EndBeforeStart,
        "/ended_at",
    ),
    (
        replace(VISIT, minutes=None, ended_at=VISIT.started_at + timedelta(days=1, microseconds=1)),
        log_errors.MinutesOutOfRange,
        "/ended_at",
    ),
    (
        replace(VISIT, minutes=None, ended_at=datetime(2026, 3, 2, 23)),  # noqa: DTZ001
        log_errors.StartNotAware,
        "/ended_at",
    ),
    (
        replace(VISIT, minutes=None, ended_at=datetime.max.replace(tzinfo=UTC)),
        log_errors.MinutesOutOfRange,
        "/ended_at",
    ),
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
