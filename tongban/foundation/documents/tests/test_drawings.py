"""One drawing as PDF and as OFD, read back by readers of others."""

import io

import ofdkit
import pytest
import segno
import zxingcpp
from lxml import etree
from PIL import Image
from pypdf import PdfReader

from tongban.foundation.documents import queries
from tongban.foundation.documents.tests import drawn


@pytest.fixture(scope="module")
def png() -> bytes:
    made = io.BytesIO()
    Image.new("RGBA", (30, 20), (200, 0, 0, 120)).save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def ofd(png) -> bytes:
    return queries.render_drawing_ofd(drawn.of_everything(png), made_at=drawn.NOON)


@pytest.fixture(scope="module")
def pdf(png) -> bytes:
    return queries.render_drawing_pdf(drawn.of_everything(png), made_at=drawn.NOON)


def plain(text: str) -> str:
    return "".join(text.split())


@pytest.mark.req("LIC-02", part="documents")
def test_every_run_of_the_pdf_stands_where_the_ofd_has_it(pdf, ofd):
    assert len(drawn.pdf_runs(pdf)) > 60
    assert drawn.apart(pdf, ofd) < 0.05


def test_another_reader_finds_all_text_in_its_order(ofd):
    told = plain(ofdkit.extract_text(io.BytesIO(ofd)))
    wanted = [
        "许可证",
        "经营者名称",
        plain(drawn.RARE),
        plain(drawn.SCOPE * 18),
        '#panic("x")$x$<a>&]]>*粗*\\n//注〓反转',
    ]
    assert [piece for piece in wanted if piece not in told] == []
    assert sorted(wanted, key=told.index) == wanted
    assert told.endswith("第二页")


def test_the_pdf_says_the_same(pdf):
    told = plain(drawn.pdf_text(pdf))
    assert [piece for piece in (plain(drawn.RARE), plain(drawn.SCOPE * 18), "第二页") if piece not in told] == []


def test_the_ofd_has_the_parts_that_readers_and_signers_expect(ofd):
    names = list(drawn.parts(ofd))
    assert names == [
        "OFD.xml",
        "Doc_0/Document.xml",
        "Doc_0/PublicRes.xml",
        "Doc_0/DocumentRes.xml",
        "Doc_0/Pages/Page_0/Content.xml",
        "Doc_0/Pages/Page_1/Content.xml",
        *(f"Doc_0/Res/Font_{at}.ttf" for at in range(4)),
        "Doc_0/Res/Image_0.png",
    ]


def test_what_the_ofd_says_of_itself(ofd):
    body = etree.fromstring(drawn.parts(ofd)["OFD.xml"])[0]
    information = {etree.QName(part).localname: part.text for part in body[0]}
    assert information.pop("DocID").isalnum()
    assert information == {
        "Title": "标题 <&>",
        "Author": "样例局",
        "Subject": "主题",
        "CreationDate": "2026-11-25",
        "Keywords": None,
        "Creator": "Tongban",
        "CustomDatas": None,
    }
    assert [part.attrib["Name"] + part.text for part in body.iter("{*}CustomData")] == ["证照编号X & Y"]
    assert [etree.QName(part).localname for part in body] == ["DocInfo", "DocRoot"]


def test_every_number_is_taken_once_and_below_the_greatest(ofd):
    trees = [etree.fromstring(part) for name, part in drawn.parts(ofd).items() if name.endswith(".xml")]
    numbers = [int(part.get("ID")) for tree in trees for part in tree.iter() if part.get("ID")]
    (greatest,) = (int(part.text) for tree in trees for part in tree.iter("{*}MaxUnitID"))
    assert (len(set(numbers)), max(numbers)) == (len(numbers), greatest)


