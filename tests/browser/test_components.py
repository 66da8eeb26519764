"""Every component and every frame, wide, at 320 px and in elder mode, under axe."""

from __future__ import annotations

import pytest

from mingtang.core.design.views.example_pages import PAGES
from mingtang.core.design.views.examples import EXAMPLES

pytestmark = pytest.mark.browser

WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
ADDRESSES = [f"/design/components/{name}/" for name in EXAMPLES] + [
    f"/design/pages/{name}/" for name in PAGES
]

BROKEN = """<!doctype html><html><head><title></title></head><body style="background:#fff">
<img src="data:,"><a href="#x"></a><p style="color:#bbb">看不清的字</p>
<input type="text"><button></button><ul><p>不是列表项</p></ul>
<div style="width:900px">太宽的一行</div></body></html>"""


def test_the_checks_can_fail(page, axe, overflow):
    page.set_viewport_size(NARROW)
    page.set_content(BROKEN)

    found = {line.split(":")[0] for line in axe(page)}

    assert found >= {
        "button-name",
        "color-contrast",
        "document-title",
        "html-has-lang",
        "image-alt",
        "label",
        "link-name",
        "list",
    }
    assert overflow(page) != []


@pytest.mark.demand("AC-01", "AC-02")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_component_is_accessible_wide_narrow_and_in_elder_mode(address, page, site, axe, overflow, choose):
    faults = {}
    for mode in ("standard", "elder"):
        choose(site, mode=mode)
        page.set_viewport_size(WIDE)
        answer = page.goto(site + address)
        assert answer.status == 200
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            faults[mode, size["width"]] = axe(page) + [f"太宽：{name}" for name in overflow(page)]

    assert {where: found for where, found in faults.items() if found} == {}


@pytest.mark.demand("AC-01")
@pytest.mark.parametrize("name", PAGES)
def test_high_contrast_reaches_seven_to_one(name, page, site, axe, choose):
    choose(site, contrast="high")
    page.goto(f"{site}/design/pages/{name}/")

    assert axe(page, also=("color-contrast-enhanced",)) == []
