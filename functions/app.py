"""The Chalice app: which module answers what, and the gate that every request passes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from functions import admission
from functions.edge.app import EdgeApp

_API: Final = {
    "advice": ("advice",),
    "attainability": ("targets",),
    "company": ("company",),
    "control-totals": ("control_totals",),
    "customers": ("customers",),
    "declarations": ("declarations", "declaration_batches", "objections"),
    "direction": ("direction", "direction_templates"),
    "discrepancies": ("discrepancies",),
    "duty-catalogue": ("duty_catalogue",),
    "duty-matrix": ("duty_matrix",),
    "events": ("events",),
    "goals": ("goals",),
    "healthz": ("documents",),
    "improvement-plans": ("improvement_plans",),
    "inbox": ("inbox",),
    "job-description-template": ("job_description_templates",),
    "job-descriptions": ("job_descriptions",),
    "kpis": ("kpis", "own_kpis"),
    "market-events": ("market_events",),
    "me": ("me",),
    "measures": ("kpis", "measures"),
    "monitor": ("monitor",),
    "objections": ("objections",),
    "openapi.json": ("documents",),
    "people": ("people", "profiles"),
    "performance-reports": ("performance_reports",),
    "personal-targets": ("personal_targets",),
    "plans": ("plans",),
    "problems": ("documents",),
    "reports": ("reports",),
    "review-telemetry": ("review_telemetry",),
    "scores": ("scores", "score_records", "what_if", "replays"),
    "sources": ("sources",),
    "target-proposals": ("targets",),
    "work-distribution": ("work_distribution",),
    "work-log-photos": ("photos",),
    "work-log-signals": ("work_log_reviews",),
    "work-log-templates": ("work_log_templates",),
    "work-logs": ("work_logs", "work_log_batches", "work_log_drafts", "work_log_reviews"),
}
ROOMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        **{part: tuple(f"functions.api.{name}" for name in names) for part, names in _API.items()},
        "in": ("functions.webhooks.inbound",),
    }
)
"""By what a path begins with, the modules of its operations; each holds a blueprint of its own name."""
_JOBS: Final = (
    "functions.jobs.normalise",
    "functions.jobs.schedules",
    "functions.jobs.work",
    "functions.jobs.photos",
)

app = EdgeApp("gangji", gate=admission.gate, rooms=ROOMS)
"""Opens the room of a request when the first one comes: a cold start loads what it needs, not forty modules."""


def whole_app() -> EdgeApp:
    """Return the app with every operation, schedule and queue: for its document, its template and a laptop."""
    app.open(*(module for modules in ROOMS.values() for module in modules), *_JOBS)
    return app
