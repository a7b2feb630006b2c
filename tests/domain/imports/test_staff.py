from itertools import count

import pytest

from shared.domain.imports.cells import BadCell, Cell
from shared.domain.imports.columns import PEOPLE
from shared.domain.imports.newcomers import newcomer
from shared.domain.imports.people_rows import NoSuchAccessRole, NoSuchPosition, NotAnEmail, read_person
from shared.domain.imports.roster import PersonAmbiguous, PersonUnknown, Roster
from shared.domain.imports.staff import make_staff
from shared.domain.imports.table import Table
from shared.domain.people import AccessRole

BOSS = newcomer("周敏", AccessRole.OWNER, id="per_boss", company_id="co_1")


def read(text):
    return [read_person(row) for row in Table.read(text.encode(), PEOPLE).rows()]


def staff_of(text, *there, owner=BOSS, create_people=False):
    numbers = count(1)
    return make_staff(
        read(text),
        company_id="co_1",
        roster=Roster([owner, *there] if owner else there),
        owner=owner,
        create_people=create_people,
        new_id=lambda: f"per_{next(numbers)}",
    )


def by_name(staff):
    return {person.name: person for person in staff.people}


def reasons(staff):
    return [(row.line, row.column, row.text) for row in staff.refused]


class TestMakeStaff:
    def test_people_sell_as_employees_under_the_owner_unless_the_row_says_otherwise(self):
        staff = staff_of("姓名,岗位,权限,邮箱\n李雷,,,\n韩梅梅,市场,hr,han@example.com\n")

        li, han = by_name(staff)["李雷"], by_name(staff)["韩梅梅"]
        assert (li.access_role, li.manager_id, li.vendor_user_ids) == ("employee", "per_boss", ("李雷",))
        assert [each.position for each in li.assignments] == ["sales"]
        assert (han.access_role, han.email, han.assignments[0].position) == (
            "hr",
            "han@example.com",
            "marketing",
        )

    def test_hr_without_a_position_has_none(self):
        assert by_name(staff_of("name,access_role\n林晓,人事\n"))["林晓"].assignments == ()

    def test_somebody_who_is_there_is_a_duplicate_whatever_the_case(self):
        there = newcomer("Anna Snelling", AccessRole.EMPLOYEE, id="per_a", company_id="co_1")

        staff = staff_of("name\nANNA  snelling\nBob\nbob\n", there)

        assert (staff.imported, staff.duplicates, len(staff.refused)) == (1, 2, 0)

    def test_somebody_named_as_a_manager_by_other_rows_becomes_one(self):
        staff = staff_of("name,manager\nLi,Han\nHan,\nWang,Li\n")

        people = by_name(staff)
        assert [people[name].access_role for name in ("Li", "Han", "Wang")] == [
            "manager",
            "manager",
            "employee",
        ]
        assert people["Wang"].manager_id == people["Li"].id
        assert people["Han"].manager_id == "per_boss"

    def test_a_manager_who_is_nobody_keeps_the_row_out(self):
        staff = staff_of("name,manager\nLi,Dustin\nHan,\n")

        assert reasons(staff) == [(2, "manager", "Dustin")]
        assert [person.name for person in staff.people] == ["Han"]

    def test_a_manager_who_is_nobody_is_created_if_that_is_wanted(self):
        staff = staff_of("name,manager\nLi,Dustin\nHan,Dustin\n", create_people=True)

        people = by_name(staff)
        assert (staff.imported, len(staff.people), staff.refused) == (2, 3, [])
        assert (people["Dustin"].access_role, people["Dustin"].assignments) == ("manager", ())
        assert people["Li"].manager_id == people["Han"].manager_id == people["Dustin"].id

    def test_a_manager_who_may_not_manage_keeps_the_row_out(self):
        there = newcomer("Dustin", AccessRole.EMPLOYEE, id="per_d", company_id="co_1")

        staff = staff_of("name,manager,access_role\nLi,Dustin,\nHan,Wang,\nWang,,employee\n", there)

        assert reasons(staff) == [(2, "manager", "Dustin"), (3, "manager", "Wang")]

    def test_nobody_is_placed_under_a_refused_row(self):
        staff = staff_of("name,manager\nLi,Han\nHan,Nobody\n")

        assert reasons(staff) == [(2, "manager", "Han"), (3, "manager", "Nobody")]
        assert staff.people == []

    def test_a_manager_whose_own_row_is_refused_is_not_created_from_the_name_alone(self):
        rows = "Ta,,taken@example.com\nHan,,taken@example.com\nLi,Han,\n"

        staff = staff_of(f"name,manager,email\n{rows}", create_people=True)

        assert [person.name for person in staff.people] == ["Ta"]
        assert reasons(staff) == [(3, "email", "taken@example.com"), (4, "manager", "Han")]

    @pytest.mark.parametrize("rows", ["Li,Han\nHan,Li", "Li,Li", "Li,Han\nHan,Wang\nWang,Li"])
    def test_people_who_manage_each_other_are_refused(self, rows):
        staff = staff_of(f"name,manager\n{rows}\n", create_people=True)

        assert staff.people == [] and len(staff.refused) == len(rows.split())

    def test_a_file_does_not_make_a_second_owner(self):
        assert reasons(staff_of("name,access_role\nLi,owner\n")) == [(2, "name", "Li")]

    def test_the_owner_of_a_new_company_is_taken_from_the_file(self):
        staff = staff_of("name,access_role\nLi,\nZhou,负责人\n", owner=None)

        people = by_name(staff)
        assert staff.founder is None
        assert (people["Zhou"].manager_id, people["Li"].manager_id) == (None, people["Zhou"].id)

    def test_a_new_company_without_an_owner_in_the_file_gets_one(self):
        staff = staff_of("name\nLi\n", owner=None)

        assert (staff.founder.name, staff.founder.access_role) == ("负责人", "owner")
        assert by_name(staff)["Li"].manager_id == staff.founder.id
        assert staff.imported == len(staff.people) == 1

    def test_every_row_is_counted_once(self):
        rows = "Li,Han,\nHan,,\nHan,,\nWang,Nobody,\nZhao,,owner\n"

        staff = staff_of(f"name,manager,access_role\n{rows}")

        assert staff.imported + staff.duplicates + len(staff.refused) == 5


