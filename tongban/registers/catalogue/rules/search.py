"""Words under which a leaf is found, and what somebody who types something means.

A leaf carries words cut from its Chinese, every one and every two characters that follow each other in its names, its
pinyin from each character on (in full and by initials), and marks for what people filter by. A query is cut the same
way. Marks have an equals sign, which no typed word keeps.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

import rjieba

from tongban.registers.regions.rules import simplify

TEXT_AT_MOST = 100
SPELLED_AT_MOST = 60
UNSEEN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_WORDS_AT_MOST = 12
_ASCII = re.compile(r"[a-z0-9]+")
_RUNS = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")
_ITEM_CODE, _IMPLEMENTING_CODE = 33, 31
_BODY_AND_LEVEL = 19
_SAID_AROUND = frozenset(
    re.split(" ", "的 了 吗 呢 我 要 想 去 在 和 怎么 怎样 如何 哪里 什么 我要 我想 想要 需要 请问 办 办理 申办 申请")
)
"""What people say around what they look for; it counts only where nothing else is said."""

Synonyms = Mapping[str, Sequence[str]]


def tidy(text: str) -> str:
    """One spelling: compatibility forms, simplified characters, small letters, nothing unseen, no outer blanks."""
    return simplify(normalize("NFKC", UNSEEN.sub(" ", text))).lower().strip()


# --- what a leaf is found by ------------------------------------------------------------------------------------


def build_vector(*, names: Iterable[str], others: Iterable[str] = (), marks: Iterable[str] = ()) -> str:
    """A tsvector as text, without places: the words of `names` (name, aliases, English) and `others`, and the marks."""
    words: dict[str, None] = dict.fromkeys(marks)
    for name in map(tidy, names):
        words.update(dict.fromkeys([*cut(name), *_grams(name), *_spellings(name)]))
    for text in map(tidy, others):
        words.update(dict.fromkeys(cut(text)))
    return " ".join(map(quoted, words))


def join_names(names: Iterable[str]) -> str:
    """The names as one text, each between bars, so that what begins a name can be told from what stands in it."""
    return "|" + "".join(f"{tidy(name).replace('|', ' ')}|" for name in names)


def cut(text: str) -> list[str]:
    """The words of a tidy text: long Chinese words also in their parts."""
    return [word for run in _RUNS.findall(text) for word in _cut_run(run)]


def mark(kind: str, value: str) -> str:
    """The word that says that a leaf is of this kind: `theme=优待抚恤`."""
    return f"{kind}={value}"


def list_marks(*, item_type: str, audience: Iterable[str], themes: Iterable[str]) -> list[str]:
    """The marks of a leaf; `audience` are codes of the national dictionary (1 is a natural person)."""
    told = {"person" if code == "1" else "enterprise" for code in audience}
    return [mark("type", item_type), *(mark("for", one) for one in sorted(told)), *(mark("theme", it) for it in themes)]


def _cut_run(run: str) -> Iterable[str]:
    return [run] if _ASCII.fullmatch(run) else [word for word in rjieba.cut_for_search(run) if word.isalnum()]


def _grams(text: str) -> Iterator[str]:
    for run in _RUNS.findall(text):
        if not _ASCII.fullmatch(run):
            yield from run
            yield from _pairs(run)


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(len(run) - 1)]


def _spellings(text: str) -> Iterator[str]:
    """The pinyin from each character on, in full and by initials: a prefix of one of them is what people type."""
    if text.isascii():
        return
    from pypinyin import lazy_pinyin  # large, and needed only where something is published

    sounds = [sound for told in lazy_pinyin(text[:SPELLED_AT_MOST]) for sound in _ASCII.findall(told.lower())]
    for at in range(len(sounds)):
        yield "".join(sounds[at:])[:SPELLED_AT_MOST]
        yield "".join(sound[0] for sound in sounds[at:])


def quoted(word: str) -> str:
    """A word as a literal of tsvector and tsquery."""
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


# --- what somebody asks for -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text, read: `query` is a tsquery, `name` what a name would hold. An empty query finds nothing."""

    query: str
    name: str


def read_text(text: str, synonyms: Synonyms) -> Wanted:
    """Every word must be found, each in one of its forms; codes of items lead to their leaf."""
    asked = tidy(text)
    known = re.compile("|".join(map(re.escape, sorted(synonyms, key=len, reverse=True))) or r"(?!)")
    words = [word for run in _RUNS.findall(asked) for word in _read_run(run, known)][:_WORDS_AT_MOST]
    words = [word for word in words if word not in _SAID_AROUND] or words
    return Wanted(" & ".join(_with_synonyms(word, synonyms) for word in words), asked)


def _read_run(run: str, known: re.Pattern[str]) -> Iterator[str]:
    """Words of which we know others stay whole, whatever the dictionary of words would cut."""
    if _ASCII.fullmatch(run):
        yield run
        return
    at = 0
    for found in known.finditer(run):
        yield from _words(run[at : found.start()])
        yield found[0]
        at = found.end()
    yield from _words(run[at:])


def _words(run: str) -> list[str]:
    return [word for word in rjieba.cut(run) if word.isalnum()] if run else []


def _with_synonyms(word: str, synonyms: Synonyms) -> str:
    forms = [_form(word), *(_all_of(other) for other in synonyms.get(word, ()))]
    return forms[0] if len(forms) == 1 else f"({' | '.join(forms)})"


def _all_of(text: str) -> str:
    return "(" + " & ".join(_form(word) for word in _words(text)) + ")"


def _form(word: str) -> str:
    """The word itself or, cut otherwise in the name, its pairs of characters; letters and digits may go on."""
    if _ASCII.fullmatch(word):
        return f"{quoted(_inner_code(word))}:*"
    return quoted(word) if len(word) < 3 else f"({quoted(word)} | ({' & '.join(map(quoted, _pairs(word)))}))"


def _inner_code(word: str) -> str:
    return word[_BODY_AND_LEVEL:] if len(word) in (_ITEM_CODE, _IMPLEMENTING_CODE) else word
