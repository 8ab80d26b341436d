"""What people do, from the first look to the last tap, each on the pages that are theirs."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx2 as httpx
import pytest
from playwright.sync_api import Locator, Page, Route, expect

from sinks.desk import Scope, Wanted
from tests.api.conftest import wait
from tests.sinks.desk.people import alert
from tests.web.conftest import Post
from tests.web.site import Site
from tidewatch.house.house import House

pytestmark = pytest.mark.xdist_group("web")

DRAWN = (
    "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"  # what has come is shown
)


def customer_of(site: Site, owner: str) -> dict[str, str]:
    """A customer of an RM: id, name, code, account."""
    known = next(c for c, (rm, _, _) in sorted(site.house.roster().owners.items()) if rm == owner)
    asked = "SELECT c.customer_id AS id, any(c.name) AS name, any(c.uscc) AS uscc, any(a.account_no) AS account FROM customer c JOIN account a ON a.customer_id = c.customer_id WHERE c.customer_id = {id} GROUP BY id"
    return dict(site.house.warehouse.query(asked, id=known).to_dicts()[0])


def win(site: Site, post: Post, number: str, owner: str) -> dict[str, str]:
    """One of an RM's customers wins a tender: the engine tells that RM."""
    customer = customer_of(site, owner)
    post("tender", project_no=number, title=f"{number}道路工程", buyer="市政局", stage="中标", winner=[customer["name"]], winner_uscc=customer["uscc"], amount="98000000.00")  # fmt: skip
    return customer


def mine_of(site: Site, owner: str) -> list[dict[str, Any]]:
    """What waits for an RM."""
    return site.house.desk.inbox(Scope(f"owner:{owner}", frozenset({"normal"})), Wanted(), limit=200)[0]


def stored(site: Site, bank_ref: str) -> None:
    """Wait until an entry is in the warehouse."""
    asked = "SELECT count() FROM txn WHERE bank_ref = {ref}"
    wait(lambda: site.house.warehouse.query(asked, ref=bank_ref).item() == 1)


def stamp_day(at: int) -> str:
    """The bank's day of a moment (epoch ms)."""
    return datetime.fromtimestamp(at / 1000, ZoneInfo("Asia/Shanghai")).date().isoformat()


@contextmanager
def away(page: Page, what: str) -> Iterator[None]:
    """Some of the server cannot be reached."""
    page.route(what, lambda route: route.abort())
    yield
    page.unroute(what)


def swipe(page: Page, card: Locator, by: int) -> None:
    """A finger drawn across a card."""
    box = card.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    session = page.context.new_cdp_session(page)
    points = [("touchStart", x), *(("touchMove", x + by * n / 5) for n in range(1, 6)), ("touchEnd", None)]
    for kind, at in points:
        touches = [] if at is None else [{"x": at, "y": y}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})


def test_an_alert_comes_by_itself_and_its_page_says_why(site: Site, post: Post) -> None:
    page = site.as_("rm", "/today")
    expect(page.locator("h1")).to_have_text("今日")
    win(site, post, "WEB-1", site.who("rm"))
    card = page.locator("article", has_text="WEB-1道路工程")
    expect(card).to_contain_text("9,800万")
    card.locator("a").click()
    expect(page.locator("section", has_text="为什么").first).to_contain_text("阈值")
    expect(page.locator("section", has_text="怎么办").first).to_contain_text("履约保函")
    expect(page.locator("section", has_text="经过").first).to_contain_text("提醒产生")


