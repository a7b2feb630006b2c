"""Who is meant by a name in an imported file: one person of the company, or nobody is guessed."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from shared.domain.imports.cells import BadCell, Cell
from shared.domain.people import Person


class PersonUnknown(BadCell):
    """Nobody of the company has this name."""

    code = "import.person_unknown"
    zh = "公司里没有“{text}”，请先添加此人，或选择同时建立新人员（--create-people）。"
    en = "Nobody here is called “{text}”. Add them first, or have new people created (--create-people)."


class NumberUnknown(PersonUnknown):
    """Nobody of the company has this number, and from a number alone nobody is made."""

    code = "import.number_unknown"
    zh = "公司里没有编号为“{text}”的人，请先用 import people 导入带编号的人员名单。"
    en = "Nobody here has the number “{text}”. Import the list of people with their numbers first."


class PersonAmbiguous(BadCell):
    """Several people of the company have this name."""

    code = "import.person_ambiguous"
    zh = "有多人叫“{text}”，请改填邮箱，或在其中一人的外部账号中登记这个名字。"
    en = (
        "Several people are called “{text}”. Use the e-mail, or add the name to one person's vendor user ids."
    )


class Roster:
    """
    The people of a company by their names, compared in NFC and without case.

    A vendor user id or e-mail says more than a name: where both fit different people, it wins.
    """

    def __init__(self, people: Iterable[Person] = ()) -> None:
        self._by_account: defaultdict[str, dict[str, Person]] = defaultdict(dict)
        self._by_name: defaultdict[str, dict[str, Person]] = defaultdict(dict)
        for person in people:
            self.add(person)

    def add(self, person: Person) -> None:
        """Take a person in."""
        for account in (person.id, person.email, *person.vendor_user_ids):
            if account:
                self._by_account[plain_name(account)][person.id] = person
        self._by_name[plain_name(person.name)][person.id] = person

    def knows(self, cell: Cell) -> bool:
        """Whether a cell names anybody, be it several."""
        name = plain_name(cell.text)
        return name in self._by_account or name in self._by_name

    def find(self, cell: Cell) -> Person | None:
        """
        Return the person whom a cell names, or None.

        :raises PersonAmbiguous: if it names several.
        """
        name = plain_name(cell.text)
        for index in (self._by_account, self._by_name):
            found = list(index[name].values()) if name in index else []
            if len(found) > 1:
                raise PersonAmbiguous(cell)
            if found:
                return found[0]
        return None

    def get(self, cell: Cell) -> Person:
        """
        Return the person whom a cell names.

        :raises PersonUnknown: if it names nobody; NumberUnknown if it is a number.
        :raises PersonAmbiguous: if it names several.
        """
        person = self.find(cell)
        if person is None:
            raise PersonUnknown(new_name(cell))
        return person


def new_name(cell: Cell) -> Cell:
    """
    Return the cell that names somebody who is not there yet.

    :raises NumberUnknown: if it is only a number.
    """
    if cell.text.isdecimal():
        raise NumberUnknown(cell)
    return cell


def plain_name(name: str) -> str:
    """Return a name by which it is compared.

    >>> plain_name(" Anna  SNELLING ") == plain_name("anna snelling")
    True
    """
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())
