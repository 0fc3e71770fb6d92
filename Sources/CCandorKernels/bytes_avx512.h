// Sixty-four bytes as one AVX-512 register. bytes_generic.h says what each operation means.
// The dot product of bytes takes unsigned weights, so 128 is added to each, and `start` takes
// 128 · Σ x away again.
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

typedef __m512i s8x64;

static inline s8x64 b_load(const uint8_t *p) { return _mm512_loadu_si512(p); }
static inline s8x64 b_or(s8x64 a, s8x64 b) { return _mm512_or_si512(a, b); }
static inline __attribute__((always_inline)) s8x64 b_bits(s8x64 a, const int n, const int mask) {
  s8x64 shifted = n < 0 ? _mm512_slli_epi16(a, (unsigned)-n) : n > 0 ? _mm512_srli_epi16(a, (unsigned)n) : a;
  return _mm512_and_si512(shifted, _mm512_set1_epi8((char)mask));
}
static inline s8x64 b_weights(s8x64 codes, int offset) {
  return _mm512_add_epi8(codes, _mm512_set1_epi8((char)(128 - offset)));
}
static inline s8x64 b_look_up(const int8_t table[16], s8x64 codes) {
  __m128i entries = _mm_loadu_si128((const __m128i *)table);
  entries = _mm_xor_si128(entries, _mm_set1_epi8((char)128));
  return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(entries), codes);
}
static inline i32x16 b_begin(const int32_t *start) { return _mm512_set1_epi32(*start); }
static inline i32x16 b_dot(i32x16 sum, s8x64 weights, const int8_t *x) {
  int32_t four;
  memcpy(&four, x, 4);
  return _mm512_dpbusd_epi32(sum, weights, _mm512_set1_epi32(four));
}

static inline i32x16 i_load_signed(const uint8_t *p) {
  return _mm512_cvtepi8_epi32(_mm_loadu_si128((const __m128i *)p));
}
static inline i32x16 i_load_bytes(const uint8_t *p) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128((const __m128i *)p));
}
static inline i32x16 i_mul(i32x16 a, i32x16 b) { return _mm512_mullo_epi32(a, b); }
static inline i32x16 i_max(i32x16 a, i32x16 b) { return _mm512_max_epi32(a, b); }
static inline i32x16 i_round(f32x16 a) { return _mm512_cvtps_epi32(a); }
static inline int32_t i_fold_add(i32x16 a) { return _mm512_reduce_add_epi32(a); }
static inline int32_t i_fold_max(i32x16 a) { return _mm512_reduce_max_epi32(a); }
static inline void i_store_bytes(int8_t *p, i32x16 a) {
  _mm_storeu_si128((__m128i *)p, _mm512_cvtepi32_epi8(a));
}
