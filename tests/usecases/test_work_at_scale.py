"""What reports on a whole company ask of the engine: round trips, with nothing kept, with everything, after one log."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest

from shared.adapters.dynamo import refs
from shared.adapters.dynamo.commands import Key, commit, job_actor
from shared.adapters.dynamo.records import Record
from shared.adapters.dynamo.store import load, record_of
from shared.domain.company import Company
from shared.domain.ids import new_id, work_log_id
from shared.domain.people import AccessRole, Assignment, Member, Person
from shared.domain.work.duties.activities import STANDARD
from shared.domain.work.logs.log import LogDraft, WorkLog
from shared.domain.work.logs.months import LogMonths
from shared.usecases.company.found_company import found_company
from shared.usecases.plans.publish_plan import BEGINNING
from shared.usecases.work.read_distribution import read_distribution
from shared.usecases.work.read_duty_matrix import read_duty_matrix
from shared.usecases.work.read_profile import read_profile
from shared.usecases.work.read_work import Span
from shared.usecases.work.submit_work_logs import delete_work_log, submit_work_log
from tests.conftest import MONDAY_NINE
from tests.usecases.office import asked, batches, queried

PEOPLE, A_DAY, MINUTES = 20, 4, 25
QUARTER = Span.of(date(2026, 1, 1), date(2026, 4, 1))
MONTHS = ("2026-01", "2026-02", "2026-03")
POSITIONS = ("sales", "marketing", "customer_success", "back_office")


@dataclass
class Firm:
    """Twenty people who logged four times on each of ninety days."""

    company: Company
    people: list[Person]

    def forget(self):
        """Leave nothing of what was added up before."""
        with Record.batch_write() as batch:
            for month in MONTHS:
                for person in self.people:
                    ref = refs.month_work(self.company.id, month).at(person.id)
                    batch.delete(Record(ref.pk, ref.sk))

    def actor(self, person):
        """The member row of a person as it stands."""
        seat = refs.member(self.company.id, person.id)
        return load([seat]).get(seat)

    def profile(self):
        return read_profile(company=self.company, person=self.people[3], span=QUARTER)

    def distribution(self):
        return read_distribution(company=self.company, seen=self.people, span=QUARTER)

    def matrix(self):
        return read_duty_matrix(company=self.company, people=self.people, span=QUARTER)


@pytest.fixture(scope="module")
def firm(engine):
    own = Company(new_id("co", MONDAY_NINE), "二十人公司", created_at=MONDAY_NINE)
    people = [
        Person(
            id=new_id("per", MONDAY_NINE),
            company_id=own.id,
            name=f"员工{number}",
            access_role=AccessRole.EMPLOYEE,
            assignments=(Assignment(POSITIONS[number % 4], 10_000, BEGINNING),),
        )
        for number in range(PEOPLE)
    ]
    actor = job_actor(own.id, "setup", None)
    for number, command in enumerate(found_company(company=own, people=people, at=MONDAY_NINE).commands):
        key = Key("setup", str(number), "")
        actor = commit(command, actor=actor, key=key, answer={}, at=MONDAY_NINE).actor
    months = LogMonths(tuple((month, 1) for month in MONTHS))
    with Record.batch_write() as batch:
        for place, person in enumerate(people):
            seat = Member(person.id, own.id, person.access_role, seq=1, log_months=months)
            batch.save(record_of(refs.member(own.id, person.id), seat))
            for number in range(A_DAY * len(QUARTER.days())):
                log = logged(own, person, place, number)
                batch.save(record_of(refs.work_log(own.id, log.id), log))
    return Firm(own, people)


def logged(company, person, place, number):
    """The log that somebody wrote as the `number`-th."""
    on = QUARTER.first_on + timedelta(days=number // A_DAY)
    started_at = datetime.combine(on, time(9 + number % A_DAY), tzinfo=company.tz).astimezone(UTC)
    return WorkLog(
        id=work_log_id(person.id, f"{on:%Y-%m}", started_at, str(number)),
        company_id=company.id,
        person_id=person.id,
        client_id=str(number),
        kind="customer_contact",
        activity=[*STANDARD, "园区考察"][(7 * place + 5 * number) % (len(STANDARD) + 1)],
        started_at=started_at,
        on=on,
        minutes=MINUTES,
        created_at=started_at + timedelta(hours=1),
        customer=f"客户{(place + number) % 40}",
    )


class TestWithNothingKept:
    """The first reading ever: each month of each person is added up from its logs, once."""

    @pytest.fixture(autouse=True)
    def nothing_kept(self, firm):
        firm.forget()

    def test_a_profile_reads_the_three_months_of_its_person(self, firm):
        with asked() as meter:
            profile = firm.profile()

        assert profile.report.now.total_count == A_DAY * 90
        # its plans and HR's decisions are a query each
        assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 2 + 3, "dynamodb.PutItem": 3}

    def test_a_distribution_reads_three_months_of_everybody(self, firm):
        with asked() as meter:
            report = firm.distribution()

        assert report.now.total_minutes == PEOPLE * A_DAY * 90 * MINUTES
        # the quarter before is looked at too; a month that never had a log asks for nothing more
        assert meter.calls == {
            "dynamodb.BatchGetItem": batches(PEOPLE * (1 + 6)),
            "dynamodb.Query": 3 * PEOPLE,
            "dynamodb.PutItem": 3 * PEOPLE,
        }

    def test_a_duty_matrix_reads_three_months_of_everybody(self, firm):
        with asked() as meter:
            matrix = firm.matrix()

        assert sum(cell.count for cell in matrix.cells) == PEOPLE * A_DAY * 90
        assert meter.calls == {
            "dynamodb.BatchGetItem": batches(PEOPLE * (1 + 3)),
            "dynamodb.Query": 2 + 3 * PEOPLE,
            "dynamodb.PutItem": 3 * PEOPLE,
        }


class TestWithEverythingKept:
    """Every later reading: no log is read, however many there are."""

    @pytest.fixture(autouse=True)
    def everything_kept(self, firm):
        firm.distribution()

    def test_a_profile_takes_three_round_trips(self, firm):
        with asked() as meter:
            profile = firm.profile()

        assert profile.report.now.total_count == A_DAY * 90
        assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 2}

    def test_a_distribution_takes_a_batch_read_for_each_hundred_keys(self, firm):
        with asked() as meter:
            report = firm.distribution()

        assert report.now.total_minutes == PEOPLE * A_DAY * 90 * MINUTES
        assert (
            meter.calls
            == {"dynamodb.BatchGetItem": batches(PEOPLE * (1 + 6))}
            == {"dynamodb.BatchGetItem": 2}
        )

    def test_a_duty_matrix_takes_three_round_trips(self, firm):
        with asked() as meter:
            matrix = firm.matrix()

        assert sum(cell.count for cell in matrix.cells) == PEOPLE * A_DAY * 90
        assert meter.calls == {"dynamodb.BatchGetItem": 1, "dynamodb.Query": 2}

    def test_all_three_show_the_same_minutes(self, firm):
        profile, report, matrix = firm.profile(), firm.distribution(), firm.matrix()

        person = profile.person.id
        own = {line.key: line.minutes for line in profile.report.now.lines}
        assert own == {
            cell.duty: cell.minutes for cell in matrix.cells if cell.person_id == person and cell.minutes
        }
        assert sum(own.values()) == sum(each.minutes for each in report.work if each.person_id == person)

    def test_after_a_log_and_again_after_its_deletion_one_month_of_one_person_is_read(self, firm):
        person = firm.people[5]

        log = submit(firm, person)
        after_log = totalled(firm)
        delete(firm, person, log)
        after_deletion = totalled(firm)

        before = PEOPLE * A_DAY * 90 * MINUTES
        one_month = [refs.work_logs(firm.company.id, person.id, "2026-03").pk]
        round_trips = {"dynamodb.BatchGetItem": 2, "dynamodb.Query": 1, "dynamodb.PutItem": 1}
        assert after_log == (before + log.minutes, one_month, round_trips)
        assert after_deletion == (before, one_month, round_trips)


AT = datetime(2026, 3, 31, 8, 0, tzinfo=UTC)


def submit(firm, person):
    actor = firm.actor(person)
    log, command = submit_work_log(
        draft=LogDraft("order_handling", "invoicing", AT, 30),
        client_id="one-more",
        company=firm.company,
        actor=actor,
        at=AT,
    )
    commit(command, actor=actor, key=Key("POST", "one-more", ""), answer={}, at=AT)
    return log


def delete(firm, person, log):
    _, command = delete_work_log(log=log, version=1, company=firm.company)
    commit(command, actor=firm.actor(person), key=Key("DELETE", "one-less", ""), answer={}, at=AT)


def totalled(firm):
    """The minutes of the company, which partitions were queried for them, and all round trips."""
    with asked() as meter:
        report = firm.distribution()
    return report.now.total_minutes, queried(meter), dict(meter.calls)
