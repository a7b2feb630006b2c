"""Job descriptions over HTTP: drafted from logs, edited by HR, compared, published, acknowledged, downloaded."""

import hashlib
import io
import json
import urllib.request
from collections.abc import Sequence
from typing import Any
from zipfile import ZipFile

import pytest

from tests.api.client import Reply
from tests.api.companies import House, Running, a_log

PATH = "/v1/job-descriptions"
WORKDAYS = [f"2026-03-{day:02}" for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)]
"""Ten working days."""
TWELVE = {
    "周敏": ("owner", None),
    "林晓": ("hr", "周敏"),
    "王磊": ("manager", "周敏"),
    **{f"员工{number}": ("employee", "王磊") for number in range(10)},
}


def log(house: House, name: str, *, days: Sequence[str] = WORKDAYS, **minutes: int) -> None:
    """Log these minutes by activity on each of the days."""
    items = [
        a_log(activity=activity, minutes=each, started_at=f"{day}T{9 + number:02}:00:00+08:00")
        for day in days
        for number, (activity, each) in enumerate((minutes or {"new_visit": 60, "key_account": 90}).items())
    ]
    for first in range(0, len(items), 100):
        reply = house.as_(name).post("/v1/work-logs/batch", {"items": items[first : first + 100]}, key=None)
        assert reply.status == 200, reply.raw


def draft(house: House, name: str) -> dict[str, Any]:
    reply = house.as_("林晓").post(PATH, {"person_id": house.people[name]})
    assert reply.status == 201, reply.raw
    (made,) = reply.body["items"]
    return dict(made)


def drafted(house: House, name: str = "李婷") -> dict[str, Any]:
    """Somebody's first version, made from ten days of work."""
    log(house, name)
    return draft(house, name)


def again(house: House, name: str = "李婷") -> dict[str, Any]:
    """The next version, made because the manager is another one."""
    person = f"/v1/people/{house.people[name]}"
    version = house.as_("林晓").get(person).body["version"]
    changes = {"version": version, "manager_id": house.people["周敏"]}
    assert house.as_("林晓").patch(person, changes).status == 200
    return draft(house, name)


def edit(house: House, version: dict[str, Any], **texts: Any) -> Reply:
    body = {"version": version["version"], **texts}
    return house.as_("林晓").patch(f"{PATH}/{version['id']}", body)


def publish(house: House, version: dict[str, Any], body: Any = None) -> Reply:
    return house.as_("林晓").post(f"{PATH}/{version['id']}/publish", body)


def acknowledge(house: House, version: dict[str, Any], name: str = "李婷") -> Reply:
    return house.as_(name).post(f"{PATH}/{version['id']}/acknowledge")


def fetched(link: str) -> tuple[bytes, str]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(link, timeout=30) as answer:
        return answer.read(), answer.headers["Content-Type"]


class TestDrafting:
    def test_ten_days_of_logs_of_twelve_people_are_twelve_drafts_in_one_run(self, running: Running):
        house = running.found(roster=TWELVE)
        for name in TWELVE:
            if name != "周敏":
                log(house, name)

        made = house.as_("林晓").post(PATH, {}).body
        owner = house.as_("林晓").post(PATH, {"person_id": house.people["周敏"]}).body

        assert len(made["items"]) == 12
        assert {each["evidence"]["days"] for each in made["items"]} == {10}
        assert {each["provisional"] for each in made["items"]} == {False}
        assert {each["time_to_jd_days"] for each in made["items"]} == {30}
        assert made["left_out"] == []
        assert [(each["person_id"], each["code"]) for each in owner["left_out"]] == [
            (house.people["周敏"], "job_description.no_position")
        ]

    def test_a_version_holds_every_section_with_its_evidence(self, house):
        made = drafted(house)

        first = made["duties"][0]
        assert (made["title_zh"], made["title_en"], made["reports_to"]) == ("销售", "Sales", "王磊")
        assert made["purpose"] == "开发新客户、经营老客户，完成公司的销售目标"
        assert (first["text_en"][:18], first["percent"], first["minutes"], first["count"]) == (
            "Win new customers:",
            40,
            600,
            10,
        )
        assert "新客户销售额占比" in [each["name_zh"] for each in first["kpis"]]
        assert made["evidence"] == {
            "period": "2026-03-02 – 2026-04-01",
            "days": 10,
            "minutes": 1500,
            "count": 20,
        }
        assert [each["weight"] for each in made["kpis"]] == ["40%", "30%", "20%", "10%"]
        assert all(each["formula"] and each["source"] and each["formula_en"] for each in made["kpis"])
        assert made["qualifications_must"] and made["qualifications_must_en"]

    def test_who_did_nothing_yet_is_left_out_with_the_reason(self, house):
        reply = house.as_("林晓", language="en").post(PATH, {"person_id": house.people["李婷"]})

        (left_out,) = reply.body["left_out"]
        assert (reply.status, reply.body["items"]) == (201, [])
        assert left_out["code"] == "distribution.nothing_logged"
        assert "Nothing was logged" in left_out["reason"]

    @pytest.mark.parametrize("by_night", [False, True])
    def test_the_time_it_took_is_recorded_as_a_metric(self, running, house, by_night):
        began = running.log.stat().st_size
        log(house, "李婷")

        house.job("job-descriptions") if by_night else draft(house, "李婷")

        with running.log.open(encoding="utf-8", errors="replace") as lines:
            lines.seek(began)
            found = [json.loads(line) for line in lines if line.startswith("{") and '"time_to_jd"' in line]
        assert [each["time_to_jd"] for each in found] == [[30.0]]


