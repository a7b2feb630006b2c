"""A CRM's own export, from file to declaration, read back through the API. Skipped where the data is absent."""

import json
import urllib.error
import urllib.request
from collections import Counter
from datetime import UTC, datetime

import pytest

from tests.domain.kpi.reference import number, period_of, reference, rows, subject_of

OURS = {
    "won_value": "won_value",
    "won_count": "won_count",
    "win_rate": "sales.win_rate",
    "sales_cycle_days_won": "sales.cycle_days",
}

OF_GROUPS = {
    "won_count",
    "lost_count",
    "won_value",
    "win_rate",
    "avg_won_value",
    "sales_cycle_days_won",
    "sales_cycle_days_closed",
}


class Reader:
    """The service with the export in it, read as its owner."""

    def __init__(self, base_url, folder):
        self.base_url, self.token = base_url, None
        for kind, name in (("people", "sales_teams.csv"), ("deals", "sales_pipeline.csv")):
            wish = {"kind": kind, "path": str(folder / name), "company": "Maven", "currency": "USD"}
            self.send("POST", "/local/imports", {**wish, "create_people": True})
        owner = self.send("POST", "/local/tokens", {"company": "Maven", "role": "owner"})
        self.token, self.company_id = owner["token"], owner["company_id"]
        self.people = {each["name"]: each["id"] for each in self.every("/v1/people?limit=20")}

    def send(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        data = json.dumps(body).encode() if body else None
        request = urllib.request.Request(self.base_url + path, data=data, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.load(answer)

    def every(self, path):
        cursor, found = "", []
        while True:
            page = self.send("GET", path + (f"&cursor={cursor}" if cursor else ""))
            found += page["items"]
            if not (cursor := page["next"]):
                return found


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    from functions import wiring
    from infra.local.service import Service

    folder = reference("maven_crm")
    now = datetime(2018, 1, 3, 2, 0, tzinfo=UTC)
    service = Service(tmp_path_factory.mktemp("maven"), 0, now=now, on_schedule=False)
    before = wiring._clock
    service.start()
    yield Reader(service.base_url, folder)
    service.stop()
    wiring.set_clock(before)


class TestTheExport:
    def test_every_measure_of_every_agent_month_and_quarter_is_the_expected_one(self, reader):
        wrong, seen = [], Counter()
        for row in rows(reference("maven_crm") / "expected_kpis.csv"):
            period, subject = period_of(row), subject_of(row)
            who = reader.people.get(subject, subject) if subject else None
            if row["kpi_id"] not in OURS or period is None or who is None:
                continue
            path = f"/v1/measures?kpi={OURS[row['kpi_id']]}&subject={who}&period={period.key}"
            found = reader.send("GET", path)
            figures = ("numerator", "denominator", "value")
            if [number(found[each] or "") for each in figures] != [number(row[each]) for each in figures]:
                wrong.append((row, found))
            seen[row["kpi_id"]] += 1

        assert wrong == []
        assert set(seen) == set(OURS) and min(seen.values()) > 400

    def test_every_measure_of_every_team_and_region_is_the_expected_one(self, reader):
        wrong, seen = [], Counter()
        for row in rows(reference("maven_crm") / "expected_kpis.csv"):
            kind, _, name = row["agent"].partition(":")
            period = period_of(row)
            if kind not in ("manager", "region") or row["kpi_id"] not in OF_GROUPS or period is None:
                continue
            subject = f"{kind}:{reader.people[name] if kind == 'manager' else name}"
            path = f"/v1/measures?kpi={row['kpi_id']}&subject={subject}&period={period.key}"
            found = reader.send("GET", path)
            figures = ("numerator", "denominator")
            if [number(found[each] or "") for each in figures] != [number(row[each]) for each in figures]:
                wrong.append((row, found))
            seen[kind] += 1

        assert wrong == []
        assert seen == {"manager": 6 * 4 * len(OF_GROUPS), "region": 3 * 4 * len(OF_GROUPS)}

    def test_an_agent_without_deals_has_counts_of_zero_and_no_rate(self, reader):
        who = reader.people["Mei-Mei Johns"]

        count = reader.send("GET", f"/v1/measures?kpi=won_count&subject={who}&period=2017-11")
        rate = reader.send("GET", f"/v1/measures?kpi=win_rate&subject={who}&period=2017-Q4")

        assert (count["value"], count["n"], count["state"]) == ("0", 0, "no_data")
        assert (rate["value"], rate["n"], rate["state"]) == (None, 0, "no_data")

    def test_scores_with_reasons_and_declarations_come_out_of_the_same_jobs(self, reader):
        reader.send("POST", "/local/jobs/scores", {"company_id": reader.company_id})
        reader.send("POST", "/local/jobs/declarations", {"company_id": reader.company_id})

        scores = reader.every("/v1/scores?period=2017-12&limit=20")
        forms = reader.every("/v1/declarations?period=2017-12&limit=20")

        assert len(scores) == len(forms) == 35
        assert {each["score_hash"] for each in forms} == {each["hash"] for each in scores}
        assert all(line["reason"] for each in scores for line in each["lines"])
        no_deals = next(each for each in scores if each["person_id"] == reader.people["Mei-Mei Johns"])
        assert (no_deals["state"], no_deals["total"]) == ("insufficient_evidence", None)

    def test_nobody_without_a_token_reads_it(self, reader):
        request = urllib.request.Request(f"{reader.base_url}/v1/scores?period=2017-12")

        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=30)

        assert caught.value.code == 401
