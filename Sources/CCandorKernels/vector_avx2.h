// Sixteen binary32 lanes as two AVX2 registers. vector_generic.h says what each operation means.
#include <immintrin.h>
#include <stdint.h>

typedef struct { __m256 low, high; } f32x16;
typedef struct { __m256i low, high; } i32x16;

static inline f32x16 v_zero(void) { return (f32x16){_mm256_setzero_ps(), _mm256_setzero_ps()}; }
static inline f32x16 v_set(float x) { return (f32x16){_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
static inline f32x16 v_load(const float *p) {
  return (f32x16){_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)};
}
static inline void v_store(float *p, f32x16 x) {
  _mm256_storeu_ps(p, x.low);
  _mm256_storeu_ps(p + 8, x.high);
}
static inline __m256 v_load_bfloat16_8(const uint16_t *p) {
  __m256i wide = _mm256_cvtepu16_epi32(_mm_loadu_si128((const __m128i *)p));
  return _mm256_castsi256_ps(_mm256_slli_epi32(wide, 16));
}
static inline f32x16 v_load_bfloat16(const uint16_t *p) {
  return (f32x16){v_load_bfloat16_8(p), v_load_bfloat16_8(p + 8)};
}
static inline f32x16 v_load_float16(const uint16_t *p) {
  return (f32x16){_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p)),
                  _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p + 8)))};
}
/// The first `count` lanes, as masks.
static inline i32x16 v_lanes(long count) {
  static const int32_t window[32] = {-1, -1, -1, -1, -1, -1, -1, -1,
                                     -1, -1, -1, -1, -1, -1, -1, -1};
  const int32_t *first = window + 16 - count;
  return (i32x16){_mm256_loadu_si256((const __m256i *)first),
                  _mm256_loadu_si256((const __m256i *)(first + 8))};
}
static inline f32x16 v_load_count(const float *p, long count) {
  i32x16 lanes = v_lanes(count);
  return (f32x16){_mm256_maskload_ps(p, lanes.low), _mm256_maskload_ps(p + 8, lanes.high)};
}
static inline void v_store_count(float *p, f32x16 x, long count) {
  i32x16 lanes = v_lanes(count);
  _mm256_maskstore_ps(p, lanes.low, x.low);
  _mm256_maskstore_ps(p + 8, lanes.high, x.high);
}

#define BOTH_HALVES(T, OPERATION) ((T){OPERATION(a.low, b.low), OPERATION(a.high, b.high)})
static inline f32x16 v_add(f32x16 a, f32x16 b) { return BOTH_HALVES(f32x16, _mm256_add_ps); }
static inline f32x16 v_sub(f32x16 a, f32x16 b) { return BOTH_HALVES(f32x16, _mm256_sub_ps); }
static inline f32x16 v_mul(f32x16 a, f32x16 b) { return BOTH_HALVES(f32x16, _mm256_mul_ps); }
static inline f32x16 v_div(f32x16 a, f32x16 b) { return BOTH_HALVES(f32x16, _mm256_div_ps); }
static inline f32x16 v_sqrt(f32x16 a) {
  return (f32x16){_mm256_sqrt_ps(a.low), _mm256_sqrt_ps(a.high)};
}
static inline f32x16 v_fma(f32x16 a, f32x16 b, f32x16 c) {
  return (f32x16){_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
}
static inline f32x16 v_select_less(f32x16 a, f32x16 b, f32x16 yes, f32x16 no) {
  __m256 low = _mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ);
  __m256 high = _mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ);
  return (f32x16){_mm256_blendv_ps(no.low, yes.low, low),
                  _mm256_blendv_ps(no.high, yes.high, high)};
}

// The instructions take the second operand for NaN and for two zeros, as the definition does.
static inline f32x16 v_min(f32x16 a, f32x16 b) {
  return (f32x16){_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)};
}
static inline f32x16 v_max(f32x16 a, f32x16 b) {
  return (f32x16){_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)};
}

