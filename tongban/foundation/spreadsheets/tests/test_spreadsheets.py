"""Files that people and attackers hand in, and what we write for them."""

import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.kernel.errors import Invalid
from tongban.foundation.spreadsheets.reading import Limits, read_table
from tongban.foundation.spreadsheets.writing import BookWriter, Column, write_csv


def book(write, **options):
    file = io.BytesIO()
    made = xlsxwriter.Workbook(file, options)
    write(made)
    made.close()
    return file.getvalue()


def one(rows):
    def write(made):
        sheet = made.add_worksheet("事项")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)

    return book(write)


def repacked(content, **parts):
    """The package with these parts replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rsplit("/", 1)[-1].removesuffix(".xml"), old.read(name)))
    return file.getvalue()


def refusal(content, name="a.xlsx", **limits):
    with pytest.raises(Invalid) as told:
        read_table(content, name=name, limits=Limits(**limits))
    return told.value.code


def test_cells_are_read_as_they_stand():
    table = read_table(one([["数", 5, 0.5, True], ["文", " 前后 ", "两\n行"]]), name="a.xlsx")
    assert table.sheets[0].rows == [["数", "5", "0.5", "TRUE"], ["文", " 前后 ", "两\n行", ""]]


def test_row_numbers_are_those_of_the_sheet():
    def write(made):
        made.add_worksheet("a").write_string("C3", "这里")

    assert read_table(book(write), name="a.xlsx").sheets[0].rows[2] == ["", "", "这里"]


def test_a_formula_is_its_text_and_not_its_result():
    def write(made):
        made.add_worksheet("a").write_formula("B2", "=1+1", value=2)

    sheet = read_table(book(write), name="a.xlsx").sheets[0]
    assert (sheet.rows[1][1], sheet.formulas) == ("=1+1", ("B2",))


def test_hidden_sheets_are_named_and_not_read():
    def write(made):
        made.add_worksheet("看得见").write_string(0, 0, "a")
        hidden = made.add_worksheet("藏着")
        hidden.write_string(0, 0, "b")
        hidden.hide()

    table = read_table(book(write), name="a.xlsx")
    assert ([sheet.name for sheet in table.sheets], table.hidden) == (["看得见"], ("藏着",))


def test_merged_cells_are_told():
    def write(made):
        made.add_worksheet("a").merge_range("A1:C2", "并")

    assert read_table(book(write), name="a.xlsx").sheets[0].merged == ("A1:C2",)


def test_a_far_away_cell_does_not_unfold_into_billions():
    def write(made):
        sheet = made.add_worksheet("a")
        sheet.write_string(0, 0, "a")
        sheet.write_string(1048575, 16383, "b")

    assert refusal(book(write)) == "spreadsheet.too_many_rows"


def test_a_million_declared_rows_without_content_are_nothing():
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c></row><row r="1048576"/></sheetData>'
        b"</worksheet>"
    )
    assert read_table(repacked(one([["x"]]), sheet1=sheet), name="a.xlsx").sheets[0].rows == [["a"]]


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.xlsx", "spreadsheet.empty"),
        (one([]), "a.xlsx", "spreadsheet.empty"),
        (one([["x"]])[:-200], "a.xlsx", "file.damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.xlsx", "file.disguised"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.xls", "spreadsheet.kind_not_allowed"),
        (one([["x"]]), "a.xlsm", "spreadsheet.kind_not_allowed"),
        (b"a,b\n1,2", "a.xlsx", "file.disguised"),
        ("事项".encode() + b"\xff\x00", "a.csv", "spreadsheet.not_text"),
        (b'"a,b\n', "a.csv", "spreadsheet.unreadable"),
        (repacked(one([["x"]]), workbook=b"<workbook"), "a.xlsx", "spreadsheet.unreadable"),
        (
            repacked(one([["x"]]), workbook=b'<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>'),
            "a.xlsx",
            "spreadsheet.unreadable",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(content, name, code):
    assert refusal(content, name) == code


def test_limits_hold():
    assert refusal(one([["x"]] * 11), rows=10) == "spreadsheet.too_many_rows"
    assert refusal(b"a\n" * 11, "a.csv", rows=10) == "spreadsheet.too_many_rows"
    assert refusal(one([["x"]]), file_bytes=100) == "spreadsheet.too_large"


def written(rows, columns=("甲", "乙")):
    file = io.BytesIO()
    book = BookWriter(file)
    book.add_sheet("表", [Column(title) for title in columns])
    for row in rows:
        book.add_row("表", row)
    book.close()
    return file.getvalue()


@pytest.mark.req("NFR-07", part="formulas defused")
@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "'=1"])
def test_no_text_becomes_a_formula(text):
    content = written([[text, 1]])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert b"<f>" not in package.read("xl/worksheets/sheet1.xml")
    assert read_table(content, name="a.xlsx").sheets[0].rows[1] == [text, "1"]
    lines = b"".join(write_csv(["甲"], [[text]])).decode()
    assert lines == f"\ufeff甲\r\n'{text}\r\n"
    assert read_table(lines.encode(), name="a.csv").sheets[0].rows[1] == [text]


def test_choices_lie_on_a_hidden_sheet():
    file = io.BytesIO()
    book = BookWriter(file)
    book.add_sheet("表", [Column("甲", choices=("是", "否"))])
    book.close()
    assert read_table(file.getvalue(), name="a.xlsx").hidden == ("字典",)


TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1)


@given(st.lists(TEXTS.filter(lambda text: text.strip()), min_size=1, max_size=5))
def test_texts_go_out_and_come_back(texts):
    assert read_table(written([texts], "甲乙丙丁戊"), name="a.xlsx").sheets[0].rows[1][: len(texts)] == texts
    lines = b"".join(write_csv(["甲"] * 5, [texts]))
    assert read_table(lines, name="a.csv").sheets[0].rows[1] == texts


def test_csv_of_older_programs_is_read():
    assert read_table("甲;乙\n1;2".encode("gb18030"), name="a.csv").sheets[0].rows == [["甲", "乙"], ["1", "2"]]
