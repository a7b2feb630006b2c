import hashlib
import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from functions import wiring
from shared.adapters.documents.job_description import TEMPLATE
from shared.adapters.dynamo import commands, outbox, refs
from shared.adapters.dynamo.codec import decode, encode, plain
from shared.adapters.dynamo.commands import ChangedMeanwhile, Command, Key, Part, Write
from shared.adapters.dynamo.store import load
from shared.domain.kpi.catalogue import default_line
from shared.domain.kpi.plans import PlanVersion
from shared.domain.messages import SENTENCES
from shared.domain.people import Assignment, MemberStatus
from shared.domain.work.duties.matrix import DutyClass, Override
from shared.domain.work.job_descriptions.versions import (
    JobDescriptionVersion,
    NotADraft,
    NotToAcknowledge,
    NotToPublish,
    VersionState,
    backing,
)
from shared.domain.work.logs.log import LogDraft
from shared.usecases.documents.draft_job_descriptions import Drafts, draft_job_descriptions
from shared.usecases.documents.edit_job_description import edit_job_description
from shared.usecases.documents.print_job_description import press_of
from shared.usecases.documents.read_job_descriptions import version_in_force, versions_of
from shared.usecases.documents.replace_template import replace_template
from shared.usecases.documents.run_job_descriptions import run_job_descriptions
from shared.usecases.documents.sign_job_description import (
    acknowledge_job_description,
    publish_job_description,
)
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.work.submit_work_logs import submit_work_log
from tests.conftest import Founding

APRIL = datetime(2026, 4, 1, 2, tzinfo=UTC)
"""Wednesday, 1 April 2026, ten o'clock in Shanghai."""
CARE = {"new_visit": 24, "key_account": 36}
"""Minutes of a day that is spent 40/60 on winning and keeping customers."""
VISITS = {"new_visit": 48, "key_account": 12}