def test_an_open_page_follows_what_others_do_with_its_alert(site: Site, post: Post) -> None:
    win(site, post, "WEB-10", site.who("rm"))
    page = site.as_("rm", "/today")
    page.locator("article", has_text="WEB-10道路工程").locator("a").click()
    expect(page.get_by_role("button", name="打电话")).to_be_visible()
    page.get_by_role("button", name="关闭…").click()
    lead, alert_id = site.as_("lead", "/mine"), page.url.rpartition("/")[2]
    done = lead.request.post(f"{site.address}/v1/alerts/{alert_id}/close", data={"result_code": "已知"}, headers={"X-Tidewatch": "1"})  # fmt: skip
    assert done.ok, done.text()
    expect(page.locator(".said")).to_contain_text("关闭 ")
    expect(page.locator("footer.below")).to_contain_text("已知")
    expect(page.get_by_role("button", name="打电话")).to_have_count(0)
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_what_came_while_the_stream_was_refused_is_there_when_it_is_not(site: Site, post: Post) -> None:
    page = site.as_("rm", "/mine")
    page.route("**/v1/inbox/stream", lambda route: route.fulfill(status=503, body="{}"))
    page.goto(f"{site.address}/today")
    page.locator("article").first.wait_for()
    owner = site.who("rm")
    win(site, post, "WEB-11", owner)
    wait(lambda: any("WEB-11" in row["title_zh"] for row in mine_of(site, owner)))
    page.unroute("**/v1/inbox/stream")
    expect(page.locator("article", has_text="WEB-11道路工程")).to_be_visible()


def test_the_entries_of_an_alert_say_their_order_and_it_can_be_changed(site: Site, post: Post) -> None:
    customer = win(site, post, "WEB-9", site.who("rm"))
    entry = {"account_no": customer["account"], "cdt_dbt": "DBIT", "ccy": "CNY", "status": "BOOK", "tx_domain": "PMNT", "tx_family": "ICDT", "tx_subfamily": "DMCT"}  # fmt: skip
    for name, amount in (("大额供应商", "77000.00"), ("小额供应商", "70.00")):
        post("txn", **entry, amount=amount, cp_name=name, bank_ref=f"WEB-9-{amount}", seq=1)
        stored(site, f"WEB-9-{amount}")  # the bank's clock has gone on by it
    page = site.as_("rm", "/today")
    page.locator("article", has_text="WEB-9道路工程").locator("a").click()
    listed = page.locator("section", has_text="相关账务")
    amounts = listed.locator("td.num")
    expect(amounts.first).not_to_contain_text("70.00")
    listed.get_by_role("button", name="金额从大到小").click()
    expect(listed).to_contain_text("时间从近到远")
    expect(amounts.first).to_have_text("−70.00")


def test_a_warning_on_the_phone_has_the_screen_to_itself(site: Site) -> None:
    page = site.as_("risk", "/risk")
    row = page.locator("tbody tr").first
    title = row.locator("td").nth(2).inner_text()
    row.click()
    expect(page.locator(".say")).to_have_text(title)
    page.get_by_role("button", name="返回").click()
    expect(row).to_be_visible()
    inside, card = row.locator("td").last.bounding_box(), page.locator(".table").bounding_box()
    assert inside is not None
    assert card is not None
    assert card["x"] + 8 <= inside["x"]
    assert inside["x"] + inside["width"] <= card["x"] + card["width"] - 8


def test_a_swipe_acknowledges_and_can_be_taken_back(site: Site, post: Post) -> None:
    win(site, post, "WEB-2", site.who("rm"))
    page = site.as_("rm", "/today")
    card = page.locator("article", has_text="WEB-2道路工程")
    card.scroll_into_view_if_needed()
    swipe(page, card, 180)
    expect(card).to_contain_text("已确认")
    page.get_by_role("button", name="撤销").click()
    expect(card).not_to_contain_text("已确认")


def test_a_swipe_to_the_left_snoozes_with_a_reason(site: Site, post: Post) -> None:
    win(site, post, "WEB-3", site.who("rm"))
    page = site.as_("rm", "/today")
    card = page.locator("article", has_text="WEB-3道路工程")
    card.scroll_into_view_if_needed()
    swipe(page, card, -180)
    page.get_by_label("原因").fill("客户出差")
    page.get_by_role("button", name="明天 9:00").click()
    expect(card).to_have_count(0)


def test_two_taps_close_and_the_next_one_slides_in(site: Site, post: Post) -> None:
    win(site, post, "WEB-4", site.who("rm"))
    win(site, post, "WEB-5", site.who("rm"))
    page = site.as_("rm", "/today")
    page.locator("article", has_text="WEB-4道路工程").locator("a").click()
    page.get_by_role("button", name="关闭…").click()
    page.get_by_role("button", name="有效-已落地").click()
    expect(page.locator(".said")).to_contain_text("已关闭")
    expect(page.locator(".say")).not_to_contain_text("WEB-4")
    page.get_by_role("button", name="撤销").click()
    expect(page.locator(".say")).to_contain_text("WEB-4")


