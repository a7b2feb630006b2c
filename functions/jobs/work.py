"""Consumer of the work queue: one company's job a message, so that one company never delays another."""

from collections.abc import Callable, Mapping
from typing import Any

from chalice import Blueprint
from chalice.app import SQSEvent

from functions import wiring
from functions.jobs.queues import each_message
from functions.observability import instrumented, record

work = Blueprint(__name__)


@work.on_sqs_message(queue="gangji-work", batch_size=1, name="work")
@instrumented("work")
def do_work(event: SQSEvent) -> dict[str, Any]:
    """Do the jobs of a batch."""
    wiring.settings()
    return each_message(event, "work", lambda message: JOBS[message["job"]](message))


def _pull(message: Mapping[str, Any]) -> None:
    from shared.usecases.events.pull_source import pull_source

    pull_source(
        connection_id=message["connection_id"],
        at=wiring.now(),
        documents=wiring.documents(),
        local=wiring.settings().is_local,
    )


def _scores(message: Mapping[str, Any]) -> None:
    from shared.usecases.scores.ask_for_scores import take_up
    from shared.usecases.scores.compute_scores import compute_scores

    if message.get("asked"):
        take_up(message["company_id"])
    compute_scores(
        company_id=message["company_id"],
        month=message.get("period"),
        at=wiring.now(),
        code_version=wiring.settings().code_version,
    )


def _declarations(message: Mapping[str, Any]) -> None:
    from shared.usecases.review.draft_declarations import draft_declarations

    draft_declarations(
        company_id=message["company_id"],
        month=message.get("period"),
        at=wiring.now(),
        code_version=wiring.settings().code_version,
    )


def _job_descriptions(message: Mapping[str, Any]) -> None:
    from shared.usecases.documents.run_job_descriptions import run_job_descriptions

    made = run_job_descriptions(
        company_id=message["company_id"], at=wiring.now(), documents=wiring.documents()
    )
    for version in made:
        if version.days_to_draft is not None:
            record("time_to_jd", version.days_to_draft)


def _reports(message: Mapping[str, Any]) -> None:
    from shared.usecases.reports.make_performance_reports import make_performance_reports

    run = make_performance_reports(
        company_id=message["company_id"],
        month=message.get("period"),
        at=wiring.now(),
        documents=wiring.documents(),
    )
    record("performance_reports", run.made)


def _advice(message: Mapping[str, Any]) -> None:
    from shared.usecases.advice.look_for_advice import look_for_advice

    look = look_for_advice(company_id=message["company_id"], at=wiring.now())
    record("advice_given", int(look.advice is not None))


def _clocks(message: Mapping[str, Any]) -> None:
    from shared.usecases.review.turn_clocks import turn_clocks

    record("clock_steps", turn_clocks(company_id=message["company_id"], at=wiring.now()))


JOBS: Mapping[str, Callable[[Mapping[str, Any]], None]] = {
    "pull": _pull,
    "scores": _scores,
    "declarations": _declarations,
    "job-descriptions": _job_descriptions,
    "reports": _reports,
    "advice": _advice,
    "clocks": _clocks,
}
"""What a message can ask for; each job's own code loads when it is asked for."""
