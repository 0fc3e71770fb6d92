"""Polynomial coefficients of elementary.h and double_functions.c (pip: mpmath).

Remez exchange for the smallest largest error, relative to the function that is wanted in the end;
then each coefficient is rounded to its format; that costs little, as all of them stand behind x.
"""
import mpmath as mp
from mpmath import mpf

mp.mp.dps = 40
POINTS = 601  # Chebyshev points, an even number on either side of zero


def exchange(powers, want, weight, xs):
    """Coefficients of sum c_p x^p that make max |weight (sum - want)| over xs smallest."""
    n = len(powers)
    rows = [[w * x**p for p in powers] for x, w in zip(xs, weight)]
    goal = [w * t for w, t in zip(weight, want)]
    chosen = [round((i + 0.3) * (len(xs) - 1) / (n + 0.9)) for i in range(n + 1)]  # misses zero
    for _ in range(40):
        system = mp.matrix([rows[i] + [mpf(-1) ** k] for k, i in enumerate(chosen)])
        solution = mp.lu_solve(system, mp.matrix([goal[i] for i in chosen]))
        c = [solution[j] for j in range(n)]
        error = [mp.fdot(c, row) - g for row, g in zip(rows, goal)]
        runs = [[0]]
        for i in range(1, len(xs)):
            if (error[i] > 0) == (error[runs[-1][-1]] > 0):
                runs[-1].append(i)
            else:
                runs.append([i])
        peaks = [max(run, key=lambda i: abs(error[i])) for run in runs]
        while len(peaks) > n + 1:
            peaks.pop(0 if abs(error[peaks[0]]) < abs(error[peaks[-1]]) else -1)
        if len(peaks) < n + 1 or peaks == chosen:
            break
        chosen = peaks
    return c


def fit(name, powers, want, weight, low, high, bits):
    middle, half = (low + high) / 2, (high - low) / 2
    xs = [middle - half * mp.cos(mp.pi * (i + mpf(1) / 2) / POINTS) for i in range(POINTS)]
    xs = [x for x in xs if abs(x) > mpf(10) ** -9]
    wants, weights = [want(x) for x in xs], [abs(weight(x)) for x in xs]
    exact = exchange(powers, wants, weights, xs)
    with mp.workprec(bits):
        got = {p: +c for p, c in zip(powers, exact)}
    largest = max(abs(w * (sum(c * x**p for p, c in got.items()) - t))
                  for x, t, w in zip(xs, wants, weights))
    scaled = mp.nstr(largest * 2**bits, 3)
    print(f"{name}: relative error {mp.nstr(largest, 3)} = {scaled} * 2^-{bits}")
    for p in powers:
        print(f"  x^{p}: {float(got[p]).hex()}")


def main():
    log2 = mp.log(2)
    wide = mpf("1.0001")  # the reduced argument leaves the interval by a rounding
    edge = log2 / 2 * wide
    fit("exp(x) = 1 + x + x^2 E(x), E", [0, 1, 2, 3, 4], lambda x: (mp.exp(x) - 1 - x) / x**2,
        lambda x: x**2 * mp.exp(-x), -edge, edge, 24)
    fit("expm1(2 x) / 2 = x + x^2 P(x), P", [0, 1, 2, 3, 4, 5],
        lambda x: (mp.expm1(2 * x) / 2 - x) / x**2, lambda x: x**2 / (mp.expm1(2 * x) / 2),
        -edge / 2, edge / 2, 24)
    fit("log(1 + x) = x - x^2 / 2 + x^3 Q(x), Q", [0, 1, 2, 3, 4, 5, 6, 7],
        lambda x: (mp.log1p(x) - x + x**2 / 2) / x**3, lambda x: x**3 / mp.log1p(x),
        mpf(-1) / 3, mpf(1) / 3, 24)
    quarter = mp.pi / 4 * wide
    fit("sin(x) = x + x^3 S(x^2), S", [0, 2, 4, 6, 8, 10],
        lambda x: (mp.sin(x) - x) / x**3, lambda x: x**3 / mp.sin(x), mpf(0), quarter, 53)
    fit("cos(x) = 1 - x^2 / 2 + x^4 C(x^2), C", [0, 2, 4, 6, 8, 10],
        lambda x: (mp.cos(x) - 1 + x**2 / 2) / x**4, lambda x: x**4 / mp.cos(x),
        mpf(0), quarter, 53)


main()
