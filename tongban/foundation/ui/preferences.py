"""Language, theme and text size of a visitor: four cookies, no account needed, readable by the server only."""

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = {"zh": "zh-hans", "en": "en"}
THEMES = ("light", "dark")
SIZES = ("elder",)
KEYS = ("off",)
COOKIES = {"language": "tb_lang", "theme": "tb_theme", "size": "tb_size", "keys": "tb_keys"}
A_YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Preferences:
    """`theme` is "" where the system decides; `size` is "" or "elder"; `keys` is "off" where single keys are off."""

    language: str = "zh"
    theme: str = ""
    size: str = ""
    keys: str = ""

    @classmethod
    def from_cookies(cls, cookies: Mapping[str, str]) -> "Preferences":
        """Unknown values count as unset."""
        return cls(
            language=_one_of(cookies.get("tb_lang"), tuple(LANGUAGES), "zh"),
            theme=_one_of(cookies.get("tb_theme"), THEMES),
            size=_one_of(cookies.get("tb_size"), SIZES),
            keys=_one_of(cookies.get("tb_keys"), KEYS),
        )

    @property
    def code(self) -> str:
        """Django's name of the language."""
        return LANGUAGES[self.language]

    @property
    def tag(self) -> str:
        """The language as HTML and HTTP name it."""
        return "en" if self.language == "en" else "zh-CN"


def _one_of(value: str | None, allowed: tuple[str, ...], otherwise: str = "") -> str:
    return value if value in allowed else otherwise
