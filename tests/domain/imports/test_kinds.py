import pytest

from shared.domain.imports.columns import PEOPLE
from shared.domain.imports.kinds import AnotherKind, check_kind, kind_of
from shared.domain.imports.table import Table

TITLES = {
    "people": "EmployeeID,LastName,FirstName,Title,ReportsTo",
    "deals": "opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value",
    "orders": "OrderID,CustomerID,EmployeeID,OrderDate,RequiredDate,ShippedDate,Freight",
    "lines": "OrderID,ProductID,UnitPrice,Quantity,Discount",
    "accounts": "account,sector,year_established",
}


class TestKindOf:
    @pytest.mark.parametrize(
        ("name", "kind"),
        [
            ("people", "people"),
            ("deals", "deals"),
            ("orders", "orders"),
            ("lines", "orders"),
            ("accounts", None),
        ],
    )
    def test_an_export_is_told_by_its_columns(self, name, kind):
        assert kind_of(TITLES[name].split(",")) == kind


class TestCheckKind:
    def test_a_file_of_another_kind_is_refused_in_one_sentence_that_names_the_right_one(self):
        with pytest.raises(AnotherKind) as caught:
            check_kind(TITLES["people"].split(","), "orders")

        assert "人员名单" in caught.value.sentence("zh-CN") and "import people" in caught.value.sentence(
            "zh-CN"
        )
        assert "a list of people" in caught.value.sentence("en")

    def test_deals_are_no_list_of_the_people_they_name(self):
        with pytest.raises(AnotherKind):
            Table.read(f"{TITLES['deals']}\n".encode(), PEOPLE, kind="people")

    def test_who_maps_columns_knows_what_the_file_is(self):
        table = Table.read(f"{TITLES['deals']}\n".encode(), PEOPLE, {"sales_agent": "name"}, kind="people")

        assert table.columns["name"] == 1

    @pytest.mark.parametrize("name", ["orders", "accounts"])
    def test_the_kind_wanted_and_an_unknown_one_pass(self, name):
        check_kind(TITLES[name].split(","), "orders")
