"""What is wrong with a call and what would be right, in Chinese; pydantic says the same in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LONGEST = 30  # characters of what was sent that are said again
UNFORESEEN = "取值不符合要求"

# by pydantic's word for the mistake; its context and `given`, what was sent, stand in the places
RIGHT = {
    "missing": "缺少此项,必须填写",
    "extra_forbidden": "没有此项,请去掉",
    "json_invalid": "不是有效的 JSON",
    "string_type": "应为文字,收到{given}",
    "string_too_short": "至少 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "string_pattern_mismatch": "格式不符:{given};应符合 {pattern}",
    "string_unicode": "不是有效的 UTF-8 文字",
    "int_type": "应为整数,收到{given}",
    "int_parsing": "应为整数,收到{given}",
    "int_parsing_size": "整数过大:{given}",
    "int_from_float": "应为整数,收到{given}",
    "float_type": "应为数字,收到{given}",
    "float_parsing": "应为数字,收到{given}",
    "finite_number": "应为有限的数字,收到{given}",
    "bool_type": "应为 true 或 false,收到{given}",
    "bool_parsing": "应为 true 或 false,收到{given}",
    "greater_than": "应大于 {gt},收到{given}",
    "greater_than_equal": "不能小于 {ge},收到{given}",
    "less_than": "应小于 {lt},收到{given}",
    "less_than_equal": "不能大于 {le},收到{given}",
    "literal_error": "应为其中之一:{expected};收到{given}",
    "enum": "应为其中之一:{expected};收到{given}",
    "date_type": "应为日期,如 2026-03-02;收到{given}",
    "date_parsing": "应为日期,如 2026-03-02;收到{given}",
    "date_from_datetime_parsing": "应为日期,如 2026-03-02;收到{given}",
    "date_from_datetime_inexact": "应为日期,如 2026-03-02,不带时间;收到{given}",
    "list_type": "应为列表,收到{given}",
    "too_short": "至少 {min_length} 项",
    "too_long": "最多 {max_length} 项",
    "dict_type": "应为 JSON 对象,收到{given}",
    "model_type": "应为 JSON 对象,收到{given}",
    "model_attributes_type": "应为 JSON 对象,收到{given}",
}
KINDS = {"body": "请求体", "query": "参数", "path": "路径", "header": "请求头", "cookie": "Cookie"}


def place(error: Mapping[str, Any]) -> str:
    """Where: `请求体 note`, `参数 limit`. Positions within a body that is no JSON are left out."""
    kind, *names = error["loc"]
    inner = [] if error["type"] == "json_invalid" else [str(name) for name in names]
    return " ".join([KINDS.get(kind, str(kind)), ".".join(inner)]).strip()


def sentence(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors. What nobody foresaw is said in pydantic's own words."""
    said = RIGHT.get(error["type"], UNFORESEEN + "({msg})")
    told = {name: _listed(name, value) for name, value in (error.get("ctx") or {}).items()}
    return said.format_map({"given": _given(error.get("input")), "msg": error["msg"], **told})


def _listed(name: str, value: object) -> object:
    """Pydantic lists what is allowed as 'a', 'b' or 'c'."""
    return str(value).replace(" or ", ", ").replace("'", "").replace(", ", "、") if name == "expected" else value


def _given(value: object) -> str:
    """What was sent, as far as it can be said in a few words."""
    if value is None:
        return "空值"
    if isinstance(value, str | int | float | bool):
        text = str(value).lower() if isinstance(value, bool) else str(value)
        return f"「{text[:LONGEST]}{'…' if len(text) > LONGEST else ''}」"
    return "一个列表" if isinstance(value, list) else "一个对象"