@dataclass
class Office:
    """A company whose people log work and whose HR handles job descriptions; each step is committed."""

    founding: Founding
    steps: int = 0

    @property
    def id(self) -> str:
        return self.founding.company.id

    def person(self, name: str) -> str:
        return self.founding.people[name].id

    def commit(self, command: Command, by: str, at: datetime) -> None:
        self.steps += 1
        key = Key("test", str(self.steps), "")
        commands.commit(command, actor=self.founding.member(by), key=key, answer={}, at=at)

    def log(self, name: str, minutes: dict[str, int], *days: date) -> None:
        """Log these minutes by activity on each of the days, from nine o'clock on."""
        actor, parts = self.founding.member(name), []
        for day in days:
            start = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
            for number, (activity, each) in enumerate(minutes.items()):
                draft = LogDraft("order_handling", activity, start + timedelta(hours=number), each)
                self.steps += 1
                _, command = submit_work_log(
                    draft=draft,
                    client_id=f"c{self.steps}",
                    company=self.founding.company,
                    actor=actor,
                    at=start,
                )
                parts.append(Part(command, Key("log", str(self.steps), ""), {}))
        for first in range(0, len(parts), 20):
            for done in commands.commit_batch(parts[first : first + 20], actor=actor, at=APRIL):
                actor = done.actor

    def night(self, at: datetime = APRIL) -> list[JobDescriptionVersion]:
        """Run the schedule's job and return what it made, for 李婷 alone."""
        made = run_job_descriptions(company_id=self.id, at=at, documents=wiring.documents())
        return [each for each in made if each.person_id == self.person("李婷")]

    def asked(self, at: datetime = APRIL, *names: str) -> Drafts:
        """Draft as HR asks for it, and commit."""
        staff = list(self.founding.people.values())
        drafts = draft_job_descriptions(
            company=self.founding.company,
            people=[self.founding.people[name] for name in names or ("李婷",)],
            staff=staff,
            at=at,
            documents=wiring.documents(),
            is_asked=True,
        )
        for _, command in drafts.made:
            self.commit(command, "林晓", at)
        return drafts

    def versions(self) -> list[JobDescriptionVersion]:
        return versions_of(self.id, self.person("李婷"))

    def newest(self) -> JobDescriptionVersion:
        ref = refs.newest_job_descriptions(self.id).at(self.person("李婷"))
        return load([ref]).get(ref)

    def press(self):
        return press_of(self.id, wiring.documents())

    def edit(self, at: datetime = APRIL, *, seen: int | None = None, **texts: Any) -> JobDescriptionVersion:
        newest = self.newest()
        after, command = edit_job_description(
            version=newest,
            newest=newest,
            seen=seen or newest.version,
            texts=texts,
            actor=self.founding.member("林晓"),
            at=at,
            press=self.press(),
        )
        self.commit(command, "林晓", at)
        return after

    def publish(
        self, at: datetime = APRIL, *, effective_on: date | None = None, number: int | None = None
    ) -> JobDescriptionVersion:
        version = self.versions()[number - 1] if number else self.newest()
        after, command = publish_job_description(
            version=version,
            newest=self.newest(),
            versions=self.versions(),
            effective_on=effective_on,
            company=self.founding.company,
            at=at,
            press=self.press(),
        )
        self.commit(command, "林晓", at)
        return after

    def acknowledge(self, version: JobDescriptionVersion, at: datetime = APRIL) -> JobDescriptionVersion:
        after, command = acknowledge_job_description(
            version=version, newest=self.newest(), actor=self.founding.member("李婷"), at=at
        )
        self.commit(command, "李婷", at)
        return after

    def change(self, name: str, **changes: Any) -> None:
        """Change a person's record."""
        before = self.founding.people[name]
        after = replace(before, **changes, version=before.version + 1)
        self.commit(
            Command("person.change", [Write(refs.person(self.id, before.id), after, before=before)]),
            "林晓",
            APRIL,
        )
        self.founding.people[name] = after

    def told(self, topic: str) -> list[tuple[str, dict[str, Any]]]:
        """Return whom a message waits for, and what it is filled with."""
        names = {each.id: name for name, each in self.founding.people.items()}
        return sorted(
            (names[message.person_id], dict(message.params))
            for _, message in outbox.waiting()
            if message.company_id == self.id and message.topic == topic
        )


@pytest.fixture
def office(company: Founding) -> Office:
    return Office(company)


def days_of(month: int, number: int = 20) -> list[date]:
    return [date(2026, month, day + 1) for day in range(number)]


def states(office: Office) -> list[tuple[int, str]]:
    return [(each.number, each.state) for each in office.versions()]


