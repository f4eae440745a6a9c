/* The code of a licence, read and verified without asking anybody: base64url, zlib, COSE_Sign1, SM2 with SM3.
   The format is described in tongban/registers/seals/rules/codes.py. Only public things are handled here, so nothing
   needs to take constant time. Sources: RFC 8949, RFC 9052, GB/T 32905 (SM3), GB/T 32918 (SM2), GB/T 35276 (identity). */

const LONGEST = 4096;
const LONGEST_UNPACKED = 16384;
const SM2_WITH_SM3 = -65537;
const IDENTITY = new TextEncoder().encode("1234567812345678");

/* --- the envelope --- */

const fromBase64url = (text) => {
  if (text.length > LONGEST || !/^[\w-]+$/.test(text)) throw new Error("no code");
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
};

const inflate = async (packed) => {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const chunks = [];
  let length = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    length += piece.value.length;
    if (length > LONGEST_UNPACKED) throw new Error("too long");
    chunks.push(piece.value);
  }
  return joined(chunks);
};

const joined = (pieces) => {
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
};

/* CBOR as far as a code needs it: whole numbers, bytes, text, lists, maps and tags, all of definite length. */
const decodeCbor = (bytes) => {
  let at = 0;
  const take = (count) => {
    if (at + count > bytes.length) throw new Error("cut short");
    at += count;
    return bytes.subarray(at - count, at);
  };
  const size = (short) => {
    if (short < 24) return short;
    if (short > 26) throw new Error("not of this kind");
    return take(1 << (short - 24)).reduce((number, byte) => number * 256 + byte, 0);
  };
  const value = (depth) => {
    if (depth > 8) throw new Error("too deep");
    const head = take(1)[0];
    const count = size(head & 31);
    const several = (make) => Array.from({ length: count }, make);
    switch (head >> 5) {
      case 0: return count;
      case 1: return -1 - count;
      case 2: return take(count);
      case 3: return new TextDecoder("utf-8", { fatal: true }).decode(take(count));
      case 4: return count > 64 ? fail() : several(() => value(depth + 1));
      case 5: return count > 64 ? fail() : new Map(several(() => [value(depth + 1), value(depth + 1)]));
      case 6: return { tag: count, value: value(depth + 1) };
      default: return fail();
    }
  };
  const whole = value(0);
  if (at !== bytes.length) throw new Error("more than one");
  return whole;
};

const fail = () => {
  throw new Error("not of this kind");
};

const byteString = (bytes) => {
  const length = bytes.length < 24 ? [0x40 | bytes.length]
    : bytes.length < 256 ? [0x58, bytes.length]
    : [0x59, bytes.length >> 8, bytes.length & 255];
  return joined([Uint8Array.from(length), bytes]);
};

const day = (number) => {
  if (number === undefined) return "";
  const text = String(number);
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
};

/** What a code claims and what was signed; throws on anything that is no code of ours. */
export const read = async (text) => {
  const { tag, value } = decodeCbor(await inflate(fromBase64url(text)));
  const [protectedHeader, unprotectedHeader, payload, signature] = value;
  const header = decodeCbor(protectedHeader);
  if (tag !== 18 || unprotectedHeader.size !== 0 || signature.length !== 64 || header.get(1) !== SM2_WITH_SM3) fail();
  const told = decodeCbor(payload);
  const start = Uint8Array.from([0x84, 0x6a, ...new TextEncoder().encode("Signature1")]);
  return {
    keyId: new TextDecoder().decode(header.get(4)),
    claims: {
      issuer: told.get(1), identifier: told.get(2), type: told.get("t"), number: told.get("n"),
      holder: told.get("h"), issued: day(told.get("i")), until: day(told.get("u")),
    },
    signed: joined([start, byteString(protectedHeader), Uint8Array.of(0x40), byteString(payload)]),
    signature,
  };
};

/* --- SM3 --- */

const turn = (word, by) => ((word << by) | (word >>> (32 - by))) >>> 0;

const START = [
  0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e,
];

/** The 32 bytes of SM3 over `message`. */
export const sm3 = (message) => {
  const length = message.length;
  const padded = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, length * 8);
  let state = START;
  for (let at = 0; at < padded.length; at += 64) state = compressed(state, view, at);
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, index) => digest.setUint32(index * 4, word));
  return new Uint8Array(digest.buffer);
};

