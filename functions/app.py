"""The Chalice app: its blueprints, and the gate that every request passes."""

from functions import admission
from functions.api.company import company
from functions.api.customers import customers
from functions.api.declaration_batches import declaration_batches
from functions.api.declarations import declarations
from functions.api.documents import documents
from functions.api.duty_catalogue import duty_catalogue
from functions.api.duty_matrix import duty_matrix
from functions.api.improvement_plans import improvement_plans
from functions.api.inbox import inbox
from functions.api.job_description_templates import job_description_templates
from functions.api.job_descriptions import job_descriptions
from functions.api.kpis import kpis
from functions.api.me import me
from functions.api.objections import objections
from functions.api.people import people
from functions.api.photos import photos
from functions.api.plans import plans
from functions.api.profiles import profiles
from functions.api.reports import reports
from functions.api.scores import scores
from functions.api.work_distribution import work_distribution
from functions.api.work_log_batches import work_log_batches
from functions.api.work_log_drafts import work_log_drafts
from functions.api.work_log_reviews import work_log_reviews
from functions.api.work_log_templates import work_log_templates
from functions.api.work_logs import work_logs
from functions.edge.app import EdgeApp
from functions.jobs.normalise import normalise
from functions.jobs.photos import photos as uploaded_photos
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
    work_log_templates,
    work_log_drafts,
    photos,
    work_log_reviews,
    customers,
    work_distribution,
    profiles,
    reports,
    duty_matrix,
    duty_catalogue,
    job_descriptions,
    job_description_templates,
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
    uploaded_photos,
):
    app.register_blueprint(blueprint)
