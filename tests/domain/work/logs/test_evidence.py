from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.kpi.evaluation import evaluate
from shared.domain.kpi.facts import Facts
from shared.domain.kpi.figures.marketing import event_participation
from shared.domain.kpi.windows import Window
from shared.domain.work.duties.activities import STANDARD
from shared.domain.work.duties.own_catalogue import STANDARD_CATALOGUE, OwnCatalogue, whole, with_meaning
from shared.domain.work.logs.evidence import (
    CONNECTION,
    READ_BY_KPIS,
    LogEvidence,
    LogsSeen,
    basis_of,
    evidence_of,
    is_prompt,
    joint_care,
    news,
)
from shared.domain.work.logs.logged_work import gathered
from shared.domain.work.signals.reviews import Verdict, reviewed
from tests.domain.kpi.building import MARCH, event, facts
from tests.domain.work.logged import MONDAY, NOON, SHANGHAI, a_log

TUESDAY = MONDAY + timedelta(days=1)
LATER = NOON + timedelta(days=3)


def a_support(number=1, *, at=time(9), on=MONDAY, by="li", **changes):
    """The log of an hour of helping at an event, written as the hour ended."""
    started_at = datetime.combine(on, at, tzinfo=SHANGHAI).astimezone(NOON.tzinfo)
    log = a_log("event_support", by=by, on=on, customer=None)
    times = {"started_at": started_at, "created_at": started_at + timedelta(hours=1)}
    return replace(log, id=f"log_{by}_{number}", **times | changes)


def evidence(*logs, reviews=(), meant=STANDARD_CATALOGUE.meant, joint=None):
    return evidence_of(
        logs, {each.log_id: each for each in reviews}, meant=meant, joint=joint or {}, zone=SHANGHAI
    )


def of_logs(found):
    return sorted(entity for entity, each in found.items() if each.data["activity"] != "created")


def decision(log, verdict=Verdict.ACCEPT, before=None):
    return reviewed(log, verdict, "看过照片", by_id="wang", at=LATER, before=before)


def what(found):
    """What events say, whatever their ids, versions and the time of telling."""
    return {entity: replace(each, id="", version="", received_at=None) for entity, each in found.items()}


def facts_of(told):
    """The newest events that some figure could take, by entity."""
    newest = Facts(told).newest("worklog.logged")
    return what({each.entity_id: each for each in newest if each.data["activity"]})


class TestEvidenceOf:
    def test_a_log_of_a_duty_that_a_kpi_reads_is_an_event_of_its_day(self):
        log = a_support(minutes=90)

        found = evidence(log)[log.id]

        assert (found.type, found.occurred_at, found.on) == ("worklog.logged", log.started_at, MONDAY)
        assert (found.credits, found.connection_id, found.raw_ref) == ((("li", 10_000),), CONNECTION, log.id)
        assert found.data == {
            "activity": "event_support",
            "kind": "campaign_work",
            "minutes": 90,
            "created_at": "2026-03-02T02:00:00+00:00",
            "counts": True,
        }

    def test_a_log_of_any_other_duty_is_told_by_its_day_alone(self):
        assert list(evidence(a_log("new_visit"))) == ["li:2026-03-02"]

    def test_it_says_for_which_customer_joint_care_was(self):
        log = a_log("joint_care", customer="远山贸易")

        assert evidence(log)[log.id].customer == "远山贸易"

    @pytest.mark.parametrize("duty", sorted(READ_BY_KPIS))
    def test_what_kpis_read_are_duties_of_the_catalogue(self, duty):
        assert duty in STANDARD

    @pytest.mark.parametrize("words", ["市场活动支持", "Helping at marketing events"])
    def test_the_names_of_a_duty_mean_it(self, words):
        log = a_support(activity=words)

        assert evidence(log)[log.id].data["activity"] == "event_support"

    def test_the_words_that_a_company_explained_mean_what_it_said(self):
        log = a_support(activity="帮忙摆摊")
        own = with_meaning(OwnCatalogue(), "帮忙摆摊", "event_support")
        assert of_logs(evidence(log)) == []
        assert of_logs(evidence(log, meant=whole(own).meant)) == [log.id]

    def test_a_deleted_log_is_evidence_of_nothing(self):
        assert evidence(a_support(deleted=True)) == {}

    def test_a_flagged_log_waits_until_somebody_accepted_it_as_it_is(self):
        first, again = a_support(1), a_support(2)

        assert of_logs(evidence(first, again)) == [first.id]
        assert of_logs(evidence(first, again, reviews=[decision(again)])) == [first.id, again.id]

        edited = replace(again, version=2, text="补充说明")
        assert of_logs(evidence(first, edited, reviews=[decision(again)])) == [first.id]
        assert of_logs(evidence(first, edited, reviews=[decision(edited)])) == [first.id, again.id]

    def test_an_excluded_log_is_evidence_of_nothing_flagged_or_not(self):
        log = a_support()

        assert evidence(log, reviews=[decision(log, Verdict.EXCLUDE)]) == {}

    def test_a_log_waits_no_more_once_the_other_is_deleted(self):
        first, again = a_support(1), a_support(2)

        assert of_logs(evidence(replace(first, deleted=True), again)) == [again.id]


