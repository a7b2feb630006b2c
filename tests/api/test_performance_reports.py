"""Performance reports over HTTP: the scores' own figures in every format, made every night, for whom they concern."""

import csv
import io
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.adapters.documents.report_files import original
from tests.api.client import Reply
from tests.api.companies import House, an_order
from tests.api.populated import done
from tests.api.test_reports import fetched, sheet_of

MARCH = "2026-03"


def asked(house: House, name: str = "林晓", *, language: str | None = None, **wanted: Any) -> Reply:
    body = {"report": "performance", "format": "csv", "period": MARCH, **wanted}
    return house.as_(name, language=language).post("/v1/reports", body)


def rows_of(content: bytes, table: str) -> list[dict[str, str]]:
    """Return the rows of a table of a CSV by its name; the first table has none of its own."""
    blocks: list[list[list[str]]] = [[]]
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))):
        if row:
            blocks[-1].append([original(each) for each in row])
        else:
            blocks.append([])
    found = next((block[1:] for block in blocks if block[0] == [table]), blocks[0])
    return [dict(zip(found[0], row, strict=True)) for row in found[1:]]


def scores(house: House, name: str = "林晓") -> dict[str, dict[str, Any]]:
    names = {id_: person for person, id_ in house.people.items()}
    items = done(house.as_(name).get("/v1/scores", period=MARCH, limit=100))["items"]
    return {names[each["person_id"]]: each for each in items}


def reports(house: House, name: str = "林晓", period: str = MARCH) -> dict[str, dict[str, Any]]:
    names = {id_: person for person, id_ in house.people.items()}
    items = done(house.as_(name).get("/v1/performance-reports", period=period, limit=100))["items"]
    return {names[each["person_id"]]: each for each in items}


def fetched_page(made: dict[str, Any]) -> str:
    return fetched({**made, "content_type": "text/html; charset=utf-8"}).decode()


@pytest.fixture
def sold(house: House) -> House:
    """Two sellers sold something in March, and the scores of the month are there."""
    connection = house.connect()
    for number, (owner, amount) in enumerate(
        (("李婷", "9800.00"), ("李婷", "3000.00"), ("李婷", "1200.00"), ("陈浩", "700.00"))
    ):
        when = f"2026-03-{number + 2:02}T10:00:00+08:00"
        assert connection.deliver(an_order(f"o{number}", amount, owner=owner, timestamp=when)).status == 200
    house.settle()
    house.job("scores", period=MARCH)
    return house


class TestAPersonsReportAsAFile:
    def test_holds_the_figures_of_the_score_with_its_records(self, sold):
        score = scores(sold)["李婷"]

        content = fetched(done(asked(sold, person_id=sold.people["李婷"])))

        (summary,) = rows_of(content, "总分")
        assert (summary["总分"], summary["正式总分"], summary["等级"], summary["得分指纹"]) == (
            score["total"] or "",
            score["official_total"] or "",
            score["grade"] or "",
            score["hash"],
        )
        lines = {each["指标编号"]: each for each in rows_of(content, "每项得分")}
        assert {
            kpi: (each["得分"], each["加权得分"], each["扣分"], each["加分"], each["完成值（数值）"], each["原因"])
            for kpi, each in lines.items()
        } == {
            each["kpi"]: (
                each["points"] or "", each["weighted"], each["lost"], each["bonus"], each["value"] or "",
                each["reason"],
            )
            for each in score["lines"]
        }  # fmt: skip
        records = {(each["指标编号"], each["记录编号"]) for each in rows_of(content, "依据")}
        assert records == {
            (line["kpi"], id_)
            for line in score["lines"]
            for id_ in (*line["evidence"], *(each["event_id"] for each in line["excluded"]))
        }

    def test_comes_in_each_format_and_language(self, sold):
        made = {
            (wanted, language): done(asked(sold, "李婷", format=wanted, language=language))
            for wanted in ("csv", "xlsx", "html")
            for language in (None, "en")
        }

        files = {each: fetched(found) for each, found in made.items()}
        assert made["csv", None]["file_name"] == "绩效报表-李婷-2026-03.csv"
        assert made["html", "en"]["file_name"] == "Performance report-李婷-2026-03.html"
        assert sheet_of(files["xlsx", None])[0][0] == "李婷"
        assert "绩效报表 · 李婷" in files["html", None].decode()
        assert "Performance report · 李婷" in files["html", "en"].decode()

    def test_is_the_same_file_for_the_same_figures(self, sold):
        for wanted in ("csv", "xlsx", "html"):
            made = [done(asked(sold, "李婷", format=wanted)) for _ in range(2)]

            assert made[0]["sha256"] == made[1]["sha256"]

    def test_of_a_month_without_a_score_says_why(self, sold):
        content = fetched(done(asked(sold, "李婷", period="2026-01")))

        (summary,) = rows_of(content, "总分")
        assert (summary["状态"], summary["总分"]) == ("没有得分", "")
        assert summary["原因"]


