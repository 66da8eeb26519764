"""Chinese personal names, as far as a program can tell: a family name (姓) and one or two characters more."""

from __future__ import annotations

import re


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


COMPOUND_FAMILY_NAMES = frozenset(
    _words("""
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶
    太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良
    漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五 纳兰
    完颜 叶赫
""")
)  # 复姓
FAMILY_NAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭"
    "洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊惠甄曲封储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎"
    "祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿"
    "通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东殴殳沃利蔚越夔隆师巩厍聂晁"
    "勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖覃闫付代仝"
)
_COMPOUND = "|".join(sorted(COMPOUND_FAMILY_NAMES))
_SPACED = r"[ \u3000]{1,2}[\u4e00-\u9fa5](?![\u4e00-\u9fa5])"  # 张　三
NAME = rf"(?:(?:{_COMPOUND})[\u4e00-\u9fa5]{{1,2}}|[{FAMILY_NAMES}](?:{_SPACED}|[\u4e00-\u9fa5]{{1,2}}))"
IS_NAME = re.compile(rf"{NAME}")
# Words of a table or a sentence that happen to begin with a family name.
NOT_NAMES = frozenset(
    _words("""
    姓名 单位 时间 地址 电话 项目 方式 金额 备注 安全 计划 高级 中级 初级 公司 公开 公告 任务 农业 农村
    常年 成立 车辆 方案 国家 关于 管理 和平 经济 经营 应急 向上 通过 通知 全体 全部 平均 文件 文化 白天
    连续 解决 解释 明确 温度 容量 米数 水电 水利 水务 金融 江苏 广东 宁夏 甘肃 云南 安徽 山东 山西 党员
    居民 都是 能够 其他 易地 那么 盖章 单价 宣传 段落 路线 房屋 石油 计算 査询 查询 支付 支出 余额 应付
    应收 应补 全年 时长 高中 明细 成绩 国籍 满分 封面 容积 石料 干部 农户 车牌 居住 应发 实发 师范
    党支部 和社区 应缴
""")
)


def family_name(name: str) -> str:
    """The family name at the head of a name: two characters of a 复姓 where a given name follows, else one."""
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_FAMILY_NAMES else name[:1]


def may_be_name(text: str) -> bool:
    """Whether a cell or a word has the form of a Chinese name of two to four characters."""
    return bool(IS_NAME.fullmatch(text)) and text not in NOT_NAMES
