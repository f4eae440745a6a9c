"""SM2 on the system's OpenSSL 3 libcrypto through ctypes: make keys, sign, verify.

Every OpenSSL object made here is freed here, the error queue is drained on failure, and the calls release the GIL, so
threads sign in parallel. Sources: GB/T 32918 (SM2), GB/T 35276 (signer's identity), OpenSSL 3.0 manual pages.
"""

import ctypes
import ctypes.util
import functools
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tongban.foundation.keys.errors import CryptoFailed, KeyTrouble

IDENTITY = b"1234567812345678"
"""The signer's identity that GB/T 35276 sets; OpenSSL's own default is empty and fits nobody."""

ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
"""n, the order of the SM2 curve: r and s of a signature lie in 1..n-1."""

POINT_LENGTH = 65
_SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a811ccf5501822d034200")
_MAX_SIGNATURE = 72
_VECTOR_POINT = bytes.fromhex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
_VECTOR_SIGNATURE = bytes.fromhex(
    "3046022100F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "022100B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
_NEEDED = "SM2 needs the system's OpenSSL 3 library (Debian: apt install libssl3)"

_Pointer, _Bytes, _Size, _Int = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t, ctypes.c_int
_PointerOut = ctypes.POINTER(_Pointer)
_SIGNATURES: dict[str, tuple[Any, ...]] = {
    # name: (result, *arguments)
    "ERR_get_error": (ctypes.c_ulong,),
    "ERR_error_string_n": (None, ctypes.c_ulong, _Bytes, _Size),
    "ERR_clear_error": (None,),
    "CRYPTO_free": (None, _Pointer, _Bytes, _Int),
    "EVP_MD_fetch": (_Pointer, _Pointer, _Bytes, _Bytes),
    "EVP_MD_CTX_new": (_Pointer,),
    "EVP_MD_CTX_free": (None, _Pointer),
    "EVP_MD_CTX_set_pkey_ctx": (None, _Pointer, _Pointer),
    "EVP_PKEY_CTX_new": (_Pointer, _Pointer, _Pointer),
    "EVP_PKEY_CTX_new_from_name": (_Pointer, _Pointer, _Bytes, _Bytes),
    "EVP_PKEY_CTX_free": (None, _Pointer),
    "EVP_PKEY_CTX_set1_id": (_Int, _Pointer, _Bytes, _Int),
    "EVP_PKEY_keygen_init": (_Int, _Pointer),
    "EVP_PKEY_generate": (_Int, _Pointer, _PointerOut),
    "EVP_PKEY_pairwise_check": (_Int, _Pointer),
    "EVP_PKEY_is_a": (_Int, _Pointer, _Bytes),
    "EVP_PKEY_free": (None, _Pointer),
    "EVP_PKEY_get1_encoded_public_key": (_Size, _Pointer, _PointerOut),
    "EVP_PKEY2PKCS8": (_Pointer, _Pointer),
    "PKCS8_PRIV_KEY_INFO_free": (None, _Pointer),
    "i2d_PKCS8_PRIV_KEY_INFO": (_Int, _Pointer, _PointerOut),
    "d2i_AutoPrivateKey": (_Pointer, _Pointer, _PointerOut, ctypes.c_long),
    "d2i_PUBKEY": (_Pointer, _Pointer, _PointerOut, ctypes.c_long),
    "EVP_DigestSignInit": (_Int, _Pointer, _Pointer, _Pointer, _Pointer, _Pointer),
    "EVP_DigestVerifyInit": (_Int, _Pointer, _Pointer, _Pointer, _Pointer, _Pointer),
    "EVP_DigestSign": (_Int, _Pointer, _Bytes, ctypes.POINTER(_Size), _Bytes, _Size),
    "EVP_DigestVerify": (_Int, _Pointer, _Bytes, _Size, _Bytes, _Size),
}


class PrivateKey:
    """An SM2 key pair held by libcrypto; freed with the object, safe to use from several threads at once."""

    def __init__(self, pointer: int) -> None:
        """Takes over `pointer`, an EVP_PKEY of type SM2."""
        self._pointer = pointer
        _free_with(self, pointer)
        self.point = _encoded_point(pointer)

    @classmethod
    def generate(cls) -> "PrivateKey":
        """A fresh key pair from OpenSSL's random generator."""
        lib = _library()
        with _owned(lib.EVP_PKEY_CTX_new_from_name(None, b"SM2", None), lib.EVP_PKEY_CTX_free) as context:
            _succeed(lib.EVP_PKEY_keygen_init(context))
            pointer = _Pointer()
            _succeed(lib.EVP_PKEY_generate(context, ctypes.byref(pointer)))
        return cls(_some(pointer.value))

    @classmethod
    def from_pkcs8(cls, der: bytes) -> "PrivateKey":
        """The key pair in DER PKCS#8; `CryptoFailed` when it is damaged, not SM2, or its halves do not match."""
        key = cls(_decoded(_library().d2i_AutoPrivateKey, der))
        lib = _library()
        with _owned(lib.EVP_PKEY_CTX_new(key._pointer, None), lib.EVP_PKEY_CTX_free) as context:
            _succeed(lib.EVP_PKEY_pairwise_check(context))
        return key

    def pkcs8(self) -> bytes:
        """The key pair as DER PKCS#8, unencrypted."""
        lib = _library()
        with _owned(lib.EVP_PKEY2PKCS8(self._pointer), lib.PKCS8_PRIV_KEY_INFO_free) as info:
            encoded = _Pointer()
            length = lib.i2d_PKCS8_PRIV_KEY_INFO(info, ctypes.byref(encoded))
            return _taken(encoded, length)

    def sign(self, message: bytes) -> bytes:
        """SM2 with SM3 over `message` for the standard identity, as DER SEQUENCE(r, s)."""
        lib = _library()
        with _digest_context(self._pointer, lib.EVP_DigestSignInit) as context:
            signature = ctypes.create_string_buffer(_MAX_SIGNATURE)
            length = ctypes.c_size_t(_MAX_SIGNATURE)
            _succeed(lib.EVP_DigestSign(context, signature, ctypes.byref(length), message, len(message)))
            return signature.raw[: length.value]


class PublicKey:
    """An SM2 public key held by libcrypto; freed with the object, safe to use from several threads at once."""

    def __init__(self, point: bytes) -> None:
        """From the 65-byte uncompressed point; `CryptoFailed` when it is not a point of the curve."""
        if len(point) != POINT_LENGTH or point[0] != 4:
            raise CryptoFailed("an SM2 public key is 65 bytes and begins with 04")
        self.point = point
        self._pointer = _decoded(_library().d2i_PUBKEY, _SPKI_HEAD + point)
        _free_with(self, self._pointer)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """True only for a well-formed DER signature of exactly this message under the standard identity."""
        if not is_strict_signature(signature):
            return False
        lib = _library()
        with _digest_context(self._pointer, lib.EVP_DigestVerifyInit) as context:
            result = lib.EVP_DigestVerify(context, signature, len(signature), message, len(message))
        if result < 0:
            raise CryptoFailed(_drained())
        lib.ERR_clear_error()
        return bool(result == 1)


def is_strict_signature(signature: bytes) -> bool:
    """True for the one DER encoding of SEQUENCE(r, s) with both in 1..n-1: no trailing bytes, no second spelling."""
    if not 8 <= len(signature) <= _MAX_SIGNATURE:
        return False
    end_of_r = 4 + signature[3]
    r = int.from_bytes(signature[4:end_of_r], "big")
    s = int.from_bytes(signature[end_of_r + 2 :], "big")
    return 0 < r < ORDER and 0 < s < ORDER and encode_signature(r, s) == signature


def encode_signature(r: int, s: int) -> bytes:
    """DER SEQUENCE(r, s); also what a device that answers r and s needs to fit `Signer`."""
    body = _encoded_integer(r) + _encoded_integer(s)
    return bytes((0x30, len(body))) + body


def _encoded_integer(value: int) -> bytes:
    body = value.to_bytes(value.bit_length() // 8 + 1, "big")
    return bytes((0x02, len(body))) + body


@functools.cache
def check() -> None:
    """Proves libcrypto on the published vector of GB/T 32918.5 and on a fresh key.

    Raises `KeyTrouble` with one sentence when the library is missing, too old, or does SM2 wrong or not at all.
    """
    try:
        public = PublicKey(_VECTOR_POINT)
        known = public.verify(b"message digest", _VECTOR_SIGNATURE)
        refused = not public.verify(b"message digesT", _VECTOR_SIGNATURE)
        fresh = PrivateKey.generate()
        own = PublicKey(fresh.point).verify(b"tongban", fresh.sign(b"tongban"))
    except CryptoFailed as failure:
        raise KeyTrouble(f"{_NEEDED}; the one found cannot do SM2: {failure}.") from failure
    if not (known and refused and own):
        raise KeyTrouble(f"{_NEEDED}; the one found answers the published SM2 test vector wrongly.")


@functools.cache
def _library() -> ctypes.CDLL:
    """libcrypto of at least version 3.0 with its functions declared, loaded once."""
    for name in _names():
        with suppress(OSError, AttributeError):  # no such file; or a library before 3.0, which lacks some function
            return _declared(ctypes.CDLL(name))
    raise KeyTrouble(f"{_NEEDED}; none was found.")


def _names() -> Iterator[str]:
    yield "libcrypto.so.3"
    yield "libcrypto.3.dylib"
    if name := ctypes.util.find_library("crypto"):  # slow: it runs programs
        yield name


def _declared(lib: ctypes.CDLL) -> ctypes.CDLL:
    for name, (result, *arguments) in _SIGNATURES.items():
        function = getattr(lib, name)
        function.restype, function.argtypes = result, arguments
    return lib


@functools.cache
def _sm3() -> int:
    return _some(_library().EVP_MD_fetch(None, b"SM3", None))


@contextmanager
def _digest_context(key: int, start: Callable[..., int]) -> Iterator[int]:
    """A digest context over `key` whose signer's identity was set before `start`, as OpenSSL demands."""
    lib = _library()
    with (
        _owned(lib.EVP_PKEY_CTX_new(key, None), lib.EVP_PKEY_CTX_free) as key_context,
        _owned(lib.EVP_MD_CTX_new(), lib.EVP_MD_CTX_free) as context,
    ):
        _succeed(lib.EVP_PKEY_CTX_set1_id(key_context, IDENTITY, len(IDENTITY)))
        lib.EVP_MD_CTX_set_pkey_ctx(context, key_context)
        _succeed(start(context, None, _sm3(), None, key))
        yield context


def _free_with(owner: object, key: int) -> None:
    """`key` is freed with `owner`, but not at the process's end, when a thread may still be signing."""
    weakref.finalize(owner, _library().EVP_PKEY_free, key).atexit = False


@contextmanager
def _owned(pointer: int | None, free: Callable[[int], None]) -> Iterator[int]:
    """`pointer`, freed on leaving; `CryptoFailed` when OpenSSL gave none."""
    alive = _some(pointer)
    try:
        yield alive
    finally:
        free(alive)


def _decoded(decode: Callable[..., int | None], der: bytes) -> int:
    """The EVP_PKEY of type SM2 that `der` holds, all of it."""
    lib = _library()
    buffer = ctypes.create_string_buffer(der, len(der))
    position = _Pointer(ctypes.addressof(buffer))
    pointer = _some(decode(None, ctypes.byref(position), len(der)))
    if position.value == ctypes.addressof(buffer) + len(der) and lib.EVP_PKEY_is_a(pointer, b"SM2") == 1:
        return pointer
    lib.EVP_PKEY_free(pointer)
    raise CryptoFailed("not exactly one SM2 key")


def _encoded_point(pointer: int) -> bytes:
    encoded = _Pointer()
    length = _library().EVP_PKEY_get1_encoded_public_key(pointer, ctypes.byref(encoded))
    return _taken(encoded, length)


def _taken(encoded: ctypes.c_void_p, length: int) -> bytes:
    """The bytes OpenSSL allocated, copied and freed."""
    if length <= 0 or not encoded.value:
        raise CryptoFailed(_drained())
    try:
        return ctypes.string_at(encoded.value, length)
    finally:
        _library().CRYPTO_free(encoded, None, 0)


def _some(pointer: int | None) -> int:
    if not pointer:
        raise CryptoFailed(_drained())
    return pointer


def _succeed(result: int) -> None:
    if result != 1:
        raise CryptoFailed(_drained())


def _drained() -> str:
    """The sentences of this thread's OpenSSL error queue, which is empty afterwards."""
    lib = _library()
    buffer = ctypes.create_string_buffer(256)
    told = []
    while number := lib.ERR_get_error():
        lib.ERR_error_string_n(number, buffer, len(buffer))
        told.append(buffer.value.decode("ascii", "replace"))
    return "; ".join(told) or "OpenSSL gave no reason"