class TestWhoseReport:
    def test_without_a_person_covers_those_whom_the_caller_leads(self, sold):
        covered = {
            name: {row["姓名"] for row in rows_of(fetched(done(asked(sold, name))), "总分")}
            for name in ("林晓", "周敏", "顾平", "王磊", "何静", "李婷")
        }

        team = {"李婷", "陈浩", "孙倩", "赵强", "吴敏", "郑凯"}
        reviewed = {*team, "冯雪", "王磊", "何静", "林晓"}
        assert covered == {
            "林晓": reviewed,
            "周敏": reviewed,
            "顾平": reviewed,
            "王磊": team,
            "何静": {"冯雪"},
            "李婷": {"李婷"},
        }

    @pytest.mark.parametrize("name", ["陈浩", "何静", "冯雪"])
    def test_about_somebody_whom_the_caller_does_not_see_is_not_there(self, sold, name):
        refused = asked(sold, name, person_id=sold.people["李婷"])

        assert refused.outcome == (404, "resource.not_found")

    def test_shows_the_same_to_the_employee_and_to_hr(self, sold):
        own = done(asked(sold, "李婷", format="html"))
        hrs = done(asked(sold, "林晓", format="html", person_id=sold.people["李婷"]))

        assert own["sha256"] == hrs["sha256"]

    def test_of_everybody_adds_the_parts(self, sold):
        found = scores(sold)
        content = fetched(done(asked(sold)))

        added = {(each["指标"], each["月份"]): each for each in rows_of(content, "指标合计")}
        share = [
            line
            for each in found.values()
            for line in each["lines"]
            if line["kpi"] == "sales.new_customer_revenue_share" and line["state"] in ("scored", "zero")
        ]
        now = added[share[0]["name_zh"], MARCH]
        assert int(now["人数"]) == len(share)
        assert float(now["分母合计"]) == sum(float(line["denominator"]) for line in share)
        assert float(now["分子合计"]) == sum(float(line["numerator"]) for line in share)

    @pytest.mark.parametrize(
        ("wanted", "pointer"),
        [
            ({"period": None}, "/period"),
            ({"period": "2026-Q1"}, "/period"),
            ({"from": "2026-03-01"}, "/from"),
            ({"to": "2026-04-01"}, "/to"),
            ({"by": "person"}, "/by"),
            ({"position": "sales"}, "/position"),
            ({"zone": "Asia/Shanghai"}, "/zone"),
            ({"report": "duty_matrix"}, "/period"),
            ({"report": "work_distribution"}, "/period"),
        ],
    )
    def test_asked_for_by_something_else_is_refused(self, house, wanted, pointer):
        refused = asked(house, **wanted)

        assert (refused.status, refused.body["pointer"]) == (422, pointer)


class TestTheNightlyReports:
    def test_are_there_for_everybody_in_review_with_a_link_each(self, sold):
        sold.job("reports", period=MARCH)

        found = reports(sold)

        assert len(found) == 10
        assert all(re.search("X-Amz-Expires=([0-9]+)", each["link"])[1] == "300" for each in found.values())
        assert "绩效报表 · 陈浩" in fetched_page(found["陈浩"])

    def test_name_the_score_that_they_show(self, sold):
        sold.job("reports", period=MARCH)

        on_record, found = scores(sold), reports(sold)

        assert {name: each["score_hash"] for name, each in found.items()} == {
            name: each["hash"] for name, each in on_record.items()
        }
        assert {each["stale"] for each in found.values()} == {False}

    def test_keep_hash_and_time_when_nothing_changed(self, sold):
        sold.job("reports", period=MARCH)
        before = reports(sold)

        sold.job("scores", period=MARCH)
        sold.job("reports", period=MARCH)

        kept = ("sha256", "made_at", "score_hash", "bytes")
        assert {name: [each[key] for key in kept] for name, each in reports(sold).items()} == {
            name: [each[key] for key in kept] for name, each in before.items()
        }

    def test_are_stale_until_the_next_night_once_there_is_a_newer_score(self, sold):
        sold.job("reports", period=MARCH)
        before = reports(sold)["李婷"]
        event = an_order("late", "5000.00", timestamp="2026-03-09T10:00:00+08:00")
        assert sold.connect().deliver(event).status == 200
        sold.settle()
        sold.job("scores", period=MARCH)

        between = reports(sold)["李婷"]
        sold.job("reports", period=MARCH)
        after = reports(sold)["李婷"]

        assert (before["stale"], between["stale"], after["stale"]) == (False, True, False)
        assert before["sha256"] == between["sha256"] != after["sha256"]
        assert after["score_hash"] == scores(sold)["李婷"]["hash"]

    def test_of_last_month_and_of_the_running_one_are_made_by_themselves(self, running, clock):
        clock.set_clock(datetime(2026, 4, 10, 2, tzinfo=UTC))
        house = running.found()
        house.job("scores")

        house.job("reports")

        assert {each["provisional"] for each in reports(house, period=MARCH).values()} == {False}
        assert {each["provisional"] for each in reports(house, period="2026-04").values()} == {True}

    def test_are_seen_by_those_who_see_the_score(self, sold):
        sold.job("reports", period=MARCH)

        seen = {name: set(reports(sold, name)) for name in ("李婷", "何静", "王磊")}

        assert seen["李婷"] == {"李婷"}
        assert seen["何静"] == {"何静", "冯雪"}
        assert seen["王磊"] == {"王磊", "李婷", "陈浩", "孙倩", "赵强", "吴敏", "郑凯"}

    def test_can_be_read_one_by_one(self, sold):
        sold.job("reports", period=MARCH)
        listed = reports(sold)["李婷"]

        own = done(sold.as_("李婷").get(f"/v1/performance-reports/{sold.people['李婷']}", period=MARCH))

        assert {**own, "link": ""} == {**listed, "link": ""}
        assert own["file_name"] == "绩效报表-李婷-2026-03.html"

    def test_are_the_page_that_can_be_asked_for_at_any_time(self, sold):
        sold.job("reports", period=MARCH)

        asked_for = done(asked(sold, "李婷", format="html"))

        assert asked_for["sha256"] == reports(sold)["李婷"]["sha256"]

    def test_that_were_not_made_are_not_there(self, house):
        own = house.as_("李婷").get(f"/v1/performance-reports/{house.people['李婷']}", period="2026-01")

        assert own.outcome == (404, "resource.not_found")
        assert reports(house, period="2026-01") == {}
