from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from shared.domain.work.job_descriptions.content import JobDescription, describe
from shared.domain.work.job_descriptions.edits import (
    DutyLineUnknown,
    Edit,
    NothingToEdit,
    effective_on,
    reapplied,
    with_edits,
)
from tests.domain.work.job_descriptions.test_content import SELLER, a_source

MONDAY = datetime(2026, 4, 6, 2, tzinfo=UTC)
TUESDAY = datetime(2026, 4, 7, 2, tzinfo=UTC)
CONTENT = describe(SELLER)


def edited(texts, content: JobDescription = CONTENT, edits=(), *, by="per_hr", at=MONDAY):
    return with_edits(content, edits, texts, by_id=by, at=at)


def text_of(content: JobDescription, duty: str) -> tuple[str, str]:
    return next((line.text, line.text_en) for line in content.lines if line.id == duty)


class TestWithEdits:
    def test_texts_take_the_place_of_what_was_generated(self):
        content, _ = edited(
            {
                "purpose": "开拓华东市场",
                "duties": {"win_customers": "开发华东新客户"},
                "must": ("持有驾照",),
                "ideal": (),
            }
        )

        assert (content.purpose, content.must, content.ideal) == ("开拓华东市场", ("持有驾照",), ())
        assert text_of(content, "win_customers")[0] == "开发华东新客户"

    def test_what_hr_wrote_in_chinese_has_no_english_of_the_templates(self):
        content, _ = edited(
            {"purpose": "开拓华东市场", "duties": {"win_customers": "开发"}, "must": ("驾照",)}
        )

        assert (content.purpose_en, content.must_en) == ("", ())
        assert text_of(content, "win_customers") == ("开发", "")
        assert content.ideal_en == CONTENT.ideal_en

    def test_each_is_kept_with_who_when_and_what_stood_there(self):
        _, edits = edited({"purpose": "开拓华东市场"})

        assert edits == (
            Edit("purpose", ("开拓华东市场",), (CONTENT.purpose,), "per_hr", MONDAY, (CONTENT.purpose_en,)),
        )

    def test_shares_minutes_and_kpis_stay_as_they_are(self):
        content, _ = edited({"duties": {"win_customers": "开发华东新客户"}})

        (before, *_), (after, *others) = CONTENT.duties, content.duties
        assert after == replace(before, text="开发华东新客户", text_en="")
        assert tuple(others) == CONTENT.duties[1:]
        assert content.kpis == CONTENT.kpis

    def test_an_auxiliary_duty_can_be_edited_too(self):
        before = describe(a_source(new_visit=900, quote=100))

        content, _ = edited({"duties": {"quote": "编制标书"}}, before)

        assert text_of(content, "quote")[0] == "编制标书"

    def test_a_second_edit_replaces_the_first_and_keeps_the_others(self):
        content, first = edited({"purpose": "一", "must": ("驾照",)})

        content, edits = edited({"purpose": "二"}, content, first, by="per_other", at=TUESDAY)

        kept = {edit.field: edit for edit in edits}
        assert content.purpose == "二"
        assert (kept["purpose"].by_id, kept["purpose"].at) == ("per_other", TUESDAY)
        assert kept["purpose"].generated == (CONTENT.purpose,)
        assert kept["must"].at == MONDAY

    def test_taken_back_the_generated_text_stands_again_in_both_languages(self):
        written, edits = edited({"purpose": "一", "must": ("驾照",), "duties": {"win_customers": "开发"}})

        content, left = edited(
            {"purpose": None, "must": None, "duties": {"win_customers": None}}, written, edits
        )

        assert (content, left) == (CONTENT, ())

    def test_the_date_of_effect_is_no_part_of_the_content(self):
        content, edits = edited({"effective_on": date(2026, 5, 1)})

        assert content == CONTENT
        assert effective_on(edits) == date(2026, 5, 1)
        assert effective_on(edited({"effective_on": None}, content, edits)[1]) is None

    def test_a_duty_that_is_not_listed_is_refused(self):
        with pytest.raises(DutyLineUnknown) as caught:
            edited({"duties": {"quote": "编制标书"}})

        assert "quote" in caught.value.sentence("zh")

    @pytest.mark.parametrize("duty", ["other", "", "duty:win_customers", "purpose"])
    def test_the_rest_and_what_is_no_duty_are_none(self, duty):
        with pytest.raises(DutyLineUnknown):
            edited({"duties": {duty: "其他工作"}})

    def test_an_empty_edit_is_refused(self):
        with pytest.raises(NothingToEdit):
            edited({})


class TestReapplied:
    def test_the_next_draft_from_logs_says_what_hr_wrote_with_its_own_figures(self):
        written, edits = edited({"purpose": "开拓华东市场", "duties": {"win_customers": "开发华东新客户"}})
        fresh = describe(a_source(new_visit=500, key_account=500))

        content, kept = reapplied(edits, fresh, before=written, is_dated=True)

        line = content.duties[0]
        assert (line.text, line.minutes, line.percent) == ("开发华东新客户", 500, 50)
        assert content.purpose == "开拓华东市场"
        assert kept == edits

    def test_what_hr_wrote_about_a_duty_waits_until_it_is_there_again(self):
        before = describe(a_source(new_visit=900, quote=100))
        written, edits = edited({"duties": {"quote": "编制标书"}}, before)

        without, waiting = reapplied(edits, describe(a_source(new_visit=900)), before=written, is_dated=True)
        again, _ = reapplied(waiting, before, before=without, is_dated=True)

        assert waiting == edits
        assert text_of(again, "quote")[0] == "编制标书"

    def test_what_stood_there_follows_the_template(self):
        written, edits = edited({"duties": {"win_customers": "开发华东新客户"}})
        line = replace(CONTENT.duties[0], text="开发客户", text_en="Win customers")
        fresh = replace(CONTENT, duties=(line, *CONTENT.duties[1:]))

        content, kept = reapplied(edits, fresh, before=written, is_dated=True)
        back, _ = edited({"duties": {"win_customers": None}}, content, kept)

        assert back == fresh

    def test_in_another_position_its_own_purpose_and_qualifications_stand(self):
        written, edits = edited({"purpose": "开拓", "must": ("驾照",), "duties": {"win_customers": "开发"}})
        fresh = describe(a_source(positions=(("marketing", 10_000),), content=100))

        content, kept = reapplied(edits, fresh, before=written, is_dated=True)

        assert content == fresh
        assert [edit.field for edit in kept] == ["duty:win_customers"]

    def test_a_date_of_effect_holds_for_the_version_it_was_written_for(self):
        written, edits = edited({"effective_on": date(2026, 5, 1)})

        of_a_draft = reapplied(edits, CONTENT, before=written, is_dated=True)
        of_a_published = reapplied(edits, CONTENT, before=written, is_dated=False)

        assert effective_on(of_a_draft[1]) == date(2026, 5, 1)
        assert effective_on(of_a_published[1]) is None