EMPLOYEES = """EmployeeID,LastName,FirstName,Title,Region,ReportsTo
1,Davolio,Nancy,Sales Representative,WA,2
2,Fuller,Andrew,"Vice President, Sales",WA,
5,Buchanan,Steven,Sales Manager,,2
6,Suyama,Michael,Sales Representative,,5
"""


class TestNumberedStaff:
    def test_names_are_joined_and_managers_are_found_by_their_numbers(self):
        people = by_name(staff_of(EMPLOYEES))

        assert set(people) == {"Nancy Davolio", "Andrew Fuller", "Steven Buchanan", "Michael Suyama"}
        assert people["Michael Suyama"].manager_id == people["Steven Buchanan"].id
        assert people["Steven Buchanan"].manager_id == people["Andrew Fuller"].id
        assert people["Andrew Fuller"].manager_id == "per_boss"
        assert [people[name].access_role for name in ("Steven Buchanan", "Nancy Davolio")] == [
            "manager",
            "employee",
        ]

    def test_they_are_known_by_number_and_by_name(self):
        nancy = by_name(staff_of(EMPLOYEES))["Nancy Davolio"]
        roster = Roster([nancy])

        assert nancy.vendor_user_ids == ("Nancy Davolio", "1")
        assert roster.get(Cell("EmployeeID", "1")) is roster.get(Cell("name", "nancy davolio")) is nancy

    def test_the_same_list_again_adds_nobody_and_nothing(self):
        there = staff_of(EMPLOYEES).people

        again = staff_of(EMPLOYEES, *there)

        assert (again.imported, again.duplicates, again.people, again.completed) == (0, 4, [], ())

    def test_two_people_of_one_name_are_told_apart_by_their_numbers(self):
        staff = staff_of("工号,姓名,上级\n7,王伟,\n8,王伟,\n9,李雷,8\n10,韩梅梅,王伟\n")

        seven, eight, li = staff.people
        assert (seven.name, eight.name) == ("王伟", "王伟") and li.manager_id == eight.id
        assert reasons(staff) == [(5, "上级", "王伟")]

    def test_a_number_of_two_names_is_refused(self):
        staff = staff_of("工号,姓名\n7,王伟\n7,王薇\n7,王伟\n")

        assert (staff.imported, staff.duplicates, reasons(staff)) == (1, 1, [(3, "工号", "7")])

    def test_somebody_who_is_there_by_name_alone_gets_number_and_region(self):
        there = newcomer("Nancy Davolio", AccessRole.EMPLOYEE, id="per_n", company_id="co_1")

        staff = staff_of(EMPLOYEES, there)

        ((before, after),) = staff.completed
        assert before is there and after.id == "per_n"
        assert (after.vendor_user_ids, after.region) == (("Nancy Davolio", "1"), "WA")
        assert after.version == before.version + 1
        assert (staff.imported, len(staff.people)) == (4, 3)

    def test_a_region_that_is_known_stays(self):
        there = newcomer("Li", AccessRole.EMPLOYEE, id="per_l", company_id="co_1", region="华东")

        staff = staff_of("name,region\nLi,华北\n", there)

        assert (staff.duplicates, staff.completed) == (1, ())

    def test_somebody_who_is_there_under_another_number_is_not_guessed(self):
        there = newcomer("Nancy Davolio", AccessRole.EMPLOYEE, id="per_n", company_id="co_1", number="crm-9")

        staff = staff_of(EMPLOYEES, there)

        assert reasons(staff) == [(2, "EmployeeID", "1")]

    def test_from_a_number_alone_nobody_is_created(self):
        staff = staff_of("EmployeeID,name,ReportsTo\n1,Nancy,2\n", create_people=True)

        assert staff.people == [] and reasons(staff) == [(2, "ReportsTo", "2")]
        assert "编号" in staff.refused[0].why

    def test_somebody_who_reports_to_themselves_is_refused(self):
        assert reasons(staff_of("EmployeeID,name,ReportsTo\n1,Nancy,1\n")) == [(2, "ReportsTo", "1")]