class TestTheEventOfADay:
    def test_it_is_told_once_by_the_first_log_that_was_written_in_time(self):
        late = a_support(1, at=time(8), created_at=NOON + timedelta(days=9))
        prompt, second = a_support(2, at=time(10)), a_support(3, at=time(14))

        found = evidence(late, second, prompt)["li:2026-03-02"]

        assert (found.on, found.occurred_at, found.raw_ref) == (MONDAY, prompt.started_at, prompt.id)
        assert (found.data["activity"], found.data["logged_in_time"]) == ("created", True)
        assert (found.customer, found.credits) == (None, (("li", 10_000),))

    def test_it_stays_as_it_is_when_more_is_logged(self):
        first = a_support(1)

        alone, more = evidence(first), evidence(first, a_support(2, at=time(15)))

        assert alone["li:2026-03-02"] == more["li:2026-03-02"]

    def test_a_day_that_was_written_too_late_says_so(self):
        late = a_support(created_at=NOON + timedelta(days=9))

        assert evidence(late)["li:2026-03-02"].data["logged_in_time"] is False

    def test_each_day_has_its_own(self):
        found = evidence(a_support(1), a_support(2, on=TUESDAY))

        assert {"li:2026-03-02", "li:2026-03-03"} < found.keys()

    def test_a_day_of_which_nothing_counts_has_none(self):
        log = a_support()

        assert evidence(log, reviews=[decision(log, Verdict.EXCLUDE)]) == {}


class TestIsPrompt:
    ENDED = NOON + timedelta(hours=1)

    @pytest.mark.parametrize(
        ("hours", "microseconds", "prompt"),
        [(-1, 0, True), (0, 0, True), (24, -1, True), (24, 0, True), (24, 1, False), (240, 0, False)],
    )
    def test_a_day_from_the_end_of_the_work_is_in_time(self, hours, microseconds, prompt):
        written_at = self.ENDED + timedelta(hours=hours, microseconds=microseconds)
        log = replace(a_log(minutes=60), started_at=NOON, created_at=written_at)

        assert is_prompt(log, SHANGHAI) is prompt

    def test_a_log_moved_to_a_later_date_than_it_was_written_on_proves_nothing(self):
        moved = replace(a_support(on=TUESDAY), created_at=NOON, version=2)

        assert not is_prompt(moved, SHANGHAI)
        assert is_prompt(replace(moved, version=1), SHANGHAI)  # a phone whose clock was ahead
        assert is_prompt(replace(a_support(at=time(13)), created_at=NOON, version=2), SHANGHAI)


class TestJointCare:
    CARE = a_log("joint_care", by="feng")

    def joint(self, *logs):
        return joint_care(gathered(logs), STANDARD_CATALOGUE.meant)

    @pytest.mark.parametrize("duty", ["key_account", "园区考察"])
    def test_what_others_logged_for_the_customer_that_day_is_told_as_well(self, duty):
        log = a_log(duty, by="chen")

        found = evidence(log, joint=self.joint(self.CARE))[log.id]

        assert (found.customer, found.data["activity"]) == ("远山贸易", duty)

    @pytest.mark.parametrize(
        "log",
        [
            a_log("key_account", by="feng"),
            a_log("key_account", by="chen", on=TUESDAY),
            a_log("key_account", by="chen", customer="别家"),
            a_log("order_entry", by="chen", customer=None),
        ],
    )
    def test_what_bears_nothing_out_is_not(self, log):
        assert of_logs(evidence(log, joint=self.joint(self.CARE))) == []

    def test_of_two_who_cared_together_each_ones_own_log_may_bear_out_the_others(self):
        log = a_log("key_account", by="feng")

        assert of_logs(evidence(log, joint=self.joint(self.CARE, a_log("joint_care", by="he")))) == [log.id]

    def test_a_flagged_log_bears_nothing_out(self):
        first = a_log("key_account", by="chen")
        again = replace(first, id="log_twice")

        assert of_logs(evidence(first, again, joint=self.joint(self.CARE))) == [first.id]

    def test_deleted_joint_care_is_none(self):
        assert self.joint(replace(self.CARE, deleted=True)) == {}


