"""The words of a page, the way back into it, its links, and what it hides."""

from mingtang.inspections.detection.links import dead_internal_links, doubtful_links
from mingtang.inspections.detection.page_text import has_media, hidden_in, text_of_page

PAGE = (
    '<h1>通知</h1>\n<p>第一段&amp;<strong>布</strong>署，见<a href="/p/1?x=1#a">旧文</a>。<br>续</p>'
    "<table><tr><td>甲</td><td><p>乙</p></td></tr><tr><td>丙</td><td>丁</td></tr></table>"
)


def test_blocks_become_lines_and_cells_are_set_apart():
    assert text_of_page(PAGE).text == "通知\n第一段&布署，见旧文。\n续\n甲\t乙\n丙\t丁\n"


def test_every_character_of_the_text_leads_back_to_its_place_in_the_page():
    page = text_of_page(PAGE)

    for word in ("通知", "署", "旧文", "续", "丙", "丁"):
        place = page.source_of(page.text.index(word))
        assert PAGE[place : place + len(word)] == word
    assert PAGE[page.source_of(page.text.index("&")) :].startswith("&amp;")


def test_scripts_styles_and_comments_are_not_read():
    page = text_of_page("<style>p{}</style><script>var a='布署'</script><!-- 布署 --><p>部署</p>")

    assert page.text == "部署\n"


def test_white_space_is_read_as_a_browser_shows_it():
    assert text_of_page("<p>\n  甲   乙\n</p>").text == "甲 乙 \n"
    assert text_of_page("1 < 2 & 3").text == "1 < 2 & 3"


def test_dead_links_into_the_site_are_found_and_others_are_left_alone():
    page = '<p><a href="/p/1?x=1#a">旧文</a>、<a href="/p/2">新文</a>、<a href="https://www.example.gov.cn/p/1">外站</a></p>'

    (found,) = dead_internal_links(page, {"/p/2"}.__contains__)

    assert (found.kind, found.subkind, found.text, found.start, found.end) == (
        "link",
        "dead_internal",
        "旧文",
        0,
        2,
    )
    assert dead_internal_links(page, {"/p/1", "/p/2"}.__contains__) == []


def test_a_picture_that_is_not_there_is_a_dead_link():
    (found,) = dead_internal_links("<p>图：<img src='/files/9'></p>", lambda path: False)

    assert (found.subkind, found.start, "/files/9" in found.message) == ("dead_internal", 2, True)


def test_links_that_no_reader_can_follow_are_found():
    page = (
        '<a href="#">空</a><a href="http://192.168.1.9/a">内网</a><a href="file:///C:/a.doc">本机</a>'
        '<a href="javascript:alert(1)">代码</a><a href="/p/1">好</a><a href="https://www.example.gov.cn/">好</a>'
    )

    assert [(f.subkind, f.text) for f in doubtful_links(page)] == [
        ("no_address", "空"),
        ("not_public", "内网"),
        ("not_public", "本机"),
        ("unsafe", "代码"),
    ]


def test_comments_and_hidden_elements_are_found_and_visible_ones_are_not():
    page = '<!-- 待审 --><p style="display: none">底稿</p><p style="color:red">正文</p><div hidden>附注</div>'

    assert [(f.subkind, f.text) for f in hidden_in(page)] == [
        ("html_comment", "待审"),
        ("html_hidden", "底稿"),
        ("html_hidden", "附注"),
    ]
    assert hidden_in("<p>正文</p>") == []


def test_pictures_and_films_are_media():
    assert has_media('<p><img src="/a.png"></p>') and not has_media("<p>图</p>")
