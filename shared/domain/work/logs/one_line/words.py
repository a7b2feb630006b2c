"""Words around a time or a name that decide how it is read (动词、量词)."""

import re
from typing import Final

COUNTERS: Final = (
    r"(?:[个家次台件人元万千百块箱套单位份条项楼号层页名款种类折天周年室场组篇本张部辆只支吨斤米字封通笔批]"
    r"|公里|%|[kK](?![a-z])|(?:people|units|items|pcs|calls?|orders?|customers?|clients?|companies|floors?)\b)"
)
"""What is counted: a number in front of one of these is neither a time nor a date."""

_OBJECT: Final = re.compile(
    r"(?:准备|整理|确认|核对|安排|通知|补录|补写|录入|登记|汇总|总结|复盘|回顾|检查|审核|统计|分析|处理|跟进|提交|取消"
    r"|更新|修改|编写|撰写|制作|讨论|回复|发送|归档|开具|打印|扫描|下载|上传|导出|查看|翻译|校对|[录写补改做看发约排定查催对])了?$"
)
_ARRANGED: Final = re.compile(r"(?<![续签违大合邀特])(?:约|定在|定于|改到|改期|改成|延到|挪到)[^,;\s]{0,12}$")

# A verb in front of a name ends where the name begins. These are never the end of a name.
VERBS: Final = (
    "拜访|走访|回访|访问|探访|上门|到访|来访|约访|约见|会见|会面|见面|接待|接洽|洽谈|商谈|面谈|沟通|交流|联系|致电"
    "|电话|打电话|电联|微信|邮件|发邮件|跟进|跟踪|推进|对接|协助|支持|帮助|陪同|陪访|带领|参观|考察|调研|走进"
    "|维护|服务|培训|辅导|指导|演示|讲解|介绍|推荐|报价|询价|投标|签约|签订|续约|续签|谈判|谈|催收|催款|催|收款|回款|对账"
    "|开票|寄送|寄|发货|送货|配送|交付|安装|调试|维修|处理|解决|回复|答复|反馈|确认|核对|核实|录入|审核|整理|更新|登记"
    "|归档|准备|制作|起草|编写|撰写|修改|提交|发送|安排|预约|邀约|邀请|参加|出席|拜会|慰问|巡视|巡检|检查|验收|测试|负责"
    "|完成|开始|继续|关于|针对|为了|以及|还有|包括|代表|以及|拿下|争取|开发|了解|咨询|打给|发给|寄给|送给|交给|转给|卖给"
    "|今天|昨天|前天|刚才|刚刚|然后|顺便|主要|重点|专程|现场|线上|线下|远程|视频|当面|首次|初次|再次|第一次|第二次|一下|一趟"
    "|一起|一次|完|好|又|再|还|先|客户|新客户|老客户|的|了|过|着|前往|赶往|返回|抵达|路过|位于|回|写|做|改|补|看|查|跟|给|去|在|把|被|帮|替|找|陪|到|从"
)
DOUBTFUL: Final = "和与同向对为由来发送见约请将访签开接办"
"""Single characters that are a verb or preposition in front of a name, and as easily the first of the name."""


def is_object(text: str, start: int) -> bool:
    """
    Whether a time at `start` may be what the work was about instead of when it was done.

    >>> is_object("整理昨天的纪要", 2), is_object("我昨天整理纪要", 1), is_object("约王总下午见面", 3)
    (True, False, True)
    """
    before = text[:start]
    return bool(_OBJECT.search(before) or _ARRANGED.search(before))
