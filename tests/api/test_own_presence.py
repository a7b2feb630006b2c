"""Whose days and positions somebody may enter over HTTP: not their own, by which their targets and weights go."""

import pytest

from tests.api.populated import done

SHORT = {"working_times": [{"fte_bp": 5000, "from": "2026-04-01"}]}
AWAY = {
    "leaves": [
        {"from": "2026-04-06", "until": "2026-04-08", "share_bp": 10_000},
        {"from": "2026-05-04", "until": "2026-05-09", "share_bp": 10_000},
    ]
}
GONE = {"left_on": "2026-06-01"}
PRESENCE = [(SHORT, "/working_times"), (AWAY, "/leaves"), (GONE, "/left_on")]


def person(house, name):
    return done(house.as_("周敏").get(f"/v1/people/{house.people[name]}"))


def change(house, name, *, by, **changes):
    body = {"version": person(house, name)["version"], **changes}
    return house.as_(by).patch(f"/v1/people/{house.people[name]}", body)


class TestTheirOwnDays:
    @pytest.mark.parametrize("name", ["林晓", "周敏"])
    @pytest.mark.parametrize(("presence", "pointer"), PRESENCE)
    def test_are_entered_by_nobody(self, house, name, presence, pointer):
        before = person(house, name)

        refused = change(house, name, by=name, **presence)

        assert (refused.outcome, refused.body["pointer"]) == ((403, "person.own_access"), pointer)
        assert person(house, name) == before

    @pytest.mark.parametrize("taken_away", [{"working_times": []}, {"leaves": []}, {"left_on": None}])
    def test_are_taken_away_by_nobody(self, house, taken_away):
        done(change(house, "林晓", by="周敏", **SHORT, **AWAY, **GONE))

        assert change(house, "林晓", by="林晓", **taken_away).outcome == (403, "person.own_access")

    def test_may_be_sent_back_as_they_are_with_another_change(self, house):
        done(change(house, "林晓", by="周敏", **SHORT, **AWAY, **GONE))
        turned_round = {"leaves": AWAY["leaves"][::-1]}

        changed = done(change(house, "林晓", by="林晓", region="华东", **SHORT, **turned_round, **GONE))

        assert (changed["region"], changed["leaves"]) == ("华东", AWAY["leaves"])

    @pytest.mark.parametrize(("by", "name"), [("周敏", "林晓"), ("林晓", "李婷")])
    def test_are_entered_by_somebody_else(self, house, by, name):
        changed = done(change(house, name, by=by, **SHORT, **AWAY, **GONE))

        assert {field: changed[field] for field in (SHORT | AWAY | GONE)} == SHORT | AWAY | GONE


POSITIONS = [{"position": "marketing", "share_bp": 10_000, "from": "2026-04-01"}]


class TestTheirOwnPositions:
    def test_are_not_changed_by_hr(self, house):
        refused = change(house, "林晓", by="林晓", positions=POSITIONS)

        assert (refused.outcome, refused.body["pointer"]) == ((403, "person.own_access"), "/positions")
        assert change(house, "林晓", by="周敏", positions=POSITIONS).status == 200

    def test_are_changed_by_an_owner(self, house):
        assert change(house, "周敏", by="周敏", positions=POSITIONS).status == 200


class TestAnOwnersLastDay:
    def test_is_not_entered_by_hr(self, house):
        refused = change(house, "周敏", by="林晓", **GONE)

        assert (refused.outcome, refused.body["pointer"]) == ((403, "person.owner_only"), "/left_on")
        assert person(house, "周敏")["left_on"] is None

    def test_is_entered_and_taken_away_by_another_owner_alone(self, house):
        done(change(house, "何静", by="周敏", access_role="owner"))
        entered = done(change(house, "周敏", by="何静", **GONE))

        by_hr, by_themselves = (change(house, "周敏", by=each, left_on=None) for each in ("林晓", "周敏"))
        taken_away = done(change(house, "周敏", by="何静", left_on=None))

        assert entered["left_on"] == "2026-06-01"
        assert by_hr.outcome == (403, "person.owner_only")
        assert by_themselves.outcome == (403, "person.own_access")
        assert taken_away["left_on"] is None

    def test_leaves_their_leave_and_working_time_to_hr(self, house):
        changed = done(change(house, "周敏", by="林晓", **SHORT, **AWAY))

        assert (changed["working_times"], changed["leaves"]) == (SHORT["working_times"], AWAY["leaves"])
