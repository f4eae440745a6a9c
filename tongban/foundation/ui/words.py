"""What an error page says: title, cause and what to do, by error code, else by kind.

Apps add the words of their codes with `add_words` or, where one sentence is enough, `add_sentences`; `%(name)s` is
filled from the error's facts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tongban.foundation.kernel.errors import DomainError

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Words:
    """One error in the visitor's language."""

    title: Text
    cause: Text
    advice: Text


_KINDS = {
    "not_found": Words(
        _("没有找到这一页"),
        _("地址可能打错了，或者这一页已经不在了。"),
        _("请检查地址，或者回首页重新找。"),
    ),
    "gone": Words(
        _("这里的内容现在不提供"),
        _("它已经停止提供，或者还没有开始。"),
        _("请回首页重新找。"),
    ),
    "not_allowed": Words(
        _("您现在不能看这一页"),
        _("这一页只对有权限的人开放，或者您还没有登录。"),
        _("请先登录；如果已经登录，请换一个有权限的账号。"),
    ),
    "conflict": Words(
        _("这一步现在做不了"),
        _("您打开页面之后，情况有了变化。"),
        _("请返回上一页，刷新后再看一次。您填的内容没有提交。"),
    ),
    "invalid": Words(
        _("填写的内容有问题"),
        _("有的内容系统读不懂，所以没有保存。"),
        _("请返回上一页，改好后再提交。"),
    ),
    "unavailable": Words(
        _("这项功能暂时用不了"),
        _("系统的一个部分现在没有回应。"),
        _("请过几分钟再试。已经提交的内容不会丢。"),
    ),
    "unexpected": Words(
        _("系统出错了"),
        _("这是系统的问题，不是您的操作有误。刚才这一步没有完成。"),
        _("请过几分钟再试；还是不行，请把下面的编号告诉我们。"),
    ),
}

_SENTENCES: dict[str, Text] = {}
_CODES: dict[str, Words] = {
    "text.null_byte": Words(
        _("内容里有不能保存的字符"),
        _("“%(where)s”里有一个看不见的空字符（U+0000），数据库不能保存。"),
        _("请删去后重新输入；从别处粘贴来的，请先粘贴到记事本。"),
    ),
    "text.lone_surrogate": Words(
        _("内容里有不能保存的字符"),
        _("“%(where)s”里有半个字符，可能是复制时截断了。"),
        _("请删去后重新输入。"),
    ),
    "text.too_long": Words(
        _("内容太长"),
        _("“%(where)s”超过了 %(limit)s 个字。"),
        _("请缩短后再提交；长的说明请作为文件上传。"),
    ),
    "request.not_utf8": Words(
        _("地址里有乱码"),
        _("地址里的文字不是 UTF-8 编码。"),
        _("请从首页进入，不要使用这个链接。"),
    ),
    "request.address_too_long": Words(
        _("地址太长"),
        _("地址超过了 %(limit)s 个字节。"),
        _("请减少查找条件后再试。"),
    ),
    "request.too_large": Words(
        _("提交的内容太大"),
        _("一次提交的内容超过了系统允许的大小。"),
        _("请把文件压缩或者分几次上传。"),
    ),
    "request.too_many_fields": Words(
        _("提交的内容太多"),
        _("一次提交的栏目或文件个数超过了系统允许的数量。"),
        _("请分几次提交。"),
    ),
    "request.malformed": Words(
        _("这次请求不完整"),
        _("浏览器发来的内容缺了一部分，系统读不懂，所以没有保存。"),
        _("请返回上一页，再提交一次。"),
    ),
    "request.unknown_host": Words(
        _("网址不对"),
        _("这个网址不属于本系统。"),
        _("请检查网址后再打开。"),
    ),
    "request.method_not_allowed": Words(
        _("这个地址不能这样打开"),
        _("它只接受页面上按钮发出的请求。"),
        _("请回到首页，从页面上进入。"),
    ),
    "request.csrf": Words(
        _("这一页放得太久了"),
        _("为防止别人冒用您的名义，提交时要核对一个记号，这次没有对上。可能是页面打开太久，或者浏览器不允许 Cookie。"),
        _("请返回上一页，刷新后再提交一次。"),
    ),
    "database.unavailable": Words(
        _("系统暂时连不上数据库"),
        _("数据库现在没有回应，刚才这一步没有完成。"),
        _("请过几分钟再试。已经提交的内容不会丢。"),
    ),
}


def add_words(words: Mapping[str, Words]) -> None:
    """From now on errors with these codes are told in these words; called by an app's `AppConfig.ready`."""
    _CODES.update(words)


def add_sentences(sentences: Mapping[str, Text]) -> None:
    """From now on errors with these codes are told by this sentence, between the title and the advice of their kind."""
    _SENTENCES.update(sentences)


def has_words(code: str) -> bool:
    """True when the code is told in words of its own."""
    return code in _CODES or code in _SENTENCES


def words_for(error: DomainError) -> tuple[str, str, str]:
    """Title, cause and advice in the active language, with the facts filled in."""
    words = _CODES.get(error.code) or _KINDS.get(error.kind) or _KINDS["unexpected"]
    cause = words.cause if error.code in _CODES else _SENTENCES.get(error.code, words.cause)
    return _filled(words.title, error), _filled(cause, error), _filled(words.advice, error)


def sentence_for(code: str, facts: Mapping[str, object]) -> str:
    """What one code of many says, in the active language: the code itself where nobody gave it a sentence."""
    sentence = _SENTENCES.get(code)
    return code if sentence is None else str(sentence) % _Facts(facts)


def _filled(text: Text, error: DomainError) -> str:
    """A fact that is missing shows as a dash: an error page must never fail."""
    return str(text) % _Facts(error.facts)


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return "—"
