"""A second implementation of the elementary functions, after docs/numerics.md alone: exact rational
arithmetic, rounded as the lists say. Writes Tests/Fixtures/numerics/elementary_vectors.json, in
which every input and result is a bit pattern. Needs nothing but Python.
"""
import json
import math
import pathlib
import struct
from fractions import Fraction

INFINITY, NAN = math.inf, math.nan


def bits(x):
    return struct.unpack("<i", struct.pack("<f", x))[0]


def real(pattern):
    return struct.unpack("<f", struct.pack("<I", pattern & 0xFFFFFFFF))[0]


def rounded(exact, zero=0.0):
    """The binary32 number nearest to a rational, ties to even; `zero` when it is exactly 0."""
    if exact == 0:
        return zero
    size = abs(exact)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if size < Fraction(2) ** exponent:
        exponent -= 1
    unit = Fraction(2) ** (max(exponent, -126) - 23)
    nearest = round(size / unit) * unit  # Python rounds halves to even
    result = INFINITY if nearest >= Fraction(2) ** 128 else float(nearest)
    return math.copysign(result, exact)


def fma(a, b, c):
    if not all(map(math.isfinite, (a, b, c))):
        return a * b + c  # infinities and NaN are the same in binary64
    product = math.copysign(1, a) * math.copysign(1, b) * 0.0
    return rounded(Fraction(a) * Fraction(b) + Fraction(c), product + c if c == 0 else 0.0)


def add(a, b): return fma(a, 1.0, b)
def sub(a, b): return add(a, -b)
def mul(a, b): return rounded(Fraction(a) * Fraction(b), a * b) if math.isfinite(a * b) else a * b


def div(a, b):
    if not (math.isfinite(a) and math.isfinite(b)):
        return a / b
    return rounded(Fraction(a) / Fraction(b), a / b)


def h(text): return float.fromhex(text)
def scale(a, n): return rounded(Fraction(a) * Fraction(2) ** int(n)) if a == a else a


W, L, l = h("0x1.8p23"), h("0x1.62e400p-1"), h("0x1.7f7d1cp-20")


def chain(p, r, constants):
    for c in constants:
        p = fma(p, r, h(c) if isinstance(c, str) else c)
    return p


def exp(x):
    c = x if not 89.0 < x else 89.0
    c = c if not -104.0 > c else -104.0
    s = fma(c, h("0x1.715476p0"), W)
    n = sub(s, W)
    r = fma(n, -l, fma(n, -L, c))
    p = chain(h("0x1.6a2426p-10"), r, ["0x1.1239e2p-7", "0x1.5558f2p-5", "0x1.555492p-3",
                                       "0x1.fffffcp-2", 1.0, 1.0])
    return scale(p, n) if p == p else p


def sigmoid(x):
    e = exp(-abs(x))
    return div(e if x < 0 else 1.0, add(1.0, e))


def tanh(x):
    a = abs(x) if not 10.0 < abs(x) else 10.0
    s = fma(a, h("0x1.715476p1"), W)
    n = sub(s, W)
    r = fma(n, -h("0x1.7f7d1cp-21"), fma(n, -h("0x1.62e400p-2"), a))
    p = chain(h("0x1.a032acp-7"), r, ["0x1.6d71f6p-5", "0x1.11118ap-3", "0x1.5554b2p-2",
                                      "0x1.555554p-1", 1.0])
    g = fma(mul(r, r), p, r)
    if g == g:
        w = real((bits(s) + 127) << 23)
        g = fma(w, g, fma(w, 0.5, -0.5))
    t = div(g, add(g, 1.0))
    t = fma(sub(0.0, g), t, g) if g < 1 else t
    return math.copysign(t, x)


def log(x):
    if not 0 < x < INFINITY:
        return x if x > 0 else -INFINITY if x == 0 else NAN
    tiny = x < h("0x1p-126")
    y = mul(x, h("0x1p25")) if tiny else x
    k = (bits(y) - 0x3F2AAAAB) >> 23
    e = float(k) + (-25.0 if tiny else 0.0)
    f = sub(real(bits(y) - (k << 23)), 1.0)
    q = chain(h("-0x1.080562p-3"), f, ["0x1.1e6686p-3", "-0x1.f31152p-4", "0x1.1ed720p-3",
                                       "-0x1.559dcap-3", "0x1.99d028p-3", "-0x1.fffef0p-3",
                                       "0x1.555506p-2", -0.5])
    t = mul(mul(f, f), q)
    high = mul(e, L)
    u = add(high, f)
    v = sub(f, sub(u, high))
    return add(u, add(t, fma(e, l, v)))


def wide(x):
    return "0x%016x" % struct.unpack("<Q", struct.pack("<d", x))


