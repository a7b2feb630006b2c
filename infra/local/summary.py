"""What the terminal shows when the main job is done: tables that line up in Chinese, and lines that can be pasted."""

import os
import shlex
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from infra.local.demo.performance import Outcome
from shared.domain.work.duties.positions import POSITIONS

ROLES: Final = {"employee": "员工", "manager": "经理", "hr": "HR", "owner": "负责人", "auditor": "审计"}
JD_STATES: Final = {
    "draft": "草稿",
    "published": "已发布",
    "acknowledged": "已签收",
    "superseded": "已被取代",
}
CLASSES: Final = {"core": "核心", "auxiliary": "辅助", "redundant": "冗余", "unclassified": "待归类"}
OPTIONS: Final = {"keep": "保留", "hand_over": "移交", "stop": "停止"}
MOST_ACTIVITIES = 4
SHOWN = "李婷"
GAP = "  "


def show(result: Outcome, base_url: str) -> None:
    """Print the summary; headings stand out where standard output is a terminal."""
    bold = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() else ("", "")
    for title, lines in sections(result, base_url):
        print(f"\n{bold[0]}{title}{bold[1]}")
        for line in lines:
            print(f"{GAP}{line}".rstrip())
    sys.stdout.flush()


def sections(result: Outcome, base_url: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the headings of the summary with their lines."""
    story = result.story
    yield f"{story['company']} · {story['month']}", table(_numbers(result))
    yield "成员与岗位 People and positions", table(_people(story))
    yield f"工作分布 Work distribution · {story['month']}", table(_distribution(story))
    yield f"得分 Scores · {story['month']}", [*table(_scores(story)), *_missing(story)]
    yield "职责发现 Duty findings", table(_findings(story))
    yield "申报单 Declarations", table(_declarations(story))
    yield "岗位说明书 Job descriptions（Word）", [*table(_documents(story)), "", *_download(story, base_url)]
    yield (
        "试一试 Try it（服务运行时可直接粘贴 · paste while the service runs）",
        list(_calls(story, base_url)),
    )


def table(rows: Iterable[Sequence[str]]) -> list[str]:
    """
    Return rows as lines whose columns line up where a Chinese character is two columns wide.

    >>> table([("李婷", "78.0"), ("Li", "104.4")])
    ['李婷  78.0', 'Li    104.4']
    """
    cells = [list(row) for row in rows]
    widths = [max(width(cell) for cell in column) for column in zip(*cells, strict=True)]
    return [GAP.join(map(padded, row, widths)).rstrip() for row in cells]


def padded(text: str, columns: int) -> str:
    """Return the text filled up to a number of terminal columns."""
    return text + " " * (columns - width(text))


def width(text: str) -> int:
    """
    Return how many columns of a terminal the text takes.

    >>> width("岗绩 Gangji")
    11
    """
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def _numbers(result: Outcome) -> Iterator[Sequence[str]]:
    forms = result["declarations"]
    states = "/".join(str(forms[each]) for each in ("approved", "returned", "delivered"))
    facts = (
        ("成员 people", result["people"]),
        ("工作记录 work logs", result["work_logs"]),
        ("业务事件 events", result["events"]),
        ("得分 scores", result["scores"]),
        ("申报单 declarations（通过/退回/送达）", states),
        ("岗位说明书 job descriptions", result["job_descriptions"]),
        ("异议 objections", result["objections"]),
        ("改进计划 improvement plans", result["improvement_plans"]),
        ("公司目标 goals", result["goals"]),
        ("收件箱消息 inbox messages", result.story["messages"]),
    )
    for name, value in facts:
        yield name, str(value)


def _people(story: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    yield "姓名", "岗位 position", "权限 access", "上级 manager"
    for each in story["people"]:
        held = [
            (POSITIONS[name].zh if name in POSITIONS else name, percent)
            for name, percent in each["positions"]
        ]
        text = " / ".join(zh if percent == 100 else f"{zh} {percent}%" for zh, percent in held)
        yield each["name"], text, ROLES[each["access_role"]], each["manager"] or "—"


def _distribution(story: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    for each in story["distribution"]:
        top = [f"{name} {percent}%" for name, percent in each["lines"][:MOST_ACTIVITIES]]
        rest = sum(percent for _, percent in each["lines"][MOST_ACTIVITIES:])
        yield (
            each["name"],
            f"{each['minutes']:>5} 分钟",
            " · ".join([*top, *([f"其他 {rest}%"] if rest else [])]),
        )


def _scores(story: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    yield "姓名", "得分", "等级", "扣分最多", "原因 largest deduction"
    for each in story["scores"]:
        worst = each["worst"]
        lost = f"−{Decimal(worst['lost']):.1f}" if worst else "—"
        yield (
            each["name"],
            each["total"] or "—",
            each["grade"] or "—",
            lost,
            worst["reason"] if worst else "没有扣分",
        )


def _missing(story: Mapping[str, Any]) -> Iterator[str]:
    for each in story["scores"]:
        if each["missing"]:
            yield f"{each['name']}：{'、'.join(each['missing'])}本期无法衡量，权重已分给其他指标"


def _findings(story: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    found = story["findings"]
    yield "分类 classes", "，".join(f"{zh} {found['classes'][name]}" for name, zh in CLASSES.items())
    for each in found["overlaps"]:
        yield "重叠 overlap", f"{'、'.join(each['people'])}：{each['reason']}"
    for reason in found["gaps"]:
        yield "遗漏 gap", reason
    for each in found["proposals"]:
        to = f"给{each['to']}" if each["to"] and each["suggested"] == "hand_over" else ""
        advice = f"建议{OPTIONS[each['suggested']]}{to}"
        yield "冗余 redundant", f"{each['name']}：{each['duty']}，每月约 {each['minutes']} 分钟，{advice}"
    for each in found["unclassified"]:
        yield "待归类 unclassified", f"{each['name']}：{each['duty']}，请 HR 归类"


def _declarations(story: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    yield "状态", "份数", "成员"
    states = list(dict.fromkeys(each["state_zh"] for each in story["declarations"]))
    for state in states:
        names = [each["name"] for each in story["declarations"] if each["state_zh"] == state]
        yield state, str(len(names)), "、".join(names)


def _documents(story: Mapping[str, Any]) -> Iterator[Sequence[str]]:
    yield "姓名", "岗位", "版本", "状态", "SHA-256", "路径 path"
    for each in story["documents"]:
        state, path = JD_STATES[each["state"]], f"/v1/job-descriptions/{each['id']}"
        yield each["name"], each["title"], f"第{each['number']}版", state, each["sha256"][:12], path


def _download(story: Mapping[str, Any], base_url: str) -> list[str]:
    one = next((each for each in story["documents"] if each["name"] == SHOWN), story["documents"][0])
    read = _curl(story, one["name"], f"{base_url}/v1/job-descriptions/{one['id']}", pretty=False)
    pick = """python3 -c 'import json, sys; print(json.load(sys.stdin)["link"])'"""
    return [
        "# 读取后五分钟内可下载 · the link that is read works for five minutes",
        f'link=$({read} | {pick}) && {_command()} -o 岗位说明书-{one["name"]}.docx "$link"',
    ]


def _calls(story: Mapping[str, Any], base_url: str) -> Iterator[str]:
    month, mine = story["month"], story["ids"]["李婷"]
    calls = (
        ("李婷", "我的得分 my score", f"/v1/scores/{mine}?period={month}"),
        ("李婷", "我的绩效报表 my report", f"/v1/performance-reports/{mine}?period={month}"),
        ("李婷", "我这个月的工作记录 my logs of the month", f"/v1/work-logs?month={month}"),
        ("李婷", "我的消息 my inbox", "/v1/inbox"),
        ("王磊", "下属的申报单 my people's declarations", f"/v1/declarations?period={month}"),
        ("林晓", "岗位职责矩阵 duty matrix", f"/v1/duty-matrix?{story['dates']}"),
        ("林晓", "岗位说明书 job descriptions", "/v1/job-descriptions"),
        ("周敏", "全员得分 everybody's scores", f"/v1/scores?period={month}"),
        ("周敏", "公司销售额 net sales", f"/v1/measures?kpi=net_sales&subject=company&period={month}"),
    )
    roles = {each["name"]: ROLES[each["access_role"]] for each in story["people"]}
    for name, what, path in calls:
        yield f"# {roles[name]} {name}：{what}"
        yield _curl(story, name, base_url + path)
    yield "# 接口文档 OpenAPI"
    yield f"{_command()} {shlex.quote(base_url + '/openapi.json')}"


def _curl(story: Mapping[str, Any], name: str, url: str, *, pretty: bool = True) -> str:
    header = shlex.quote(f"Authorization: Bearer {story['tokens'][name]}")
    readable = " | python3 -m json.tool --no-ensure-ascii" if pretty else ""
    return f"{_command()} -H {header} {shlex.quote(url)}{readable}"


def _command() -> str:
    proxied = any(os.environ.get(name) for name in ("http_proxy", "all_proxy", "ALL_PROXY"))
    return "curl -s --noproxy '*'" if proxied else "curl -s"