static inline i32x16 v_bits(f32x16 a) {
  return (i32x16){_mm256_castps_si256(a.low), _mm256_castps_si256(a.high)};
}
static inline f32x16 v_from_bits(i32x16 a) {
  return (f32x16){_mm256_castsi256_ps(a.low), _mm256_castsi256_ps(a.high)};
}
static inline i32x16 i_set(int x) { return (i32x16){_mm256_set1_epi32(x), _mm256_set1_epi32(x)}; }
static inline i32x16 i_add(i32x16 a, i32x16 b) { return BOTH_HALVES(i32x16, _mm256_add_epi32); }
static inline i32x16 i_sub(i32x16 a, i32x16 b) { return BOTH_HALVES(i32x16, _mm256_sub_epi32); }
static inline i32x16 i_and(i32x16 a, i32x16 b) { return BOTH_HALVES(i32x16, _mm256_and_si256); }
static inline i32x16 i_or(i32x16 a, i32x16 b) { return BOTH_HALVES(i32x16, _mm256_or_si256); }
static inline i32x16 i_xor(i32x16 a, i32x16 b) { return BOTH_HALVES(i32x16, _mm256_xor_si256); }
#undef BOTH_HALVES
static inline i32x16 i_shift_left(i32x16 a, int n) {
  return (i32x16){_mm256_slli_epi32(a.low, n), _mm256_slli_epi32(a.high, n)};
}
static inline i32x16 i_shift_right(i32x16 a, int n) {
  return (i32x16){_mm256_srai_epi32(a.low, n), _mm256_srai_epi32(a.high, n)};
}
static inline f32x16 i_to_float(i32x16 a) {
  return (f32x16){_mm256_cvtepi32_ps(a.low), _mm256_cvtepi32_ps(a.high)};
}

static inline f32x16 v_scale(f32x16 a, f32x16 n) {
  i32x16 biased = v_bits(v_add(n, v_set(0x1.8p23f + 254)));
  i32x16 half = i_shift_right(biased, 1);
  f32x16 first = v_from_bits(i_shift_left(half, 23));
  f32x16 second = v_from_bits(i_shift_left(i_sub(biased, half), 23));
  return v_mul(v_mul(a, first), second);
}

static inline float v_first(f32x16 a) { return _mm256_cvtss_f32(a.low); }
static inline float v_fold_add(f32x16 a) {
  __m256 eight = _mm256_add_ps(a.low, a.high);
  __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
/// Eight rows of eight numbers to columns stored sixteen apart: butterflies over 32, 64 and 128
/// bits, eight registers at a time.
static inline void v_transpose_8(const float *source, long row_stride, float *target) {
  __m256 r[8], t[8];
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    // Rows i and i + 4 share a register, so that the last round is already done.
    __m128 top = _mm_loadu_ps(source + i * row_stride);
    __m128 bottom = _mm_loadu_ps(source + (i + 4) * row_stride);
    r[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(top), bottom, 1);
    top = _mm_loadu_ps(source + i * row_stride + 4);
    bottom = _mm_loadu_ps(source + (i + 4) * row_stride + 4);
    r[4 + i] = _mm256_insertf128_ps(_mm256_castps128_ps256(top), bottom, 1);
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 4; i++) {
    t[2 * i] = _mm256_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm256_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
#pragma clang loop unroll(full)
  for (int half = 0; half < 8; half += 4) {
    float *column = target + 16 * half;
    _mm256_storeu_ps(column, _mm256_shuffle_ps(t[half], t[half + 2], 0x44));
    _mm256_storeu_ps(column + 16, _mm256_shuffle_ps(t[half], t[half + 2], 0xee));
    _mm256_storeu_ps(column + 32, _mm256_shuffle_ps(t[half + 1], t[half + 3], 0x44));
    _mm256_storeu_ps(column + 48, _mm256_shuffle_ps(t[half + 1], t[half + 3], 0xee));
  }
}
static inline void v_transpose_16(const float *source, long row_stride, float *target) {
  v_transpose_8(source, row_stride, target);
  v_transpose_8(source + 8, row_stride, target + 128);
  v_transpose_8(source + 8 * row_stride, row_stride, target + 8);
  v_transpose_8(source + 8 * row_stride + 8, row_stride, target + 136);
}