const compressed = (state, view, at) => {
  const words = [];
  for (let j = 0; j < 16; j += 1) words.push(view.getUint32(at + j * 4));
  for (let j = 16; j < 68; j += 1) {
    const x = words[j - 16] ^ words[j - 9] ^ turn(words[j - 3], 15);
    words.push((x ^ turn(x, 15) ^ turn(x, 23) ^ turn(words[j - 13], 7) ^ words[j - 6]) >>> 0);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let j = 0; j < 64; j += 1) {
    const constant = turn(j < 16 ? 0x79cc4519 : 0x7a879d8a, j % 32);
    const ss1 = turn((turn(a, 12) + e + constant) >>> 0, 7);
    const ss2 = ss1 ^ turn(a, 12);
    const ff = j < 16 ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = j < 16 ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + ss2 + (words[j] ^ words[j + 4])) >>> 0;
    const tt2 = (gg + h + ss1 + words[j]) >>> 0;
    [a, b, c, d] = [tt1, a, turn(b, 9), c];
    [e, f, g, h] = [(tt2 ^ turn(tt2, 9) ^ turn(tt2, 17)) >>> 0, e, turn(f, 19), g];
  }
  return [a, b, c, d, e, f, g, h].map((word, index) => (word ^ state[index]) >>> 0);
};

/* --- SM2 --- */

const P = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const N = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const A = P - 3n;
const B = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const G = {
  x: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  y: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
  z: 1n,
};
const NOWHERE = { x: 1n, y: 1n, z: 0n };

const mod = (number) => {
  const rest = number % P;
  return rest < 0n ? rest + P : rest;
};

/* Jacobian coordinates: x/z², y/z³. */
const doubled = ({ x, y, z }) => {
  if (z === 0n) return NOWHERE;
  const yy = mod(y * y);
  const s = mod(4n * x * yy);
  const zz = mod(z * z);
  const m = mod(3n * (x - zz) * (x + zz));
  const x3 = mod(m * m - 2n * s);
  return { x: x3, y: mod(m * (s - x3) - 8n * yy * yy), z: mod(2n * y * z) };
};

const added = (one, other) => {
  if (one.z === 0n) return other;
  if (other.z === 0n) return one;
  const z1z1 = mod(one.z * one.z);
  const z2z2 = mod(other.z * other.z);
  const u1 = mod(one.x * z2z2);
  const h = mod(other.x * z1z1 - u1);
  const s1 = mod(one.y * z2z2 * other.z);
  const r = mod(other.y * z1z1 * one.z - s1);
  if (h === 0n) return r === 0n ? doubled(one) : NOWHERE;
  const hh = mod(h * h);
  const hhh = mod(h * hh);
  const v = mod(u1 * hh);
  const x = mod(r * r - hhh - 2n * v);
  return { x, y: mod(r * (v - x) - s1 * hhh), z: mod(one.z * other.z * h) };
};

const inverse = (number) => {
  let [low, high, one, other] = [mod(number), P, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high, one, other] = [high - quotient * low, low, other - quotient * one, one];
  }
  return mod(one);
};

/* s·G + t·Q in one run over the bits of both. */
const combined = (s, t, point) => {
  const choices = [NOWHERE, G, point, added(G, point)];
  let sum = NOWHERE;
  for (let bit = 255n; bit >= 0n; bit -= 1n) {
    sum = added(doubled(sum), choices[Number(((s >> bit) & 1n) | (((t >> bit) & 1n) << 1n))]);
  }
  return sum;
};

const toNumber = (bytes) => bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
const toBytes = (number) =>
  Uint8Array.from({ length: 32 }, (_none, index) => Number((number >> BigInt(8 * (31 - index))) & 255n));

/** True when `signature` (r and s, 64 bytes) over `message` is that of the key, 65 bytes beginning with 04. */
export const verify = (key, message, signature) => {
  if (key.length !== 65 || key[0] !== 4 || signature.length !== 64) return false;
  const [x, y] = [toNumber(key.subarray(1, 33)), toNumber(key.subarray(33))];
  const [r, s] = [toNumber(signature.subarray(0, 32)), toNumber(signature.subarray(32))];
  if (x >= P || y >= P || mod(y * y - (x * x + A) * x - B) !== 0n) return false;
  const t = (r + s) % N;
  if (r < 1n || r >= N || s < 1n || s >= N || t === 0n) return false;
  const about = joined([Uint8Array.of(0, 128), IDENTITY, ...[A, B, G.x, G.y, x, y].map(toBytes)]);
  const e = toNumber(sm3(joined([sm3(about), message])));
  const sum = combined(s, t, { x, y, z: 1n });
  if (sum.z === 0n) return false;
  const scale = inverse(sum.z);
  return (e + mod(sum.x * scale * scale)) % N === r;
};
