#!/usr/bin/env python3
"""Known answers of the elementary functions, correctly rounded, from mpmath.

  python3 Tests/Oracles/elementary_reference.py  writes Tests/Fixtures/numerics/elementary.json

Needs: pip install mpmath (made with 1.3; any version gives the same digits).

"exp", "log", "sigmoid", "tanh", "sin", "cos": binary32 vectors, each
  x      bit pattern of the argument, 8 hexadecimal digits
  y      bit pattern of the correctly rounded result; 7fc00000 stands for any NaN
  exact  bit pattern of the result in binary64, to measure an error in ULP against
"exp64", "log64", "cos64": x and y are binary64 patterns.
`note` says why a vector is there; "spread" is one of many over the function's useful range.
"""
import json
import math
import pathlib
import struct

from mpmath import mp, mpf

PATH = pathlib.Path(__file__).parent.parent / "Fixtures" / "numerics" / "elementary.json"
mp.prec = 1400  # binary64's whole exponent range, so that no argument reduction loses a digit


class Format:
    def __init__(self, letter, integer, digits, lowest, highest):
        self.letter, self.integer = letter, integer
        self.digits, self.lowest, self.highest = digits, lowest, highest
        self.hexadecimal_digits = struct.calcsize(letter) * 2

    def bits(self, value):
        return struct.unpack(self.integer, struct.pack(self.letter, value))[0]

    def value(self, bits):
        return struct.unpack(self.letter, struct.pack(self.integer, bits))[0]

    def pattern(self, value):
        nan = {8: "7fc00000", 16: "7ff8000000000000"}[self.hexadecimal_digits]
        return nan if math.isnan(value) else f"{self.bits(value):0{self.hexadecimal_digits}x}"

    def rounded(self, exact):
        """The nearest value, ties to even; gradual underflow, overflow to infinity."""
        if not isinstance(exact, mpf) or exact == 0 or not mp.isfinite(exact):
            return float(exact)
        exponent = max(mp.frexp(exact)[1], self.lowest) - self.digits
        magnitude = mp.ldexp(mp.nint(mp.ldexp(abs(exact), -exponent)), exponent)
        magnitude = math.inf if magnitude >= mpf(2) ** self.highest else float(magnitude)
        return math.copysign(magnitude, exact)


SINGLE = Format("<f", "<I", digits=24, lowest=-125, highest=128)
DOUBLE = Format("<d", "<Q", digits=53, lowest=-1021, highest=1024)


def truth(name, x):
    """The exact result of a binary64 argument; a Python float where it is special."""
    if math.isnan(x):
        return math.nan
    if name == "exp":
        return mp.exp(mpf(x)) if math.isfinite(x) else (math.inf if x > 0 else 0.0)
    if name == "log":
        if x == 0:
            return -math.inf
        return math.nan if x < 0 else math.inf if math.isinf(x) else mp.log(mpf(x))
    if name == "sigmoid":
        return 1 / (1 + mp.exp(-mpf(x))) if math.isfinite(x) else float(x > 0)
    if name == "tanh":
        return x if x == 0 else mp.tanh(mpf(x)) if math.isfinite(x) else math.copysign(1, x)
    if math.isinf(x):
        return math.nan
    if name == "sin":
        return x if x == 0 else mp.sin(mpf(x))
    return mp.cos(mpf(x))


