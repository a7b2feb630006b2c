"""What people write about work that is nobody's duty."""

from collections.abc import Mapping
from typing import Final

NOBODYS: Final[Mapping[str, tuple[str, str]]] = {
    "daily_report": (
        "日报 / 填写工作日报 / 补日报 / 写周报 / 工作汇报表 / 交日报 / 整理日报发群里 / 写工作总结 / "
        "填工作日志 / 每日汇报 / 做月报 / 日报统计 / 填报表给领导 / 汇总各人日报 / 写当天工作小结 / "
        "填考勤日报 / 填表汇报工作 / 写总结交上去 / 日报交上级 / 写工作小结 / 汇总部门日报 / 补周报 / "
        "填系统日志",
        "daily report / wrote my weekly report / filled in the report form / work summary for the boss / "
        "monthly report for management / wrote up what I did today / filled in the timesheet",
    ),
    "errand": (
        "跑腿 / 代办 / 帮忙拿快递 / 寄快递 / 出去买东西 / 送文件 / 去政务大厅办事 / 帮领导取东西 / "
        "帮领导送文件 / 去银行办事 / 跑工商局 / 去税务局 / 买东西 / 接送客人 / 帮老板取车 / 送资料去政府 / "
        "买水买饭 / 帮同事带东西 / 去打印店 / 替人排队 / 机场接人 / 去邮局 / 代购 / 帮老板办私事 / "
        "给领导跑一趟 / 替老板跑一趟 / 去机场接人 / 给领导送东西 / 去公证处办材料 / 出去寄东西 / "
        "帮老板接孩子 / 去车管所",
        "errand / picked up a parcel / went to the bank for the boss / drove someone to the airport / "
        "bought lunch for the team / delivered documents across town / went to the post office",
    ),
    "duplicate_entry": (
        "重复登记 / 同样的数据再录一次 / 两个系统各录一遍 / 把表格内容抄到另一个表 / 再填一遍 / "
        "数据重复填报 / 纸质单再录进电脑 / 系统里录过又要填Excel / 复制粘贴到另一个系统 / 手工抄数据 / "
        "重新输入已有的信息 / 同一个单子填好几遍 / 又录了一遍 / 同样内容填两张表 / 二次录入 / 再登记一次 / "
        "同样的信息录两遍 / 手抄一份 / 同样的东西填好几个系统 / 再抄进表格 / 一个数据填三遍 / "
        "填完系统还要填表 / 重复填表 / 又要重新录 / 抄一遍",
        "typed the same data twice / duplicate data entry / copied data from one system to another / "
        "re-entered the same information / filled in the same form again / "
        "entered everything a second time in another sheet / copied the paper form into the system again",
    ),
}  # fmt: skip