class TestDraft:
    def test_a_first_version_says_what_it_rests_on_and_how_long_it_took(self, office):
        office.log("李婷", CARE, *days_of(3))

        ((made, _),) = office.asked().made

        assert (made.number, made.state, made.effective_on) == (1, VersionState.DRAFT, None)
        assert (made.evidence_days, made.days_to_draft) == (20, 31)
        assert not made.content.provisional
        assert made.content.reports_to == "王磊"
        assert [(line.id, line.percent) for line in made.content.duties] == [
            ("win_customers", 40),
            ("reach_revenue", 0),
            ("keep_customers", 60),
        ]

    def test_its_kpis_are_the_plans_with_formula_and_source(self, office):
        office.log("李婷", CARE, *days_of(3))

        ((made, _),) = office.asked().made

        first = made.content.kpis[0]
        assert [line.weight for line in made.content.kpis] == ["40%", "30%", "20%", "10%"]
        assert (first.zh, first.target, first.source) == ("新客户销售额占比", "≥30%", "订单记录")
        assert first.formula.startswith("新客户订单净额 ÷ 全部订单净额")
        assert all(line.formula and line.source and line.formula_en for line in made.content.kpis)

    def test_both_documents_lie_under_the_companys_prefix_with_their_sha256(self, office):
        office.log("李婷", CARE, *days_of(3))

        ((made, _),) = office.asked().made

        folder = f"{office.id}/job-descriptions/{made.person_id}/0001."
        documents = wiring.documents()
        for key, digest, ending in (
            (made.document_key, made.sha256, "docx"),
            (made.page_key, made.page_sha256, "html"),
        ):
            assert key.startswith(folder) and key.endswith(ending)
            assert hashlib.sha256(documents.get(key)).hexdigest() == digest
        assert "王磊" in documents.get(made.page_key).decode()

    def test_the_same_logs_make_no_second_version(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()

        assert office.asked().made == ()
        assert office.night(APRIL + timedelta(days=1)) == []

    def test_only_the_first_version_counts_days_to_draft(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.change("李婷", manager_id=office.person("周敏"))

        ((second, _),) = office.asked().made

        assert (second.number, second.days_to_draft, second.evidence_days) == (2, None, 20)
        assert [change.section for change in second.changes] == ["汇报对象"]

    def test_after_a_provisional_draft_the_first_on_enough_days_counts_them_too(self, office):
        office.log("李婷", CARE, *days_of(3, 3))
        (first,) = office.night(datetime(2026, 3, 4, 2, tzinfo=UTC))
        office.log("李婷", CARE, *days_of(3, 12)[3:])

        (second,) = office.night(datetime(2026, 3, 13, 2, tzinfo=UTC))

        assert (first.content.provisional, first.days_to_draft, first.evidence_days) == (True, 3, 3)
        assert (second.content.provisional, second.days_to_draft, second.evidence_days) == (False, 12, 12)
        assert states(office) == [(1, "superseded"), (2, "draft")]

    def test_who_has_no_logs_or_position_is_left_out_with_the_reason(self, office):
        office.log("陈浩", CARE, *days_of(3))
        office.change("陈浩", assignments=())
        office.change("王磊", assignments=(Assignment("pilot", 10_000, BEGINNING),))

        drafts = office.asked(APRIL, "李婷", "陈浩", "王磊")

        assert drafts.made == ()
        assert {id_: reason.code for id_, reason in drafts.left_out} == {
            office.person("李婷"): "distribution.nothing_logged",
            office.person("陈浩"): "job_description.no_position",
            office.person("王磊"): "job_description.position_unknown",
        }

    def test_a_manager_who_left_is_nobodys(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.change("王磊", status=MemberStatus.REMOVED)

        ((made, _),) = office.asked().made

        assert made.content.reports_to == ""

    def test_a_plan_of_ones_own_is_what_is_printed(self, office):
        office.log("李婷", {**CARE, "event_support": 10}, *days_of(3))
        events = replace(default_line("sales.event_participation", 4000), target=Fraction(3))
        lines = (default_line("sales.new_customer_revenue_share", 6000), events)
        plan = PlanVersion(
            id="pln_own",
            company_id=office.id,
            from_on=date(2026, 3, 1),
            lines=lines,
            person_id=office.person("李婷"),
        )
        office.commit(Command("plan", [Write(refs.plans(office.id).at(plan.id), plan)]), "林晓", APRIL)

        ((made, _),) = office.asked().made

        assert [(line.weight, line.target) for line in made.content.kpis] == [
            ("60%", "≥30%"),
            ("40%", "≥3场"),
        ]
        (duty,) = (line for line in made.content.lines if line.id == "support_events")
        assert (duty.target, duty.target_en) == ("每月3次活动", "3 events a month")

    def test_a_duty_that_hr_calls_core_is_one(self, office):
        office.log("李婷", {**CARE, "quote": 5}, *days_of(3))
        decision = Override(
            office.person("李婷"), "quote", DutyClass.CORE, "以报价为主", office.person("林晓"), APRIL
        )
        ref = refs.duty_override(office.id, office.person("李婷"), "quote")
        office.commit(Command("duty.decide", [Write(ref, decision)]), "林晓", APRIL)

        ((made, _),) = office.asked().made

        assert [(line.id, line.decided) for line in made.content.duties][-1] == ("quote", True)


class TestTheSample:
    """A seller's month of 1000, 750 and 505 minutes on customers and events, and 245 on nobody's work."""

    def test_it_is_reproduced_number_by_number(self, office):
        office.log(
            "李婷",
            {"new_visit": 100, "key_account": 75, "event_support": 50, "errand": 24},
            *days_of(3, 10),
        )
        office.log("李婷", {"event_support": 5, "daily_report": 5}, date(2026, 3, 10))

        ((made, _),) = office.asked().made

        lines = (*made.content.lines, made.content.rest)
        assert {line.id: (line.minutes, line.percent) for line in lines} == {
            "win_customers": (1000, 40),
            "reach_revenue": (0, 0),
            "keep_customers": (750, 30),
            "support_events": (505, 20),
            "other": (245, 10),
        }
        assert {line.id: line.target for line in lines if line.target} == {
            "win_customers": "每月5个新客户",
            "reach_revenue": "每月10万元",
            "keep_customers": "不低于25%",
            "support_events": "每月2次活动",
        }
        assert [line.weight for line in made.content.kpis] == ["40%", "30%", "20%", "10%"]


class TestTheCompanysTemplate:
    @pytest.fixture
    def templated(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        template, command = replace_template(
            before=None,
            version=0,
            file_name="模板.docx",
            content=TEMPLATE.read_bytes(),
            actor=office.founding.member("林晓"),
            at=APRIL,
            documents=wiring.documents(),
        )
        office.commit(command, "林晓", APRIL)
        return office, template.sha256

    def test_a_new_one_is_a_new_version_where_hr_asks_and_none_by_night(self, templated):
        office, digest = templated
        first = office.newest()

        by_night = office.night()
        ((made, _),) = office.asked().made

        assert by_night == []
        assert (first.template, made.template) == ("", digest)
        assert made.digest != first.digest and made.changes == ()
        assert office.asked().made == ()

    def test_a_draft_is_published_in_the_look_of_that_day(self, templated):
        office, digest = templated
        before = office.newest()

        published = office.publish()

        assert published.template == digest
        assert published.digest != before.digest


class TestEdit:
    def test_a_draft_is_printed_anew_beside_the_documents_that_were_linked(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        before = office.newest()

        after = office.edit(purpose="开拓华东市场", duties={"win_customers": "开发华东新客户"})

        documents = wiring.documents()
        assert (after.number, after.version, after.state) == (1, 2, VersionState.DRAFT)
        assert after.digest != before.digest and after.sha256 != before.sha256
        assert hashlib.sha256(documents.get(before.document_key)).hexdigest() == before.sha256
        assert "开发华东新客户" in documents.get(after.page_key).decode()
        assert office.newest() == after == office.versions()[0]

    def test_who_wrote_it_and_when_is_kept(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()

        after = office.edit(must=("持有驾照",))

        assert [(each.field, each.by_id, each.at) for each in after.edits] == [
            ("must", office.person("林晓"), APRIL)
        ]

    def test_the_next_draft_from_logs_says_it_again(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.edit(purpose="开拓华东市场", duties={"win_customers": "开发华东新客户"})
        office.log("李婷", VISITS, *days_of(4))

        ((made, _),) = office.asked(datetime(2026, 5, 1, 2, tzinfo=UTC)).made

        line = made.content.duties[0]
        assert (made.number, line.text, line.percent) == (2, "开发华东新客户", 60)
        assert made.content.purpose == "开拓华东市场"
        assert [change.section for change in made.changes] == ["工作占比", "工作占比"]
        assert [each.field for each in made.edits] == ["duty:win_customers", "purpose"]

    def test_the_date_of_effect_changes_the_documents_and_not_the_digest(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        before = office.newest()

        after = office.edit(effective_on=date(2026, 5, 1))

        assert (after.digest, after.effective_on) == (before.digest, date(2026, 5, 1))
        assert "2026-05-01" in wiring.documents().get(after.page_key).decode()

    def test_what_is_different_from_the_version_before_is_told_anew(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.change("李婷", manager_id=office.person("周敏"))
        office.asked()

        after = office.edit(purpose="开拓华东市场")

        assert [change.section for change in after.changes] == ["岗位目的", "汇报对象"]

    def test_what_is_no_draft_is_not_edited(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.publish()

        with pytest.raises(NotADraft) as caught:
            office.edit(purpose="开拓")

        assert caught.value.current == {"state": "published", "version": 2}

    def test_an_edit_of_what_stood_there_before_is_refused(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.edit(purpose="一")

        with pytest.raises(ChangedMeanwhile):
            office.edit(purpose="二", seen=1)


class TestPublish:
    def test_it_holds_from_today_in_the_companys_zone_unless_a_date_is_given(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()

        published = office.publish(datetime(2026, 4, 1, 17, tzinfo=UTC))

        assert published.effective_on == date(2026, 4, 2)
        assert "2026-04-02" in wiring.documents().get(published.page_key).decode()

    @pytest.mark.parametrize(
        ("given", "holds"), [(None, date(2026, 5, 1)), (date(2026, 6, 1), date(2026, 6, 1))]
    )
    def test_the_date_in_the_draft_counts_and_one_that_is_given_more(self, office, given, holds):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.edit(effective_on=date(2026, 5, 1))

        assert office.publish(effective_on=given).effective_on == holds

    def test_the_one_in_force_is_superseded_in_the_same_transaction(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        first = office.acknowledge(office.publish())
        office.change("李婷", manager_id=office.person("周敏"))
        office.asked()

        while_drafted = backing(version_in_force(office.id, office.newest()))
        second = office.publish()

        assert while_drafted is not None and while_drafted.job_description_id == first.id
        assert states(office) == [(1, "superseded"), (2, "published")]
        assert backing(version_in_force(office.id, office.newest())) is None
        assert backing(office.acknowledge(second)).number == 2

    def test_a_superseded_version_is_not_acknowledged_any_more(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.publish()
        office.change("李婷", manager_id=office.person("周敏"))
        office.asked()
        office.publish()

        with pytest.raises(NotToAcknowledge) as caught:
            office.acknowledge(office.versions()[0])

        assert caught.value.current == {"state": "superseded"}

    def test_a_draft_that_a_newer_one_replaced_is_neither_edited_nor_published(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.change("李婷", manager_id=office.person("周敏"))
        office.asked()

        with pytest.raises(NotToPublish):
            office.publish(number=1)

        assert states(office) == [(1, "superseded"), (2, "draft")]

    def test_a_draft_that_is_edited_and_replaced_at_one_moment_loses_nothing(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        office.change("李婷", manager_id=office.person("周敏"))
        drafts = draft_job_descriptions(
            company=office.founding.company,
            people=[office.founding.people["李婷"]],
            staff=list(office.founding.people.values()),
            at=APRIL,
            documents=wiring.documents(),
            is_asked=True,
        )
        office.edit(purpose="开拓华东市场")

        with pytest.raises(ChangedMeanwhile):
            office.commit(drafts.made[0][1], "林晓", APRIL)

        assert office.asked().made[0][0].content.purpose == "开拓华东市场"


class TestDriftWatch:
    """李婷's job is signed on 1 April as 40/60; in May and June she spends 80/20."""

    JUNE, JULY = datetime(2026, 6, 1, 2, tzinfo=UTC), datetime(2026, 7, 1, 2, tzinfo=UTC)

    @pytest.fixture
    def signed(self, office):
        office.log("李婷", CARE, *days_of(3), *days_of(4))
        office.asked()
        office.acknowledge(office.publish())
        office.log("李婷", VISITS, *days_of(5))
        return office

    def test_one_month_makes_no_draft(self, signed):
        assert signed.night(self.JUNE) == []
        assert signed.told("job_description.drift") == []

    def test_two_months_make_one_draft_and_one_message_to_hr(self, signed):
        signed.log("李婷", VISITS, *days_of(6))

        (made,) = signed.night(self.JULY)
        again = [signed.night(self.JULY + timedelta(days=day)) for day in (1, 2, 30)]

        assert [(line.id, str(line.signed)) for line in made.drift] == [
            ("win_customers", "2/5"),
            ("keep_customers", "3/5"),
        ]
        assert again == [[], [], []]
        assert signed.told("job_description.drift") == [("林晓", {"name": "李婷", "number": 2, "duties": 2})]
        assert states(signed) == [(1, "acknowledged"), (2, "draft")]

    def test_the_message_reads_as_a_sentence_in_both_languages(self, signed):
        signed.log("李婷", VISITS, *days_of(6))
        signed.night(self.JULY)
        ((_, params),) = signed.told("job_description.drift")

        zh, en = (text.format(**params) for text in SENTENCES["job_description.drift"])

        assert "李婷 连续两个月" in zh and "第 2 版" in zh
        assert "draft version 2" in en

    def test_where_there_is_no_hr_the_owner_is_told(self, signed):
        signed.change("林晓", status=MemberStatus.REMOVED)
        signed.log("李婷", VISITS, *days_of(6))

        signed.night(self.JULY)

        assert [name for name, _ in signed.told("job_description.drift")] == ["周敏"]

    def test_two_months_in_opposite_directions_make_none(self, signed):
        signed.log("李婷", {"new_visit": 6, "key_account": 54}, *days_of(6))

        assert signed.night(self.JULY) == []

    def test_once_hr_published_the_draft_the_same_months_are_settled(self, signed):
        signed.log("李婷", VISITS, *days_of(6))
        signed.night(self.JULY)
        signed.publish(self.JULY)

        assert signed.night(self.JULY + timedelta(days=3)) == []
        assert len(signed.told("job_description.drift")) == 1

    def test_hr_who_asks_gets_a_draft_as_soon_as_a_share_moved(self, signed):
        signed.log("李婷", VISITS, *days_of(5, 30)[20:])

        ((made, _),) = signed.asked(self.JUNE).made

        assert {change.section for change in made.changes} == {"工作占比"}
        assert made.drift == ()

    def test_another_manager_is_drafted_by_night(self, signed):
        signed.change("李婷", manager_id=signed.person("周敏"))

        (made,) = signed.night(self.JUNE)

        assert "汇报对象" in {change.section for change in made.changes}
        assert signed.told("job_description.drift") == []


class TestStoredVersions:
    def test_everything_comes_back_as_it_was_kept(self, office):
        office.log("李婷", CARE, *days_of(3))
        office.asked()
        version = office.edit(purpose="开拓", effective_on=date(2026, 5, 1))

        assert decode(JobDescriptionVersion, encode(version)) == version

    def test_one_from_before_the_newer_fields_still_reads(self, office):
        office.log("李婷", CARE, *days_of(3))
        ((version, _),) = office.asked().made
        stored = plain(version)
        for name in (
            "page_key", "page_sha256", "template", "edits", "drift", "effective_on", "evidence_days",
            "days_to_draft", "superseded_at",
        ):  # fmt: skip
            del stored[name]
        for name in ("auxiliary", "purpose", "purpose_en", "reports_to", "must_en", "ideal_en"):
            del stored["content"][name]
        for line in (*stored["content"]["duties"], stored["content"]["rest"]):
            for name in ("activities", "decided", "text_en", "target_en"):
                del line[name]
        for line in stored["content"]["kpis"]:
            for name in ("formula", "source", "en", "target_en", "formula_en", "source_en"):
                del line[name]

        read = decode(JobDescriptionVersion, json.dumps(stored))

        assert (read.number, read.content.purpose, read.content.auxiliary, read.edits) == (1, "", (), ())
        assert [line.text for line in read.content.duties] == [line.text for line in version.content.duties]
