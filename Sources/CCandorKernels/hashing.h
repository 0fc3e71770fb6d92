// Included once for each instruction set, with NAME(x) set: integers only, so all give the same.

// SHA-1 (FIPS 180-4) of sixteen messages side by side: one block, its words in `w`, into `h`.
static void NAME(sha1_block)(u32x16 w[16], u32x16 h[5]) {
  u32x16 a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
#define ROTATE(x, n) ((x) << (n) | (x) >> (32 - (n)))
#define ROUND(f, k, word)                                                                          \
  do {                                                                                             \
    u32x16 next = ROTATE(a, 5) + (f) + e + (k) + (word);                                           \
    e = d, d = c, c = ROTATE(b, 30), b = a, a = next;                                              \
  } while (0)
#define WORD(t) (w[(t) & 15] = ROTATE(w[((t) + 13) & 15] ^ w[((t) + 8) & 15] ^                     \
                                      w[((t) + 2) & 15] ^ w[(t) & 15], 1))
  for (int t = 0; t < 16; t++) ROUND((b & c) | (~b & d), 0x5A827999u, w[t]);
  for (int t = 16; t < 20; t++) ROUND((b & c) | (~b & d), 0x5A827999u, WORD(t));
  for (int t = 20; t < 40; t++) ROUND(b ^ c ^ d, 0x6ED9EBA1u, WORD(t));
  for (int t = 40; t < 60; t++) ROUND((b & c) | (b & d) | (c & d), 0x8F1BBCDCu, WORD(t));
  for (int t = 60; t < 80; t++) ROUND(b ^ c ^ d, 0xCA62C1D6u, WORD(t));
#undef WORD
#undef ROUND
#undef ROTATE
  h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

// The first eight bytes of the SHA-1 of up to sixteen messages, as little-endian numbers.
static void NAME(sha1)(long count, const uint8_t *text, const uint32_t *starts,
                       const uint32_t *ends, uint64_t *out) {
  u32x16 h[5] = {(u32x16){} + 0x67452301u, (u32x16){} + 0xEFCDAB89u, (u32x16){} + 0x98BADCFEu,
                 (u32x16){} + 0x10325476u, (u32x16){} + 0xC3D2E1F0u};
  long most = 0;
  for (long i = 0; i < count; i++) {
    long blocks = (ends[i] - starts[i] + 8) / 64 + 1;
    if (blocks > most) most = blocks;
  }
  for (long block = 0; block < most; block++) {
    u32x16 w[16] = {};
    for (long i = 0; i < count; i++) {
      long length = ends[i] - starts[i], from = 64 * block;
      uint8_t bytes[64] = {0};
      if (from < length) memcpy(bytes, text + starts[i] + from, length - from < 64 ? length - from : 64);
      if (from <= length && length < from + 64) bytes[length - from] = 0x80;
      for (int t = 0; t < 16; t++) {
        uint32_t word;
        memcpy(&word, bytes + 4 * t, 4);
        w[t][i] = __builtin_bswap32(word);
      }
      if (block == (length + 8) / 64) {
        w[14][i] = (uint32_t)((uint64_t)length >> 29);
        w[15][i] = (uint32_t)((uint64_t)length << 3);
      }
    }
    NAME(sha1_block)(w, h);
    for (long i = 0; i < count; i++)
      if (block == (ends[i] - starts[i] + 8) / 64)
        out[i] = __builtin_bswap32(h[0][i]) | (uint64_t)__builtin_bswap32(h[1][i]) << 32;
  }
}

// minima[k] = min over shingles of (hash · a[k] + b[k] mod 2⁶⁴) mod 2⁶¹ − 1
static void NAME(minima)(long shingles, const uint8_t *text, const uint32_t *starts,
                         const uint32_t *ends, long permutations, const uint64_t *a,
                         const uint64_t *b, uint64_t *minima) {
  const u64x8 prime = (u64x8){} + ((1ull << 61) - 1);
  for (long first = 0; first < shingles; first += 16) {
    long count = shingles - first < 16 ? shingles - first : 16;
    uint64_t hashes[16];
    NAME(sha1)(count, text, starts + first, ends + first, hashes);
    for (long k = 0; k < permutations; k += 8) {
      u64x8 factor, term, least;
      memcpy(&factor, a + k, 64);
      memcpy(&term, b + k, 64);
      memcpy(&least, minima + k, 64);
      for (long i = 0; i < count; i++) {
        u64x8 x = factor * hashes[i] + term;
        x = (x & prime) + (x >> 61);
        u64x8 less = x - prime;
        u64x8 isLess = (u64x8)(less < x);
        x = (less & isLess) | (x & ~isLess);
        isLess = (u64x8)(x < least);
        least = (x & isLess) | (least & ~isLess);
      }
      memcpy(minima + k, &least, 64);
    }
  }
}
