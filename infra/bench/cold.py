"""Cold path: import and first request of each function in a fresh process, beside a bare boto3 handler."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from infra.environment import ROOT

RUNS = 10

BARE = """
import boto3, json
boto3.client("dynamodb").get_item(TableName=os.environ["GANGJI_TABLE"], Key={"pk": {"S": "x"}, "sk": {"S": "x"}})
"""
API = """
from functions.app import app
event = {"httpMethod": "GET", "path": "/v1/me", "headers": {"Authorization": "Bearer " + os.environ["BENCH_TOKEN"]},
         "requestContext": {"resourcePath": "/v1/me", "httpMethod": "GET", "requestId": "x"}}
assert app(event, None)["statusCode"] == 200
"""
NORMALISE = """
from functions.jobs.normalise import normalise_deliveries
normalise_deliveries({"Records": []}, None)
"""
WORK = """
from functions.jobs.work import do_work
body = {"job": "scores", "company_id": os.environ["BENCH_COMPANY"], "period": "2026-03"}
answer = do_work({"Records": [{"messageId": "1", "receiptHandle": "", "body": __import__("json").dumps(body)}]}, None)
assert answer == {"batchItemFailures": []}, answer
"""
SCHEDULE = """
from functions.jobs import schedules
event = {{key: "x" for key in ("version", "account", "region", "detail-type", "source", "time", "id")}}
schedules.{name}({{**event, "detail": {{}}, "resources": []}}, None)
"""
SCHEDULES = ("pull", "scores", "declarations", "job_descriptions", "reports", "advice", "clocks", "deliver")
FUNCTIONS: Mapping[str, str] = {
    "bare boto3 handler": BARE,
    "api (GET /v1/me)": API,
    "normalise": NORMALISE,
    "work (scores of a company)": WORK,
    **{f"schedule {name}": SCHEDULE.format(name=name) for name in SCHEDULES},
}


@dataclass(frozen=True, slots=True)
class Cold:
    """Median CPU milliseconds of import and first request, and how many times the bare handler's that is."""

    function: str
    cpu_ms: int
    ratio: float


def measure_cold(token: str, company_id: str) -> list[Cold]:
    """Start each function in fresh processes, one after the other in turns, and return the medians."""
    environment = {**os.environ, "BENCH_TOKEN": token, "BENCH_COMPANY": company_id, "PYTHONPATH": str(ROOT)}
    taken: dict[str, list[float]] = {name: [] for name in FUNCTIONS}
    for _ in range(RUNS):
        for name, code in FUNCTIONS.items():
            taken[name].append(_cpu_ms(code, environment))
    bare = median(taken["bare boto3 handler"])
    return [Cold(name, round(median(each)), round(median(each) / bare, 2)) for name, each in taken.items()]


def _cpu_ms(code: str, environment: Mapping[str, str]) -> float:
    program = f"import os, sys, time\nsys.stdout = sys.stderr\n{code}\nprint(time.process_time(), file=sys.__stdout__)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return float(json.loads(done.stdout.splitlines()[-1])) * 1000
