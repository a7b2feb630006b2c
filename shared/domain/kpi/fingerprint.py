"""The fingerprint of a score: equal if and only if everything that it was computed from is equal."""

import hashlib
import json
from collections.abc import Iterable

from shared.domain.kpi.scorecard import Scorecard, ScoreLine
from shared.domain.periods import Period


def fingerprint(
    scorecard: Scorecard,
    *,
    plan_version_ids: Iterable[str],
    event_ids: Iterable[str],
    code_version: str,
    person_id: str,
    period: Period,
) -> str:
    """Return the SHA-256, in hexadecimal, of the scorecard and everything that it was computed from."""
    body = {
        "person": person_id,
        "period": period.key,
        "code": code_version,
        "plans": sorted(plan_version_ids),
        "events": sorted(set(event_ids)),
        "score": _record(scorecard),
    }
    text = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _record(scorecard: Scorecard) -> dict[str, object]:
    return {
        "status": scorecard.status,
        "total": str(scorecard.total),
        "official_total": str(scorecard.official_total),
        "cap_cut": str(scorecard.cap_cut),
        "grade": scorecard.grade,
        "coefficient": str(scorecard.coefficient),
        "lines": [_row(line) for line in scorecard.lines],
    }


def _row(line: ScoreLine) -> dict[str, object]:
    exact = ("value", "numerator", "denominator", "target", "points", "weighted", "lost", "bonus")
    return {
        "kpi": line.kpi_id,
        "state": line.state,
        "weight_bp": line.weight_bp,
        "n": line.n,
        "reason": line.reason.code,
        "window": [line.first_on, line.until_on],
        "events": list(line.event_ids),
        "excluded": [list(each) for each in line.excluded],
        **{name: str(getattr(line, name)) for name in exact},
        **({"goal": line.goal_id} if line.goal_id else {}),
    }