class TestNews:
    NOTHING = LogEvidence("li", "2026-03")

    def told(self, before, found, at=LATER):
        anew = news(before, found, zone=SHANGHAI, at=at)
        return before.after(anew), anew

    def test_the_first_time_everything_is_told_as_version_one(self):
        after, anew = self.told(self.NOTHING, evidence(a_support()))

        assert [each.version for each in anew] == ["1", "1"]
        assert {each.received_at for each in anew} == {LATER}
        assert len({each.id for each in anew}) == 2 and after.version == 1

    def test_what_was_told_is_not_told_again(self):
        after, _ = self.told(self.NOTHING, evidence(a_support()))

        again, anew = self.told(after, evidence(a_support(text="补充说明", version=2)))

        assert anew == [] and again.told == after.told

    def test_the_same_is_told_under_the_same_id_whoever_tells_it(self):
        (_, first), (_, second) = (
            self.told(self.NOTHING, evidence(a_support()), at) for at in (LATER, LATER + timedelta(hours=1))
        )

        assert [each.id for each in first] == [each.id for each in second]

    def test_what_changed_is_told_as_the_next_version(self):
        after, first = self.told(self.NOTHING, evidence(a_support()))

        after, second = self.told(after, evidence(a_support(minutes=30, version=2)))

        assert {each.version for each in second} == {"2"}
        assert facts_of([*first, *second]) == what(evidence(a_support(minutes=30, version=2)))

    def test_what_holds_no_more_is_withdrawn_and_no_figure_takes_it(self):
        held = event("event.held", "salon", "2026-03-02", by=None)
        after, first = self.told(self.NOTHING, evidence(a_support()))

        after, second = self.told(after, evidence(a_support(deleted=True)))

        assert [(each.data, each.credits, each.customer) for each in second] == [
            ({"activity": "", "counts": False}, (), None)
        ] * 2
        assert {f"{each.on:%Y-%m}" for each in second} == {"2026-03"}
        march = Window.of(MARCH)
        assert event_participation(Facts([held, *first]), "li", march).numerator == 1
        assert event_participation(Facts([held, *first, *second]), "li", march).numerator == 0
        assert not list(Facts([*first, *second]).within("worklog.logged", "li", march))

    def test_what_is_withdrawn_is_withdrawn_once_and_may_come_back(self):
        after, first = self.told(self.NOTHING, evidence(a_support()))
        after, second = self.told(after, {})
        after, third = self.told(after, {})
        after, fourth = self.told(after, evidence(a_support()))

        assert third == []
        assert {each.version for each in fourth} == {"3"}
        assert facts_of([*fourth, *first, *second]) == what(evidence(a_support()))

    def test_what_never_counted_is_never_told(self):
        first = a_support(1)
        after, anew = self.told(self.NOTHING, evidence(first, a_support(2)))

        assert {each.entity_id for each in anew} == {first.id, "li:2026-03-02"}
        assert self.told(after, evidence(first, a_support(2, deleted=True)))[1] == []


DUTIES = ("event_support", "joint_care", "key_account")
COMMANDS = st.lists(
    st.tuples(
        st.sampled_from(("submit", "edit", "delete", "accept", "exclude")),
        st.sampled_from(("li", "chen")),
        st.integers(0, 2),
        st.sampled_from(DUTIES),
        st.integers(0, 3),
    ),
    max_size=14,
)


