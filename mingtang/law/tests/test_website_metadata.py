"""Meta tags, identification code and footer: the worked tables of docs/law/website_metadata.md."""

from __future__ import annotations

import pytest

from mingtang.law import website_metadata as website
from mingtang.law.tests import tables

PAGE = "website_metadata.md"


def parts(cell):
    return dict(part.strip().split("=", 1) for part in cell.split(";"))


def assert_findings(findings, expected):
    """Exactly the findings that the cell names, in any order."""
    words = [] if expected == "-" else [word.strip() for word in expected.split(";")]
    messages = [finding.message for finding in findings]
    assert len(messages) == len(words), messages
    assert [word for word in words if not any(word in message for message in messages)] == []


@pytest.mark.parametrize("row", tables.cases(PAGE, "Site codes"))
def test_a_site_code(row):
    assert website.is_site_code(row["code"]) is tables.yes(row["good"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Meta tags of a page"))
def test_the_meta_tags_of_a_page(row):
    assert_findings(website.meta_findings(row["level"], parts(row["tags"])), row["missing or wrong"])


@pytest.mark.parametrize("row", tables.cases(PAGE, "Footers"))
def test_the_footer(row):
    assert_findings(website.footer_findings(parts(row["parts"])), row["missing or wrong"])


def test_every_table_of_the_page_is_read():
    assert tables.headings(PAGE) == {"Site codes", "Meta tags of a page", "Footers"}
    assert len(tables.ids(PAGE)) == len(set(tables.ids(PAGE)))


def test_an_article_carries_the_tags_of_site_and_column_first():
    names = [tag.name for tag in website.tags_of("article")]
    assert names[:4] == ["SiteName", "SiteDomain", "SiteIDCode", "ColumnName"]
    assert [tag.name for tag in website.tags_of("site")] == names[:3]
    assert len(names) == len(set(names)) == 15


def test_the_footer_shows_what_has_content_in_its_order():
    shown = website.government_footer({"sponsor": " 某区 ", "site_code": "3590000001", "icp": " "})
    assert [(part.code, text) for part, text in shown] == [("site_code", "3590000001"), ("sponsor", "某区")]
