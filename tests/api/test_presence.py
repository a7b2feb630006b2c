"""Joining, leaving, leave and part of full time over HTTP: what HR enters, and what it does to a month."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.api.companies import House, Running, an_order
from tests.api.populated import done

MARCH = "2026-03"
LINES = (
    ("sales.revenue", "4400", 5000),
    ("sales.new_customers", "22", 3000),
    ("sales.repurchase_rate", "0.25", 2000),
)
LEAVE = {"from": "2026-05-04", "until": "2026-05-09"}


def at(running: Running, house: House, text: str) -> None:
    running.set_clock(datetime.fromisoformat(f"{text}+08:00"))
    house.sign_in_again()


def person(house: House, name: str) -> dict[str, Any]:
    return dict(done(house.as_("林晓").get(f"/v1/people/{house.people[name]}")))


def change(house: House, name: str, **changes: Any) -> Any:
    body = {"version": person(house, name)["version"], **changes}
    return house.as_("林晓").patch(f"/v1/people/{house.people[name]}", body)


def newcomer(**more: Any) -> dict[str, Any]:
    return {"name": "新人", "access_role": "employee", **more}


class TestAPerson:
    def test_works_full_time_and_is_never_away_unless_somebody_says_so(self, house):
        made = done(house.as_("林晓").post("/v1/people", newcomer()))

        assert (made["working_times"], made["leaves"], made["left_on"]) == ([], [], None)
        assert made["joined_on"] == "2026-04-01"

    def test_is_added_with_all_of_it_at_once(self, house):
        presence = {
            "working_times": [{"fte_bp": 5000, "from": "2026-04-01"}],
            "leaves": [{"from": "2026-05-04", "until": "2026-05-09", "share_bp": 5000}],
            "left_on": "2026-10-01",
        }

        made = done(house.as_("林晓").post("/v1/people", newcomer(**presence)))

        assert {name: made[name] for name in presence} == presence
        assert done(house.as_("林晓").get(f"/v1/people/{made['id']}")) == made

    def test_works_less_from_today_on_where_no_day_is_given(self, house):
        changed = done(change(house, "李婷", working_times=[{"fte_bp": 6000}]))

        assert changed["working_times"] == [{"fte_bp": 6000, "from": "2026-04-01"}]

    def test_keeps_the_working_times_before_those_that_are_sent(self, house):
        for fte_bp, day in ((8000, "2026-03-01"), (5000, "2026-05-01"), (6000, "2026-04-01")):
            done(change(house, "李婷", working_times=[{"fte_bp": fte_bp, "from": day}]))

        assert person(house, "李婷")["working_times"] == [
            {"fte_bp": 8000, "from": "2026-03-01"},
            {"fte_bp": 6000, "from": "2026-04-01"},
        ]
        assert done(change(house, "李婷", working_times=[]))["working_times"] == []

    def test_has_the_leaves_that_were_sent_last_in_the_order_of_their_days(self, house):
        done(change(house, "李婷", leaves=[{"from": "2026-04-01", "until": "2026-04-02"}]))

        later, sooner = (
            {"from": f"2026-0{n}-01", "until": f"2026-0{n}-03", "share_bp": 10_000} for n in (6, 5)
        )
        done(change(house, "李婷", leaves=[later, sooner]))

        assert person(house, "李婷")["leaves"] == [sooner, later]

    def test_comes_back_where_the_day_of_leaving_is_taken_away(self, house):
        done(change(house, "李婷", left_on="2026-05-01"))

        untouched = done(change(house, "李婷", language="en"))["left_on"]
        taken_away = done(change(house, "李婷", left_on=None))["left_on"]

        assert (untouched, taken_away) == ("2026-05-01", None)

    def test_is_not_changed_by_whoever_saw_an_older_version(self, house):
        path = f"/v1/people/{house.people['李婷']}"
        done(change(house, "李婷", left_on="2026-05-01"))

        late = house.as_("林晓").patch(path, {"version": 1, "left_on": "2026-06-01"})

        assert late.status == 409
        assert person(house, "李婷")["left_on"] == "2026-05-01"


class TestARefusal:
    @pytest.mark.parametrize(
        ("presence", "code", "pointer"),
        [
            ({"left_on": "2026-04-01"}, "person.left_before_joined", "/left_on"),
            ({"left_on": "2026-03-01"}, "person.left_before_joined", "/left_on"),
            ({"leaves": [LEAVE | {"until": "2026-05-04"}]}, "person.leave_turned_round", "/leaves/0"),
            ({"leaves": [LEAVE | {"from": "2026-03-31"}]}, "person.leave_outside_employment", "/leaves/0"),
            ({"leaves": [LEAVE], "left_on": "2026-05-08"}, "person.leave_outside_employment", "/leaves/0"),
            ({"leaves": [LEAVE, LEAVE | {"share_bp": 1}]}, "person.leaves_overlap", "/leaves"),
            ({"working_times": [{"fte_bp": 1}, {"fte_bp": 2}]}, "person.working_time_twice", "/working_times"),
            ({"working_times": [{"fte_bp": 0}]}, "body.invalid", "/working_times/0/fte_bp"),
            ({"working_times": [{"fte_bp": 10_001}]}, "body.invalid", "/working_times/0/fte_bp"),
            ({"leaves": [LEAVE | {"share_bp": 0}]}, "body.invalid", "/leaves/0/share_bp"),
            ({"leaves": [{"from": "2026-05-04"}]}, "body.missing_field", "/leaves/0/until"),
        ],
    )  # fmt: skip
    def test_names_the_field_in_both_languages(self, house, presence, code, pointer):
        for language in ("zh-CN", "en"):
            refused = house.as_("林晓", language=language).post("/v1/people", newcomer(**presence))

            assert (refused.outcome, refused.body["pointer"]) == ((422, code), pointer)
        assert len(done(house.as_("林晓").get("/v1/people", limit=100))["items"]) == len(house.people)

    def test_is_of_what_stands_on_record_as_well(self, house):
        done(change(house, "李婷", leaves=[LEAVE]))

        refused = change(house, "李婷", left_on="2026-05-08")

        assert refused.outcome == (422, "person.leave_outside_employment")
        assert done(change(house, "李婷", left_on="2026-05-08", leaves=[]))["left_on"] == "2026-05-08"


@pytest.fixture(scope="module")
def march(running: Running) -> Iterator[House]:
    """
    Sellers of one plan, some of them with less of March than others, which is entered on 2 March.

    That 冯雪 left before March is entered only once it is scored.
    """
    running.set_clock(datetime.fromisoformat("2026-02-27T10:00:00+08:00"))
    house = running.found()
    lines = [{"kpi": kpi, "target": target, "weight_bp": weight} for kpi, target, weight in LINES]
    done(house.as_("周敏").post("/v1/plans", {"position": "sales", "from": "2026-03-01", "lines": lines}))
    at(running, house, "2026-03-02T10:00:00")
    done(change(house, "陈浩", working_times=[{"fte_bp": 5000, "from": "2026-03-01"}]))
    done(change(house, "孙倩", leaves=[{"from": "2026-03-17", "until": "2026-04-01"}]))
    done(change(house, "赵强", left_on="2026-03-17"))
    done(change(house, "吴敏", left_on="2026-03-01"))
    done(change(house, "郑凯", left_on="2026-03-17", status="removed"))
    at(running, house, "2026-04-01T10:00:00")
    connection = house.connect()
    orders = [
        an_order(f"o-{day}", "100.00", owner="赵强", timestamp=f"2026-03-{day}T10:00:00+08:00")
        for day in (10, 20)
    ]
    assert connection.deliver(orders).status == 200
    house.settle()
    house.job("scores", period=MARCH)
    done(change(house, "冯雪", left_on="2026-03-01"))
    house.job("declarations", period=MARCH)
    yield house


@pytest.fixture
def of_march(march: House) -> House:
    at(march.running, march, "2026-04-01T10:00:00")
    return march


def score(house: House, name: str) -> dict[str, Any]:
    return done(house.as_("林晓").get(f"/v1/scores/{house.people[name]}", period=MARCH))


def targets(found: dict[str, Any]) -> list[str]:
    by_kpi = {each["kpi"]: each["target"] for each in found["lines"]}
    return [by_kpi[kpi] for kpi, _, _ in LINES]


def weights(found: dict[str, Any]) -> dict[str, int]:
    return {each["kpi"]: each["plan_weight_bp"] for each in found["lines"]}


class TestAMonth:
    """March 2026 has 22 workdays, 11 of them before the 17th."""

    def test_asks_half_of_the_targets_of_somebody_who_works_half_of_full_time(self, of_march):
        assert targets(score(of_march, "李婷")) == ["4400", "22", "0.25"]
        assert targets(score(of_march, "陈浩")) == ["2200", "11", "0.25"]

    def test_asks_for_the_days_on_which_somebody_was_not_on_leave(self, of_march):
        assert targets(score(of_march, "孙倩")) == ["2200", "11", "0.25"]

    def test_weighs_everybodys_kpis_alike(self, of_march):
        whole = {kpi: weight for kpi, _, weight in LINES}

        assert [weights(score(of_march, name)) for name in ("李婷", "陈浩", "孙倩", "赵强")] == [whole] * 4

    def test_measures_whoever_left_until_they_did(self, of_march):
        found = score(of_march, "赵强")

        revenue = next(each for each in found["lines"] if each["kpi"] == "sales.revenue")
        assert targets(found) == ["2200", "11", "0.25"]
        assert (revenue["value"], len(revenue["evidence"])) == ("100", 1)

    @pytest.mark.parametrize(
        ("name", "counts"), [("李婷", True), ("赵强", True), ("郑凯", True), ("吴敏", False), ("冯雪", False)]
    )
    def test_is_declared_for_whoever_left_in_it_and_for_nobody_who_left_before(self, of_march, name, counts):
        assert (name in of_march.forms()) is counts

    def test_is_not_scored_for_whoever_left_before(self, of_march):
        scores = done(of_march.as_("林晓").get("/v1/scores", period=MARCH, limit=100))["items"]

        scored = {each["person_id"] for each in scores}
        assert of_march.people["吴敏"] not in scored
        assert {of_march.people[name] for name in ("李婷", "赵强", "郑凯")} <= scored

    def test_that_is_declared_stays_as_it_was_whatever_is_entered_later(self, of_march):
        before, form = score(of_march, "李婷"), of_march.forms()["李婷"]

        done(change(of_march, "李婷", leaves=[{"from": "2026-03-02", "until": "2026-03-12"}],
                    working_times=[{"fte_bp": 5000, "from": "2026-03-01"}]))  # fmt: skip
        for job in ("scores", "declarations"):
            of_march.job(job, period=MARCH)

        assert score(of_march, "李婷") == before
        assert of_march.forms()["李婷"] == form
        assert done(of_march.as_("林晓").get("/v1/discrepancies", period=MARCH))["items"] == []

    def test_is_replayed_to_the_hash_that_it_had(self, of_march):
        for name in ("李婷", "陈浩", "孙倩", "赵强"):
            path = f"/v1/scores/{of_march.people[name]}/replay"
            again = done(of_march.as_("林晓").get(path, period=MARCH))

            assert again["matches"] is True, name
