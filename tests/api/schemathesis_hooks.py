"""A check for Schemathesis: what the document allows may break a rule, but it is never refused for its form."""

import json

import schemathesis
from schemathesis import Case, CheckContext, Response

OF_FORM = {
    "body.invalid",
    "body.missing_field",
    "body.not_json",
    "body.unknown_field",
    "idempotency.key_malformed",
    "idempotency.key_missing",
    "query.invalid",
    "query.limit_malformed",
    "query.missing_parameter",
    "query.unknown_parameter",
}
"""Codes of refusals that the schemas could have foretold."""


@schemathesis.check
def documented_form_is_accepted(ctx: CheckContext, response: Response, case: Case) -> None:
    if (
        case.meta is None
        or not case.meta.generation.mode.is_positive
        or response.status_code not in (400, 422)
    ):
        return
    problem = json.loads(response.content)
    assert problem["code"] not in OF_FORM, f"the document allows what is refused: {problem}"
