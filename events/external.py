"""S7–S14: what others publish about customers (DOMAIN §1.7). Matched by USCC first; a match by name alone has confidence < 1."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from events.fields import Code, Day, Flag, Money, Ratio, Text, Texts
from events.record import Record


class External(Record):
    """Whom it is about, where it was read and how sure the match is."""

    customer_id: Code | None = Field(default=None, description="ours; looked up by uscc when missing")
    uscc: Code | None = None
    name: Text | None = None
    confidence: Ratio = Field(default=1.0, description="of the match; below 1 never raises P1")
    source: Text | None = None
    source_url: Text | None = None
    publish_date: Day | None = None


class Registry(External):
    """S7 工商变更."""

    stream_name: ClassVar[str] = "registry"
    natural_key: ClassVar[tuple[str, ...]] = ("uscc", "change_item", "change_date", "holder", "event_time")

    change_item: Code
    before: Text | None = None
    after: Text | None = None
    change_date: Day | None = None
    holder: Text | None = None
    ratio: Ratio | None = None
    amount: Money | None = None
    in_date: Day | None = None
    out_date: Day | None = None
    authority: Text | None = None


class Ruling(External):
    """S8 司法."""

    stream_name: ClassVar[str] = "ruling"
    natural_key: ClassVar[tuple[str, ...]] = ("case_no", "role", "uscc", "person_id", "event_time")

    case_no: Code
    role: Code = Field(description="被执行人, 失信, 限高, 被告, 原告, 破产")
    person_id: Code | None = Field(default=None, description="hashed")
    court: Text | None = None
    filing_date: Day | None = None
    amount: Money | None = None
    basis_doc_no: Code | None = None
    performance: Code | None = Field(default=None, description="未履行, 部分履行, 已履行")
    conduct: Text | None = None
    hearing_date: Day | None = None
    status: Code | None = None
    applicant: Text | None = Field(default=None, description="who asked for enforcement")


class Tender(External):
    """S9 招投标; `uscc` is the winner's."""

    stream_name: ClassVar[str] = "tender"
    natural_key: ClassVar[tuple[str, ...]] = ("project_no", "stage", "winner_uscc", "event_time")

    project_no: Code
    stage: Code = Field(description="公告, 候选, 中标, 合同, 废标")
    title: Text | None = None
    buyer: Text | None = None
    buyer_uscc: Code | None = None
    winner: Texts | None = None
    winner_uscc: Code | None = None
    share: Ratio | None = Field(default=None, description="the winner's share of a consortium")
    amount: Money | None = None
    region: Code | None = None
    industry: Code | None = None
    category: Code | None = Field(default=None, description="资金存放 for deposit placement")


class News(External):
    """S10 舆情."""

    stream_name: ClassVar[str] = "news"
    natural_key: ClassVar[tuple[str, ...]] = ("item_id", "uscc")

    item_id: Code
    simhash: Code | None = None
    title: Text | None = None
    source_tier: Code | None = None
    entities: Texts | None = None
    relevance: Ratio | None = None
    sentiment: Ratio | None = None
    topics: Texts | None = None
    severity: Code | None = None


class Rating(External):
    """S11 评级."""

    stream_name: ClassVar[str] = "rating"
    natural_key: ClassVar[tuple[str, ...]] = ("agency", "object", "isin", "uscc", "rating_date", "event_time")

    agency: Code
    object: Code = Field(default="主体", description="主体 or 债项")
    rating: Code
    outlook: Code | None = None
    prev: Code | None = None
    rating_date: Day | None = None
    pd: Ratio | None = None
    defaulted: Flag = False
    isin: Code | None = None


class Pledge(External):
    """S12 股权质押/冻结."""

    stream_name: ClassVar[str] = "pledge"
    natural_key: ClassVar[tuple[str, ...]] = ("reg_no", "event_time")

    reg_no: Code
    kind: Code = Field(default="pledge", description="pledge or freeze")
    pledgor: Text | None = None
    company: Text | None = None
    ratio: Ratio | None = None
    amount: Money | None = None
    pledgee: Text | None = None
    start: Day | None = None
    end: Day | None = None
    status: Code | None = None
    court: Text | None = None


class Listing(External):
    """S13 名单."""

    stream_name: ClassVar[str] = "listing"
    natural_key: ClassVar[tuple[str, ...]] = ("list_code", "uscc", "batch", "status", "event_time")

    list_code: Code = Field(description="创新型, 专精特新, 小巨人, 单项冠军, 高企, 科技型中小, …")
    level: Code | None = Field(default=None, description="国, 省, 市")
    valid_from: Day | None = None
    valid_to: Day | None = None
    batch: Code | None = None
    status: Code = Field(default="正式", description="公示, 正式, 撤销")
    region: Code | None = None


class Policy(External):
    """S14 宏观/行业/政策."""

    stream_name: ClassVar[str] = "policy"
    natural_key: ClassVar[tuple[str, ...]] = ("doc_id",)

    doc_id: Code
    issuer: Text | None = None
    title: Text | None = None
    industries: Texts | None = None
    regions: Texts | None = None
    direction: Ratio | None = Field(default=None, description="+1 good, −1 bad")
    strength: Ratio | None = None
    series: Code | None = None
    value: Ratio | None = None
    unit: Code | None = None
