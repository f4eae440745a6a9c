"""The tree against the published vectors (SHA-256) and against the recursive definition of RFC 6962 (SM3)."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongban.foundation.audit.rules import merkle

SHA256 = merkle.Hashing(lambda data: hashlib.sha256(data).digest())
BODIES = [bytes.fromhex(body) for body in ["", "00", "10", "2021", "3031", "40414243"]] + [
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
AB, CD, ABCD = ROOTS[2], "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e", ROOTS[4]
GH = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
EF = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
LEAF_B = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
LEAF_E = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
LEAF_G = "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f"
EFGH = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"


def log(hashing, count, bodies=None):
    """The leaf hashes of a log and every stored subtree of it."""
    leaves = [hashing.leaf(body) for body in bodies or (bytes([n % 256, n // 256]) for n in range(count))][:count]
    edge, stored = merkle.RightEdge(hashing), {}
    for leaf in leaves:
        for level, index, digest in edge.append(leaf):
            stored[level, index] = digest
    return leaves, stored, edge.root()


def root_as_defined(hashing, leaves):
    if not leaves:
        return hashing.empty()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashing.node(root_as_defined(hashing, leaves[:k]), root_as_defined(hashing, leaves[k:]))


def test_sm3_of_abc_is_the_standard_s_example():
    digest = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert hashlib.new("sm3", b"abc").hexdigest() == digest
    assert merkle.SM3.leaf(b"abc") == hashlib.new("sm3", b"\x00abc").digest()
    assert merkle.SM3.node(b"a", b"bc") == hashlib.new("sm3", b"\x01abc").digest()


@pytest.mark.parametrize("size", range(9))
def test_published_roots(size):
    assert log(SHA256, size, BODIES)[2].hex() == ROOTS[size]


@pytest.mark.parametrize(
    ("index", "size", "proof"),
    [
        (0, 1, []),
        (0, 8, [LEAF_B, CD, EFGH]),
        (5, 8, [LEAF_E, GH, ABCD]),
        (2, 3, [AB]),
        (1, 5, [ROOTS[1], CD, LEAF_E]),
    ],
)
def test_published_inclusion_proofs(index, size, proof):
    leaves, stored, root = log(SHA256, size, BODIES)
    made = merkle.prove(merkle.inclusion_ranges(index, size), stored, SHA256)
    assert [digest.hex() for digest in made] == proof
    assert merkle.includes(leaf=leaves[index], index=index, size=size, proof=made, root=root, hashing=SHA256)


@pytest.mark.parametrize(
    ("old", "new", "proof"),
    [(1, 1, []), (1, 8, [LEAF_B, CD, EFGH]), (6, 8, [EF, GH, ABCD]), (2, 5, [CD, LEAF_E]), (6, 7, [EF, LEAF_G, ABCD])],
)
def test_published_consistency_proofs(old, new, proof):
    made = merkle.prove(merkle.consistency_ranges(old, new), log(SHA256, new, BODIES)[1], SHA256)
    roots = {"old_root": bytes.fromhex(ROOTS[old]), "new_root": bytes.fromhex(ROOTS[new])}
    assert [digest.hex() for digest in made] == proof
    assert merkle.extends(old=old, new=new, proof=made, hashing=SHA256, **roots)


@given(st.integers(0, 300))
def test_the_root_is_the_one_of_the_definition(size):
    leaves, _, root = log(merkle.SM3, size)
    assert root == root_as_defined(merkle.SM3, leaves)


@given(st.data())
def test_an_edge_read_back_from_the_stored_subtrees_goes_on_alike(data):
    size = data.draw(st.integers(0, 200))
    leaves, stored, root = log(merkle.SM3, 201)
    edge = merkle.RightEdge(size=size, subtrees=[stored[at] for at in merkle.subtrees_of((0, size))])
    for leaf in leaves[size:]:
        edge.append(leaf)
    assert edge.root() == root


@given(st.data())
def test_inclusion_holds_for_the_leaf_at_its_place_and_for_nothing_else(data):
    size = data.draw(st.integers(1, 300))
    index = data.draw(st.integers(0, size - 1))
    leaves, stored, root = log(merkle.SM3, size)
    told = {"leaf": leaves[index], "index": index, "size": size, "root": root}
    told["proof"] = merkle.prove(merkle.inclusion_ranges(index, size), stored)
    assert merkle.includes(**told)
    for wrong in altered(data, told["proof"]):
        assert not merkle.includes(**{**told, "proof": wrong})
    assert not merkle.includes(**{**told, "leaf": merkle.SM3.leaf(b"another")})
    assert not merkle.includes(**{**told, "root": merkle.SM3.empty()})
    assert not merkle.includes(**{**told, "index": data.draw(st.integers(0, size).filter(lambda n: n != index))})


@given(st.data())
def test_consistency_holds_for_a_beginning_and_for_nothing_else(data):
    new = data.draw(st.integers(1, 300))
    old = data.draw(st.integers(1, new))
    leaves, stored, new_root = log(merkle.SM3, new)
    told = {"old": old, "old_root": merkle.root_of(leaves[:old]), "new": new, "new_root": new_root}
    told["proof"] = merkle.prove(merkle.consistency_ranges(old, new), stored)
    assert merkle.extends(**told)
    for wrong in altered(data, told["proof"]):
        assert not merkle.extends(**{**told, "proof": wrong})
    assert not merkle.extends(**{**told, "old_root": merkle.SM3.empty()})
    assert not merkle.extends(**{**told, "new_root": merkle.SM3.empty()})
    assert not merkle.extends(**{**told, "old": new + 1})


def altered(data, proof):
    """The proof longer, shorter and with one hash changed."""
    noise = merkle.SM3.leaf(b"noise")
    yield [*proof, noise]
    yield [noise, *proof]
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        yield proof[:-1]
        yield [*proof[:place], noise, *proof[place + 1 :]]


def test_the_empty_log_is_the_beginning_of_every_log():
    _, _, root = log(merkle.SM3, 5)
    assert merkle.extends(old=0, old_root=merkle.SM3.empty(), new=5, new_root=root, proof=[])
    assert not merkle.extends(old=0, old_root=root, new=5, new_root=root, proof=[])


@pytest.mark.parametrize("ranges", [(5, 5), (-1, 5)])
def test_a_leaf_outside_the_log_has_no_proof(ranges):
    with pytest.raises(ValueError, match="has no leaf"):
        merkle.inclusion_ranges(*ranges)
    assert not merkle.includes(leaf=b"", index=ranges[0], size=ranges[1], proof=[], root=b"")
