"""Several sites on one installation, each with its own name, colours and columns (requirements PO-04)."""

from __future__ import annotations

import pytest

from mingtang.portal.queries import sites
from mingtang.publishing import api as publishing
from mingtang.publishing.models import Installation, Site
from mingtang.publishing.testing import DAY, a_column, a_draft, published

OTHER = "zhuanlan.example.gov.cn"


@pytest.fixture
def special(government):
    """A second site of the same government, under its own host name."""
    return Site.objects.create(
        code="special",
        name="云棠区政务公开专题专栏",
        host=OTHER,
        organisation=government.body,
        identification_code="3701990002",
        slogan="公开为常态",
        emblem="design/emblem.svg",
        tokens={"brand": "#7a1f14"},
    )


def page(client, address="/", host=""):
    return client.get(address, headers={"Host": host} if host else {}).content.decode()


@pytest.mark.demand("PO-04")
def test_the_host_name_chooses_the_site_with_its_name_colours_and_emblem(government, special, client):
    home, other = page(client), page(client, host=f"{OTHER}:8443")

    assert ("云棠区人民政府" in home, "专题专栏" in home) == (True, False)
    for shown in (
        "云棠区政务公开专题专栏",
        "公开为常态",
        "3701990002",
        "--brand:#7a1f14",
        "/static/design/emblem.svg",
    ):
        assert shown in other


@pytest.mark.demand("PO-04")
def test_a_site_shows_its_own_columns_and_documents_only(government, special, client):
    column = a_column(special, "zt", "救助专题", government.body)
    edition = published(government)
    address = edition.publication.get_absolute_url()

    assert "通知公告" not in page(client, host=OTHER)
    assert client.get("/col/tzgg/", headers={"Host": OTHER}).status_code == 404
    assert client.get(address, headers={"Host": OTHER}).status_code == 404
    assert client.get(address).status_code == 200
    assert client.get("/col/zt/").status_code == 404
    assert edition.publication.public_id not in page(client, "/feed.xml", OTHER)
    assert column.site == special


@pytest.mark.demand("PO-04", "LB-06")
def test_one_record_is_read_on_both_sites_that_list_it(government, special, client):
    column = a_column(special, "zt", "救助专题", government.body)
    publishing.grant(government.body.pk, column, by=government.office)
    draft = a_draft(government)
    publishing.place(draft, [column], by=government.contact, on=DAY)
    edition = published(government, draft)
    address = edition.publication.get_absolute_url()

    answers = [client.get(address, headers={"Host": host}) for host in ("testserver", OTHER)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert address in page(client, "/col/zt/", OTHER)
    assert address in page(client, "/feed.xml", OTHER)


def test_an_unknown_host_name_gets_the_default_site(government, special, client):
    assert "云棠区人民政府" in page(client, host="unknown.example.cn")


def test_colours_that_could_not_be_read_are_left_out(government, client):
    government.site.tokens = {"brand": "#ffff00", "accent": "red"}
    government.site.save()

    home = page(client)

    assert "#ffff00" not in home
    assert "--brand:" not in home


def test_every_page_of_a_demonstration_says_so(government, client):
    edition = published(government)
    public_id = edition.publication.public_id
    addresses = ("/", "/col/tzgg/", f"/doc/{public_id}.html", f"/doc/{public_id}/print", "/map/", "/nothing")
    real = [("demo-banner" in page(client, address)) for address in addresses]

    Installation.objects.create(pk=1, is_demonstration=True)
    client.handler.load_middleware()  # a new process: the installation is made before any page
    shown = [("demo-banner" in page(client, address)) for address in addresses]

    assert (real, shown) == ([False] * 6, [True] * 6)


def test_the_way_to_a_column_and_the_order_of_all(government, rf):
    third = a_column(government.site, "mz", "民政", government.body, parent=government.child)

    shell = sites.shell_of(rf.get("/"))

    assert [column.name for column in shell.way_to(third)] == ["通知公告", "公示", "民政"]
    assert [column.name for column in shell.in_order()] == ["通知公告", "公示", "民政"]
