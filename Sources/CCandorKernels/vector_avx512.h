// Sixteen binary32 lanes as one AVX-512 register. vector_generic.h says what each operation means.
#include <immintrin.h>
#include <stdint.h>

typedef __m512 f32x16;
typedef __m512i i32x16;

static inline f32x16 v_zero(void) { return _mm512_setzero_ps(); }
static inline f32x16 v_set(float x) { return _mm512_set1_ps(x); }
static inline f32x16 v_load(const float *p) { return _mm512_loadu_ps(p); }
static inline void v_store(float *p, f32x16 x) { _mm512_storeu_ps(p, x); }
static inline f32x16 v_load_bfloat16(const uint16_t *p) {
  __m512i wide = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)p));
  return _mm512_castsi512_ps(_mm512_slli_epi32(wide, 16));
}
static inline f32x16 v_load_float16(const uint16_t *p) {
  return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
}
static inline __mmask16 v_lanes(long count) { return (__mmask16)((1u << count) - 1); }
static inline f32x16 v_load_count(const float *p, long count) {
  return _mm512_maskz_loadu_ps(v_lanes(count), p);
}
static inline void v_store_count(float *p, f32x16 x, long count) {
  _mm512_mask_storeu_ps(p, v_lanes(count), x);
}

static inline f32x16 v_add(f32x16 a, f32x16 b) { return _mm512_add_ps(a, b); }
static inline f32x16 v_sub(f32x16 a, f32x16 b) { return _mm512_sub_ps(a, b); }
static inline f32x16 v_mul(f32x16 a, f32x16 b) { return _mm512_mul_ps(a, b); }
static inline f32x16 v_div(f32x16 a, f32x16 b) { return _mm512_div_ps(a, b); }
static inline f32x16 v_sqrt(f32x16 a) { return _mm512_sqrt_ps(a); }
static inline f32x16 v_fma(f32x16 a, f32x16 b, f32x16 c) { return _mm512_fmadd_ps(a, b, c); }
static inline f32x16 v_select_less(f32x16 a, f32x16 b, f32x16 yes, f32x16 no) {
  return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), no, yes);
}

// The instructions take the second operand for NaN and for two zeros, as the definition does.
static inline f32x16 v_min(f32x16 a, f32x16 b) { return _mm512_min_ps(a, b); }
static inline f32x16 v_max(f32x16 a, f32x16 b) { return _mm512_max_ps(a, b); }

static inline i32x16 v_bits(f32x16 a) { return _mm512_castps_si512(a); }
static inline f32x16 v_from_bits(i32x16 a) { return _mm512_castsi512_ps(a); }
static inline i32x16 i_set(int x) { return _mm512_set1_epi32(x); }
static inline i32x16 i_add(i32x16 a, i32x16 b) { return _mm512_add_epi32(a, b); }
static inline i32x16 i_sub(i32x16 a, i32x16 b) { return _mm512_sub_epi32(a, b); }
static inline i32x16 i_and(i32x16 a, i32x16 b) { return _mm512_and_si512(a, b); }
static inline i32x16 i_or(i32x16 a, i32x16 b) { return _mm512_or_si512(a, b); }
static inline i32x16 i_xor(i32x16 a, i32x16 b) { return _mm512_xor_si512(a, b); }
#define i_shift_left(a, n) _mm512_slli_epi32(a, n)
#define i_shift_right(a, n) _mm512_srai_epi32(a, n)
static inline f32x16 i_to_float(i32x16 a) { return _mm512_cvtepi32_ps(a); }

static inline f32x16 v_scale(f32x16 a, f32x16 n) { return _mm512_scalef_ps(a, n); }

static inline float v_first(f32x16 a) { return _mm512_cvtss_f32(a); }
static inline float v_fold_add(f32x16 a) {
  __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
static inline void v_transpose_16(const float *source, long row_stride, float *target) {
  // Four rounds of butterflies over 32, 64, 128 and 256 bits; no arithmetic.
  __m512 r[16], t[16];
#pragma clang loop unroll(full)
  for (int i = 0; i < 16; i++) r[i] = _mm512_loadu_ps(source + i * row_stride);
#pragma clang loop unroll(full)
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    __m512d a = _mm512_castps_pd(t[4 * i]), b = _mm512_castps_pd(t[4 * i + 1]);
    __m512d c = _mm512_castps_pd(t[4 * i + 2]), d = _mm512_castps_pd(t[4 * i + 3]);
    r[4 * i] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, c));
    r[4 * i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, c));
    r[4 * i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(b, d));
    r[4 * i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(b, d));
  }
  // r[4 i + j] lane group g holds rows 4i..4i+3 of column 4g + j.
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    __m512 a = _mm512_shuffle_f32x4(r[j], r[4 + j], 0x44), b = _mm512_shuffle_f32x4(r[j], r[4 + j], 0xee);
    __m512 c = _mm512_shuffle_f32x4(r[8 + j], r[12 + j], 0x44);
    __m512 d = _mm512_shuffle_f32x4(r[8 + j], r[12 + j], 0xee);
    _mm512_storeu_ps(target + 16 * j, _mm512_shuffle_f32x4(a, c, 0x88));
    _mm512_storeu_ps(target + 16 * (4 + j), _mm512_shuffle_f32x4(a, c, 0xdd));
    _mm512_storeu_ps(target + 16 * (8 + j), _mm512_shuffle_f32x4(b, d, 0x88));
    _mm512_storeu_ps(target + 16 * (12 + j), _mm512_shuffle_f32x4(b, d, 0xdd));
  }
}
