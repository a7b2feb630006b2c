"""Drafts of work logs over HTTP: one line of text, and the activity that a text is about."""

from typing import Any

import pytest

from tests.api.companies import House, Running
from tests.api.populated import done

LINE = "/v1/work-logs/drafts/line"
ACTIVITY = "/v1/work-logs/drafts/activity"
ODD = "和行政一起整理样品间"
"""Words about which the product is not sure."""


def read(house: House, text: str, *, language: str | None = None, name: str = "李婷") -> dict[str, Any]:
    return done(house.as_(name, language=language).post(LINE, {"text": text}, key=None))


def suggested(house: House, text: str, *, language: str | None = None, name: str = "李婷") -> dict[str, Any]:
    return done(house.as_(name, language=language).post(ACTIVITY, {"text": text}, key=None))


def asked(found: dict[str, Any]) -> dict[str, list[str]]:
    """Return the fields that are asked for, each with the answers offered."""
    return {each["field"]: [choice["value"] for choice in each["choices"]] for each in found["questions"]}


class TestALine:
    def test_that_says_everything_is_a_whole_draft(self, house):
        line = "上午拜访A公司 王总 谈续约 40分钟"

        found = read(house, line)

        assert (found["complete"], found["questions"]) == (True, [])
        assert {name: found[name] for name in ("kind", "activity", "customer", "contact", "minutes")} == {
            "kind": "customer_care",
            "activity": "renewal",
            "customer": "A公司",
            "contact": "王总",
            "minutes": 40,
        }
        assert found["started_at"] == "2026-04-01T01:00:00Z"
        assert found["suggestion"]["reason"] == "因为提到“谈续约”，看起来是“续约跟进”。"
        assert {(span["field"], span["text"]) for span in found["spans"]} >= {
            ("customer", "A公司"),
            ("contact", "王总"),
            ("minutes", "40分钟"),
            ("started_at", "上午"),
        }
        assert all(line[span["start"] : span["end"]] == span["text"] for span in found["spans"])

    def test_is_kept_by_sending_what_was_read_and_by_nothing_else(self, house):
        found = read(house, "上午拜访A公司 王总 谈续约 40分钟")
        fields = ("kind", "activity", "customer", "started_at", "minutes", "text")
        before = house.as_("李婷").get("/v1/work-logs", month="2026-04").body["items"]

        kept = house.as_("李婷").post(
            "/v1/work-logs", {"client_id": "line-1", **{name: found[name] for name in fields}}, key=None
        )

        assert (before, kept.status) == ([], 201)
        assert kept.body["links"] == ["cs.retention_rate", "cs.renewal_rate"]

    def test_that_names_two_customers_asks_which_one(self, house):
        found = read(house, "拜访A公司和B公司 谈续约 1小时")

        assert (found["complete"], found["customer"], found["activity"]) == (False, None, "renewal")
        assert asked(found) == {"customer": ["A公司", "B公司"]}
        assert found["questions"][0]["text"] == "提到了多个客户（A公司、B公司），这条记录算哪一个？"

    def test_that_says_little_asks_for_the_rest_with_choices(self, house):
        found = read(house, "跟客户聊了聊")

        assert not found["complete"]
        assert asked(found) == {
            "minutes": ["15", "30", "60", "90"],
            "activity": ["key_account", "care_call", "deal_closing"],
        }
        assert all(each["text"].endswith(("？", "。")) for each in found["questions"])

    def test_offers_customers_that_its_writer_logged_lately(self, house):
        house.log_work("李婷", customer="长河贸易")
        house.log_work("陈浩", customer="安达物流")

        found = read(house, "谈续约 30分钟")

        assert asked(found) == {"customer": ["长河贸易"]}

    def test_may_be_english_and_is_answered_in_english(self, house):
        line = "Called Acme Ltd this morning to collect an overdue payment, 40 minutes"

        found = read(house, line, language="en")
        vague = read(house, "Visited Acme Ltd and Beta Inc", language="en")

        assert (found["complete"], found["activity"], found["customer"], found["minutes"]) == (
            True,
            "collection",
            "Acme Ltd",
            40,
        )
        assert (
            found["suggestion"]["reason"] == "Looks like “Collecting payments” because of “overdue payment”."
        )
        assert "Which one is this log about?" in " ".join(each["text"] for each in vague["questions"])
        assert {"15 minutes", "30 minutes"} <= {
            choice["label"] for each in vague["questions"] for choice in each["choices"]
        }

    def test_knows_the_duties_that_the_company_added(self, house):
        entry = {"name_zh": "直播带货", "kinds": ["campaign_work"]}
        duty = done(house.as_("林晓").post("/v1/duty-catalogue/duties", entry))

        found = read(house, "直播带货 2小时")

        assert (found["complete"], found["activity"], found["kind"]) == (True, duty["id"], "campaign_work")
        assert (found["minutes"], found["started_at"]) == (120, "2026-04-01T00:00:00Z")

    @pytest.mark.parametrize("text", ["", "   ", "\u200b", "长" * 501, None, 7])
    def test_that_is_none_is_refused(self, house, text):
        refused = house.as_("李婷").post(LINE, {"text": text}, key=None)

        assert (refused.status, refused.body["pointer"]) == (422, "/text")