def test_a_photo_goes_with_the_closing_and_can_be_opened_afterwards(site: Site, post: Post) -> None:
    win(site, post, "WEB-8", site.who("rm"))
    page = site.as_("rm", "/today")
    page.locator("article", has_text="WEB-8道路工程").locator("a").click()
    page.get_by_role("button", name="关闭…").click()
    photo = {"name": "合同.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(1_000_000)}
    page.get_by_label("照片或文件").set_input_files(photo)  # type: ignore[arg-type]
    expect(page.locator(".files")).to_contain_text("合同.png")
    note = page.locator("dialog[open]").get_by_label("备注")
    note.fill("已签")
    at = page.url
    with away(page, "**/close"):
        page.get_by_role("button", name="有效-已落地").click()
        expect(page.locator("dialog[open]").get_by_role("alert")).to_contain_text("网络不可用")
    expect(page.locator(".files")).to_contain_text("合同.png")
    expect(note).to_have_value("已签")
    page.get_by_role("button", name="有效-已落地").click()
    expect(page).not_to_have_url(at)
    page.goto(at)
    expect(page.locator("section", has_text="经过").first).to_contain_text("上传凭证")
    link = page.get_by_role("link", name="查看").get_attribute("href")
    assert page.request.get(f"{site.address}{link}").body() == photo["buffer"]


def test_a_remark_that_could_not_be_sent_is_still_there(site: Site, post: Post) -> None:
    win(site, post, "WEB-12", site.who("rm"))
    page = site.as_("rm", "/today")
    page.locator("article", has_text="WEB-12道路工程").locator("a").click()
    remark = page.get_by_label("留一句备注")
    remark.fill("客户下周回款")
    with away(page, "**/comment"):
        page.get_by_role("button", name="发送").click()
        expect(page.locator(".said")).to_contain_text("网络不可用")
    expect(remark).to_have_value("客户下周回款")
    page.get_by_role("button", name="发送").click()
    expect(page.locator("section", has_text="经过").first).to_contain_text("客户下周回款")
    expect(remark).to_have_value("")


def test_the_wall_moves_without_a_reload(site: Site, post: Post) -> None:
    page = site.as_("hq", "/wall", "wall")
    figure = page.locator("header div", has_text="今日净流入").locator("b")
    before = figure.inner_text()
    account = customer_of(site, site.who("rm"))["account"]
    post("txn", account_no=account, cdt_dbt="CRDT", amount="77000000.00", bank_ref="WEB-WALL", seq=1, ccy="CNY", status="BOOK", tx_domain="PMNT", tx_family="RCDT", tx_subfamily="DMCT", cp_name="上海某某有限公司", cp_account="1", cp_bank_code="102331000014")  # fmt: skip
    expect(figure).not_to_have_text(before)


def test_the_risk_desk_goes_by_keyboard_and_keeps_its_place_in_the_address(site: Site) -> None:
    page = site.as_("risk", "/risk", "desk")
    page.locator("tbody tr").nth(1).wait_for()
    page.keyboard.press("j")
    expect(page.locator("tr[aria-current]")).to_have_count(1)
    chosen = page.locator("tr[aria-current] td").nth(2).inner_text()
    page.locator(".desk select").first.select_option("P1")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.press("Escape")
    assert chosen
    page.reload()
    expect(page.locator(".desk select").first).to_have_value("P1")


def test_a_is_for_acknowledge(site: Site) -> None:
    page = site.as_("risk", "/risk", "desk")
    row = page.locator("tbody tr").first
    row.wait_for()
    page.keyboard.press("a")
    expect(row).to_contain_text("已确认")
    page.get_by_role("button", name="撤销").click()
    expect(row).not_to_contain_text("已确认")


def warning(site: Site, number: int, **changed: Any) -> str:
    """A warning for the risk desk; its id."""
    house = site.house
    customer, now = next(iter(house.roster().owners)), house.services().engine.clock
    row = alert(number, audience="risk", recipients=["RISK"], customer_id=customer, first_fact_time=now, last_fact_time=now, due_at=now + 3_600_000)  # fmt: skip
    house._to_desk({**row, "customer_name": "某公司", "version": 1, "last_update": now, **changed})
    return str(row["alert_id"])


def test_a_key_befalls_the_chosen_warning_and_not_one_that_took_its_place(site: Site) -> None:
    page = site.as_("risk", "/risk", "desk")
    chosen, first = page.locator("tr[aria-current]"), page.locator(".table tbody tr").first
    title = chosen.locator("td").nth(2).inner_text()
    newest = warning(site, 80, title_zh="刚刚来的一条", money_at_stake=900_000_000_000_00)
    expect(first).to_contain_text("刚刚来的一条")
    page.keyboard.press("a")
    expect(chosen).to_contain_text("已确认")
    expect(chosen.locator("td").nth(2)).to_have_text(title)
    expect(first).not_to_contain_text("已确认")
    page.get_by_role("button", name="撤销").click()
    expect(chosen).not_to_contain_text("已确认")
    warning(site, 80, state="retracted", notify="RETRACTED", version=2, title_zh="刚刚来的一条")
    expect(page.locator(".table")).not_to_contain_text("刚刚来的一条")
    assert newest not in page.url


def test_evidence_that_comes_late_is_not_shown_under_another_warning(site: Site) -> None:
    slow = warning(site, 81, title_zh="答得慢的一条", money_at_stake=800_000_000_000_00)
    page = site.as_("risk", "/risk", "desk")
    held = list[Route]()
    page.locator("aside h2", has_text="经过").wait_for()
    page.route(f"**/v1/alerts/{slow}", lambda route: held.append(route))
    for key in ("j", "k", "j"):
        with page.expect_request("**/v1/alerts/*"):
            page.keyboard.press(key)
    evidence = page.locator("aside .chosen")
    expect(evidence).to_contain_text("RSK-21")
    with page.expect_request_finished(lambda request: request.url.endswith(slow)):
        held[0].continue_()
    page.evaluate(DRAWN)
    assert "RSK-21" in evidence.inner_text()


def test_what_a_figure_is_made_of_follows_the_unit(site: Site) -> None:
    page = site.as_("hq", "/performance", "desk")
    page.locator("button.kpi").first.click()
    page.locator(".parts").wait_for()
    with page.expect_request(re.compile(r"/drill\?.*org=")):
        page.locator(".units button").first.click()


def test_who_has_no_list_is_not_offered_a_stand_in(site: Site) -> None:
    page = site.as_("hq", "/mine")
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    expect(page.get_by_role("heading", name="休假代理")).to_have_count(0)


def test_why_was_i_not_told_is_answered(site: Site) -> None:
    page = site.as_("risk", "/risk", "desk")
    page.get_by_label("客户", exact=True).fill("C000001")
    page.get_by_label("规则").select_option("OPP-02")
    page.get_by_label("日期").fill(str(site.house.engine.shards[0].stages.closed))
    page.get_by_role("button", name="查询").click()
    answer = page.locator("[aria-live=polite]", has_text="闲置资金")
    expect(answer).to_contain_text("阈值")
    assert {"✓", "✗"} & set(answer.inner_text())


def test_an_auditor_asks_on_the_banks_day_and_is_answered(site: Site) -> None:
    page = site.as_("auditor", "/risk", "desk")
    expect(page.get_by_label("日期")).to_have_value(stamp_day(site.house.services().engine.clock))
    page.get_by_label("客户", exact=True).fill("C000001")
    page.get_by_label("规则").select_option("OPP-02")
    page.get_by_role("button", name="查询").click()
    expect(page.locator("[aria-live=polite]", has_text="闲置资金")).to_be_visible()


def test_an_operator_mends_a_dead_letter(site: Site, house: House) -> None:
    house.engine.accept("service", [(None, b'{"event_id":"WEB-DEAD","id":"T1",', {})])
    page = site.as_("operator", "/operator", "desk")
    page.get_by_role("button", name="残缺").or_(page.get_by_role("button", name="不是 JSON")).first.click()
    letter = page.locator(".letter").first
    letter.get_by_role("button", name="修改并重发").click()
    mended = '{"event_id":"WEB-DEAD","event_time":"2026-03-01T09:00:00+08:00","id":"T1","kind":"ticket","customer_id":"C000001"}'
    letter.get_by_label("原始记录").fill(mended)
    letter.get_by_role("button", name="重新入队").click()
    expect(letter).to_contain_text("已重新入队")
    expect(page.locator(".figures .card", has_text="死信").locator("b")).to_have_text("0")


def test_an_operator_makes_a_key_that_sends_and_revokes_it_and_both_are_in_the_log(site: Site, house: House) -> None:
    page = site.as_("operator", "/operator", "desk")
    page.get_by_label("给谁用").fill("核心系统")
    page.get_by_label("可送的数据流").fill("service")
    page.get_by_role("button", name="生成密钥").click()
    key = page.locator(".made code").inner_text()
    record = {
        "event_id": "BY-KEY",
        "event_time": "2026-03-01T09:00:00+08:00",
        "id": "T7",
        "kind": "ticket",
        "customer_id": "C000001",
    }
    posted = httpx.post(f"{site.address}/v1/events/service", json=record, headers={"Authorization": f"Bearer {key}"})
    assert posted.status_code == 202
    page.on("dialog", lambda asked: asked.accept())
    page.locator(".key", has_text="核心系统").get_by_role("button", name="作废密钥").click()
    expect(page.locator(".key", has_text="核心系统")).to_have_count(0)
    page.reload()
    log = page.locator("section", has_text="审计日志")
    expect(log.locator("tr", has_text="生成密钥").first).to_contain_text("核心系统")
    expect(log.locator("tr", has_text="作废密钥").first).to_be_visible()


def test_the_reference_of_calls_is_a_page_of_our_own(site: Site) -> None:
    page = site.as_("operator", "/v1/docs", "desk")
    expect(page.locator(".opblock-summary", has_text="/v1/inbox/stream").first).to_be_visible()


def test_an_operator_sees_how_sources_stand_and_fields_that_nobody_knows(site: Site, house: House) -> None:
    record = b'{"event_time":"2026-03-01T09:00:00+08:00","id":"T9","kind":"ticket","customer_id":"C000001","farbe":1}'
    house.engine.accept("service", [(None, record, {})])
    page = site.as_("operator", "/operator", "desk")
    sources = page.locator("section", has_text="数据源")
    expect(sources.locator("tr", has_text="txn")).to_contain_text("已读完 自")
    unknown = page.locator("section", has_text="未知字段")
    expect(unknown.locator("tr", has_text="farbe")).to_contain_text("service")
    expect(page.locator("section", has_text="分片").locator("tbody tr").first).to_contain_text(
        re.compile(r"[\d,]+ / [\d,]+ / [\d,]+")
    )


@pytest.mark.parametrize(
    ("role", "path"), [("rm", "/wall"), ("rm", "/risk"), ("aml", "/customers"), ("operator", "/today"), ("hq", "/operator"), ("lead", "/risk")]
)  # fmt: skip
def test_a_page_of_others_says_so_and_leads_home(site: Site, role: str, path: str) -> None:
    page = site.as_(role, path)
    expect(page.get_by_role("alert")).to_contain_text("您没有此页面的权限")
    page.get_by_role("link", name="回到我的首页").click()
    expect(page.get_by_role("alert")).to_have_count(0)


def test_aml_sees_nobody_elses_alerts(site: Site) -> None:
    page = site.as_("aml", "/risk", "desk")
    expect(page.locator(".table")).to_contain_text("没有待办")
    everybody = site.as_("risk", "/risk", "desk")
    expect(everybody.locator("tbody tr").first).to_be_visible()


def test_a_case_of_the_aml_desk_is_nothing_to_call_about_or_hand_over(site: Site) -> None:
    house = site.house
    customer, now = next(iter(house.roster().owners)), house.services().engine.clock
    case = alert(77, audience="aml", recipients=["AML"], customer_id=customer, first_fact_time=now, last_fact_time=now, due_at=now + 3_600_000)  # fmt: skip
    house._to_desk({**case, "customer_name": "某公司", "version": 1, "last_update": now})
    page = site.as_("aml", f"/alerts/{77:032x}", "desk")
    expect(page.get_by_role("button", name="关闭…")).to_be_visible()
    offered = page.locator("footer.below button").all_inner_texts()
    assert offered == ["确认", "关闭…"]
    expect(page.locator("h1 a")).to_have_count(0)
    page.get_by_role("button", name="关闭…").click()
    page.get_by_role("button", name="已知").click()
    expect(page).to_have_url(re.compile(r"/(today|risk)$"))


def short(page: Page, path: str, limit: int, rows: int) -> None:
    """The first page of a list has only so many rows, as of a list that is longer."""
    page.route(f"**/v1/{path}?*limit={limit}", lambda route: route.continue_(url=route.request.url.replace(f"limit={limit}", f"limit={rows}")))  # fmt: skip
    page.reload()


def test_more_leaves_nothing_out_when_something_has_been_put_off_meanwhile(site: Site, post: Post) -> None:
    owner = site.who("rm")
    for number in range(20, 24):
        win(site, post, f"WEB-{number}", owner)
    wait(lambda: sum("WEB-2" in row["title_zh"] for row in mine_of(site, owner)) >= 4)
    page = site.as_("rm", "/today")
    short(page, "inbox", 50, 3)
    expect(page.locator("article")).to_have_count(3)
    first = page.locator("article").first
    first.get_by_role("button").click()
    page.locator("dialog[open]").get_by_role("button", name="推迟").click()
    page.get_by_role("button", name="明天 9:00").click()
    expect(page.locator("article")).to_have_count(2)
    page.get_by_role("button", name="更多").click()
    expect(page.locator("article")).to_have_count(len(mine_of(site, owner)))


def test_of_two_levels_tapped_in_a_hurry_the_last_is_shown(site: Site) -> None:
    page = site.as_("branch", "/today")
    chips, held = page.locator(".count"), list[Route]()
    chips.nth(1).wait_for()
    page.route("**/v1/inbox?*severity=*", lambda route: route.continue_() if held else held.append(route))
    chips.nth(0).click()
    with page.expect_response("**/v1/inbox?*severity=*"):
        chips.nth(1).click()
    page.evaluate(DRAWN)
    last = page.locator("article p")
    shown = last.all_inner_texts()
    with page.expect_response("**/v1/inbox?*severity=*"):
        held[0].continue_()
    page.evaluate(DRAWN)
    assert shown
    assert last.all_inner_texts() == shown


def test_the_lists_of_customers_and_of_warnings_go_on(site: Site) -> None:
    page = site.as_("hq", "/customers")
    short(page, "customers", 100, 7)
    expect(page.locator("a.card")).to_have_count(7)
    page.get_by_role("button", name="更多").click()
    expect(page.locator("a.card")).to_have_count(len(site.house.roster().owners))
    page.get_by_role("button", name="有待办").click()
    waits = page.request.get(f"{site.address}/v1/customers?limit=200&waiting=true").json()["items"]
    expect(page.locator("a.card")).to_have_count(min(7, len(waits)))
    desk = site.as_("risk", "/risk", "desk")
    short(desk, "inbox", 200, 1)
    expect(desk.locator(".table tbody tr")).to_have_count(1)
    desk.get_by_role("button", name="更多").click()
    expect(desk.locator(".table tbody tr").nth(1)).to_be_visible()


def test_two_managers_see_two_lists(site: Site, post: Post) -> None:
    mine, others = sorted(one.id for one in site.house.services().identities().values() if one.role == "rm")[:2]
    win(site, post, "WEB-6", others)
    expect(site.as_(others, "/today").locator("article", has_text="WEB-6")).to_be_visible()
    page = site.as_(mine, "/today")
    expect(page.locator("article").first).to_be_visible()
    expect(page.locator("article", has_text="WEB-6")).to_have_count(0)


def test_on_leave_somebody_stands_in_until_one_is_back(site: Site, post: Post) -> None:
    mine, others = sorted(one.id for one in site.house.services().identities().values() if one.role == "rm")[:2]
    page = site.as_(mine, "/mine")
    page.get_by_role("button", name="选择代理人").click()
    page.locator("dialog").get_by_role("button", name=site.house.roster().people[others].name).click()
    expect(page.locator("section", has_text="休假代理")).to_contain_text(site.house.roster().people[others].name)
    win(site, post, "WEB-7", mine)
    expect(site.as_(others, "/today").locator("article", has_text="WEB-7")).to_be_visible()
    page.get_by_role("button", name="结束休假").click()
    expect(page.get_by_role("button", name="选择代理人")).to_be_visible()


def test_offline_is_said_with_the_time_of_the_data_and_what_was_there_stays(site: Site) -> None:
    page = site.as_("rm", "/customers")
    page.locator("a.card").first.wait_for()
    page.context.set_offline(True)
    expect(page.locator(".offline")).to_contain_text("数据截至")
    expect(page.locator("a.card").first).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(".offline")).to_have_count(0)


