import base64
from datetime import UTC, datetime, timedelta

import pytest

from functions import wiring
from infra.local import provisioning
from infra.local.provisioning.bodies import CompanyNeeded, NoSuchCompany
from infra.local.provisioning.companies import ManagerUnclear, PositionTwice
from infra.local.provisioning.connections import (
    ConnectionTaken,
    NobodyBound,
    NotAConnectionId,
    NotASource,
    NoWayIn,
    UnfitSecret,
    UnknownEventType,
    UnknownVendor,
)
from infra.local.provisioning.imports import FileNeeded, FileUnreadable, NotBase64, OneFileOnly
from infra.local.provisioning.tokens import NoSuchPerson, PersonUnclear, WhoNeeded
from shared.adapters import tokens
from shared.adapters.dynamo import dispatch, events, refs
from shared.adapters.dynamo.store import every, load
from shared.domain.errors import DomainError
from shared.domain.people import PositionsNotWhole
from shared.usecases.imports.target_company import CompanyAmbiguous

pytestmark = pytest.mark.usefixtures("engine")

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TEAM = [
    {"name": "周敏", "access_role": "owner", "positions": []},
    {"name": "王磊", "access_role": "manager", "positions": [{"position": "sales", "share_bp": 10_000}]},
    {
        "name": "李婷",
        "access_role": "employee",
        "manager": "王磊",
        "email": "li@example.com",
        "positions": [{"position": "sales", "share_bp": 6_000}, {"position": "marketing", "share_bp": 4_000}],
    },
]


@pytest.fixture
def name(request):
    """A company's name of the test's own."""
    return f"海纳 {request.node.name}"[:100]


def founded(name, people=TEAM, **more):
    return provisioning.create_company({"name": name, "people": people, **more})


def seats(company_id):
    return {person.name: person for person in every(refs.people(company_id))}


class TestCreateCompany:
    def test_people_are_seated_under_their_managers_and_the_owner(self, name):
        made = founded(name, zone="Asia/Tokyo", currency="JPY", revenue_source="deals")

        ref = refs.company(made["id"])
        company, there = load([ref]).get(ref), seats(made["company_id"])
        assert (company.name, company.zone, company.currency, company.revenue_source) == (
            name, "Asia/Tokyo", "JPY", "deals"
        )  # fmt: skip
        assert there["李婷"].manager_id == there["王磊"].id
        assert there["王磊"].manager_id == there["周敏"].id
        assert there["周敏"].manager_id is None
        assert there["李婷"].positions_on(company.created_at.date()) == {"sales": 6_000, "marketing": 4_000}
        assert there["李婷"].vendor_user_ids == ("李婷",)
        assert made["id"] in set(dispatch.company_ids())

    def test_everybody_gets_a_token_of_their_own(self, name):
        made = founded(name)

        for person in made["people"]:
            claims = tokens.verify(person["token"], keys=wiring.keys(), now=wiring.now())
            assert (claims.person_id, claims.company_id) == (person["person_id"], made["id"])
        assert [person["access_role"] for person in made["people"]] == ["owner", "manager", "employee"]

    def test_a_list_without_an_owner_gets_one_who_manages_everybody(self, name):
        made = founded(name, [{"name": "李雷", "access_role": "employee"}])

        li, owner = made["people"]
        assert (owner["name"], owner["access_role"], owner["manager_id"]) == ("负责人", "owner", None)
        assert li["manager_id"] == owner["id"]

    def test_positions_that_nobody_named_are_those_of_sellers(self, name):
        roles = ("employee", "manager", "hr", "auditor")
        founded_ = founded(name, [{"name": role, "access_role": role} for role in roles])

        held = {each.name: [a.position for a in each.assignments] for each in seats(founded_["id"]).values()}
        assert held == {"employee": ["sales"], "manager": ["sales"], "hr": [], "auditor": [], "负责人": []}

    def test_two_companies_may_have_one_name(self, name):
        assert founded(name)["id"] != founded(name)["id"]

    @pytest.mark.parametrize(
        ("change", "error", "pointer"),
        [
            ({"manager": "没有此人"}, ManagerUnclear, "/people/1/manager"),
            ({"manager": "同名"}, ManagerUnclear, "/people/1/manager"),
            ({"manager": "李婷"}, ManagerUnclear, "/people/1/manager"),
            (
                {"positions": [{"position": "sales", "share_bp": 9_999}]},
                PositionsNotWhole,
                "/people/1/positions",
            ),
            (
                {"positions": [{"position": "sales", "share_bp": 5_000}] * 2},
                PositionTwice,
                "/people/1/positions",
            ),
            ({"access_role": "king"}, DomainError, "/people/1/access_role"),
            ({"salary": 1}, DomainError, "/people/1/salary"),
            ({"name": " "}, DomainError, "/people/1/name"),
            ({"language": "fr"}, DomainError, "/people/1/language"),
        ],
    )
    def test_what_is_wrong_with_a_person_is_pointed_at(self, change, error, pointer):
        twins = [{"name": "同名", "access_role": "manager"}] * 2
        people = [TEAM[0], {"name": "李婷", "access_role": "employee", **change}, *twins]

        with pytest.raises(error) as caught:
            founded("不会成立", people)

        assert (caught.value.kind, caught.value.pointer) == ("invalid", pointer)

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            ({"people": []}, "/name"),
            ({"name": "x", "zone": "Mars/Olympus"}, "/zone"),
            ({"name": "x", "currency": "yuan"}, "/currency"),
            ({"name": "x", "colour": "red"}, "/colour"),
            ({"name": "x", "people": "everybody"}, "/people"),
        ],
    )
    def test_what_is_wrong_with_a_company_is_pointed_at(self, body, pointer):
        with pytest.raises(DomainError) as caught:
            provisioning.create_company(body)

        assert (caught.value.kind, caught.value.pointer) == ("invalid", pointer)


