"""Commands about work on the real engine: what they write besides the log, and who may."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.adapters.dynamo import outbox, refs
from shared.adapters.dynamo.commands import ChangedMeanwhile, Key, Part, commit_batch
from shared.adapters.dynamo.store import every, load, page, record_of, value_of
from shared.domain.errors import NotFound
from shared.domain.people import AccessRole, Member
from shared.domain.work.duties.own_catalogue import OwnCatalogue, with_kind
from shared.domain.work.logs.log import LogDraft
from shared.domain.work.logs.months import LogMonths
from shared.domain.work.logs.quick import LogTemplate
from shared.domain.work.signals.reviews import OwnReview, ReviewReasonMissing, Verdict
from shared.usecases.company.change_catalogue import change_catalogue
from shared.usecases.work.keep_log_template import delete_log_template, keep_log_template
from shared.usecases.work.review_work_log import flagged_logs, review_work_log, reviews_of
from shared.usecases.work.submit_work_logs import delete_work_log, edit_work_log, submit_work_log
from tests.usecases.office import AT, Office

DAY = date(2026, 3, 2)


@pytest.fixture
def office(company):
    return Office(company)


class TestLogMonthsOfAMemberRow:
    def part(self, office, started_at, key):
        log, command = submit_work_log(
            draft=LogDraft("order_handling", "invoicing", started_at, 30),
            client_id=key,
            company=office.company,
            actor=office.member("李婷"),
            at=AT,
        )
        return Part(command, Key("POST", key, ""), {"id": log.id})

    def test_a_new_seat_has_no_month_with_logs(self, office):
        assert office.member("李婷").log_months == LogMonths()

    def test_a_batch_moves_each_of_its_months_to_its_last_command(self, office):
        starts = [AT, AT - timedelta(days=40), AT - timedelta(days=1)]
        parts = [self.part(office, start, f"k{place}") for place, start in enumerate(starts)]

        outcomes = commit_batch(parts, actor=office.member("李婷"), at=AT)

        assert office.member("李婷").log_months == LogMonths((("2026-02", 3), ("2026-03", 3)))
        assert {outcome.actor for outcome in outcomes} == {office.member("李婷")}

    def test_a_part_that_was_done_before_moves_nothing_of_its_own(self, office):
        old = self.part(office, AT - timedelta(days=40), "old")
        commit_batch([old], actor=office.member("李婷"), at=AT)

        commit_batch([old, self.part(office, AT, "new")], actor=office.member("李婷"), at=AT)

        assert office.member("李婷").log_months == LogMonths((("2026-02", 1), ("2026-03", 2)))

    def test_two_phones_of_one_person_forget_no_month_of_each_other(self, office):
        actor = office.member("李婷")
        parts = [self.part(office, AT - timedelta(days=31 * place), f"k{place}") for place in range(6)]

        with ThreadPoolExecutor(6) as pool:
            outcomes = [
                each[0] for each in pool.map(lambda part: commit_batch([part], actor=actor, at=AT), parts)
            ]

        row = office.member("李婷")
        assert sorted(outcome.actor.seq for outcome in outcomes) == [1, 2, 3, 4, 5, 6]
        assert sorted(seq for _, seq in row.log_months.months) == [1, 2, 3, 4, 5, 6]
        assert row.log_months.whole

    @given(
        st.builds(
            LogMonths,
            st.dictionaries(
                st.builds("{:04}-{:02}".format, st.integers(1900, 2199), st.integers(1, 12)),
                st.integers(1, 10**9),
                max_size=24,
            ).map(lambda months: tuple(sorted(months.items()))),
            st.booleans(),
        )
    )
    def test_what_is_known_is_read_as_it_was_written(self, known):
        seat = Member("per_1", "co_1", AccessRole.EMPLOYEE, seq=3, log_months=known)

        assert value_of(record_of(refs.member("co_1", "per_1"), seat), Member) == seat


class TestEditWorkLog:
    def test_another_activity_for_words_is_remembered_by_the_words(self, office):
        log = office.edit("李婷", office.submit("李婷", DAY, "errand"), {"text": "送样品 给客户"})
        office.edit("李婷", log, {"activity": "key_account"})
        other = office.edit("陈浩", office.submit("陈浩", DAY, "errand"), {"text": "送样品给客户"})
        office.edit("陈浩", other, {"activity": "quote"})

        (learned,) = every(refs.corrections(office.company.id))

        assert (learned.words, learned.activity, learned.by_id) == (
            "送样品给客户",
            "quote",
            office.id_of("陈浩"),
        )

    def test_an_edit_of_what_is_no_more_so_is_refused_with_what_stands_there(self, office):
        first = office.submit("李婷", DAY)
        second = office.edit("李婷", first, {"minutes": 90})

        with pytest.raises(ChangedMeanwhile):
            edit_work_log(log=second, version=1, changes={"minutes": 5}, company=office.company, at=AT)
        with pytest.raises(ChangedMeanwhile) as caught:
            office.edit("李婷", first, {"minutes": 5})

        assert caught.value.current["minutes"] == 90
        assert list(every(refs.work_log_history(office.company.id, first.id))) == [first]

    def test_of_two_edits_at_once_one_wins_and_the_history_has_one_line(self, office):
        log, actor = office.submit("李婷", DAY), office.member("李婷")

        def attempt(minutes):
            _, command = edit_work_log(
                log=log, version=1, changes={"minutes": minutes}, company=office.company, at=AT
            )
            key = Key("PATCH", str(minutes), "")
            return commit_batch([Part(command, key, {})], actor=actor, at=AT)[0]

        with ThreadPoolExecutor(4) as pool:
            outcomes = list(pool.map(attempt, (5, 10, 15, 20)))

        assert sum(isinstance(each, ChangedMeanwhile) for each in outcomes) == 3
        assert list(every(refs.work_log_history(office.company.id, log.id))) == [log]

    def test_a_deletion_may_name_the_version_it_means(self, office):
        log = office.submit("李婷", DAY)

        with pytest.raises(ChangedMeanwhile):
            delete_work_log(log=log, version=2, company=office.company)
        after, _ = delete_work_log(log=log, version=None, company=office.company)

        assert (after.deleted, after.version) == (True, 2)


class TestKeepLogTemplate:
    def kept(self, office):
        ref = refs.log_templates(office.company.id, office.id_of("李婷"))
        return load([ref]).find(ref)

    def keep(self, office, number, before):
        template = LogTemplate(f"tpl_{number}", f"模板{number}", "customer_contact", "new_visit", 30)
        after, command = keep_log_template(template=template, before=before, actor=office.member("李婷"))
        office.commit(command, "李婷", f"keep-{number}", AT)
        return after

    def delete(self, office, number):
        _, command = delete_log_template(template_id=f"tpl_{number}", before=self.kept(office))
        office.commit(command, "李婷", f"delete-{number}-{self.kept(office).version}", AT)

    def test_templates_are_kept_one_after_another_and_deleted(self, office):
        first = self.keep(office, 1, None)
        self.keep(office, 2, first)
        self.delete(office, 1)

        assert [each.id for each in self.kept(office).items] == ["tpl_2"]
        assert self.kept(office).version == 3

    def test_after_the_last_one_is_gone_another_can_be_kept(self, office):
        self.keep(office, 1, None)
        self.delete(office, 1)

        self.keep(office, 2, self.kept(office))

        assert [each.id for each in self.kept(office).items] == ["tpl_2"]

    def test_two_phones_do_not_lose_each_others_template(self, office):
        self.keep(office, 1, None)

        with pytest.raises(ChangedMeanwhile):
            self.keep(office, 2, None)

        assert [each.id for each in self.kept(office).items] == ["tpl_1"]

    def test_one_that_is_not_there_cannot_be_deleted(self, office):
        with pytest.raises(NotFound):
            delete_log_template(template_id="tpl_1", before=None)
        self.keep(office, 1, None)
        with pytest.raises(NotFound):
            self.delete(office, 2)


class TestReviewWorkLog:
    def review(self, office, log, verdict, reason="", *, by="王磊"):
        before = reviews_of(office.company.id, [log.id]).get(log.id)
        after, command = review_work_log(
            log=log, verdict=verdict, reason=reason, before=before, actor=office.member(by), at=AT
        )
        office.commit(command, by, f"review-{after.version}", AT)
        return after

    def flagged(self, office):
        found = flagged_logs(
            company_id=office.company.id, people=office.people.values(), month=f"{DAY:%Y-%m}"
        )
        return [(each.log.id, each.review) for each in found]

    @pytest.fixture
    def twice(self, office):
        office.submit("李婷", DAY)
        return office.submit("李婷", DAY, at=time(9, 5))

    def test_it_stands_beside_the_log_and_takes_no_minute_from_it(self, office, twice):
        review = self.review(office, twice, Verdict.EXCLUDE, "重复提交")

        assert self.flagged(office) == [(twice.id, review)]
        assert office.minutes("李婷", "2026-03") == 120
        assert (
            load([refs.work_log(office.company.id, twice.id)]).get(refs.work_log(office.company.id, twice.id))
            == twice
        )

    def test_the_person_is_told_with_the_day_and_the_reason(self, office, twice):
        self.review(office, twice, Verdict.EXCLUDE, "重复提交")
        self.review(office, twice, Verdict.ACCEPT)

        told = [each for _, each in outbox.waiting() if each.about == twice.id]
        assert [(each.topic, each.params) for each in sorted(told, key=lambda each: each.topic)] == [
            ("work_log.accepted", {"day": "2026-03-02", "reason": ""}),
            ("work_log.excluded", {"day": "2026-03-02", "reason": "重复提交"}),
        ]
        assert {each.person_id for each in told} == {office.id_of("李婷")}

    def test_the_newest_verdict_holds(self, office, twice):
        self.review(office, twice, Verdict.EXCLUDE, "重复提交")

        review = self.review(office, twice, Verdict.ACCEPT)

        assert review.version == 2 and self.flagged(office) == [(twice.id, review)]

    def test_nobody_reviews_their_own_log_or_excludes_without_a_reason(self, office, twice):
        with pytest.raises(OwnReview):
            self.review(office, twice, Verdict.ACCEPT, by="李婷")
        with pytest.raises(ReviewReasonMissing):
            self.review(office, twice, Verdict.EXCLUDE)

        assert self.flagged(office) == [(twice.id, None)]


class TestChangeCatalogue:
    def test_what_was_added_is_there_for_whoever_reads_the_company(self, office):
        own, kind = with_kind(OwnCatalogue(), zh="直播", en="Live show", needs_customer=False)
        after, command = change_catalogue(company=office.company, name="add_kind", own=own)
        office.commit(command, "林晓", "kind", AT)

        ref = refs.company(office.company.id)
        found = load([ref]).get(ref)

        assert found == after == replace(office.company, own=own, version=office.company.version + 1)
        assert found.catalogue.kinds[kind.id] == kind

    def test_of_two_changes_at_once_none_is_lost_unseen(self, office):
        for place, zh in enumerate(("直播", "展会")):
            own, _ = with_kind(OwnCatalogue(), zh=zh, en="", needs_customer=False)
            _, command = change_catalogue(company=office.company, name="add_kind", own=own)
            if place == 0:
                office.commit(command, "林晓", zh, AT)

        with pytest.raises(ChangedMeanwhile):
            office.commit(command, "周敏", zh, AT)


class TestPage:
    def test_the_last_page_is_known_to_be_the_last(self, office):
        logs = [office.submit("李婷", DAY + timedelta(days=place)) for place in range(4)]
        month = refs.work_logs(office.company.id, office.id_of("李婷"), "2026-03")

        first, whole = page(month, limit=2), page(month, limit=4)
        second = page(month, limit=2, after=first.next_sk)

        assert (first.items, second.items, second.next_sk) == ((*logs[:2],), (*logs[2:],), None)
        assert (whole.items, whole.next_sk) == ((*logs,), None)

    def test_it_may_begin_with_the_newest(self, office):
        logs = [office.submit("李婷", DAY + timedelta(days=place)) for place in range(3)]
        month = refs.work_logs(office.company.id, office.id_of("李婷"), "2026-03")

        first = page(month, limit=2, newest_first=True)
        second = page(month, limit=2, newest_first=True, after=first.next_sk)

        assert [*first.items, *second.items] == logs[::-1]