def test_a_server_that_goes_away_is_said_and_its_return_is_seen(site: Site) -> None:
    page = site.as_("rm", "/today")
    page.locator(".count").first.wait_for()
    page.route("**/v1/**", lambda route: route.abort())
    page.locator(".count").first.click()
    expect(page.locator(".offline")).to_contain_text("数据截至")
    page.unroute("**/v1/**")
    expect(page.locator(".offline")).to_have_count(0)
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_session_that_ends_leads_to_the_door_and_says_so(site: Site) -> None:
    page = site.as_("rm", "/today")
    page.locator(".count").first.wait_for()
    page.context.clear_cookies()
    page.locator(".count").first.click()
    expect(page.locator("body")).to_contain_text("登录已结束")
    expect(page).to_have_url(f"{site.address}/?next=/today")


def test_a_link_is_followed_after_coming_in(site: Site) -> None:
    page = site.as_("rm", "/mine")
    page.context.clear_cookies()
    page.goto(f"{site.address}/customers/C000001?from=push")
    expect(page).to_have_url(re.compile(r"/\?next=/customers/C000001"))
    page.locator("section", has_text="客户经理").locator(".people button").first.click()
    expect(page).to_have_url(f"{site.address}/customers/C000001?from=push")
    page.goto(site.address)
    page.get_by_role("link", name="回到我的首页").click()
    expect(page).to_have_url(f"{site.address}/today")


