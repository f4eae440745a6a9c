"""Every code that the rules can raise or warn of has its sentence, and every sentence its code."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from tongban.foundation.kernel.errors import Invalid
from tongban.registers.identifiers import errors, rules
from tongban.registers.identifiers.rules import resident_id, uscc

pytestmark = pytest.mark.req("NFR-07", part="identifiers")

SUBJECTS = "resident_id|uscc|item_code|local_code|licence_identifier|region_code|phone|holder_code"
BUILT_FROM_A_NAME = {
    *(f"licence_identifier.{part}" for part in ("type_code", "issuer", "serial", "version", "check_character")),
    *(f"licence_identifier.{whose}_unverified" for whose in ("definer", "issuer")),
    *(f"{subject}.length" for subject in SUBJECTS.split("|")),
}


def test_codes_and_sentences_are_the_same_set() -> None:
    folder = Path(rules.__file__).parent
    source = "".join(file.read_text() for file in folder.glob("*.py"))
    written = set(re.findall(rf'"((?:{SUBJECTS})\.[a-z_]+)"', source))
    assert written | BUILT_FROM_A_NAME == errors.CODES


def refusal(text: str) -> Invalid:
    with pytest.raises(Invalid) as caught:
        resident_id.parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("123", "身份证号应为 18 位，现在是 3 位。"),
        ("1101O519491231002X", "身份证号第 5 位“O”不对：前 17 位是数字，末位是数字或 X。"),
        ("110105194912310021", "身份证号最后一位和前面对不上，请逐位核对。"),
    ],
)
def test_sentences_say_what_and_where(text, sentence) -> None:
    with translation.override("zh-hans"):
        assert errors.explain(refusal(text)) == sentence


def test_a_warning_has_its_sentence() -> None:
    with translation.override("zh-hans"):
        (warning,) = uscc.inspect("TE5116020105116050").warnings
        assert errors.explain_warning(warning) == "这是地方自编的机构代码，不是统一社会信用代码。"


def test_a_refusal_never_repeats_the_number() -> None:
    assert "1949" not in str(refusal("110105194912310021"))
