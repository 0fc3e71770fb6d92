// Binary32 numbers as blocks, for the formats with one scale to 32 numbers: the operations of the NumPy
// code of ggml's `gguf` package, whose bytes these functions equal. They answer false where a number
// is not finite, or too large for the halves of the format; then the block means nothing.

static inline float magnitude(float x) { return number_of(bits_of(x) & 0x7fffffff); }
static inline bool is_finite(float x) { return (bits_of(x) & 0x7f800000) != 0x7f800000; }

static bool all_finite(long count, const float *x) {
  bool finite = true;
  for (long i = 0; i < count; i++) finite &= is_finite(x[i]);
  return finite;
}

/// False where the half is not finite.
static inline bool store_scale(uint8_t *p, float x) {
  store_half(p, x);
  return (load_16(p) & 0x7c00) != 0x7c00;
}

/// 1 / d; 0 where that is infinite, since then every half of the block is 0.
static inline float inverse_of(float d) {
  float inverse = 1.0f / d;
  return is_finite(inverse) ? inverse : 0.0f;
}

/// Of 32 numbers, the one of the largest magnitude; the first among equals.
static float extreme_of(const float *x) {
  float extreme = x[0];
  for (int i = 1; i < 32; i++)
    if (magnitude(x[i]) > magnitude(extreme)) extreme = x[i];
  return extreme;
}

/// The whole part, at most `top`.
static inline uint8_t level(float x, int top) { return (uint8_t)((int)x > top ? top : (int)x); }

/// 32 levels of five bits as nibbles, which `low` holds, and fifth bits.
static void store_levels(const uint8_t *q, uint8_t *fifth, uint8_t *low) {
  for (int i = 0; i < 16; i++) low[i] = (uint8_t)((q[i] & 15) | q[i + 16] << 4);
  if (!fifth) return;
  memset(fifth, 0, 4);
  for (int i = 0; i < 32; i++) fifth[i / 8] |= (uint8_t)(q[i] >> 4 << i % 8);
}

/// Levels around 2^(bits - 1), of which the extreme number takes the lowest.
static bool to_symmetric(int bits, const float *x, uint8_t *b) {
  int middle = 1 << (bits - 1);
  float d = extreme_of(x) / (float)-middle, inverse = inverse_of(d);
  uint8_t q[32];
  for (int i = 0; i < 32; i++) q[i] = level(x[i] * inverse + ((float)middle + 0.5f), 2 * middle - 1);
  store_levels(q, bits == 5 ? b + 2 : NULL, bits == 5 ? b + 6 : b + 2);
  return store_scale(b, d);
}

/// Levels from the least number to the largest.
static bool to_ranged(int bits, const float *x, uint8_t *b) {
  int top = (1 << bits) - 1;
  float least = x[0], most = x[0];
  for (int i = 1; i < 32; i++) {
    least = x[i] < least ? x[i] : least;
    most = x[i] > most ? x[i] : most;
  }
  float d = (most - least) / (float)top, inverse = inverse_of(d);
  if (!is_finite(d)) return false;
  uint8_t q[32];
  for (int i = 0; i < 32; i++) q[i] = level((x[i] - least) * inverse + 0.5f, top);
  store_levels(q, bits == 5 ? b + 4 : NULL, bits == 5 ? b + 8 : b + 4);
  bool fits = store_scale(b, d);
  return store_scale(b + 2, least) && fits;
}

/// Halves of levels are rounded away from zero.
static bool to_q8_0(const float *x, uint8_t *b) {
  float d = magnitude(extreme_of(x)) / 127.0f, inverse = inverse_of(d);
  for (int i = 0; i < 32; i++) {
    float level = magnitude(x[i] * inverse);
    int whole = (int)level;
    whole += (int)(2.0f * (level - (float)whole));
    b[2 + i] = (uint8_t)(x[i] * inverse < 0.0f ? -whole : whole);
  }
  return store_scale(b, d);
}