class Story:
    """Logs and reviews of two people, as their commands leave them, and what the store was told of them."""

    def __init__(self):
        self.logs, self.reviews = {}, {}
        self.memory = {by: LogEvidence(by, "2026-03") for by in ("li", "chen")}
        self.told = []

    def do(self, verb, by, number, duty, half_hours):
        """Carry out a command, if it is possible: starts half an hour apart overlap, equal ones are doubles."""
        key = f"log_{by}_{number}"
        before = self.logs.get(key)
        started_at = NOON + timedelta(minutes=30 * half_hours)
        if (verb == "submit") == (before is not None) or (before is not None and before.deleted):
            return
        if before is None:
            log = replace(a_log(duty, by=by), id=key, started_at=started_at)
            self.logs[key] = replace(log, created_at=started_at + timedelta(hours=20 * number))
        elif verb == "edit":
            days = timedelta(days=half_hours // 3)
            moved = {"on": MONDAY + days, "started_at": started_at + days}
            self.logs[key] = replace(before, activity=duty, version=before.version + 1, **moved)
        elif verb == "delete":
            self.logs[key] = replace(before, deleted=True, version=before.version + 1)
        else:
            self.reviews[key] = decision(before, Verdict(verb), self.reviews.get(key))

    def found(self, by):
        joint = joint_care(gathered(self.logs.values()), STANDARD_CATALOGUE.meant)
        logs = [each for each in self.logs.values() if each.person_id == by]
        return evidence(*logs, reviews=self.reviews.values(), joint=joint)

    def tell(self):
        """What one run of the job does."""
        for number, by in enumerate(self.memory):
            at = LATER + timedelta(hours=len(self.told) + number)
            anew = news(self.memory[by], self.found(by), zone=SHANGHAI, at=at)
            self.memory[by] = self.memory[by].after(anew)
            self.told += anew


class TestAnyOrderOfCommands:
    @given(COMMANDS, st.sets(st.integers(0, 13)))
    def test_leaves_the_facts_of_one_run_at_the_end(self, commands, runs_after):
        once, often, some = Story(), Story(), Story()
        for place, command in enumerate(commands):
            for story in (once, often, some):
                story.do(*command)
            often.tell()
            if place in runs_after:
                some.tell()
        for story in (once, often, some):
            story.tell()

        expected = what({**once.found("li"), **once.found("chen")})
        assert facts_of(once.told) == facts_of(often.told) == facts_of(some.told) == expected
        assert len({each.id for each in often.told}) == len(often.told)


class TestLogsSeen:
    SEEN = LogsSeen("basis", (("chen", (("2026-03", 2, 0),)), ("li", (("2026-02", 5, 1), ("2026-03", 6, 0)))))

    def test_nothing_moved_where_nothing_did(self):
        assert self.SEEN.moved_since(self.SEEN) == set()

    @pytest.mark.parametrize("state", [("2026-03", 7, 0), ("2026-03", 6, 1), ("2026-04", 7, 0)])
    def test_a_log_a_review_or_a_new_month_moves_its_own_month(self, state):
        now = replace(self.SEEN, people=(("li", (state,)),))

        assert now.moved_since(self.SEEN) == {(state[0], "li")}

    def test_another_basis_moves_everything(self):
        now = replace(self.SEEN, basis="other")

        assert now.moved_since(self.SEEN) == {("2026-03", "chen"), ("2026-02", "li"), ("2026-03", "li")}

    def test_joint_care_that_comes_goes_or_changes_moves_its_month(self):
        none = {"2026-03": {}}
        one = {"2026-03": {("远山贸易", MONDAY): frozenset({"feng"})}}
        two = {"2026-03": {("远山贸易", MONDAY): frozenset({"feng", "he"})}}

        for first, second in ((none, one), (one, two), (one, none)):
            seen = self.SEEN.with_joint(first)
            assert seen.with_joint(second).joint_moved_since(seen) == {"2026-03"}
            assert seen.with_joint(first).joint_moved_since(seen) == set()

    def test_months_that_were_not_asked_about_stay_as_they_were_seen(self):
        seen = self.SEEN.with_joint({"2026-03": {("远山贸易", MONDAY): frozenset({"feng"})}})

        assert seen.with_joint({"2026-04": {}}).joint_moved_since(seen) == set()


class TestBasisOf:
    def test_words_for_a_duty_that_kpis_read_are_part_of_it_and_other_words_are_not(self):
        plain = basis_of(OwnCatalogue(), SHANGHAI)

        read = basis_of(with_meaning(OwnCatalogue(), "帮忙摆摊", "event_support"), SHANGHAI)
        other = basis_of(with_meaning(OwnCatalogue(), "跑客户", "new_visit"), SHANGHAI)

        assert read != plain == other


class TestAsASource:
    """Everybody has work logs: they are no data source for a KPI that lives on other events."""

    LOGS = (*news(LogEvidence("li", "2026-03"), evidence(a_support()), zone=SHANGHAI, at=LATER),)

    def test_they_measure_nothing_that_waits_for_other_events(self):
        found = evaluate("sales.event_participation", facts(self.LOGS), "li", MARCH)

        assert (found.state, found.reason) == ("na", "kpi.no_source")

    def test_beside_the_events_they_are_evidence(self):
        held = event("event.held", "salon", f"{MONDAY}", by=None)

        found = evaluate("sales.event_participation", facts(self.LOGS, held), "li", MARCH)

        assert (found.state, found.value) == ("scored", 1)

    def test_they_are_the_source_of_what_they_alone_tell(self):
        found = evaluate("all.log_timeliness", facts(self.LOGS), "li", MARCH)

        assert found.reason != "kpi.no_source" and found.n > 0

    def test_the_figure_of_timeliness_agrees_with_the_flag(self):
        late = a_support(2, on=TUESDAY, created_at=NOON + timedelta(days=9))
        told = news(LogEvidence("li", "2026-03"), evidence(a_support(1), late), zone=SHANGHAI, at=LATER)

        found = evaluate("all.log_timeliness", facts(told), "li", MARCH)

        assert {each.on for each in told if each.data.get("logged_in_time")} == {MONDAY}
        assert found.numerator == 1
