"""What customer success people write about their duties."""

from collections.abc import Mapping
from typing import Final

CUSTOMER_SUCCESS: Final[Mapping[str, tuple[str, str]]] = {
    "care_call": (
        "客户回访 / 电话回访 / 定期回访 / 上门回访 / 例行巡访 / 回访客户使用情况 / 问客户用得怎么样 / "
        "客户关怀电话 / 了解客户使用中的问题 / 月度回访 / 微信回访客户 / 季度巡检客户 / "
        "客户活跃度下降，联系了解 / 收集客户的使用反馈 / 打电话关怀客户 / 节日问候客户 / 检查客户使用状况 / "
        "回访设备运行情况 / 走访客户看使用效果 / 客户使用频率低，沟通原因 / 做健康度检查 / "
        "打电话问客户用得顺不顺 / 去客户现场看看使用情况 / 听听客户意见 / 跟客户聊使用感受 / 看看设备状态 / "
        "客户近况了解 / 老用户电话关怀",
        "care call / check-in call with a customer / routine follow-up visit / "
        "asked how the product is working / called customer about usage / customer health check / "
        "asked a customer whether everything works / quarterly check on how clients use it",
    ),
    "onboarding": (
        "新客户上线 / 上线辅导 / 新客户培训 / 教客户使用系统 / 给客户开通账号 / 产品使用培训 / "
        "系统初始化设置 / 导入客户数据 / 上线启动会 / 部署实施 / 安装调试培训 / 带客户熟悉操作 / "
        "客户员工操作培训 / 远程协助客户配置 / 帮客户搭建后台 / 上线计划确认 / 新客户首次使用指导 / "
        "录操作视频教客户 / 客户验收上线 / 培训客户管理员 / 交付培训 / 指导客户操作系统 / 辅导新客户上手 / "
        "给客户设置权限 / 新客户上线进度跟进 / 教新客户操作 / 培训客户员工 / 开账号配权限 / 导入商品资料 / "
        "客户不会用，手把手教 / 上线辅导第一次 / 帮客户做初始设置",
        "onboarded a new customer / training session for new users / set up accounts for the client / "
        "go-live support / configured the system for a new customer / kick-off of implementation / "
        "showed the new customer how to use the system / imported the client's data before go-live",
    ),
    "renewal": (
        "续约 / 谈续约 / 续费跟进 / 到期提醒 / 合同快到期，联系客户续签 / 催客户续费 / 续签合同 / "
        "年费到期沟通 / 服务到期客户跟进 / 续约报价 / 问客户明年还续不续 / 续约率盘点 / 客户不想续，挽留 / "
        "整理到期客户 / 续期手续办理 / 续费优惠沟通 / 下个月到期的名单打一遍电话 / 签续约 / "
        "流失预警，劝客户续 / 客户续了两年 / 问客户续不续 / 快到期了，谈续签 / 客户想换别家，劝他续 / "
        "收续费 / 再签一年 / 到期客户挨个打电话 / 续约谈价格",
        "contract renewal / talked about renewing the subscription / reminded client of expiry / "
        "renewal follow-up / client agreed to renew for another year / "
        "tried to retain a customer who will not renew / subscription ends soon, called the client / "
        "renewal quote for the expiring contract",
    ),
    "upgrade_advice": (
        "升级推荐 / 推荐升级方案 / 推荐高级版 / 客户升级版本 / 增购 / 加购模块 / 向客户介绍新功能 / "
        "建议客户升级套餐 / 扩容方案 / 增加账号数量 / 演示新版本 / 推荐增值服务 / 交叉销售 / 推荐配套产品 / "
        "客户想要旗舰版，讲差别 / 设备更新换代建议 / 套餐不够用，建议换大的 / 企业版功能介绍 / "
        "从标准版升到专业版 / 给老用户推新模块 / 介绍高级功能 / 推荐客户增加用户数 / 讲升级的好处 / "
        "建议客户上高级版 / 介绍新模块 / 客户要加用户，给方案 / 讲新版功能 / 推荐加购 / 给老客户推升级 / "
        "换更大的套餐",
        "advised on an upgrade / recommended the premium plan / upsell of extra modules / "
        "demonstrated new features for an upgrade / proposed more seats / cross-sell add-on / "
        "suggested a bigger plan to the customer / explained what the pro version can do",
    ),
    "complaint_handling": (
        "处理投诉 / 客户投诉 / 客诉处理 / 投诉回复 / 安抚客户情绪 / 给客户道歉 / 客户不满，协调解决 / "
        "协商赔偿 / 投诉原因调查 / 质量投诉跟踪 / 处理差评 / 客户发火，上门道歉 / 服务投诉 / "
        "写整改报告给客户 / 投诉结案 / 客户要说法，解释沟通 / 处理纠纷 / 投诉工单跟进 / 客户抱怨响应慢 / "
        "12315投诉处理 / 退款投诉调解 / 接到客户投诉 / 客户生气，赔礼道歉 / 赔付方案沟通 / 投诉整改 / "
        "客户投诉，上门赔不是 / 客户发脾气 / 被客户骂 / 货不对版客户要赔 / 写情况说明给客户 / 补偿客户 / "
        "投诉回访",
        "handled a complaint / apologised to the customer / angry client about quality / complaint resolved / "
        "compensation for a dissatisfied customer / investigated the complaint / "
        "customer was upset, calmed them down / solved a complaint about late service",
    ),
    "satisfaction_survey": (
        "满意度问卷发放 / 电话满意度回访 / 收集满意度评分 / NPS调研 / 问卷统计 / 催填问卷 / 客户评价收集 / "
        "整理调查结果 / 满意度报告 / 设计调查问卷 / 问卷回收率 / 请客户打分 / 服务评价 / 调研客户满意程度 / "
        "做客户调研表 / 评分低的原因整理 / 问卷链接发客户群 / 满意度打分电话 / 半年满意度测评 / 发评分链接 / "
        "催客户填问卷 / 统计打分结果 / 做问卷 / 客户评价汇总 / 满意度分数整理",
        "satisfaction survey / sent survey to customers / NPS questionnaire / collected ratings / "
        "analysed survey responses / customer feedback form / reminded clients to answer the survey / "
        "rating results of the questionnaire",
    ),
    "joint_care": (
        "陪销售拜访老客户 / 和销售一起走访客户 / 配合销售做客户维护 / 销售约我一起去客户那 / "
        "帮销售准备老客户资料 / 支持销售做客户交流 / 和业务员一起看望客户 / 协同销售回访大客户 / "
        "与销售联合拜访 / 跟销售同事一块去见老客户 / 给销售提供客户使用数据 / 配合业务做老客户答谢 / "
        "陪同业务员上门 / 销售叫我去给老客户讲产品 / 帮销售挖老客户新需求 / 同销售一起开客户会 / "
        "陪业务员去老客户那 / 跟销售一起见客户 / 给业务准备客户使用数据 / 帮销售给老客户演示 / "
        "和销售去大客户现场 / 销售拜访老客户，我同去讲用法",
        "joined sales on a customer visit / helped sales look after an existing client / "
        "joint visit with the account manager / supported the salesperson with usage data / "
        "together with sales at the client / went with a sales colleague to an existing customer / "
        "prepared material for sales' client meeting",
    ),
}  # fmt: skip
