"""The Chalice app: its blueprints, and the gate that every request passes."""

from functions import admission
from functions.api.company import company
from functions.api.declaration_batches import declaration_batches
from functions.api.declarations import declarations
from functions.api.documents import documents
from functions.api.improvement_plans import improvement_plans
from functions.api.inbox import inbox
from functions.api.job_descriptions import job_descriptions
from functions.api.kpis import kpis
from functions.api.me import me
from functions.api.objections import objections
from functions.api.people import people
from functions.api.plans import plans
from functions.api.scores import scores
from functions.api.work import work as who_does_what
from functions.api.work_log_batches import work_log_batches
from functions.api.work_logs import work_logs
from functions.edge.app import EdgeApp
from functions.jobs.normalise import normalise
from functions.jobs.schedules import schedules
from functions.jobs.work import work
from functions.webhooks.inbound import inbound

app = EdgeApp("gangji", gate=admission.gate)
for blueprint in (
    me,
    company,
    people,
    work_logs,
    work_log_batches,
    who_does_what,
    job_descriptions,
    kpis,
    plans,
    scores,
    declarations,
    declaration_batches,
    objections,
    improvement_plans,
    inbox,
    documents,
    inbound,
    normalise,
    schedules,
    work,
):
    app.register_blueprint(blueprint)