def sine_cosine(x):  # Python's floats are binary64 and never fused
    if not -(2.0**23) <= x <= 2.0**23:
        return NAN, NAN
    s = x * h("0x1.45f306dc9c883p-1") + h("0x1.8p52")
    k = s - h("0x1.8p52")
    r = ((x - k * h("0x1.921fb54p0")) - k * h("0x1.10b46118p-30")) - k * h("0x1.313198a2e0370p-61")
    z = r * r
    S = h("0x1.5d8fa3e3b055ep-33")
    for c in ["-0x1.ae5e59f8298b0p-26", "0x1.71de35671597cp-19", "-0x1.a01a019bfd1bcp-13",
              "0x1.111111110f7cap-7", "-0x1.5555555555548p-3"]:
        S = h(c) + z * S
    sine = r + (r * z) * S
    C = h("-0x1.8fa467201aef2p-37")
    for c in ["0x1.1ee9d755020b8p-29", "-0x1.27e4f7ea3b65dp-22", "0x1.a01a019c83969p-16",
              "-0x1.6c16c16c14f8ap-10", "0x1.555555555554bp-5"]:
        C = h(c) + z * C
    cosine = 1.0 - (0.5 * z - (z * z) * C)
    return [(sine, cosine), (cosine, -sine), (-sine, -cosine), (-cosine, sine)][int(k) % 4]


def exp64(x):
    if x > 710.0: return INFINITY
    if x < -746.0: return 0.0
    n = (x * h("0x1.71547652b82fep0") + h("0x1.8p52")) - h("0x1.8p52")
    r = (x - n * h("0x1.62e42feep-1")) - n * h("0x1.a39ef35793c76p-33")
    p = 1.0 / math.factorial(13)
    for k in range(12, 1, -1):
        p = 1.0 / math.factorial(k) + r * p
    p = 1.0 + (r + (r * r) * p)
    half = (int(n) + 2046) // 2
    return (p * 2.0 ** (half - 1023)) * 2.0 ** (int(n) + 1023 - half)


def log64(x):
    if not 0 < x < INFINITY:
        return x if x > 0 else -INFINITY if x == 0 else NAN
    e = 0.0
    if x < h("0x1p-1022"):
        x, e = x * 2.0**54, -54.0
    pattern = struct.unpack("<q", struct.pack("<d", x))[0]
    k = (pattern - 0x3FE6A09E667F3BCD) >> 52
    m = struct.unpack("<d", struct.pack("<q", pattern - (k << 52)))[0]
    e = e + float(k)
    f = m - 1.0
    s = f / (2.0 + f)
    z = s * s
    p = 2.0 / 21.0
    for j in range(19, 1, -2):
        p = 2.0 / float(j) + z * p
    return e * h("0x1.62e42feep-1") + (2.0 * s + (s * (z * p) + e * h("0x1.a39ef35793c76p-33")))


def narrow(x):
    return "0x%08x" % (bits(x) & 0xFFFFFFFF if x == x else 0x7FC00000)


def main():
    state, words = 1, []
    for _ in range(64):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        words.append(state >> 32)
    edges = [0x00000000, 0x80000000, 0x00000001, 0x807FFFFF, 0x00800000, 0x3F800000, 0xBF800000,
             0x3F2AAAAB, 0x42B17218, 0xC2CFF1B5, 0x7F7FFFFF, 0xFF800000, 0x7F800000, 0x7FC00000]
    ordinary = [bits((w - 2**31) * 2.0**-27) & 0xFFFFFFFF for w in words[:24]]
    inputs = edges + ordinary + words[24:]
    result = {name: [[narrow(real(x)), narrow(f(real(x)))] for x in inputs]
              for name, f in (("exp", exp), ("log", log), ("sigmoid", sigmoid), ("tanh", tanh))}
    for index, name in enumerate(("sine", "cosine")):
        result[name] = [[narrow(real(x)), narrow(rounded_double(sine_cosine(real(x))[index]))]
                        for x in inputs]
    doubles = [real(x) / 3.0 for x in edges[:11] + ordinary]
    for name, f in (("exp64", exp64), ("log64", log64), ("cos64", lambda x: sine_cosine(x)[1])):
        # NaN has no place here: its pattern is nobody's promise.
        result[name] = [[wide(x), wide(f(x))] for x in doubles if f(x) == f(x)]
    lines = [f'  "{name}": [\n' + ",\n".join("    " + json.dumps(pair) for pair in pairs) + "\n  ]"
             for name, pairs in result.items()]
    folder = pathlib.Path(__file__).parent.parent / "Fixtures" / "numerics"
    (folder / "elementary_vectors.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


def rounded_double(x):
    return rounded(Fraction(x), x) if math.isfinite(x) else x


main()
