"""Measures of customer success (客户度量) beside its first ones: id, names, unit, and how the sample is taken."""

from typing import Final

from shared.domain.kpi.definition import Unit
from shared.domain.kpi.figures import (
    answers,
    churn,
    follow_ups,
    recurring_revenue,
    referrals,
    renewals,
    tasks,
    tickets,
    work_logs,
)
from shared.domain.kpi.figures.samples import Take

ROWS: Final[tuple[tuple[str, str, str, Unit, Take], ...]] = (
    ("nps", "净推荐值", "Net promoter score", "points", answers.nps),
    ("survey_response_rate", "问卷回收率", "Survey response rate", "ratio", answers.survey_response_rate),
    ("net_revenue_retention", "净收入留存率", "Net revenue retention", "ratio",
     recurring_revenue.net_revenue_retention),
    ("gross_revenue_retention", "总收入留存率", "Gross revenue retention", "ratio",
     recurring_revenue.gross_revenue_retention),
    ("renewal_rate", "续约率", "Renewal rate", "ratio", renewals.renewal_rate),
    ("churned_customers", "流失客户数", "Churned customers", "count", churn.churned_customers),
    ("first_response_hours", "首次响应时长", "First response time", "hours", tickets.first_response_hours),
    ("resolution_hours", "问题解决时长", "Resolution time", "hours", tickets.resolution_hours),
    ("revisit_rate", "客户回访率", "Customer follow-up rate", "ratio", follow_ups.revisit_rate),
    ("onboarding_on_time", "新客户按期上线率", "Onboarding on time", "ratio", tasks.onboarding_on_time),
    ("referrals", "转介绍客户数", "Referred customers", "count", referrals.referrals),
    ("joint_care_actions", "协助销售老客户维护次数", "Joint care actions with sales", "count",
     work_logs.joint_care_actions),
)  # fmt: skip