class TestReadPerson:
    @pytest.mark.parametrize(
        ("last", "first", "name"),
        [("李", "雷", "李雷"), ("Davolio", "Nancy", "Nancy Davolio"), ("Pelé", "", "Pelé")],
    )
    def test_family_and_given_name_stand_as_people_write_them(self, last, first, name):
        (row,) = read(f"姓,名\n{last},{first}\n")

        assert row.name.text == name

    def test_the_region_is_read_under_its_usual_titles(self):
        assert read("sales_agent,regional_office\nAnna,Central\n")[0].region == "Central"

    @pytest.mark.parametrize(
        ("row", "error"),
        [
            ("Li,nonsense,,", NotAnEmail),
            ("Li,,astronaut,", NoSuchPosition),
            ("Li,,,king", NoSuchAccessRole),
            (",a@b.cn,,", BadCell),
            ("x" * 61 + ",,,", BadCell),
        ],
    )
    def test_a_cell_that_cannot_be_read_is_refused(self, row, error):
        with pytest.raises(error):
            read(f"name,email,position,access_role\n{row}\n")

    @pytest.mark.parametrize("text", ["customer_success", "Customer success", "客户成功"])
    def test_a_position_is_named_by_its_id_or_either_name(self, text):
        assert read(f"name,position\nLi,{text}\n")[0].position == "customer_success"


class TestRoster:
    def test_a_vendor_user_id_says_more_than_a_name(self):
        mine = newcomer("王伟", AccessRole.EMPLOYEE, id="per_1", company_id="co_1")
        other = newcomer("小王", AccessRole.EMPLOYEE, id="per_2", company_id="co_1", email="wang@example.com")
        roster = Roster([mine, other])

        assert roster.get(Cell("owner", "WANG@example.com")).id == "per_2"
        assert roster.get(Cell("owner", "per_1")).id == "per_1"

    def test_a_name_of_two_people_is_not_guessed(self):
        people = [newcomer("王伟", AccessRole.EMPLOYEE, id=f"per_{n}", company_id="co_1") for n in (1, 2)]

        with pytest.raises(PersonAmbiguous):
            Roster(people).get(Cell("owner", "王伟"))

    def test_a_number_of_nobody_is_unknown_and_says_what_to_import(self):
        with pytest.raises(PersonUnknown) as caught:
            Roster([BOSS]).get(Cell("EmployeeID", "5"))

        assert "import people" in caught.value.on(3).why

    def test_a_name_of_nobody_is_unknown(self):
        with pytest.raises(PersonUnknown) as caught:
            Roster([BOSS]).get(Cell("owner", "李雷"))

        assert "李雷" in caught.value.on(3).why
