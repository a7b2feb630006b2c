"""One row of a list of people: who somebody is, what they do, whom they answer to."""

import re
from dataclasses import dataclass

from shared.domain.imports.cells import BadCell, Cell, CellEmpty, text_of
from shared.domain.imports.columns import plain_title
from shared.domain.imports.table import Row
from shared.domain.people import AccessRole
from shared.domain.work.duties.positions import POSITIONS

LONGEST_NAME = 60
LONGEST_NUMBER = 120
LONGEST_REGION = 60
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_ACCESS_ROLES = {
    "员工": AccessRole.EMPLOYEE,
    "经理": AccessRole.MANAGER,
    "主管": AccessRole.MANAGER,
    "人事": AccessRole.HR,
    "负责人": AccessRole.OWNER,
    "审计": AccessRole.AUDITOR,
    **{role.value: role for role in AccessRole},
}
_POSITIONS = {
    plain_title(title): position.id
    for position in POSITIONS.values()
    for title in (position.id, position.zh, position.en)
}


class NotAnEmail(BadCell):
    """An e-mail address is none."""

    code = "import.not_an_email"
    zh = "“{text}”不是邮箱地址。"
    en = "“{text}” is no e-mail address."


class NoSuchPosition(BadCell):
    """A position is none of the company's."""

    code = "import.no_such_position"
    zh = "没有岗位“{text}”，可填：{known}。"
    en = "There is no position “{text}”. There are: {known}."


class NoSuchAccessRole(BadCell):
    """An access role is none."""

    code = "import.no_such_access_role"
    zh = "没有权限“{text}”，可填：{known}。"
    en = "There is no access role “{text}”. There are: {known}."


@dataclass(frozen=True, slots=True)
class PersonRow:
    """
    What a row says. `position`, `access_role` and `region` are None where the row leaves them open.

    `number` is under which a vendor's system knows the person: an employee number, a user id.
    """

    line: int
    name: Cell
    number: Cell
    email: Cell
    manager: Cell
    position: str | None
    access_role: AccessRole | None
    region: str | None


def read_person(row: Row) -> PersonRow:
    """
    Read one row.

    :raises BadCell: naming the cell that cannot be read.
    """
    name = row["name"] if "name" in row.cells else _joined(row["last_name"], row["first_name"])
    if name.is_empty:
        raise CellEmpty(name)
    email = row["email"]
    if not email.is_empty and not _EMAIL.fullmatch(email.text):
        raise NotAnEmail(email)
    return PersonRow(
        line=row.line,
        name=_name(name),
        number=Cell(row["vendor_user_id"].column, text_of(row["vendor_user_id"], longest=LONGEST_NUMBER)),
        email=email,
        manager=_name(row["manager"]),
        position=_position(row["position"]),
        access_role=_access_role(row["access_role"]),
        region=text_of(row["region"], longest=LONGEST_REGION) or None,
    )


def _joined(last: Cell, first: Cell) -> Cell:
    """Return the full name: family name first and no blank between Chinese ones, given name first otherwise."""
    is_chinese = any("\u4e00" <= each <= "\u9fff" for each in last.text + first.text)
    parts = (last.text, first.text) if is_chinese else (first.text, last.text)
    text = ("" if is_chinese else " ").join(each for each in parts if each)
    return Cell(f"{first.column} {last.column}", text)


def _name(cell: Cell) -> Cell:
    return Cell(cell.column, text_of(cell, longest=LONGEST_NAME))


def _position(cell: Cell) -> str | None:
    if cell.is_empty:
        return None
    found = _POSITIONS.get(plain_title(cell.text))
    if found is None:
        raise NoSuchPosition(cell, known=", ".join(POSITIONS))
    return found


def _access_role(cell: Cell) -> AccessRole | None:
    if cell.is_empty:
        return None
    found = _ACCESS_ROLES.get(plain_title(cell.text))
    if found is None:
        raise NoSuchAccessRole(cell, known=", ".join(AccessRole))
    return found
