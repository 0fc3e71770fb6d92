// Sixty-four bytes as four NEON registers. bytes_generic.h says what each operation means. The including
// file sets DOT_PRODUCTS to whether there is an instruction for b_dot.
#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

typedef struct { int8x16_t part[4]; } s8x64;

#define EACH_PART for (int i = 0; i < 4; i++)

static inline s8x64 b_load(const uint8_t *p) {
  s8x64 r;
  EACH_PART r.part[i] = vld1q_s8((const int8_t *)p + 16 * i);
  return r;
}
static inline s8x64 b_or(s8x64 a, s8x64 b) {
  EACH_PART a.part[i] = vorrq_s8(a.part[i], b.part[i]);
  return a;
}
static inline s8x64 b_bits(s8x64 a, int n, int mask) {
  // Negative counts shift right.
  int8x16_t count = vdupq_n_s8((int8_t)-n);
  EACH_PART {
    uint8x16_t shifted = vshlq_u8(vreinterpretq_u8_s8(a.part[i]), count);
    a.part[i] = vreinterpretq_s8_u8(vandq_u8(shifted, vdupq_n_u8((uint8_t)mask)));
  }
  return a;
}
static inline s8x64 b_weights(s8x64 codes, int offset) {
  EACH_PART codes.part[i] = vsubq_s8(codes.part[i], vdupq_n_s8((int8_t)offset));
  return codes;
}
static inline s8x64 b_look_up(const int8_t table[16], s8x64 codes) {
  int8x16_t entries = vld1q_s8(table);
  EACH_PART codes.part[i] = vqtbl1q_s8(entries, vreinterpretq_u8_s8(codes.part[i]));
  return codes;
}
static inline i32x16 b_begin(const int32_t *start) { (void)start; return i_set(0); }
static inline i32x16 b_dot(i32x16 sum, s8x64 weights, const int8_t *x) {
  int32_t four;
  memcpy(&four, x, 4);
  int8x16_t all = vreinterpretq_s8_s32(vdupq_n_s32(four));
#if DOT_PRODUCTS
  EACH_PART sum.part[i] = vdotq_s32(sum.part[i], weights.part[i], all);
#else
  EACH_PART {
    int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(weights.part[i]), vget_low_s8(all)));
    int32x4_t high = vpaddlq_s16(vmull_high_s8(weights.part[i], all));
    sum.part[i] = vaddq_s32(sum.part[i], vpaddq_s32(low, high));
  }
#endif
  return sum;
}

static inline i32x16 i_load_signed(const uint8_t *p) {
  int8x16_t bytes = vld1q_s8((const int8_t *)p);
  int16x8_t low = vmovl_s8(vget_low_s8(bytes)), high = vmovl_high_s8(bytes);
  return (i32x16){{vmovl_s16(vget_low_s16(low)), vmovl_high_s16(low),
                   vmovl_s16(vget_low_s16(high)), vmovl_high_s16(high)}};
}
static inline i32x16 i_load_bytes(const uint8_t *p) {
  i32x16 mask = i_set(0xff);
  return i_and(i_load_signed(p), mask);
}
static inline i32x16 i_mul(i32x16 a, i32x16 b) {
  EACH_PART a.part[i] = vmulq_s32(a.part[i], b.part[i]);
  return a;
}
static inline i32x16 i_max(i32x16 a, i32x16 b) {
  EACH_PART a.part[i] = vmaxq_s32(a.part[i], b.part[i]);
  return a;
}
static inline i32x16 i_round(f32x16 a) {
  i32x16 r;
  EACH_PART r.part[i] = vcvtnq_s32_f32(a.part[i]);
  return r;
}
static inline int32_t i_fold_add(i32x16 a) {
  return vaddvq_s32(vaddq_s32(vaddq_s32(a.part[0], a.part[1]), vaddq_s32(a.part[2], a.part[3])));
}
static inline int32_t i_fold_max(i32x16 a) {
  return vmaxvq_s32(vmaxq_s32(vmaxq_s32(a.part[0], a.part[1]), vmaxq_s32(a.part[2], a.part[3])));
}
static inline void i_store_bytes(int8_t *p, i32x16 a) {
  int16x8_t low = vcombine_s16(vmovn_s32(a.part[0]), vmovn_s32(a.part[1]));
  int16x8_t high = vcombine_s16(vmovn_s32(a.part[2]), vmovn_s32(a.part[3]));
  vst1q_s8(p, vcombine_s8(vmovn_s16(low), vmovn_s16(high)));
}

#undef EACH_PART
