"""What people write when they do not say what they worked on: it keeps everyday words from meaning a duty."""

from typing import Final

UNTOLD: Final[tuple[str, str]] = (
    "加班 / 吃午饭 / 参加公司培训 / 部门会议 / 跟领导谈话 / 等人 / 学习新知识 / 整理桌面 / 回家 / 休假 / 看手机 / "
    "身体不舒服 / 开车 / 写东西 / 接电话 / 回消息 / 处理邮件 / 整理文件 / 打扫卫生 / 发呆 / 讨论问题 / 一些琐事 / "
    "年会排练 / 去医院 / 沟通 / 客户 / 忙 / 今天没什么事 / 聊天 / 上午开了个会下午也开会 / 加了一天班 / 等通知 / "
    "坐地铁 / 看资料 / 做表格 / 面试新人 / 参加拓展训练 / 背话术 / 练习英语 / 打球健身 / 听讲座 / 下雨没出门 / "
    "电脑坏了 / 网络断了 / 睡觉 / 计划下周工作 / 处理一些事情 / 和老板谈加薪 / 项目讨论 / 协调资源 / 办事 / 给车加油 / "
    "午休 / 领导谈话 / 准备考试 / 等系统升级 / 在办公室 / 跟同事聊工作 / 见客户 / 打了几个电话 / 跑了一天 / 今天很忙 / "
    "昨天的事情 / 出去了一趟 / 和客户沟通 / 公司有事 / 老板安排的事 / 帮同事一下 / 早上 / 晚上 / 明天再说",
    "outside all day / nothing special / team meeting / worked from home / sick leave / training / phone calls / "
    "emails / lunch with friends / hello / talked to a customer / office work / travelled / a few things to do",
)