class TestPutConnection:
    def put(self, made, id, vendor="standard-webhooks", **config):
        config = config or {"secret": SECRET}
        return provisioning.put_connection(id, {"company_id": made["id"], "vendor": vendor, "config": config})

    @pytest.mark.parametrize("alias", ["standard-webhooks", "standard_webhooks", "std"])
    def test_a_connection_is_set_up_under_any_name_of_its_vendor(self, name, alias):
        made = founded(name)

        answer = self.put(made, f"{alias}.1", alias, secret=SECRET, tolerance_s=60)

        found = dispatch.connection(f"{alias}.1")
        assert (found.company_id, found.vendor, found.version) == (made["id"], "standard-webhooks", 1)
        assert found.config == {"secret": SECRET, "tolerance_s": 60}
        assert answer["path"] == f"/v1/in/standard-webhooks/{alias}.1"
        assert SECRET not in str(answer)

    def test_setting_it_up_again_replaces_its_settings(self, name):
        made = founded(name)
        self.put(made, "again", pull={"url": "http://127.0.0.1:9/events", "token": "t"})

        answer = self.put(made, "again", secrets=[SECRET, SECRET])

        assert answer["version"] == 2
        assert dispatch.connection("again").config == {"secrets": [SECRET, SECRET]}

    def test_a_source_is_pulled_for_as_long_as_it_is_set(self, name):
        made = founded(name)
        self.put(made, "pulled", pull={"url": "https://source.example/events"})
        during = set(dispatch.pulled_connections())

        self.put(made, "pulled")

        assert (made["id"], "pulled") in during
        assert (made["id"], "pulled") not in set(dispatch.pulled_connections())

    def test_people_are_bound_by_name_email_or_id(self, name):
        made = founded(name)
        ids = {person["name"]: person["id"] for person in made["people"]}

        self.put(
            made, "bound", secret=SECRET, people={"u1": "王磊", "u2": "li@example.com", "u3": ids["周敏"]}
        )

        bound = dispatch.connection("bound").config["people"]
        assert bound == {"u1": ids["王磊"], "u2": ids["李婷"], "u3": ids["周敏"]}

    def test_what_it_delivers_is_known_before_the_first_event(self, name):
        made = founded(name)

        self.put(made, "feeding", secret=SECRET, delivers=["order.paid", "survey.responded"])

        (feed,) = events.feeds(made["id"])
        assert (feed.connection_id, feed.types) == ("feeding", {"order.paid", "survey.responded"})

    def test_another_companys_connection_is_not_taken_over(self, name):
        self.put(founded(name), "taken")

        with pytest.raises(ConnectionTaken) as caught:
            self.put(founded(name), "taken")

        assert caught.value.kind == "conflict"

    @pytest.mark.parametrize("id", ["", ".x", "a/b", "x" * 65, "连接", "import-deals", "import-orders"])
    def test_an_id_that_does_not_fit_is_refused(self, name, id):
        with pytest.raises(NotAConnectionId):
            self.put(founded(name), id)

    @pytest.mark.parametrize(
        ("config", "error", "pointer"),
        [
            ({"tolerance_s": 60}, NoWayIn, "/config"),
            ({"secret": SECRET, "secrets": [SECRET]}, NoWayIn, "/config"),
            ({"secret": "whsec_short"}, UnfitSecret, "/config/secret"),
            ({"secrets": [SECRET, "whsec_密钥"]}, UnfitSecret, "/config/secrets/1"),
            ({"pull": {"url": "file:///etc/passwd"}}, NotASource, "/config/pull/url"),
            ({"pull": {"url": "http://[::1"}}, NotASource, "/config/pull/url"),
            ({"pull": {"url": "https://a.example", "verify": False}}, DomainError, "/config/pull/verify"),
            ({"secret": SECRET, "people": {"u/1": "没有此人"}}, NobodyBound, "/config/people/u~11"),
            (
                {"secret": SECRET, "delivers": ["deal.won", "deal.imagined"]},
                UnknownEventType,
                "/config/delivers/1",
            ),
            ({"secret": SECRET, "tolerance_s": 0}, DomainError, "/config/tolerance_s"),
            ({"secret": SECRET, "colour": 1}, DomainError, "/config/colour"),
        ],
    )
    def test_what_is_wrong_with_the_settings_is_pointed_at(self, name, config, error, pointer):
        with pytest.raises(error) as caught:
            self.put(founded(name), "wrong", **config)

        assert (caught.value.kind, caught.value.pointer) == ("invalid", pointer)

    def test_an_unknown_vendor_or_company_is_refused(self, name):
        with pytest.raises(UnknownVendor):
            self.put(founded(name), "v", "carrier-pigeon")
        with pytest.raises(NoSuchCompany) as caught:
            self.put({"id": "co_0000000000000000000"}, "v")

        assert caught.value.kind == "missing"


