"""What marketing people write about their duties."""

from collections.abc import Mapping
from typing import Final

MARKETING: Final[Mapping[str, tuple[str, str]]] = {
    "campaign_planning": (
        "写活动方案 / 策划案 / 讨论活动创意 / 做活动预算 / 确定活动主题 / 定活动时间和场地 / 促销方案 / "
        "新品上市策划 / 年度营销计划 / 季度市场计划 / 策划客户答谢会 / 策划展会参展方案 / "
        "想活动的玩法和奖品 / 活动立项申请 / 选嘉宾，排议程 / 活动流程设计 / 周年庆怎么搞，开策划会 / "
        "联系场地方比价，定活动酒店 / 活动物料清单和分工 / 做节日营销方案 / 和供应商谈活动搭建方案 / "
        "做活动计划 / 策划方案修改 / 出活动创意 / 想促销点子 / 列活动方案给领导 / 做推广计划和预算 / "
        "定活动形式 / 策划周年庆 / 国庆促销方案 / 讨论展会怎么参加",
        "planned the campaign / event concept and budget / marketing plan for next quarter / "
        "brainstormed campaign ideas / chose venue and speakers / promotion plan / "
        "prepared next month's marketing campaign / wrote the event plan",
    ),
    "event_hosting": (
        "活动邀约 / 打电话邀请客户参会 / 发活动邀请函 / 活动执行 / 现场签到 / 主持沙龙 / 办客户答谢会 / "
        "组织线下沙龙 / 举办产品发布会 / 活动现场布置 / 布展撤展 / 组织研讨会 / 会议接待签到 / 确认嘉宾行程 / "
        "直播活动现场 / 开线上讲座，主持 / 邀约到场确认 / 统计报名名单，发参会通知 / 会场彩排 / "
        "活动全程跟场 / 邀请客户来参加活动 / 布置会场 / 主持发布会 / 招待参会嘉宾 / 安排活动座位 / 办招商会 / "
        "培训会现场组织 / 办活动 / 通知客户来参加会议 / 打电话确认谁来参会 / 现场盯流程 / 活动接待 / "
        "会场布置，准备茶歇 / 带嘉宾入场",
        "hosted the seminar / invited customers to the event / ran the webinar / event check-in and setup / "
        "organised the launch event / confirmed attendees / sent out invitations to the seminar / "
        "welcomed guests at our event",
    ),
    "content": (
        "写公众号文章 / 发推文 / 拍短视频 / 剪视频 / 写文案 / 设计海报 / 做宣传册 / 写新闻稿 / 更新官网内容 / "
        "发小红书 / 做产品介绍PPT / 写案例 / 拍产品照片修图 / 排版推送 / 做宣传视频脚本 / 发朋友圈素材 / "
        "视频号更新 / 做白皮书 / 写产品软文 / 录制产品讲解视频 / 做长图 / 画册改稿 / 选题，写稿子 / "
        "知乎回答撰写 / 做海报图 / 拍视频素材 / 修改宣传文案 / 写稿子 / 做海报 / 拍素材 / 视频配音加字幕 / "
        "文章校对发布 / 做宣传单页 / 图片修改",
        "wrote an article / designed a poster / edited a video / published a post / wrote the newsletter / "
        "case study copywriting / new brochure text / shot product photos for the website",
    ),
    "lead_screening": (
        "线索收集 / 筛选线索 / 整理展会名片 / 线索清洗 / 电话核实线索 / 判断线索是否有效 / 给线索评级 / "
        "剔除无效线索 / 回访留资客户确认需求 / 收集潜在客户名单 / 查企业信息找目标客户 / 表单留资整理 / "
        "官网咨询登记 / 线索去重 / 打电话核对报名人信息 / 找行业名录，收集企业电话 / 甄别意向，分ABC类 / "
        "后台询盘筛查 / 过一遍新线索，标出有意向的 / 客服咨询转为线索 / 电话筛选线索 / 核实留资信息 / "
        "挑出有意向的客户 / 过滤空号和无效线索 / 搜集目标企业名单 / 打电话问需求，看是不是有效线索 / "
        "扫码留资的人逐个核实 / 名单整理去重 / 找客户名单 / 过滤没意向的 / 报名表里挑潜在客户 / "
        "判断客户意向等级",
        "screened leads / qualified new leads by phone / cleaned the lead list / "
        "collected leads from the website / scored inbound enquiries / removed invalid leads / "
        "checked which enquiries are serious / sorted business cards from the fair into leads",
    ),
    "lead_handover": (
        "把线索分配给销售 / 线索转给销售 / 意向客户移交销售部 / 派发线索 / 给销售交接客户需求 / "
        "跟销售对线索 / 商机转交 / 分发名单给业务员 / 线索交接会 / 提醒销售接收线索 / 把意向客户推给销售 / "
        "线索派单 / 确认销售有没有联系线索 / 移交合格线索 / 展会线索分给业务同事 / 给业务员介绍意向客户背景 / "
        "线索分配规则沟通 / 把客户名单分给业务员 / 线索给到销售 / 通知销售跟进新线索 / 有意向的转销售 / "
        "分线索 / 跟业务员交代客户情况 / 按区域分配线索",
        "handed leads to sales / assigned leads to the sales team / passed the prospect on to a salesperson / "
        "lead handover meeting / transferred qualified leads / gave the sales reps their new leads / "
        "explained the leads to the salesperson",
    ),
    "online_promotion": (
        "百度推广 / 投放广告 / 竞价排名 / 信息流投放 / 抖音广告 / 投抖加 / 优化关键词 / SEO优化 / "
        "SEM账户调整 / 广告充值 / 看投放数据，调预算 / 朋友圈投放 / 社群推广 / 论坛发帖 / 直播带货 / "
        "1688店铺推广 / 阿里国际站推广 / B站投放 / 网站落地页优化 / 降低获客成本，调整出价 / 小红书投放达人 / "
        "微信群裂变拉新 / 公司网店上架优化 / 投广告 / 看广告点击和转化 / 推广账户调价 / 关键词排名 / 投流 / "
        "调关键词出价 / 换广告素材 / 看点击率 / 网络推广 / 抖音投放 / 给店铺做推广",
        "online ads / Google ads keywords / SEO of the website / adjusted ad budget / "
        "social media advertising / optimised the landing page / paid search bids / "
        "promoted our page on social media / bought search engine ads",
    ),
    "campaign_review": (
        "活动总结 / 写活动总结报告 / 活动效果分析 / 复盘会 / 统计活动数据 / 分析活动转化率 / 算活动ROI / "
        "投放效果复盘 / 活动投入产出分析 / 展会总结 / 总结经验教训 / 分析到场率 / 活动成交统计 / "
        "对比两次活动效果 / 活动费用和收益汇总 / 沙龙复盘，找问题 / 活动数据报表 / 会后总结，哪些做得不好 / "
        "复盘促销结果 / 总结活动得失 / 算算活动花了多少带来多少单 / 活动报告写好交老板 / "
        "分析活动效果不好的原因 / 统计这次来了多少人 / 开会总结展会",
        "campaign review / analysed event results / campaign ROI report / retrospective of the event / "
        "lessons learned after the exhibition / conversion analysis of the campaign / "
        "counted how many attendees became customers / summary of what the event brought us",
    ),
}  # fmt: skip