def smallest(low, high, holds):
    """The smallest binary32 value in (low, high] for which a monotonic condition holds."""
    ordered = lambda v: SINGLE.bits(v) if v >= 0 else -(SINGLE.bits(-v))
    value = lambda o: SINGLE.value(o) if o >= 0 else -SINGLE.value(-o)
    low, high = ordered(low), ordered(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(value(middle)) else (middle, high)
    return value(high)


def neighbours(x):
    """The value and one ULP to either side."""
    bits = SINGLE.bits(x)
    return [SINGLE.value(bits - 1), x, SINGLE.value(bits + 1)]


def spread(low, high, count, salt):
    """Values over [low, high) from a 32-bit hash, rounded to binary32."""
    for i in range(count):
        h = (i * 0x9E3779B1 + salt * 0x85EBCA6B) & 0xFFFFFFFF
        h = ((h ^ (h >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
        h = ((h ^ (h >> 12)) * 0x297A2D39) & 0xFFFFFFFF
        yield single(low + (high - low) * (h ^ (h >> 15)) * 2.0**-32)


def single(x):
    return SINGLE.value(SINGLE.bits(x))


def arguments(name):
    """(x, note) pairs for a binary32 function."""
    result = lambda x: SINGLE.rounded(truth(name, x))
    both = lambda values, note: [(s * v, note) for v in values for s in (1.0, -1.0)]
    around = lambda x, note: [(v, note) for v in neighbours(single(x))]
    pairs = both([0.0], "zero") + both([math.inf], "infinity") + [(math.nan, "nan")]
    pairs += both([2.0**-149, 2.0**-126], "smallest denormal and normal argument")
    pairs += both([1.0, 0.5, 2.0**-13, 2.0**-25], "exact or nearly exact")
    pairs += [(SINGLE.value(0x7F7FFFFF), "largest argument")]
    if name == "exp":
        pairs += around(smallest(0, 100, lambda x: result(x) == math.inf), "overflow")
        pairs += around(smallest(-100, 0, lambda x: result(x) >= 2.0**-126), "smallest normal")
        pairs += around(smallest(-110, -80, lambda x: result(x) > 0), "underflow to zero")
        pairs += [(x, "denormal result") for x in (-88.0, -90.5, -95.0, -100.0, -103.0)]
        pairs += [p for k in (1, 2, 64, 127) for p in around((k - 0.5) * math.log(2), "reduction")]
        pairs += [(x, "spread") for x in spread(-88, 88, 64, 1)]
        pairs += [(x, "spread, softmax") for x in spread(-12, 0, 32, 2)]
    if name == "log":
        pairs += around(1, "result crosses zero") + around(math.e, "result crosses one")
        pairs += [p for m in (0.5, math.sqrt(0.5), math.sqrt(2), 2, 4 / 3, 2 / 3)
                  for p in around(m, "mantissa boundary")]
        pairs += [(SINGLE.value(b), "denormal argument") for b in (2, 3, 0x1234, 0x7FFFFF)]
        pairs += [(SINGLE.value(0x800001), "just normal"), (-3.5, "negative")]
        pairs += [(x, "spread") for x in spread(0, 8, 32, 3)]
        pairs += [(single(2.0**x), "spread") for x in spread(-125, 127, 64, 4)]
        pairs += [(x, "spread, near one") for x in spread(0.9, 1.1, 32, 5)]
    if name == "sigmoid":
        pairs += around(smallest(1, 100, lambda x: result(x) == 1), "saturates at one")
        pairs += around(smallest(-100, 0, lambda x: result(x) >= 2.0**-126), "smallest normal")
        pairs += around(smallest(-110, -80, lambda x: result(x) > 0), "underflow to zero")
        pairs += [(x, "denormal result") for x in (-88.0, -95.0, -100.0, -103.0)]
        pairs += [(x, "spread") for x in spread(-20, 20, 64, 6)]
        pairs += [(x, "spread, small result") for x in spread(-87, -20, 16, 7)]
    if name == "tanh":
        one = smallest(1, 100, lambda x: result(x) == 1)
        pairs += around(one, "saturates at one") + around(-one, "saturates at minus one")
        first = smallest(2.0**-20, 1, lambda x: result(x) < x)
        pairs += around(first, "first result below its argument")
        pairs += both([0.625, 0.55, 1e-3, 1e-2], "small")
        pairs += [(x, "spread") for x in spread(-9.5, 9.5, 64, 8)]
        pairs += [(x, "spread, small") for x in spread(-0.7, 0.7, 32, 9)]
    if name in ("sin", "cos"):
        pairs += [p for k in (0.25, 0.5, 0.75, 1, 1.5, 2, 7, 100, 512.5, 4096, 20861)
                  for p in around(k * math.pi, f"near {k} pi")]
        pairs += both([2047.0, 8191.0, 32767.0, 131071.0, 1048575.0], "rotary position")
        pairs += both([1e6, 2.0**24, 2.0**31, 1e10, 1e22, 16367173 * 2.0**72], "large argument")
        pairs += [(x, "spread") for x in spread(-6.3, 6.3, 32, 10)]
        pairs += [(x, "spread, rotary") for x in spread(0, 8192, 64, 11)]
        pairs += [(single(p * 10000 ** (-i / 32)), "rotary angle")
                  for p in (1, 255, 2047) for i in range(0, 32, 5)]
    return list({SINGLE.pattern(x): (x, note) for x, note in reversed(pairs)}.values())[::-1]


def double_arguments(name):
    if name == "exp":
        return [0.0, -0.0, 1.0, -1.0, 0.5, -9.210340371976184, -4.605170185988092, math.log(2),
                10.0, -20.5, 1e-10, -1e-300, 88.0, -103.0, 700.0, -700.0, *spread(-12, 12, 16, 20)]
    if name == "log":
        return [1.0, 2.0, 10.0, 10000.0, 500000.0, 1e6, 0.5, 0.9, 0.95, 0.999, 1.0 + 2.0**-52,
                1.0 - 2.0**-53, 1e-8, 1e300, 2.0**-1022, math.e, *spread(0, 20, 16, 21)]
    return [0.0, -0.0, 1.0, -1.0, math.pi, math.pi / 2, math.pi / 4, 3 * math.pi / 4, 1e-9, 2.0,
            3.0, 3.1415, 6.283185307179586, 100.0, 131071.0, 1e6, *spread(0, 3.2, 16, 22)]


def check_against_libm(name, x, exact):
    """The platform's own binary64 function, good to about an ULP, guards against a slip here."""
    libm = {"sigmoid": lambda v: 0.0 if v < -700 else 1 / (1 + math.exp(-v))}.get(
        name, getattr(math, name, None))
    try:
        theirs = libm(x)
    except (ValueError, OverflowError):
        return
    same = theirs == exact or math.isclose(theirs, exact, rel_tol=1e-15, abs_tol=1e-320)
    assert same or (math.isnan(theirs) and math.isnan(exact)), (name, x, theirs, exact)


def vectors(name):
    for x, note in arguments(name):
        exact = truth(name, x)
        check_against_libm(name, x, DOUBLE.rounded(exact))
        yield dict(x=SINGLE.pattern(x), y=SINGLE.pattern(SINGLE.rounded(exact)),
                   exact=DOUBLE.pattern(DOUBLE.rounded(exact)), note=note)


def double_vectors(name):
    for x in double_arguments(name):
        exact = DOUBLE.rounded(truth(name, x))
        check_against_libm(name, x, exact)
        yield dict(x=DOUBLE.pattern(x), y=DOUBLE.pattern(exact))


def main():
    tables = {name: list(vectors(name)) for name in ("exp", "log", "sigmoid", "tanh", "sin", "cos")}
    tables |= {name + "64": list(double_vectors(name)) for name in ("exp", "log", "cos")}
    lines = [f'  {json.dumps(name)}: [\n' + ",\n".join("    " + json.dumps(v) for v in table) +
             "\n  ]" for name, table in tables.items()]
    PATH.parent.mkdir(parents=True, exist_ok=True)
    PATH.write_text('{\n  "madeBy": "Tests/Oracles/elementary_reference.py",\n' +
                    ",\n".join(lines) + "\n}\n")
    print(", ".join(f"{name} {len(table)}" for name, table in tables.items()),
          f"vectors; {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