class TestIssueToken:
    def test_a_person_is_named_by_name_or_id(self, name):
        made = founded(name)
        li = made["people"][2]

        for named in ("李婷", li["id"]):
            answer = provisioning.issue_token({"company": name, "person": named, "minutes": 5})

            claims = tokens.verify(answer["token"], keys=wiring.keys(), now=wiring.now())
            assert (claims.person_id, answer["name"], answer["access_role"]) == (li["id"], "李婷", "employee")
            left = datetime.fromisoformat(answer["expires_at"]) - datetime.now(UTC)
            assert timedelta(minutes=4) < left <= timedelta(minutes=5)

    @pytest.mark.parametrize("role", ["owner", "manager", "employee"])
    def test_anybody_with_an_access_role_will_do(self, name, role):
        founded(name)

        assert provisioning.issue_token({"company": name, "role": role})["access_role"] == role

    def test_a_company_may_be_named_by_its_id(self, name):
        made = founded(name)
        founded(name)

        assert provisioning.issue_token({"company": made["id"], "role": "owner"})["company_id"] == made["id"]

    def test_of_several_companies_one_has_to_be_named(self, name):
        founded(name)
        founded(name)

        with pytest.raises(CompanyNeeded, match="name or id"):
            provisioning.issue_token({"role": "owner"})
        with pytest.raises(CompanyAmbiguous, match="id instead"):
            provisioning.issue_token({"company": name, "role": "owner"})
        with pytest.raises(NoSuchCompany):
            provisioning.issue_token({"company": "没有这家", "role": "owner"})

    def test_of_two_people_with_one_name_one_has_to_be_told_by_id(self, name):
        founded(name, [{"name": "王伟", "access_role": "employee"}] * 2)

        with pytest.raises(PersonUnclear, match="person's id"):
            provisioning.issue_token({"company": name, "person": "王伟"})

    @pytest.mark.parametrize("wanted", [{"person": "没有此人"}, {"role": "auditor"}])
    def test_nobody_who_fits_is_missing(self, name, wanted):
        founded(name)

        with pytest.raises(NoSuchPerson) as caught:
            provisioning.issue_token({"company": name, **wanted})

        assert caught.value.kind == "missing"

    @pytest.mark.parametrize("wanted", [{}, {"person": "周敏", "role": "owner"}])
    def test_either_a_person_or_an_access_role_is_needed(self, name, wanted):
        founded(name)

        with pytest.raises(WhoNeeded):
            provisioning.issue_token({"company": name, **wanted})

    @pytest.mark.parametrize("minutes", [0, 721, "60", True])
    def test_a_token_lives_between_a_minute_and_twelve_hours(self, minutes):
        with pytest.raises(DomainError) as caught:
            provisioning.issue_token({"role": "owner", "minutes": minutes})

        assert caught.value.pointer == "/minutes"


