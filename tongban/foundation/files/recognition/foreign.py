"""Names for what is not accepted, so that the refusal can say what was found."""

import filetype

from tongban.foundation.files.recognition.kinds import Content

_HEAD = 8192
_MAGIC = (
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
    (b"\xcf\xfa\xed\xfe", "exe"),
    (b"\xca\xfe\xba\xbe", "class"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"#!", "script"),
)
_BYTE_ORDERS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))


def name_of(content: Content) -> str:
    """A short name such as "exe", "html", "zip", "text"; "unknown" when nothing fits."""
    head = content[:_HEAD]
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return name
    text = _text(head)
    if text is not None and text.lstrip().startswith("<"):
        return _markup(text.lower())
    guess = filetype.guess(head)
    if guess is not None:
        return str(guess.extension)
    return "unknown" if text is None else "text"


def _text(head: bytes) -> str | None:
    encoding = next((encoding for mark, encoding in _BYTE_ORDERS if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, "ignore")
    return None if "\x00" in text or len(text) * 4 < len(head) else text


def _markup(text: str) -> str:
    if "<svg" in text:
        return "svg"
    return "xml" if text.lstrip().startswith("<?xml") and "<html" not in text else "html"
