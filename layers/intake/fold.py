"""Titles and values made comparable: width, case, marks, traditional characters."""

import re
import unicodedata

#: Traditional characters that occur in column titles of the trade, and their simplified forms.
_TRADITIONAL = str.maketrans(
    "編號種類狀態備註產權養護單位圖層區鄉鎮縣裡名稱時間檔經緯標誌開關車輛樓門學園綠燈橋樑"
    "廁雙蓋積點雜營業寬長徑壓際現場屬無數據來損壞丟廢棄移設實測變設計紀錄檢驗處辦結發佈監視機",
    "编号种类状态备注产权养护单位图层区乡镇县里名称时间档经纬标志开关车辆楼门学园绿灯桥梁"
    "厕双盖积点杂营业宽长径压际现场属无数据来损坏丢废弃移设实测变设计纪录检验处办结发布监视机",
)
_MARKS = re.compile(r"[\W_]+")
#: Texts that mean "nothing stands here" in exports of databases and spreadsheets.
_NOTHING = frozenset({"", "null", "<null>", "nan", "nat", "n/a", "#n/a"})


def fold(text: str) -> str:
    """Return a title or value for comparing.

    1. Full-width forms become half-width, upper case lower.
    2. Traditional characters of the trade's titles become simplified.
    3. Spaces, underscores, brackets, a byte-order mark and other marks are left out.
    """
    narrow = unicodedata.normalize("NFKC", text).casefold()  # 1
    return _MARKS.sub("", narrow.translate(_TRADITIONAL))  # 2, 3


def is_nothing(value: object) -> bool:
    """Return whether a raw value stands for none: null, not a number, blank, a word for null."""
    if value is None or value != value:  # noqa: PLR0124 -- NaN and NaT differ from themselves
        return True
    return isinstance(value, str) and value.strip().casefold() in _NOTHING