def test_every_resource_named_is_there(ofd):
    trees = [etree.fromstring(part) for name, part in drawn.parts(ofd).items() if name.endswith(".xml")]
    numbers = {part.get("ID") for tree in trees for part in tree.iter("{*}Font", "{*}MultiMedia")}
    used = {
        part.get("Font") or part.get("ResourceID")
        for tree in trees
        for part in tree.iter("{*}TextObject", "{*}ImageObject")
    }
    files = {f"Doc_0/Res/{part.text}" for tree in trees for part in tree.iter("{*}FontFile", "{*}MediaFile")}
    assert (used, files) == (numbers, {name for name in drawn.parts(ofd) if "/Res/" in name})


def test_the_pdf_says_what_it_is(pdf):
    reader = PdfReader(io.BytesIO(pdf))
    claims = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert (reader.metadata.title, reader.metadata.author, reader.metadata.subject) == ("标题 <&>", "样例局", "主题")
    assert [claim in claims for claim in ("<pdfaid:part>2<", "<pdfuaid:part>1<")] == [True, True]


def test_equal_drawings_give_equal_bytes(png, ofd, pdf):
    again = drawn.of_everything(png)
    assert queries.render_drawing_ofd(again, made_at=drawn.NOON) == ofd
    assert queries.render_drawing_pdf(again, made_at=drawn.NOON) == pdf


def test_a_rare_letter_stands_in_a_piece_of_its_own(ofd):
    pieces = [
        part.text for part in etree.fromstring(drawn.parts(ofd)["Doc_0/Pages/Page_0/Content.xml"]).iter("{*}TextCode")
    ]
    assert [piece for piece in pieces if max(piece) > "\uffff"] == ["𬭊", "𫟼", "𬺈"]


@pytest.mark.parametrize("length", [20, 90, 400, 900])
def test_codes_of_any_size_are_read_with_the_one_mask(length):
    address = ("https://zwfw.example/v#" + "A7-" * 400)[:length]
    picture = io.BytesIO()
    segno.make_qr(address, error="m", boost_error=False, mask=3).save(picture, kind="png", scale=3)
    (found,) = zxingcpp.read_barcodes(Image.open(picture).convert("L"))
    assert found.text == address


ORDER = {
    "OFD": "DocBody",
    "DocBody": "DocInfo DocRoot Versions Signatures",
    "DocInfo": "DocID Title Author Subject Abstract CreationDate ModDate DocUsage Cover Keywords Creator "
    "CreatorVersion CustomDatas",
    "Document": "CommonData Pages Outlines Permissions Actions VPreferences Bookmarks",
    "CommonData": "MaxUnitID PageArea PublicRes DocumentRes TemplatePage DefaultCS",
    "Page": "Template PageRes Area Content Actions",
    "TextObject": "Actions Clips FillColor StrokeColor TextCode",
    "PathObject": "Actions Clips StrokeColor FillColor AbbreviatedData",
    "Font": "FontFile",
    "MultiMedia": "MediaFile",
}


def test_elements_stand_in_the_order_of_the_schemas(ofd):
    trees = [etree.fromstring(part) for name, part in drawn.parts(ofd).items() if name.endswith(".xml")]
    for element in (element for tree in trees for element in tree.iter() if len(element)):
        order = ORDER.get(etree.QName(element).localname)
        children = [etree.QName(child).localname for child in element]
        if order:
            assert [order.split().index(child) for child in children] == sorted(map(order.split().index, children))


def test_the_file_of_another_maker_is_built_the_same(ofd, shared):
    """Which element stands in which, in the parts of a file sealed by ofdrw that are not the seal's."""
    theirs = nesting((shared / "samples" / "SESV4SignDoc.ofd").read_bytes())
    missing = theirs - nesting(ofd)
    assert missing == {("DocInfo", "CreatorVersion"), ("DocBody", "Signatures"), ("PageArea", "ApplicationBox")}


def nesting(package):
    parts = {name: part for name, part in drawn.parts(package).items() if name.endswith(".xml") and "Sign" not in name}
    elements = (element for part in parts.values() for element in etree.fromstring(part).iter())
    return {
        (etree.QName(one.getparent()).localname, etree.QName(one).localname)
        for one in elements
        if one.getparent() is not None
    }
