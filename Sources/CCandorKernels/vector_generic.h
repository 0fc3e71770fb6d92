// Sixteen binary32 lanes in plain C: the definition of every operation the kernels are written in.
// The other vector_*.h files must agree with this one bit for bit.
#include <stdint.h>
#include <string.h>

typedef struct { float lane[16]; } f32x16;
typedef struct { int32_t lane[16]; } i32x16;

#define EACH_LANE for (int i = 0; i < 16; i++)

static inline float float_from_bits(uint32_t bits) { float x; memcpy(&x, &bits, 4); return x; }

/// a·b + c rounded once, in binary64: the product of two binary32 numbers is exact there, and the
/// sum is rounded to odd, so that the final rounding to binary32 is the only one that counts
/// (Boldo and Melquiond, 2008).
static inline float fused_multiply_add(float a, float b, float c) {
  double product = (double)a * (double)b, addend = (double)c;
  double sum = product + addend;
  double shared = sum - product;
  double error = (product - (sum - shared)) + (addend - shared);
  uint64_t bits;
  memcpy(&bits, &sum, 8);
  int finite = (bits & 0x7ff0000000000000u) != 0x7ff0000000000000u;
  if (finite && error != 0.0 && (bits & 1) == 0) {
    // Towards the error: away from zero when it has the sign of the sum, else towards zero.
    bits += ((error > 0.0) == (sum > 0.0)) ? 1 : (uint64_t)-1;
    memcpy(&sum, &bits, 8);
  }
  return (float)sum;
}

static inline f32x16 v_set(float x) { f32x16 r; EACH_LANE r.lane[i] = x; return r; }
static inline f32x16 v_zero(void) { return v_set(0.0f); }
static inline f32x16 v_load(const float *p) { f32x16 r; EACH_LANE r.lane[i] = p[i]; return r; }
static inline void v_store(float *p, f32x16 x) { EACH_LANE p[i] = x.lane[i]; }
/// Lanes from `count` on are +0.
static inline f32x16 v_load_count(const float *p, long count) {
  f32x16 r;
  EACH_LANE r.lane[i] = i < count ? p[i] : 0.0f;
  return r;
}
/// bfloat16 is the upper half of a binary32 number.
static inline f32x16 v_load_bfloat16(const uint16_t *p) {
  f32x16 r;
  EACH_LANE r.lane[i] = float_from_bits((uint32_t)p[i] << 16);
  return r;
}
/// binary16: its exponent is moved from bias 15 to bias 127 by an exact product, which also makes
/// denormals normal; infinities and NaN come out of that too small and get their exponent back.
static inline f32x16 v_load_float16(const uint16_t *p) {
  f32x16 r;
  EACH_LANE {
    float magnitude = float_from_bits((uint32_t)(p[i] & 0x7fff) << 13) * 0x1p112f;
    uint32_t bits;
    memcpy(&bits, &magnitude, 4);
    if ((p[i] & 0x7c00) == 0x7c00) bits |= 0x7f800000;
    r.lane[i] = float_from_bits(bits | (uint32_t)(p[i] & 0x8000) << 16);
  }
  return r;
}
static inline void v_store_count(float *p, f32x16 x, long count) {
  EACH_LANE if (i < count) p[i] = x.lane[i];
}

static inline f32x16 v_add(f32x16 a, f32x16 b) { EACH_LANE a.lane[i] = a.lane[i] + b.lane[i]; return a; }
static inline f32x16 v_sub(f32x16 a, f32x16 b) { EACH_LANE a.lane[i] = a.lane[i] - b.lane[i]; return a; }
static inline f32x16 v_mul(f32x16 a, f32x16 b) { EACH_LANE a.lane[i] = a.lane[i] * b.lane[i]; return a; }
static inline f32x16 v_div(f32x16 a, f32x16 b) { EACH_LANE a.lane[i] = a.lane[i] / b.lane[i]; return a; }
/// The elementwise builtin is the bare instruction; `__builtin_sqrtf` calls libm for errno's sake.
static inline f32x16 v_sqrt(f32x16 a) {
  EACH_LANE a.lane[i] = __builtin_elementwise_sqrt(a.lane[i]);
  return a;
}
static inline f32x16 v_fma(f32x16 a, f32x16 b, f32x16 c) {
  EACH_LANE c.lane[i] = fused_multiply_add(a.lane[i], b.lane[i], c.lane[i]);
  return c;
}
/// a < b ? yes : no, lane by lane; a NaN on either side gives `no`.
static inline f32x16 v_select_less(f32x16 a, f32x16 b, f32x16 yes, f32x16 no) {
  EACH_LANE no.lane[i] = a.lane[i] < b.lane[i] ? yes.lane[i] : no.lane[i];
  return no;
}

