"""The demonstration government of Mingtang: whole, consistent with itself, and wrong only where it means to be."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from mingtang.core.elements import parsing
from mingtang.core.organisations.labels import BODY_KINDS, ROLES, WITHOUT_CONTENT_RIGHTS
from mingtang.law import document_metadata, personal_data
from mingtang.law.check_digits import is_credit_code
from mingtang.law.publication import LIMITS, publish_by
from mingtang.law.working_days import shipped_calendar

DATA = Path(__file__).parents[1]
STAGES = {
    "draft", "submitted", "level1", "level2", "level3", "secrecy", "scheduled", "published", "withdrawn",
    "replaced", "error", "limited", "targeted", "emergency", "returned", "superseded",
}  # fmt: skip
NEVER_OUT = {"draft", "submitted", "level1", "level2", "level3", "secrecy", "scheduled", "returned"}
LEFT = {"withdrawn", "replaced", "error", "superseded"}
SHORTEST = {
    "policy": 800, "interpretation": 500, "news": 250, "notice": 200, "enforcement": 150, "disclosure_guide": 200,
    "annual_report": 800, "institution": 200,
    # These say what they have to say in their elements.
    "benefit": 40, "one_thing_topic": 60, "service_guide": 60, "service_list": 100, "service_progress": 80,
    "policy_evaluation": 200, "power_list": 200, "duty_change": 80,
    "work_progress": 80, "audit_findings": 80, "inspection_findings": 80,
}  # fmt: skip
ENOUGH = {"policy": 22, "interpretation": 15, "notice": 18, "news": 18, "enforcement": 8}


def _json(name: str) -> Any:
    return json.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def _organisations() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in _json("demo/organisations.json")["organisations"]}


@cache
def _as_of() -> date:
    return date.fromisoformat(_json("demo/organisations.json")["as_of"])


@cache
def _people() -> dict[str, dict[str, Any]]:
    return {row["username"]: row for row in _json("demo/people.json")["people"]}


@cache
def _kinds() -> dict[str, dict[str, Any]]:
    return {path.stem: _json(f"kinds/{path.name}") for path in sorted((DATA / "kinds").glob("*.json"))}


@cache
def _columns() -> dict[str, dict[str, Any]]:
    return {row["code"]: row for row in _json("columns/portal.json")["columns"]}


@cache
def _documents() -> dict[str, tuple[dict[str, Any], str]]:
    return {path.stem: _read(path) for path in sorted((DATA / "demo/documents").glob("*.md"), key=_stem)}


def _stem(path: Path) -> str:
    return path.stem


def _read(path: Path) -> tuple[dict[str, Any], str]:
    _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), body.strip()


def _holders(role: str, organisation: str) -> set[str]:
    return {
        name
        for name, person in _people().items()
        if any(r["role"] == role and r["organisation"] == organisation for r in person["roles"])
    }


def _day(head: dict[str, Any], key: str) -> date:
    return _as_of() - timedelta(days=head[key]["days_ago"])


def _where(complaints: dict[str, Any]) -> dict[str, Any]:
    return {name: found for name, found in complaints.items() if found}


# --- the government -------------------------------------------------------------------------------------------


def test_the_district_has_its_departments_towns_and_public_enterprises():
    living = Counter(row["kind"] for row in _organisations().values() if not row["valid_until"])

    assert living == {
        "government": 1,
        "department": 29,
        "street": 3,
        "town": 7,
        "enterprise": 2,
        "institution": 2,
    }
    assert {row["kind"] for row in _organisations().values()} <= dict(BODY_KINDS).keys()


def test_every_body_has_a_valid_credit_code_of_its_own_in_a_district_that_does_not_exist():
    codes = [row["credit_code"] for row in _organisations().values()]

    assert [code for code in codes if not is_credit_code(code) or code[2:8] != "999904"] == []
    assert len(set(codes)) == len(codes)


def test_every_body_hangs_below_the_government_and_every_telephone_number_is_a_reserved_one():
    rows = _organisations()

    assert [code for code, row in rows.items() if row["parent"] is None] == ["gov"]
    assert {row["parent"] for row in rows.values() if row["parent"]} <= rows.keys()
    assert [
        r["phone"] for r in rows.values() if r["phone"] and not re.fullmatch(r"0000-88\d{5}", r["phone"])
    ] == []


def test_a_reform_names_predecessor_and_successor_on_both_sides_with_one_date():
    rows = _organisations()
    forwards = {(old, s["code"], s["on"]) for old, row in rows.items() for s in row["successors"]}
    backwards = {(p["code"], new, p["on"]) for new, row in rows.items() for p in row["predecessors"]}

    assert forwards == backwards
    assert {
        ("old-education", "education", "2019-01-15"),
        ("old-sports", "education", "2019-01-15"),
    } <= forwards
    assert all(rows[old]["valid_until"] == "2019-01-14" for old, _, _ in forwards)


def test_groups_name_living_bodies_only():
    groups = _json("demo/groups.json")["groups"]
    living = {code for code, row in _organisations().items() if not row["valid_until"]}

    assert {member for group in groups for member in group["members"]} <= living
    towns = next(group for group in groups if group["code"] == "towns")
    assert len(towns["members"]) == 10


# --- the people -----------------------------------------------------------------------------------------------


def test_every_role_is_held_and_who_runs_or_audits_the_system_holds_no_other():
    held = {role["role"] for person in _people().values() for role in person["roles"]}
    apart = [
        person["username"]
        for person in _people().values()
        if {r["role"] for r in person["roles"]} & WITHOUT_CONTENT_RIGHTS
        and len({r["role"] for r in person["roles"]}) > 1
    ]

    assert held == dict(ROLES).keys()
    assert apart == []


def test_people_are_told_apart_and_serve_bodies_that_exist():
    people = list(_people().values())

    assert len({p["name"] for p in people}) == len({p["username"] for p in people}) == len(people) >= 60
    assert {p["organisation"] for p in people} <= _organisations().keys()
    assert {r["organisation"] for p in people for r in p["roles"]} <= _organisations().keys()


def test_every_document_can_be_signed_by_three_different_people_who_did_not_write_it():
    cannot = {}
    for name, (head, _) in _documents().items():
        body = head["organisation"]
        authors = {head["drafter"], head.get("supplied_by")}
        levels = [_holders(f"reviewer{n}", body) - authors for n in (1, 2, 3)]
        enough = (
            all(levels)
            and len(set.union(*levels)) >= 3
            and bool(_holders("secrecy_reviewer", body) - authors)
        )
        cannot[name] = not enough

    assert _where(cannot) == {}


def test_a_small_township_signs_first_at_home_and_then_in_the_district_office():
    def seats(role: str) -> set[str]:
        return {_people()[name]["organisation"] for name in _holders(role, "yunling")}

    assert [seats(f"reviewer{n}") for n in (1, 2, 3)] == [{"yunling"}, {"gov-office"}, {"gov-office"}]


def test_the_delegation_lends_a_role_that_its_owner_holds_for_less_than_180_days():
    (lent,) = _json("demo/people.json")["delegations"]
    days = date.fromisoformat(lent["ends_on"]) - date.fromisoformat(lent["starts_on"])

    assert lent["from"] in _holders(lent["role"], lent["organisation"])
    assert lent["to"] in _people()
    assert timedelta(0) < days < timedelta(days=180)


# --- kinds and columns ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["news", "notice", "policy", "enforcement"])
def test_a_kind_is_made_of_elements_that_the_forms_understand(code: str):
    kind = _kinds()[code]
    elements = {element.code for element in parsing.parse(kind["elements"])}
    conditions = {row["required_when"]["element"] for row in kind["elements"] if "required_when" in row}
    own_facts = {"title", "published_at", "validity"}

    assert kind["code"] == code
    assert conditions <= elements
    assert set(kind["list_columns"]) <= elements | own_facts


def test_a_kind_is_never_slower_than_the_law_allows():
    slow = []
    for kind in _kinds().values():
        for rule in [kind["publish_within"], *kind["publish_within"].get("exceptions", [])]:
            days = rule.get("shortened_to") or rule.get("working_days") or rule["hours"]
            if days > LIMITS[rule["limit"]].length:
                slow.append((kind["code"], rule))

    assert slow == []


def test_columns_form_a_tree_with_living_owners_and_known_kinds():
    columns = _columns()
    living = {code for code, row in _organisations().items() if not row["valid_until"]}

    assert {row["parent"] for row in columns.values() if row["parent"]} <= columns.keys()
    assert {row["owner"] for row in columns.values()} <= living
    assert {kind for row in columns.values() for kind in row["kinds"]} == _kinds().keys()
    assert all(re.fullmatch(r"[a-z][a-z-]*", code) for code in columns)
    assert all(row["update_period_days"] > 0 and row["description"] for row in columns.values())
    order = [(row["parent"], row["order"]) for row in columns.values()]
    assert len(set(order)) == len(order)


def test_the_disclosure_section_holds_exactly_the_four_parts_that_the_state_asks_for():
    parts = [row["name"] for row in _columns().values() if row["parent"] == "open-government"]

    assert parts == ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开工作年度报告"]


# --- the documents --------------------------------------------------------------------------------------------


def test_there_are_enough_documents_of_each_kind_and_every_stage_is_shown():
    heads = [head for head, _ in _documents().values()]
    kinds = Counter(head["kind"] for head in heads)
    stages = Counter(head["stage"] for head in heads)

    assert {kind: n for kind, n in ENOUGH.items() if kinds[kind] < n} == {}
    assert stages.keys() == STAGES
    assert stages["published"] >= 45


def test_every_document_names_bodies_people_columns_and_documents_that_exist():
    lost = {}
    for name, (head, _) in _documents().items():
        targets = [r["target"] for r in head.get("relations", [])]
        targets += [head[key] for key in ("supersedes", "replaced_by") if key in head]
        lost[name] = [
            *({head["organisation"]} - _organisations().keys()),
            *({head["drafter"], head.get("supplied_by", head["drafter"])} - _people().keys()),
            *(set(head["columns"]) - _columns().keys()),
            *(set(targets) - _documents().keys()),
        ]

    assert _where(lost) == {}


def test_a_document_stands_only_in_columns_that_take_its_kind():
    misplaced = {
        name: [c for c in head["columns"] if head["kind"] not in _columns()[c]["kinds"]]
        for name, (head, _) in _documents().items()
    }

    assert _where(misplaced) == {}


def test_every_document_tells_all_elements_of_its_kind_and_no_others():
    complaints = {}
    for name, (head, _) in _documents().items():
        elements = parsing.parse(_kinds()[head["kind"]]["elements"])
        known = {element.code: element for element in elements}
        values = head["elements"]
        foreign = [
            (code, value)
            for code, value in values.items()
            if code in known and known[code].type == "choice" and value not in dict(known[code].choices)
        ]
        known_gaps = "incomplete" in head.get("faults", [])
        missing = [] if known_gaps else [element.code for element in parsing.missing(elements, values)]
        complaints[name] = [*missing, *(values.keys() - known.keys()), *foreign]

    assert _where(complaints) == {}


def test_index_numbers_are_valid_and_shared_only_by_editions_of_one_document():
    numbers: dict[str, list[str]] = {}
    for name, (head, _) in _documents().items():
        if number := head["elements"].get("index_number"):
            numbers.setdefault(number, []).append(name)
    wrong = [number for number in numbers if document_metadata.index_number_findings(number)]

    assert wrong == []
    assert [names for names in numbers.values() if len(names) > 1] == [
        ["notice-water-cut", "notice-water-cut-corrected"],
        ["policy-graduates-2024", "policy-graduates-2025"],
        ["powers-market-2024", "powers-market-2026"],
    ]


def test_document_numbers_are_well_formed_carry_the_issuers_word_and_never_repeat():
    complaints, seen = {}, Counter[str]()
    for name, (head, _) in _documents().items():
        number = head["elements"].get("document_number")
        if head["kind"] != "policy" or not number:
            continue
        # A later edition of a document bears its number.
        seen[number] += "supersedes" not in head
        word = _organisations()[head["organisation"]]["document_word"]
        wrong = [str(f) for f in document_metadata.document_number_findings(number)]
        complaints[name] = wrong + ([] if number.startswith(word) else [f"{number} 应以 {word} 开头"])

    assert _where(complaints) == {}
    assert [number for number, times in seen.items() if times > 1] == []


def test_the_metadata_of_documents_that_went_out_has_no_errors():
    complaints = {}
    for name, (head, _) in _documents().items():
        if head["kind"] != "policy" or head["stage"] in NEVER_OUT:
            continue
        told = head["elements"]
        found = document_metadata.document_findings(
            document_metadata.DocumentMetadata(
                title=head["title"],
                number=told["document_number"],
                index_number=told["index_number"],
                topic=told["topic"],
                openness=told["openness"],
                made_on=told["written_on"],
                published_on=_day(head, "released"),
                in_force_on=told["effective_on"],
                valid_until=told.get("valid_until"),
            )
        )
        complaints[name] = [f for f in found if f.severity == "error"]

    assert _where(complaints) == {}


def test_every_document_is_as_long_as_the_real_ones():
    short = {
        name: len(re.sub(r"\s", "", body))
        for name, (head, body) in _documents().items()
        if len(re.sub(r"\s", "", body)) < SHORTEST[head["kind"]]
    }

    assert short == {}


def test_a_policy_carries_signature_date_and_the_note_that_it_is_public():
    unsigned = {}
    for name, (head, body) in _documents().items():
        if head["kind"] != "policy" or head["stage"] == "draft":
            continue
        written = head["elements"]["written_on"]
        day = f"{written.year}年{written.month}月{written.day}日"
        unsigned[name] = [part for part in (f"\n{day}\n", "（此件公开发布）") if part not in f"\n{body}\n"]

    assert _where(unsigned) == {}
    assert [name for name in unsigned if "\n景澄市" not in _documents()[name][1]] == []


def test_titles_keep_the_rules_of_their_kind():
    complaints = {}
    for name, (head, _) in _documents().items():
        title, rules = head["title"], _kinds()[head["kind"]]["title_rules"]
        wanted = rules.get("must_contain_any")
        complaints[name] = [
            *(["长度"] if not rules["min_length"] <= len(title) <= rules["max_length"] else []),
            *(["缺词"] if wanted and not any(word in title for word in wanted) else []),
            *(["结尾"] if title.endswith(tuple(rules.get("must_not_end_with", ["。"]))) else []),
        ]

    assert _where(complaints) == {}


def test_drafts_come_first_and_what_went_out_went_out_on_a_working_day():
    calendar, complaints = shipped_calendar(), {}
    for name, (head, _) in _documents().items():
        days = [head[key]["days_ago"] for key in ("drafted", "released", "left") if key in head]
        wrong = [] if days == sorted(days, reverse=True) else ["次序"]
        if "released" in head and not calendar.is_working_day(_day(head, "released")):
            wrong.append("发布日不是工作日")
        if ("released" in head) == (head["stage"] in NEVER_OUT) or ("left" in head) != (
            head["stage"] in LEFT
        ):
            wrong.append("日期与阶段不符")
        complaints[name] = wrong

    assert _where(complaints) == {}


def test_everything_went_out_within_the_limit_of_the_law():
    late = {}
    for name, (head, _) in _documents().items():
        told = head["elements"]
        formed = told.get("decided_on") or told.get("written_on") or told.get("happened_on")
        if "released" in head and formed and "supersedes" not in head:
            due = publish_by(formed, LIMITS[_limit_of(head)], shipped_calendar())
            late[name] = _day(head, "released") > due.on

    assert _where(late) == {}


def _limit_of(head: dict[str, Any]) -> str:
    rule = _kinds()[head["kind"]]["publish_within"]
    for exception in rule.get("exceptions", []):
        when = exception["when"]
        if head["elements"].get(when["element"]) == when["value"] and "working_days" in exception:
            return str(exception["limit"])
    return str(rule["limit"])


def test_personal_numbers_stand_only_in_the_drafts_that_are_meant_to_have_them():
    exposed, meant = set(), set()
    for name, (head, body) in _documents().items():
        text = body + json.dumps(head.get("attachments", []), ensure_ascii=False)
        hits = [
            h for h in personal_data.find(text) if h.kind in {"id_card", "mobile", "bank_card", "passport"}
        ]
        if hits:
            exposed.add(name)
        if "personal_data" in head.get("faults", []):
            meant.add(name)

    assert exposed == meant == {"policy-property-draft", "notice-subsidy-list-draft"}
    assert all(_documents()[name][0]["stage"] == "draft" for name in meant)


def test_planted_faults_are_really_there():
    property_draft = _documents()["policy-property-draft"][1]
    subsidy_head, subsidy_draft = _documents()["notice-subsidy-list-draft"]
    hidden = [s["name"] for s in subsidy_head["attachments"][0]["sheets"] if s.get("hidden")]

    assert property_draft.startswith("秘密★1年")
    assert "按步就班" in property_draft
    assert "](/zcwj/2019/bcz-wyf.html)" in property_draft
    assert "11010519491231002X" in property_draft
    assert "既使" in subsidy_draft
    assert hidden == ["核对过程"]


def test_reprints_say_that_their_source_is_invented():
    reprints = [(head, body) for head, body in _documents().values() if head["elements"].get("reprint")]

    assert len(reprints) == 2
    assert all("虚构" in head["elements"]["source"] and "演示用虚构转载件" in body for head, body in reprints)


def test_a_revised_policy_takes_effect_and_the_repeal_names_the_one_it_ends():
    repeal = _documents()["policy-repeal-2026"]
    ended = _documents()["policy-waste-2021"]

    assert {"type": "repeals", "target": "policy-waste-2021"} in repeal[0]["relations"]
    assert ended[0]["elements"]["document_number"] in repeal[1]
    assert sum(r["type"] == "replaces" for h, _ in _documents().values() for r in h.get("relations", [])) >= 3


def test_natural_persons_are_not_named_in_enforcement_notices():
    named = [
        head["elements"]["counterparty"]
        for head, _ in _documents().values()
        if head["elements"].get("counterparty_type") == "自然人"
        and "某" not in head["elements"]["counterparty"]
    ]

    assert named == []


def test_limited_and_targeted_documents_say_for_whom_and_why():
    narrow = {
        name: head["scope"] for name, (head, _) in _documents().items() if head["scope"]["range"] != "public"
    }

    assert {name: scope["range"] for name, scope in narrow.items()} == {
        "notice-cadre-training-limited": "limited",
        "notice-public-rental": "targeted",
    }
    assert all(scope["to"] and scope["reason"] for scope in narrow.values())


def test_tables_have_as_many_cells_in_every_row():
    ragged = {}
    for name, (_, body) in _documents().items():
        for table in re.findall(r"(?:^\|.*\|\n?)+", body, flags=re.M):
            widths = {line.count("|") for line in table.strip().splitlines()}
            if len(widths) > 1:
                ragged[name] = table

    assert ragged == {}


def test_a_policy_that_needs_an_interpretation_goes_out_together_with_it():
    interpreted = {
        relation["target"]: head
        for head, _ in _documents().values()
        for relation in head.get("relations", [])
        if relation["type"] == "interprets"
    }
    alone = {}
    for name, (head, _) in _documents().items():
        went_out = "released" in head or "scheduled" in head
        # A later edition keeps its interpretation; one that a leader let out alone owes it.
        if (
            head["elements"].get("interpretation_required")
            and went_out
            and not head.keys() & {"supersedes", "alone"}
        ):
            partner = interpreted.get(name, {})
            alone[name] = [key for key in ("released", "scheduled") if head.get(key) != partner.get(key)]

    assert len(alone) >= 12
    assert _where(alone) == {}


def test_an_attachment_named_in_the_text_is_there_or_follows_in_the_text():
    def names_attachment(body: str) -> bool:
        return re.search(r"^附件：", body, flags=re.M) is not None

    missing = [
        name
        for name, (head, body) in _documents().items()
        if names_attachment(body) and not head.get("attachments") and "## 附件" not in body
    ]

    assert missing == []
    kinds = Counter(a["kind"] for head, _ in _documents().values() for a in head.get("attachments", []))
    assert kinds.keys() == {"xlsx", "docx", "pdf"}


def test_no_column_at_the_end_of_the_tree_is_blank():
    parents = {row["parent"] for row in _columns().values()}
    filled = {
        column
        for head, _ in _documents().values()
        if head["stage"] in {"published", "emergency"}
        for column in head["columns"]
    }

    # Issues of the gazette are made by its own acts, not from files.
    assert _columns().keys() - parents - filled - {"gazette"} == set()


def test_the_figures_of_the_annual_report_add_up():
    body = _documents()["annual-report-2025"][1]
    lines = body.split("## 三、")[1].split("## 四、")[0].splitlines()
    rows = [
        [int(n) for n in re.findall(r"(?<=\| )\d+(?= \|)", line)]
        for line in lines
        if re.search(r"\| \d", line)
    ]
    new, carried, leaves, total, left = rows[0], rows[1], rows[2:23], rows[23], rows[24]

    assert [len(row) for row in rows] == [7] * 25
    assert [sum(column) for column in zip(*leaves, strict=True)] == total
    assert [a + b for a, b in zip(new, carried, strict=True)] == [
        a + b for a, b in zip(total, left, strict=True)
    ]
    assert [row for row in rows if sum(row[:6]) != row[6]] == []


def test_authors_and_signers_held_their_roles_on_the_day_and_their_bodies_existed():
    def held(role: str, body: str, day: date) -> bool:
        return any(
            r["role"] == role and r["organisation"] == body and r["from"] <= day.isoformat()
            for person in _people().values()
            for r in person["roles"]
        )

    roles = ("contact", "reviewer1", "reviewer2", "reviewer3", "secrecy_reviewer")
    too_early = {
        name: [role for role in roles if not held(role, head["organisation"], _day(head, "drafted"))]
        for name, (head, _) in _documents().items()
    }
    predating = [
        person["username"]
        for person in _people().values()
        for r in person["roles"]
        if r["from"] < _organisations()[r["organisation"]]["valid_from"]
    ]

    assert _where(too_early) == {}
    assert predating == []
