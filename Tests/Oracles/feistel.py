#!/usr/bin/env python3
"""Known answers for FeistelPermutationTests, from the rule as its documentation states it.

Needs no packages. Prints (count, seed, epoch, indices) and the elements in those places.
"""


def philox(counter, key):
    c, k = list(counter), list(key)
    for _ in range(10):
        a, b = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [b >> 32 ^ c[1] ^ k[0], b & 0xFFFFFFFF, a >> 32 ^ c[3] ^ k[1], a & 0xFFFFFFFF]
        k = [(k[0] + 0x9E3779B9) & 0xFFFFFFFF, (k[1] + 0xBB67AE85) & 0xFFFFFFFF]
    return c


def element(index, count, seed, epoch):
    half = 1
    while 4**half < count:
        half += 1
    mask = (1 << half) - 1
    x = index
    while True:
        left, right = x >> half, x & mask
        for r in range(8):
            word = philox((right, r, epoch, 2), (seed & 0xFFFFFFFF, seed >> 32))[0]
            left, right = right, left ^ (word & mask)
        x = left << half | right
        if x < count:
            return x


assert philox((0, 0, 0, 0), (0, 0)) == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]
for count, seed, epoch in [
    (1, 0, 0),
    (10, 0, 0),
    (10, 0, 1),
    (16, 1, 0),
    (17, 1, 0),
    (1000, 0x0123456789ABCDEF, 7),
    (1_000_000_007, 42, 3),
    (1 << 40, 42, 3),
]:
    places = range(min(count, 10))
    print(f"({count}, {seed}, {epoch}, {[element(i, count, seed, epoch) for i in places]}),")
