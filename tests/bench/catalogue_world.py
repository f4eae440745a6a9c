"""A province's catalogue at its full size, written by sets: 1,500 leaves, 2,391 town and village bodies, 250,000 items.

Everything is made up; only the words of the names are ordinary.
"""

import datetime as dt
import json
import re
from itertools import product
from typing import Any

from django.db import connection, transaction

from tongban.foundation.kernel.actor import SYSTEM
from tongban.registers.catalogue.models import Entry, Leaf, LeafVersion
from tongban.registers.catalogue.models.base import FOREVER
from tongban.registers.catalogue.queries.elements import get_dictionaries
from tongban.registers.catalogue.rules.search import build_vector, join_names, list_marks
from tongban.registers.catalogue.tests.make import COMMON, DEFAULTS, HERE
from tongban.registers.regions import commands as regions_commands
from tongban.registers.regions.tests import make as regions

PROVINCE, CITY = "420000000000", "420900000000"
VILLAGE_LEAVES, LEAVES = 94, 1_500
BUREAUS = (
    "市场监督管理局",
    "公安局",
    "民政局",
    "人力资源和社会保障局",
    "卫生健康局",
    "住房和城乡建设局",
    "交通运输局",
    "农业农村局",
)
SUBJECTS = re.split(
    r"\s+",
    """
住房公积金 城乡居民养老保险 职工医疗保险 失业保险 工伤认定 食品经营 药品零售 医疗器械经营
特种设备使用 道路旅客运输 道路货物运输 出租汽车经营 建筑施工 商品房预售 不动产权 宅基地 取水 排污
林木采伐 种子生产经营 动物防疫条件 水域滩涂养殖 渔业捕捞 农药经营 兽药经营 生鲜乳收购 社会团体
民办非企业单位 基金会 养老机构 最低生活保障 特困人员供养 临时救助 高龄津贴 残疾人两项补贴
孤儿基本生活保障 收养 结婚 离婚 居民身份证 居住证 户口迁移 出生 机动车驾驶证 机动车 烟花爆竹经营
危险化学品经营 旅馆业特种行业 公章刻制业 保安服务 娱乐场所 互联网上网服务 营业性演出 文物保护工程
旅行社 导游证 体育类经营 高危险性体育项目 医疗机构 医师执业 护士执业 放射诊疗 公共场所卫生
饮用水供水 母婴保健 义诊活动 生育 再生育 教师资格 民办学校 校车使用 学生资助 人力资源服务 劳务派遣
集体合同 特殊工时 就业困难人员 创业担保贷款 社会保障卡 退休 企业年金 公司 个体工商户 农民专业合作社
外商投资企业 计量标准 检验检测机构 工业产品生产 广告发布 直销 拍卖 成品油零售 粮食收购 电力设施
燃气经营 城市排水 占道挖掘 户外广告 临时建设用地 建设工程规划 施工图审查 消防验收 人防工程 防雷装置
节能审查 企业投资项目 政府投资项目 招标 土地复垦 采矿权 探矿权 测绘资质 地图审核 律师执业 公证
法律援助 司法鉴定 基层法律服务 会计师事务所 资产评估 政府采购 税务 发票 统计调查 档案 版权 印刷经营
出版物零售 电影放映 广播电视节目 卫星地面接收 宗教活动场所 民族成分 清真食品 华侨回国 台胞投资
退役军人 优抚对象 烈士 殡葬服务 公墓建设 地名 志愿服务 慈善组织 彩票
""".strip(),
)
ACTIONS = (
    *(
        "许可（新办）",
        "许可（变更）",
        "许可（延续）",
        "许可（注销）",
        "许可（补证）",
        "登记",
        "备案",
        "信息查询",
        "证明开具",
    ),
    *("补贴申领", "待遇核定", "年度核验"),
)
PAPERS = (
    "申请表",
    "居民身份证",
    "营业执照",
    "法定代表人身份证明",
    "场所使用证明",
    "授权委托书",
    "从业人员健康证明",
    "平面图",
)
WORDS = "样例条文：申请人应当具备相应的条件，并对所提交材料的真实性负责；受理机关应当一次告知需要补正的全部内容。"


def build(now: dt.datetime) -> None:
    """Regions, bodies, places and leaves stand; nothing is claimed yet."""
    with transaction.atomic():
        regions_commands.load(rows=regions.sample_rows("hubei"), source="sample", by=SYSTEM, now=now)
        _sql(_BODIES, now=now, city=CITY, bureaus=list(BUREAUS))
        _sql(_PLACES, now=now, here=json.dumps(HERE), filled=sorted(HERE), forever=FOREVER)
        _write_leaves(now)


def claim(now: dt.datetime, *, villages: int, counties: int) -> int:
    """So many town and village bodies offer the template, and so many counties, with all cities and the province,
    their own leaves; how many items there are then. Called again with more, it adds them.
    """
    with transaction.atomic():
        _sql(_VILLAGE_ITEMS, now=now, villages=villages, template=VILLAGE_LEAVES)
        _sql(_OWN_ITEMS, now=now, counties=counties, template=VILLAGE_LEAVES, bureaus=len(BUREAUS))
        _sql(_OWN_WORDS, now=now, forever=FOREVER)
        _sql("INSERT INTO catalogue_generation VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET number = 2")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("SELECT count(*) FROM catalogue_item")
        return int(cursor.fetchone()[0])


def list_names() -> list[str]:
    """The names of the leaves, those of the village template first."""
    return [f"{subject}{action}" for action, subject in product(ACTIONS, SUBJECTS)][:LEAVES]


