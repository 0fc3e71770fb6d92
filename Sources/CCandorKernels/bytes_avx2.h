// Sixty-four bytes as two AVX2 registers. bytes_generic.h says what each operation means.
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

typedef struct { __m256i low, high; } s8x64;

static inline s8x64 b_load(const uint8_t *p) {
  return (s8x64){_mm256_loadu_si256((const __m256i *)p), _mm256_loadu_si256((const __m256i *)(p + 32))};
}
static inline s8x64 b_or(s8x64 a, s8x64 b) {
  return (s8x64){_mm256_or_si256(a.low, b.low), _mm256_or_si256(a.high, b.high)};
}
static inline __attribute__((always_inline)) __m256i b_bits_half(__m256i a, const int n, __m256i mask) {
  return _mm256_and_si256(n < 0 ? _mm256_slli_epi16(a, -n) : _mm256_srli_epi16(a, n), mask);
}
static inline __attribute__((always_inline)) s8x64 b_bits(s8x64 a, const int n, const int mask) {
  __m256i bits = _mm256_set1_epi8((char)mask);
  return (s8x64){b_bits_half(a.low, n, bits), b_bits_half(a.high, n, bits)};
}
static inline s8x64 b_weights(s8x64 codes, int offset) {
  __m256i less = _mm256_set1_epi8((char)offset);
  return (s8x64){_mm256_sub_epi8(codes.low, less), _mm256_sub_epi8(codes.high, less)};
}
static inline s8x64 b_look_up(const int8_t table[16], s8x64 codes) {
  __m256i entries = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)table));
  return (s8x64){_mm256_shuffle_epi8(entries, codes.low), _mm256_shuffle_epi8(entries, codes.high)};
}
static inline i32x16 b_begin(const int32_t *start) { (void)start; return i_set(0); }
/// The first factor is unsigned, so the weight's sign goes over to x, which is never −128: what is
/// added in sixteen bits is at most 2 · 128 · 127 = 32,512 and does not saturate.
static inline __m256i b_dot_half(__m256i sum, __m256i weights, __m256i x) {
  __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(weights), _mm256_sign_epi8(x, weights));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
static inline i32x16 b_dot(i32x16 sum, s8x64 weights, const int8_t *x) {
  int32_t four;
  memcpy(&four, x, 4);
  __m256i all = _mm256_set1_epi32(four);
  return (i32x16){b_dot_half(sum.low, weights.low, all), b_dot_half(sum.high, weights.high, all)};
}

static inline i32x16 i_load_signed(const uint8_t *p) {
  return (i32x16){_mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)p)),
                  _mm256_cvtepi8_epi32(_mm_loadl_epi64((const __m128i *)(p + 8)))};
}
static inline i32x16 i_load_bytes(const uint8_t *p) {
  return (i32x16){_mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)p)),
                  _mm256_cvtepu8_epi32(_mm_loadl_epi64((const __m128i *)(p + 8)))};
}
static inline i32x16 i_mul(i32x16 a, i32x16 b) {
  return (i32x16){_mm256_mullo_epi32(a.low, b.low), _mm256_mullo_epi32(a.high, b.high)};
}
static inline i32x16 i_max(i32x16 a, i32x16 b) {
  return (i32x16){_mm256_max_epi32(a.low, b.low), _mm256_max_epi32(a.high, b.high)};
}
static inline i32x16 i_round(f32x16 a) {
  return (i32x16){_mm256_cvtps_epi32(a.low), _mm256_cvtps_epi32(a.high)};
}
#define FOLD(OPERATION)                                                                            \
  __m256i eight = OPERATION##256(a.low, a.high);                                                   \
  __m128i four = OPERATION##128(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1)); \
  four = OPERATION##128(four, _mm_shuffle_epi32(four, 0x4e));                                      \
  return _mm_cvtsi128_si32(OPERATION##128(four, _mm_shuffle_epi32(four, 0xb1)))
#define ADD_256 _mm256_add_epi32
#define ADD_128 _mm_add_epi32
#define MAX_256 _mm256_max_epi32
#define MAX_128 _mm_max_epi32
static inline int32_t i_fold_add(i32x16 a) { FOLD(ADD_); }
static inline int32_t i_fold_max(i32x16 a) { FOLD(MAX_); }
static inline void i_store_bytes(int8_t *p, i32x16 a) {
  // Codes are within ±127, so neither narrowing saturates.
  __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(a.low, a.high), 0xd8);
  _mm_storeu_si128((__m128i *)p, _mm_packs_epi16(_mm256_castsi256_si128(words),
                                                 _mm256_extracti128_si256(words, 1)));
}
