import pytest

from shared.domain.imports.columns import (
    DEALS,
    PEOPLE,
    ColumnMissing,
    ColumnTwice,
    NoSuchColumn,
    NoSuchField,
    match_columns,
)


class TestMatchColumns:
    def test_the_titles_that_programs_write_are_known(self):
        titles = (
            "opportunity_id sales_agent product account deal_stage engage_date close_date close_value".split()
        )

        places = match_columns(titles, DEALS)

        assert places == {
            "id": 0, "owner": 1, "stage": 4, "product": 2, "customer": 3, "created": 5, "closed": 6, "amount": 7
        }  # fmt: skip

    def test_chinese_titles_are_known(self):
        assert match_columns(["上级", "姓名", "邮箱", "岗位", "权限"], PEOPLE) == {
            "name": 1, "email": 2, "manager": 0, "position": 3, "access_role": 4
        }  # fmt: skip

    def test_what_the_caller_says_goes_before_the_usual_titles(self):
        titles = ["ID", "Owner", "Rep", "Stage"]

        assert match_columns(titles, DEALS, {"rep": "owner"})["owner"] == 2

    def test_a_field_may_be_named_by_a_usual_title_too(self):
        assert match_columns(["n", "x", "y"], DEALS, {"n": "opportunity_id", "x": "sales_agent", "y": "阶段"}) == {
            "id": 0, "owner": 1, "stage": 2
        }  # fmt: skip

    def test_two_columns_for_one_field_are_not_chosen_between(self):
        with pytest.raises(ColumnTwice) as caught:
            match_columns(["id", "owner", "stage", "amount", "close_value"], DEALS)

        assert "close_value" in caught.value.sentence("en")

    def test_naming_one_of_two_columns_settles_it(self):
        titles = ["id", "owner", "stage", "amount", "close_value"]

        assert match_columns(titles, DEALS, {"close_value": "amount"})["amount"] == 4

    def test_a_needed_column_that_is_missing_is_named(self):
        with pytest.raises(ColumnMissing, match="owner, stage"):
            match_columns(["id", "notes"], DEALS)

    @pytest.mark.parametrize("mapped", [{"Agent": "owner"}])
    def test_a_column_that_is_not_there_is_refused(self, mapped):
        with pytest.raises(NoSuchColumn, match="Agent"):
            match_columns(["id", "owner", "stage"], DEALS, mapped)

    def test_a_field_that_is_none_is_refused_with_those_there_are(self):
        with pytest.raises(NoSuchField, match="customer"):
            match_columns(["id", "owner", "stage"], DEALS, {"id": "nonsense"})