def _write_leaves(now: dt.datetime) -> None:
    themes = list(get_dictionaries()["theme_person"]), list(get_dictionaries()["theme_enterprise"])
    entries, leaves, versions = [], [], []
    for number, name in enumerate(list_names()):
        code = f"4201{number % 90 + 10}{number // 900 + 1:03d}{number % 900:03d}"
        entries.append(
            Entry(code=code, name=name, item_type="01", region_id=PROVINCE, levels=[2, 3, 4, 5, 6], in_force_from=now)
        )
        leaves.append(Leaf(code=f"{code}01", entry_id=code, sequence=1, heat=(number * 7_919) % 10_000))
        versions.append(_version(number, name, f"{code}01", themes, now))
    Entry.objects.bulk_create(entries)
    Leaf.objects.bulk_create(leaves)
    LeafVersion.objects.bulk_create(versions)


def _version(number: int, name: str, leaf: str, themes: tuple[list[str], list[str]], now: dt.datetime) -> LeafVersion:
    audience = ["1"] if number % 2 else ["1", "2"]
    person, enterprise = [themes[0][number % len(themes[0])]], [themes[1][number % len(themes[1])]]
    content = COMMON | {
        "name": name, "name_en": f"Sample item number {number}", "aliases": [f"办{name[:4]}"], "audience": audience,
        "themes_person": person, "themes_enterprise": enterprise, "conditions": WORDS * 6,
        "materials": [
            {"code": f"m{at}", "name": paper, "name_en": f"Paper {at}", "need": "1", "source": "10", "standard": WORDS}
            for at, paper in enumerate(PAPERS)
        ],
        "questions": [{"question": f"问题 {at}？", "answer": WORDS * 2} for at in range(5)],
        "laws": [{"name": "样例法", "number": "样例", "article": f"第{at}条", "text": WORDS * 2} for at in range(3)],
    }  # fmt: skip
    names = [name, *content["aliases"]]
    marks = list_marks(item_type="01", audience=audience, themes=person + enterprise)
    return LeafVersion(
        leaf_id=leaf, number=1, content=content, defaults=DEFAULTS, name=name, name_en=content["name_en"],
        effective_from=now, effective_until=FOREVER, published_at=now, promised_days=5, legal_days=20, visits=1,
        depth_level=number % 4 + 1, project_type="2", material_count=8, step_count=3, audience=audience,
        themes_person=person, themes_enterprise=enterprise, filled=sorted(content), names=join_names(names),
        search=build_vector(names=[*names, content["name_en"]], others=[BUREAUS[number % 8], leaf], marks=marks),
    )  # fmt: skip


def _sql(statement: str, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


_BODIES = """
INSERT INTO orgs_organisation (code, name, short_name, kind, region, path, duties, address, phone, is_sample)
SELECT code, name, short, kind, region, code || '/', '{}', '', '', true FROM (
    SELECT 'TE' || code || '0001' AS code, name || '便民服务中心' AS name, '便民服务中心' AS short, code AS region,
        CASE level WHEN 4 THEN 'township' ELSE 'village' END AS kind
    FROM regions_region WHERE level IN (4, 5) AND code BETWEEN '420900000000' AND '420999999999'
    UNION ALL
    SELECT 'TE' || code || lpad(at::text, 4, '0'), r.name || bureau, bureau, code,
        CASE level WHEN 1 THEN 'provincial' WHEN 2 THEN 'municipal' ELSE 'county' END
    FROM regions_region r, unnest(%(bureaus)s::text[]) WITH ORDINALITY AS b(bureau, at) WHERE level <= 3
) bodies
"""
_PLACES = """
INSERT INTO catalogue_place (organisation, number, content, filled, effective_from, effective_until, published_at)
SELECT code, 1, %(here)s::jsonb, %(filled)s, %(now)s, %(forever)s, %(now)s FROM orgs_organisation
"""
_ITEM = """
INSERT INTO catalogue_item
    (code, leaf, organisation, region, state, name, local_code, reason, offered_from, is_sample)
SELECT o.code || (r.level + 1) || l.code, l.code, o.code, o.region, 'published', '', '', '', %(now)s, true
"""
_NUMBERED = "(SELECT code, row_number() OVER (ORDER BY code) AS at FROM catalogue_leaf) l"
_VILLAGE_ITEMS = (
    _ITEM
    + f"""
FROM (SELECT * FROM orgs_organisation WHERE kind IN ('township', 'village') ORDER BY code LIMIT %(villages)s) o
JOIN regions_region r ON r.code = o.region CROSS JOIN {_NUMBERED}
WHERE l.at <= %(template)s ON CONFLICT DO NOTHING
"""
)
_OWN_ITEMS = (
    _ITEM
    + f"""
FROM orgs_organisation o JOIN (
    SELECT code, level, row_number() OVER (PARTITION BY level ORDER BY code) AS rank FROM regions_region WHERE level < 4
) r ON r.code = o.region AND (r.level < 3 OR r.rank <= %(counties)s)
JOIN {_NUMBERED} ON l.at > %(template)s AND l.at %% %(bureaus)s = right(o.code, 4)::int - 1
WHERE l.at %% CASE r.level WHEN 3 THEN 5 WHEN 2 THEN 3 ELSE 2 END = 0 ON CONFLICT DO NOTHING
"""
)
_OWN_WORDS = """
INSERT INTO catalogue_itemversion
    (item, number, content, effective_from, effective_until, published_at, promised_days, visits, depth_level, filled)
SELECT id, 1, '{"promised_limit": 3, "promised_limit_unit": "1"}', %(now)s, %(forever)s, %(now)s, 3, 1, 4,
    '{promised_limit}'
FROM catalogue_item WHERE id %% 10 = 0 ON CONFLICT DO NOTHING
"""
