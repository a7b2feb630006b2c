"""What vendors send in the loose fields of an event never raises, and never becomes a figure by guessing."""

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.domain.kpi.catalogue import CATALOGUE
from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.events import Event
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.fields import day, instant, number, text, texts, whole
from tests.domain.kpi.building import LI, MARCH, event

OTHER_TYPES = (
    "customer.merged customer.deleted deal.merged event.attended event.planned survey.sent survey.removed "
    "complaint.reopened activity.removed invoice.voided event.registration_cancelled event.attendance_reverted "
    "lead.assigned"
)
TYPES = sorted({each for kpi in CATALOGUE.values() for each in kpi.event_types} | set(OTHER_TYPES.split()))
FIELDS = (
    "order_ref refund_ref rate lines list_minor merged_ids from to position responsible first_reply_s event_ref "
    "attendees per_event_target reader_ids readers csat scale count due_at due_on waiting_minutes date deal_ref "
    "lead_ref held kind duration_s evidence flags review joint geo direction auto content content_ref store_ref "
    "visitors channel quote_ref revises probability close_date period invoice_ref reason approved ref name email "
    "phone_e164 planned planned_on promised_at promised_on complete partial damaged documents_ok contract_ref case_ref "
    "request_ref followers account_ref source campaign_ref duplicate_of error_class self_reported entered_at "
    "reported_at internal rater processor_employee_id closed staff subscription_ref renews_on billing_months "
    "nps delivered ticket_ref opened_at note outcome referrer_ref activity minutes created_at accepted_by done "
    "kpi_effect"
).split()
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**6),
    st.text(max_size=8),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(["1e999999", "2026-03-09", "2026-03-09T10:00:00+08:00", "0", "-1"]),
)


@st.composite
def junk_events(draw):
    offset, number_of = draw(st.integers(0, 60)), draw(st.integers(0, 9))
    at = datetime(2026, 2, 10, 4, tzinfo=UTC) + timedelta(days=offset)
    return Event(
        id=f"e{draw(st.integers(0, 10**6))}",
        type=draw(st.sampled_from(TYPES)),
        occurred_at=at,
        on=at.date(),
        entity_id=f"x{number_of}",
        credits=draw(st.sampled_from([(), ((LI, 10_000),), ((LI, 6_000),)])),
        customer=draw(st.sampled_from([None, "c1", "c2"])),
        amount_minor=draw(st.one_of(st.none(), st.integers(-100, 10**6))),
        data=draw(st.dictionaries(st.sampled_from(FIELDS), JUNK, max_size=6)),
    )


class TestLooseFields:
    @pytest.mark.parametrize("value", [None, True, 1.5, "", "1e9", "1/3", "NaN", "٣", [], {}, "9" * 40])
    def test_what_is_no_plain_number_is_none(self, value):
        assert number(value) is None

    def test_numbers_and_texts_are_read_exactly(self):
        loose = event("x", "x", "2026-03-02", a="12", b="1.50", c=7, d=["p", 3, None], e="", f=False)

        assert [whole(loose, key) for key in "abcf"] == [12, None, 7, None]
        assert number(loose.data["b"]) == Fraction(3, 2)
        assert [text(loose, key) for key in "acef"] == ["12", "7", None, None]
        assert (texts(loose, "d"), texts(loose, "e", "a"), texts(loose, "f")) == (("p", "3"), ("12",), ())

    def test_dates_and_instants_are_read_or_none(self):
        loose = event(
            "x",
            "x",
            "2026-03-02",
            d="2026-03-09",
            at="2026-03-09T08:00:00+08:00",
            naive="2026-03-09T08:00:00",
        )

        assert (day(loose, "d"), day(loose, "naive"), day(loose, "gone")) == (date(2026, 3, 9), None, None)
        assert instant(loose, "at") == datetime(2026, 3, 9, 8, tzinfo=timezone(timedelta(hours=8)))
        assert (instant(loose, "naive"), instant(loose, "gone")) == (None, None)


class TestEvaluationOfAnything:
    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(events=st.lists(junk_events(), max_size=25))
    def test_whatever_arrives_every_kpi_has_a_state_and_a_value_that_fits_it(self, events):
        story = Facts(events, feeds=dict.fromkeys(TYPES, "ok"))

        for kpi_id in CATALOGUE:
            found = evaluate(kpi_id, story, LI, MARCH)
            assert (found.value is None) == (found.state == "na")
            assert found.state in ("scored", "na", "zero")
            assert set(found.event_ids) <= {each.id for each in events}