class TestASuggestion:
    def test_says_why(self, house):
        found = suggested(house, "催款")

        assert (found["activity"], found["clues"]) == ("collection", ["催款"])
        assert found["reason"] == "因为提到“催款”，看起来是“催收回款”。"

    def test_that_is_unsure_names_what_to_choose_from(self, house):
        chinese, english = suggested(house, ODD), suggested(house, ODD, language="en")

        assert chinese["activity"] is None
        assert 1 < len(chinese["candidates"]) <= 3
        assert chinese["reason"].startswith("不确定是") and "还是" in chinese["reason"]
        assert (english["candidates"], english["reason"][:9]) == (chinese["candidates"], "Not sure:")

    def test_about_words_that_nobody_ever_used_offers_nothing(self, house):
        assert suggested(house, "qwzx vbnm") == {
            "activity": None,
            "candidates": [],
            "clues": [],
            "reason": "无法判断，请选择工作内容。",
        }

    def test_learns_from_what_people_correct_for_this_company_alone(self, house, running: Running):
        other = running.found()
        before = suggested(house, ODD)["activity"]
        log = house.log_work("李婷", text=ODD, activity="new_visit")

        change = {"version": 1, "activity": "internal_request"}
        done(house.as_("李婷").patch(f"/v1/work-logs/{log['id']}", change))

        colleague = suggested(house, ODD, name="陈浩")
        assert (before, colleague["activity"]) == (None, "internal_request")
        assert colleague["reason"].endswith("看起来是“内部行政支持”。")
        assert read(house, f"{ODD} 30分钟", name="陈浩")["activity"] == "internal_request"
        assert suggested(other, ODD)["activity"] is None

    def test_learns_nothing_from_other_changes(self, house):
        log = house.log_work("李婷", text=ODD, activity="internal_request")

        done(house.as_("李婷").patch(f"/v1/work-logs/{log['id']}", {"version": 1, "minutes": 10}))

        assert suggested(house, ODD)["activity"] is None

    def test_is_not_of_a_duty_that_is_offered_no_more(self, house):
        entry = {"name_zh": "直播带货", "kinds": ["campaign_work"]}
        duty = done(house.as_("林晓").post("/v1/duty-catalogue/duties", entry))["id"]
        before = suggested(house, "直播带货")["activity"]

        done(house.as_("林晓").patch(f"/v1/duty-catalogue/duties/{duty}", {"retired": True}))

        after = suggested(house, "直播带货")
        assert before == duty
        assert duty not in (after["activity"], *after["candidates"])
