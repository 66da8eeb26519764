"""A site's own colours: readable ones are taken, others refused in words."""

from __future__ import annotations

import pytest

from mingtang.core.design import analysis
from mingtang.core.design.api import Palette


def test_a_sites_own_colours_bring_their_shades():
    assert Palette(brand="#8c1d18", accent="#174d86").declarations == (
        "--brand:#8c1d18;--brand-deep:#57120f;--brand-tint:#f7efef;--brand-line:#dfc0be;--accent:#174d86"
    )


def test_the_shades_can_be_read_on_one_another():
    palette = dict(part.split(":") for part in Palette(brand="#00727a").declarations.split(";"))

    assert analysis.contrast(palette["--brand"], palette["--brand-tint"]) >= analysis.READABLE - 0.5
    assert analysis.contrast(palette["--brand-deep"], "#ffffff") > analysis.contrast(
        palette["--brand"], "#ffffff"
    )


@pytest.mark.parametrize("colour", ["red", "#fff", "#174d86;background:url(x)", "#174d8g", ""])
def test_what_is_no_colour_is_refused(colour):
    with pytest.raises(ValueError, match="不是颜色"):
        Palette(brand=colour)


def test_a_colour_too_pale_to_read_is_refused():
    with pytest.raises(ValueError, match="太浅"):
        Palette(brand="#f0c040")


def test_black_on_white_has_the_known_contrast():
    assert round(analysis.contrast("#000000", "#ffffff"), 2) == 21.0
    assert analysis.contrast("#174d86", "#174d86") == 1.0
