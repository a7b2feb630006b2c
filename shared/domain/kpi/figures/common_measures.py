"""Measures that go with every position (通用度量): id, names, unit, how the sample is taken."""

from typing import Final

from shared.domain.kpi.definition import Unit
from shared.domain.kpi.figures import tasks, work_logs
from shared.domain.kpi.figures.samples import Take

ROWS: Final[tuple[tuple[str, str, str, Unit, Take], ...]] = (
    ("log_timeliness", "日志及时率", "Log timeliness", "ratio", work_logs.log_timeliness),
    ("improvement_done", "改进计划完成率", "Improvement actions done", "ratio", tasks.improvement_done),
)
