"""How a licence stands, in the large words of its page, and how a seal's picture is shown."""

import base64
import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.faces.portal.verification import words
from tongban.foundation.ui.rules import write_date
from tongban.registers.seals.reading import Report, SealFacts
from tongban.services.licences.queries import PublicLicence
from tongban.services.licences.rules.life import State

MAX_PICTURE = 400_000
_PICTURES = {"PNG": (b"\x89PNG\r\n\x1a\n", "image/png"), "JPG": (b"\xff\xd8\xff", "image/jpeg")}


@dataclass(frozen=True, slots=True)
class Standing:
    """The mark, the state in large words, and what follows from it."""

    mark: str
    title: str
    text: str


def tell(licence: PublicLicence) -> Standing:
    """Good only when the state is valid; a record without a seal says so."""
    match str(licence.state):
        case "valid" if licence.is_trusted:
            return Standing("ok", _("现在有效"), _("这份证照是本平台签发的，盖有发证机关的电子印章。"))
        case "valid":
            return Standing(
                "warn",
                _("现在有效，仅数据"),
                _("仅数据，未加盖电子印章：发证机关登记了这份证照，没有盖章的文件可以核验。请同时看原件。"),
            )
        case "suspended":
            return Standing("pause", _("已暂扣"), _("发证机关暂扣了这份证照，现在不能用。"))
        case "revoked":
            return Standing("late", _("已撤销"), _("发证机关撤销了这份证照，不能再用。"))
        case "forfeited":
            return Standing("late", _("已吊销"), _("因为违法行为，这份证照被吊销了，不能再用。"))
        case "cancelled":
            return Standing("late", _("已注销"), _("这份证照已经注销，不能再用。"))
        case "expired":
            return Standing("late", _("已过有效期"), _("这份证照过了有效期，不能再用。"))
        case _:
            return Standing("late", _("已换新证"), _("这份证照换发过，请看新的一份。"))


def headline(report: Report, licence: PublicLicence) -> tuple[str, words.Text, words.Text]:
    """Of a licence's own file: a true seal on what no longer holds is no good news."""
    if licence.state is State.VALID:
        return words.headline(report)
    told = tell(licence)
    return told.mark, _("文件是真的，证照不能用"), told.text


def write_full(day: dt.date | dt.datetime) -> str:
    """With its year, whatever year it is: a licence is read long after."""
    return write_date(day, get_language() or "zh-hans")


def picture_address(seal: SealFacts) -> str:
    """The impression as an address an image can have; empty for pictures that a browser should not be given."""
    start, media = _PICTURES.get(seal.picture_type, (b"", ""))
    if not media or not seal.picture.startswith(start) or len(seal.picture) > MAX_PICTURE:
        return ""
    return f"data:{media};base64,{base64.b64encode(seal.picture).decode()}"