/// a < b ? a : b, and a > b ? a : b: with a NaN on either side, or two zeros, it is b.
static inline f32x16 v_min(f32x16 a, f32x16 b) { return v_select_less(a, b, a, b); }
static inline f32x16 v_max(f32x16 a, f32x16 b) { return v_select_less(b, a, a, b); }

static inline i32x16 v_bits(f32x16 a) { i32x16 r; memcpy(&r, &a, 64); return r; }
static inline f32x16 v_from_bits(i32x16 a) { f32x16 r; memcpy(&r, &a, 64); return r; }
static inline i32x16 i_set(int32_t x) { i32x16 r; EACH_LANE r.lane[i] = x; return r; }
/// Integer arithmetic wraps modulo 2^32.
static inline i32x16 i_add(i32x16 a, i32x16 b) {
  EACH_LANE a.lane[i] = (int32_t)((uint32_t)a.lane[i] + (uint32_t)b.lane[i]);
  return a;
}
static inline i32x16 i_sub(i32x16 a, i32x16 b) {
  EACH_LANE a.lane[i] = (int32_t)((uint32_t)a.lane[i] - (uint32_t)b.lane[i]);
  return a;
}
static inline i32x16 i_and(i32x16 a, i32x16 b) { EACH_LANE a.lane[i] &= b.lane[i]; return a; }
static inline i32x16 i_or(i32x16 a, i32x16 b) { EACH_LANE a.lane[i] |= b.lane[i]; return a; }
static inline i32x16 i_xor(i32x16 a, i32x16 b) { EACH_LANE a.lane[i] ^= b.lane[i]; return a; }
static inline i32x16 i_shift_left(i32x16 a, int n) {
  EACH_LANE a.lane[i] = (int32_t)((uint32_t)a.lane[i] << n);
  return a;
}
/// Keeps the sign.
static inline i32x16 i_shift_right(i32x16 a, int n) { EACH_LANE a.lane[i] >>= n; return a; }
static inline f32x16 i_to_float(i32x16 a) { f32x16 r; EACH_LANE r.lane[i] = (float)a.lane[i]; return r; }

/// a · 2^n rounded once, for 1/2 < |a| < 2 or NaN and whole n from -252 to 252.
static inline f32x16 v_scale(f32x16 a, f32x16 n) {
  // Two factors with exponents n / 2 down and up. 2^23 + 2^22 + m has m in its lowest bits, and what
  // stands above them leaves on the left.
  i32x16 biased = v_bits(v_add(n, v_set(0x1.8p23f + 254)));
  i32x16 half = i_shift_right(biased, 1);
  f32x16 first = v_from_bits(i_shift_left(half, 23));
  f32x16 second = v_from_bits(i_shift_left(i_sub(biased, half), 23));
  return v_mul(v_mul(a, first), second);
}

static inline float v_first(f32x16 a) { return a.lane[0]; }
/// The one order in which sixteen lanes become one: 8 + 8, 4 + 4, 2 + 2, 1 + 1.
static inline float v_fold_add(f32x16 a) {
  for (int half = 8; half > 0; half /= 2)
    for (int i = 0; i < half; i++) a.lane[i] = a.lane[i] + a.lane[i + half];
  return a.lane[0];
}
/// Sixteen rows of sixteen numbers, `row_stride` apart, to sixteen columns stored one after another.
static inline void v_transpose_16(const float *source, long row_stride, float *target) {
  for (int row = 0; row < 16; row++) EACH_LANE target[16 * i + row] = source[row * row_stride + i];
}

#undef EACH_LANE