class TestRunImport:
    FILE = "id,who,stage,created,closed,amount\n1,Li,Won,2025-01-01,2025-01-09,5\n2,Li,Won,2025-01-01,,5\n"

    def test_a_file_on_this_machine_is_imported(self, name, tmp_path):
        path, heard = tmp_path / "deals.csv", []
        path.write_text(self.FILE)
        body = {
            "kind": "deals", "path": str(path), "company": name, "currency": "USD", "create_people": True,
            "map": {"who": "owner"},
        }  # fmt: skip

        answer = provisioning.run_import(body, heard.append)

        refused = answer.pop("refused")
        assert wiring.documents().get(answer.pop("refused_key")).decode("utf-8-sig").count("\r\n") == 2
        assert answer.pop("seconds") >= 0 and answer.pop("company_id").startswith("co_")
        assert answer == {
            "kind": "deals", "rows": 2, "imported": 1, "duplicates": 0, "people_created": 1, "events_added": 2,
            "notes": []
        }  # fmt: skip
        assert [(row["line"], row["column"], row["text"]) for row in refused] == [(3, "closed", "")]
        assert set(refused[0]) == {"file", "line", "column", "text", "why", "why_en"}
        assert heard[-1] == {"rows": 2, "of": 2}

    def test_bytes_that_were_sent_are_imported(self, name):
        content = base64.b64encode("姓名,上级\n李雷,\n".encode("gbk")).decode()

        answer = provisioning.run_import(
            {"kind": "people", "content_b64": content, "file_name": "名单.csv", "company": name}
        )

        assert (answer["imported"], answer["people_created"]) == (1, 1)
        assert "李雷" in seats(answer["company_id"])

    def test_orders_come_in_two_files_on_this_machine_or_sent(self, name, tmp_path):
        orders, lines = tmp_path / "orders.csv", b"order_id,unit_price,quantity\n1,2.5,4\n1,x,1\n2,1,1\n"
        orders.write_text("order_id,order_date,owner,customer\n1,2025-01-02,Li,A\n2,2025-01-03,Li,A\n")
        sent = {"content_b64": base64.b64encode(lines).decode()}

        answer = provisioning.run_import(
            {
                "kind": "orders",
                "company": name,
                "files": [{"path": str(orders)}, sent],
                "create_people": True,
            }
        )

        assert (answer["rows"], answer["imported"], answer["events_added"]) == (5, 2, 1)
        assert [(row["file"], row["line"]) for row in answer["refused"]] == [
            ("orders.csv", 2),
            ("#2", 2),
            ("#2", 3),
        ]

    @pytest.mark.parametrize(
        ("change", "error", "pointer"),
        [
            ({}, FileNeeded, "/path"),
            ({"path": "/x", "content_b64": ""}, FileNeeded, "/path"),
            ({"path": "/no/such/file.csv"}, FileUnreadable, "/path"),
            ({"path": "/"}, FileUnreadable, "/path"),
            ({"path": "a\0b"}, FileUnreadable, "/path"),
            ({"content_b64": "%%%"}, NotBase64, "/content_b64"),
            ({"content_b64": "5aeT5ZCN", "map": {"谁": "name"}}, DomainError, "/map"),
            ({"kind": "invoices", "path": "/x"}, DomainError, "/kind"),
            ({"dates": "year_first", "path": "/x"}, DomainError, "/dates"),
            ({"files": [{}]}, FileNeeded, "/files/0/path"),
            ({"path": "/x", "files": [{"content_b64": ""}]}, FileNeeded, "/path"),
            (
                {"files": [{"content_b64": ""}, {"path": "/no/such/file.csv"}]},
                FileUnreadable,
                "/files/1/path",
            ),
            ({"files": [{"content_b64": "%"}]}, NotBase64, "/files/0/content_b64"),
            ({"files": [{"content_b64": ""}, {"content_b64": ""}]}, OneFileOnly, "/files"),
            ({"path": "/x", "dry_run": True}, DomainError, "/dry_run"),
        ],
    )
    def test_what_cannot_be_imported_is_refused(self, change, error, pointer):
        with pytest.raises(error) as caught:
            provisioning.run_import({"kind": "people", "company": "不会成立", **change})

        assert (caught.value.kind, caught.value.pointer) == ("invalid", pointer)