class TestReading:
    def test_both_documents_can_be_downloaded_and_are_what_the_sha256_say(self, house):
        made = drafted(house)

        read = house.as_("李婷").get(f"{PATH}/{made['id']}").body
        word, word_type = fetched(read["link"])
        page, page_type = fetched(read["html_link"])

        assert [hashlib.sha256(each).hexdigest() for each in (word, page)] == [
            read["sha256"],
            read["html_sha256"],
        ]
        assert "wordprocessingml" in word_type and page_type.startswith("text/html")
        assert "李婷" in page.decode() and "王磊" in page.decode()
        with ZipFile(io.BytesIO(word)) as package:
            assert "王磊" in package.read("word/document.xml").decode()

    def test_the_versions_of_a_person_come_newest_first_page_by_page(self, house):
        first = drafted(house)
        second = again(house)
        client, person = house.as_("李婷"), house.people["李婷"]

        whole = client.get(PATH, person_id=person).body
        one = client.get(PATH, person_id=person, limit=1).body
        other = client.get(PATH, person_id=person, limit=1, cursor=one["next"]).body

        states = [(each["id"], each["state"]) for each in whole["items"]]
        assert states == [(second["id"], "draft"), (first["id"], "superseded")]
        assert [each["number"] for each in (*one["items"], *other["items"])] == [2, 1]

    def test_a_colleagues_versions_are_not_there(self, house):
        drafted(house)
        person = house.people["李婷"]

        asked = {
            name: house.as_(name).get(PATH, person_id=person).status
            for name in ("陈浩", "何静", "王磊", "顾平")
        }

        assert asked == {"陈浩": 404, "何静": 404, "王磊": 200, "顾平": 200}
        assert house.as_("林晓").get(PATH, person_id="per_nobody").status == 404


class TestEditing:
    def test_hr_writes_texts_into_a_draft(self, house):
        made = drafted(house)

        after = edit(
            house,
            made,
            purpose="开拓华东市场",
            duties=[{"id": "win_customers", "text": "开发华东新客户"}],
            qualifications_must=["持有驾照"],
            qualifications_ideal=[],
            effective_on="2026-05-01",
        ).body

        assert (after["purpose"], after["purpose_en"]) == ("开拓华东市场", "")
        assert after["duties"][0]["text"] == "开发华东新客户"
        assert after["duties"][0]["minutes"] == made["duties"][0]["minutes"]
        assert (after["qualifications_must"], after["qualifications_ideal"]) == (["持有驾照"], [])
        assert (after["effective_on"], after["number"], after["version"]) == ("2026-05-01", 1, 2)
        assert after["digest"] != made["digest"] and after["sha256"] != made["sha256"]
        assert {each["field"] for each in after["edits"]} == {
            "purpose",
            "duty:win_customers",
            "must",
            "ideal",
            "effective_on",
        }
        assert {each["by"] for each in after["edits"]} == {house.people["林晓"]}

    def test_null_puts_back_what_was_generated(self, house):
        made = drafted(house)
        written = edit(
            house, made, purpose="开拓华东市场", duties=[{"id": "win_customers", "text": "开发"}]
        ).body

        after = edit(house, written, purpose=None, duties=[{"id": "win_customers", "text": None}]).body

        assert (after["purpose"], after["purpose_en"]) == (made["purpose"], made["purpose_en"])
        assert (after["duties"], after["edits"]) == (made["duties"], [])
        assert after["digest"] == made["digest"]

    def test_the_next_draft_says_it_again(self, house):
        edit(house, drafted(house), purpose="开拓华东市场")

        assert again(house)["purpose"] == "开拓华东市场"

    @pytest.mark.parametrize(
        ("texts", "code"),
        [
            ({}, "job_description.nothing_to_edit"),
            ({"duties": [{"id": "quote", "text": "报价"}]}, "job_description.duty_unknown"),
            ({"minutes": 600}, "body.unknown_field"),
            ({"duties": [{"id": "win_customers", "text": "开发", "percent": 90}]}, "body.unknown_field"),
            ({"purpose": " "}, "body.invalid"),
            ({"purpose": "开" * 201}, "body.invalid"),
        ],
    )
    def test_what_cannot_be_edited_is_refused(self, house, texts, code):
        refused = edit(house, drafted(house), **texts)

        assert refused.outcome == (422, code)

    def test_only_a_draft_that_stands_as_it_was_read_is_edited(self, house):
        made = drafted(house)
        edited = edit(house, made, purpose="一").body

        stale = edit(house, made, purpose="二")
        publish(house, edited)
        late = edit(house, {**edited, "version": 3}, purpose="三")

        assert (stale.status, stale.code) == (409, "resource.changed")
        assert (late.status, late.code) == (409, "job_description.not_a_draft")
        assert late.body["current"]["state"] == "published"