def test_the_banks_own_sign_in_is_told_where_a_link_leads(site: Site) -> None:
    page = site.as_("rm", "/mine")
    page.context.clear_cookies()
    page.route("**/v1/identities", lambda route: route.fulfill(status=404, json={"detail": "none"}))
    page.goto(f"{site.address}/alerts/{1:032x}")
    link = page.get_by_role("link", name="通过本行统一认证登录")
    expect(link).to_have_attribute("href", f"/v1/session/login?next=%2Falerts%2F{1:032x}")


def test_a_server_that_refuses_for_a_while_keeps_nobody_out(site: Site) -> None:
    page = site.as_("rm", "/mine")
    page.route("**/v1/me", lambda route: route.fulfill(status=503, body="<html>"))
    page.goto(f"{site.address}/today")
    expect(page.get_by_role("alert")).to_contain_text("服务暂不可用(503)")
    page.unroute("**/v1/me")
    expect(page.locator("h1")).to_have_text("今日")
    expect(page).to_have_url(f"{site.address}/today")


def test_a_failed_answer_is_a_sentence_and_a_retry(site: Site) -> None:
    page = site.as_("rm", "/mine")
    page.route("**/v1/customers?*", lambda route: route.abort())
    page.get_by_role("link", name="客户").click()
    expect(page.get_by_role("alert")).to_contain_text("网络不可用")
    page.unroute("**/v1/customers?*")
    page.get_by_role("button", name="重试").click()
    expect(page.locator("a.card").first).to_be_visible()


def test_a_past_that_is_being_read_is_said_on_the_phone(site: Site) -> None:
    days, start = itertools.count(1), site.house.services().engine.clock
    page = site.as_("rm", "/mine")

    def told(route: Route) -> None:
        text = f"retry: 2100\nevent: clock\ndata: {start + next(days) * 86_400_000}\n\n"
        route.fulfill(content_type="text/event-stream", body=text)

    page.route("**/v1/inbox/stream", told)
    page.goto(f"{site.address}/today")
    expect(page.locator(".past")).to_contain_text("银行正在读入过去的账务")
