"""The blind index answers the same for ever, differs by key, and is plain HMAC-SM3."""

import gmssl_pyx
import pytest

from tongban.foundation.keys import sm3
from tongban.foundation.keys.blind_index import BlindIndex

KEY = bytes(range(32))


@pytest.mark.parametrize("in_hashlib", [True, False])
def test_is_hmac_sm3_as_another_implementation_computes_it(monkeypatch, in_hashlib) -> None:
    monkeypatch.setattr(sm3, "IN_HASHLIB", in_hashlib)
    assert BlindIndex(KEY).of("样本甲") == gmssl_pyx.sm3_hmac(KEY, "样本甲".encode())


def test_matches_its_own_value_and_key_alone() -> None:
    index = BlindIndex(KEY).of("11010519491231002X")
    assert len(index) == 32
    assert BlindIndex(KEY).matches("11010519491231002X", index)
    assert not BlindIndex(KEY).matches("11010519491231003X", index)
    assert not BlindIndex(KEY).matches("11010519491231002X", index[:-1])
    assert not BlindIndex(KEY[::-1]).matches("11010519491231002X", index)
