"""Job profiles over HTTP: what somebody does, is there for and needs, each statement with what it rests on."""

from decimal import Decimal

import pytest

from tests.api.companies import House
from tests.api.populated import done
from tests.api.working import MARCH, TEN_DAYS, decide, duties, seat, shares, work


def profile(house: House, name: str, by: str = "林晓", **query: str) -> dict:
    path = f"/v1/people/{house.people[name]}/profile"
    return done(house.as_(by).get(path, **{**MARCH, **query}))


@pytest.fixture
def seller(house: House) -> House:
    """李婷, 60 % sales and 40 % marketing, does six things for ten days."""
    seat(house, "李婷", sales=6000, marketing=4000)
    work(
        house, "李婷", customers={"new_visit": "远山机电"},
        new_visit=100, key_account=75, event_support=50, content=40, quote=20, errand=15,
    )  # fmt: skip
    return house


class TestAProfile:
    def test_names_the_duties_that_take_most_of_the_time(self, seller):
        found = profile(seller, "李婷")

        assert (found["name"], len(found["top_duties"])) == ("李婷", 5)
        assert found["top_duties"] == shares(seller, "李婷")["items"][:5]
        assert [each["activity"] for each in found["top_duties"]] == [
            "new_visit",
            "key_account",
            "event_support",
            "content",
            "quote",
        ]
        assert found["top_duties"][0]["bp"] == 3333

    def test_names_the_positions_with_what_they_ask_for(self, seller):
        found, alone = profile(seller, "李婷"), profile(seller, "陈浩")

        assert [(each["name_zh"], each["name_en"], each["share_bp"]) for each in found["positions"]] == [
            ("销售", "Sales", 6000),
            ("市场", "Marketing", 4000),
        ]
        assert found["qualifications_must"][:3] == alone["qualifications_must"]
        assert len(found["qualifications_must"]) == len(found["qualifications_must_en"]) == 6
        assert found["qualifications_ideal"] and found["qualifications_ideal_en"]
        assert not any(each in found["qualifications_must"] for each in found["qualifications_ideal"])

    def test_names_the_kpis_of_both_positions_with_formula_and_source(self, seller):
        found = profile(seller, "李婷")["kpis"]

        weights = {each["kpi"]: Decimal(each["weight"].rstrip("%")) for each in found}
        assert sum(weights.values()) == 100
        assert {kpi: weights[kpi] for kpi in ("sales.new_customer_revenue_share", "mkt.valid_leads")} == {
            "sales.new_customer_revenue_share": 24,
            "mkt.valid_leads": 16,
        }
        assert all(
            each[name]
            for each in found
            for name in (
                "name_zh",
                "name_en",
                "target",
                "target_en",
                "formula",
                "formula_en",
                "source",
                "source_en",
            )
        )

    def test_classes_each_duty_as_the_matrix_does(self, seller):
        done(decide(seller, "李婷", "errand", **{"class": "auxiliary", "reason": "总经理交办"}))

        found = {each["duty"]: each for each in profile(seller, "李婷")["duties"]}

        assert found == duties(seller, "李婷")
        assert found["errand"]["override"]["reason"] == "总经理交办"
        assert {duty for duty, each in found.items() if each["class"] == "core"} == {
            *("new_visit", "key_account"),
            *("campaign_planning", "event_hosting", "content"),
        }

    def test_says_how_much_it_rests_on(self, seller):
        found = profile(seller, "李婷")

        assert found["evidence"] == {"logs": 60, "minutes": 3000, "days": 10}
        assert [each["count"] for each in found["top_duties"]] == [10] * 5
        assert found["coverage"] == shares(seller, "李婷")["coverage"]
        assert found["coverage"]["provisional"] is False

    def test_of_somebody_who_logged_nothing_says_what_the_position_asks(self, house):
        found = profile(house, "李婷")

        assert (found["top_duties"], found["evidence"]) == ([], {"logs": 0, "minutes": 0, "days": 0})
        assert {(each["duty"], each["minutes"]) for each in found["duties"]} == {
            ("new_visit", 0),
            ("key_account", 0),
        }
        assert found["coverage"]["provisional"] is True
        assert found["qualifications_must"] and found["kpis"]

    def test_of_somebody_without_a_position_is_empty(self, house):
        found = profile(house, "周敏")

        assert [found[name] for name in ("positions", "duties", "kpis", "qualifications_must")] == [[]] * 4

    def test_infers_nothing_about_the_person(self, seller):
        """The words are the product's own and the figures those of the logs: no field judges anybody."""
        assert set(profile(seller, "李婷")) == {
            *(
                "person_id",
                "name",
                "from",
                "to",
                "positions",
                "top_duties",
                "duties",
                "kpis",
                "coverage",
                "evidence",
            ),
            *(
                "qualifications_must",
                "qualifications_must_en",
                "qualifications_ideal",
                "qualifications_ideal_en",
            ),
        }


class TestItsDates:
    def test_choose_the_work_and_the_positions_of_their_last_day(self, seller):
        seat(seller, "李婷", since="2026-03-16", back_office=10_000)

        before = profile(seller, "李婷", to="2026-03-09")
        after = profile(seller, "李婷")

        assert ([each["position"] for each in before["positions"]], before["evidence"]["days"]) == (
            ["sales", "marketing"],
            5,
        )
        assert [each["position"] for each in after["positions"]] == ["back_office"]

    def test_that_make_no_span_are_refused(self, house):
        path = f"/v1/people/{house.people['李婷']}/profile"

        assert house.as_("李婷").get(path, **{"from": "2026-03-02", "to": "2026-03-02"}).outcome == (
            422,
            "dates.span_unusable",
        )


class TestWhoSeesIt:
    def test_is_the_person_and_whoever_sees_their_work(self, house):
        work(house, "李婷", days=TEN_DAYS[:1], quote=60)
        path = f"/v1/people/{house.people['李婷']}/profile"

        seen = {name: house.as_(name).get(path).status for name in house.people}

        assert {name for name, status in seen.items() if status == 200} == {
            *("李婷", "王磊", "林晓", "周敏", "顾平"),
        }
        assert {status for status in seen.values() if status != 200} == {404}

    def test_sees_the_same(self, seller):
        path = f"/v1/people/{seller.people['李婷']}/profile"

        assert (
            len({seller.as_(name).get(path, **MARCH).raw for name in ("李婷", "王磊", "林晓", "顾平")}) == 1
        )