class TestComparing:
    def test_a_version_is_compared_with_the_one_before(self, house):
        first = drafted(house)
        second = again(house)

        found = house.as_("李婷").get(f"{PATH}/{second['id']}/changes").body

        assert (found["against"], found["against_number"], found["number"]) == (first["id"], 1, 2)
        assert found["items"] == [
            {
                "section": "汇报对象",
                "section_en": "Reports to",
                "about": "reports_to",
                "before": "王磊",
                "after": "周敏",
            }
        ]

    def test_any_two_versions_of_a_person_are_compared_either_way(self, house):
        first = drafted(house)
        second = again(house)
        third = edit(house, second, purpose="开拓华东市场").body
        client = house.as_("林晓")

        by_number = client.get(f"{PATH}/{third['id']}/changes", against="1").body
        by_id = client.get(f"{PATH}/{third['id']}/changes", against=first["id"]).body
        back = client.get(f"{PATH}/{first['id']}/changes", against="2").body

        assert by_number == by_id
        assert [each["about"] for each in by_number["items"]] == ["purpose", "reports_to"]
        assert [(each["before"], each["after"]) for each in back["items"]] == [
            (each["after"], each["before"]) for each in by_id["items"]
        ]

    def test_before_the_first_there_is_nothing_to_compare_with(self, house):
        first = drafted(house)

        found = house.as_("林晓").get(f"{PATH}/{first['id']}/changes").body

        assert (found["against"], found["items"]) == (None, [])

    def test_anothers_version_or_none_is_not_there(self, house):
        first, other = drafted(house), drafted(house, "陈浩")
        path, client = f"{PATH}/{first['id']}/changes", house.as_("林晓")

        asked = [client.get(path, against=each) for each in (other["id"], "7", "0", "00001", "jd_x", "x")]

        assert {each.outcome for each in asked} == {(404, "resource.not_found")}
        assert house.as_("何静").get(path).status == 404


class TestSigning:
    def test_it_holds_from_today_or_from_the_day_that_is_given(self, house):
        first, other = drafted(house), drafted(house, "陈浩")

        today = publish(house, first)
        later = publish(house, other, {"effective_on": "2026-06-01"})

        assert (today.body["state"], later.body["effective_on"]) == ("published", "2026-06-01")
        assert today.body["effective_on"] == today.body["published_at"][:10] == "2026-04-01"

    def test_a_new_version_takes_the_place_of_the_acknowledged_one(self, house):
        first = drafted(house)
        publish(house, first)
        signed = acknowledge(house, first)
        second = again(house)

        published = publish(house, second)

        items = house.as_("李婷").get(PATH, person_id=house.people["李婷"]).body["items"]
        assert (signed.body["state"], published.body["state"]) == ("acknowledged", "published")
        assert [(each["number"], each["state"]) for each in items] == [(2, "published"), (1, "superseded")]
        assert items[1]["superseded_at"] == items[0]["published_at"]

    def test_a_superseded_version_is_acknowledged_and_published_no_more(self, house):
        first = drafted(house)
        publish(house, first)
        publish(house, again(house))

        late = [acknowledge(house, first), publish(house, first)]

        assert [each.outcome for each in late] == [
            (409, "job_description.not_to_acknowledge"),
            (409, "job_description.already_published"),
        ]
