"""Work logs that cannot be meant, alone and within a batch; and texts that only look odd."""

from typing import Any

import pytest

from tests.api.companies import House, a_log
from tests.api.populated import done
from tests.api.test_contract import HAN
from tests.api.test_work_log_evidence import march_of, send, until

MISSING = object()


def changed(**changes: Any) -> dict[str, Any]:
    """A log with fields changed or, where they are `MISSING`, left out."""
    return {name: value for name, value in a_log(**changes).items() if value is not MISSING}


BAD = [
    ("no minutes", changed(minutes=0), "body.invalid", "/minutes"),
    ("more than a day", changed(minutes=1441), "body.invalid", "/minutes"),
    ("minutes left out", changed(minutes=MISSING), "work_log.minutes_out_of_range", "/minutes"),
    ("minutes null", changed(minutes=None), "work_log.minutes_out_of_range", "/minutes"),
    ("half a minute", changed(minutes=0.5), "body.invalid", "/minutes"),
    ("an end before the start", until("2026-03-02T08:00:00+08:00"), "work_log.end_before_start", "/ended_at"),
    ("a long text", changed(text="长" * 10_000), "body.invalid", "/text"),
    ("a turned text", changed(text="到账\u202e001"), "work_log.text_unreadable", "/text"),
    ("a turned customer", changed(customer="\u2066远山"), "work_log.text_unreadable", "/customer"),
    ("a turned activity", changed(activity="拜访\u200f"), "work_log.text_unreadable", "/activity"),
    ("a control character", changed(text="a\x07b"), "body.invalid", "/text"),
    ("no customer", changed(customer=None), "work_log.customer_missing", "/customer"),
    ("an invisible customer", changed(customer="\u200b\u2060"), "body.invalid", "/customer"),
    ("a start of no zone", changed(started_at="2026-03-02T09:00:00"), "body.invalid", "/started_at"),
    ("a start in the future", changed(started_at="2026-04-02T10:01:00+08:00"), "work_log.start_in_future",
     "/started_at"),
    ("a start long ago", changed(started_at="2025-03-02T09:00:00+08:00"), "work_log.start_too_old", "/started_at"),
    ("an unknown kind", changed(kind="daydream"), "work_log.kind_unknown", "/kind"),
    ("an unknown field", changed(colour="red"), "body.unknown_field", "/colour"),
    ("no activity", changed(activity=MISSING), "body.missing_field", "/activity"),
    ("too many photos", changed(photos=["x"] * 10), "body.invalid", "/photos"),
]  # fmt: skip


class TestALogThatCannotBeMeant:
    @pytest.mark.parametrize(
        ("log", "code", "pointer"), [row[1:] for row in BAD], ids=[row[0] for row in BAD]
    )
    def test_is_refused_with_its_field_in_words(self, house, log, code, pointer):
        refused = send(house, log)

        assert (refused.outcome, refused.body["pointer"]) == ((422, code), pointer)
        assert HAN.search(refused.body["detail"])
        assert march_of(house) == []

    def test_leaves_the_rest_of_its_batch_alone(self, house):
        good = [a_log(started_at=f"2026-03-{day:02}T09:00:00+08:00") for day in range(2, 2 + len(BAD))]
        items = [each for pair in zip(good, [row[1] for row in BAD], strict=True) for each in pair]

        told = done(house.as_("李婷").post("/v1/work-logs/batch", {"items": items}, key=None))["items"]

        assert [each["status"] for each in told] == ["created", "refused"] * len(BAD)
        assert [(each["problem"]["code"], each["problem"]["pointer"]) for each in told[1::2]] == [
            row[2:] for row in BAD
        ]
        assert all(HAN.search(each["problem"]["detail"]) for each in told[1::2])
        assert [each["client_id"] for each in told] == [each["client_id"] for each in items]
        assert len(march_of(house)) == len(BAD)

    @pytest.mark.parametrize("item", ["a log", 7, None, [], True])
    def test_that_is_not_even_one_is_told_so(self, house, item):
        told = house.as_("李婷").post("/v1/work-logs/batch", {"items": [item, a_log()]}, key=None)

        refused, kept = done(told)["items"]
        assert (refused["problem"]["code"], kept["status"]) == ("work_log.not_a_log", "created")
        assert refused["problem"]["detail"] == "这一项不是工作记录，请按单条记录的字段填写。"

    def test_is_told_in_english_to_who_reads_english(self, house):
        refused = house.as_("李婷", language="en").post("/v1/work-logs", changed(minutes=None), key=None)

        assert refused.body["detail"] == "Give the minutes as a whole number from 1 to 1440."


class TestATextThatOnlyLooksOdd:
    @pytest.mark.parametrize(
        "text",
        [
            "谈成了🎉👨‍👩‍👧🏽",
            "اجتماع مع العميل حول التجديد",
            "שיחה עם לקוח",
            "第一行\n第二行",
            "<b>=1+1</b>",
            "𠮷野家",
        ],
    )
    def test_is_kept_as_it_is(self, house, text):
        kept = send(house, a_log(text=text, customer="客户 مكتب"))

        assert (kept.status, kept.body["text"]) == (201, text)
        assert march_of(house)[0]["text"] == text

    def test_loses_what_nobody_sees(self, house):
        kept = send(
            house, a_log(text="\ufeff见\u200b面", customer="远山\u2060机电", activity="new\u00ad_visit")
        )

        assert [kept.body[name] for name in ("text", "customer", "activity")] == [
            "见面",
            "远山机电",
            "new_visit",
        ]

    def test_is_an_activity_of_its_own_where_nobody_knows_it(self, house: House):
        kept = send(house, a_log(activity="帮老板遛狗 🐕"))

        assert (kept.body["activity"], kept.body["links"]) == ("帮老板遛狗 🐕", [])
