// Sixteen binary32 lanes as four NEON registers (AArch64: IEEE arithmetic, denormals kept).
// vector_generic.h says what each operation means.
#include <arm_neon.h>
#include <stdint.h>

typedef struct { float32x4_t part[4]; } f32x16;
typedef struct { int32x4_t part[4]; } i32x16;

#define EACH_PART(T, OPERATION)                                                                    \
  ((T){{OPERATION(a.part[0]), OPERATION(a.part[1]), OPERATION(a.part[2]), OPERATION(a.part[3])}})
#define EACH_PAIR(T, OPERATION)                                                                    \
  ((T){{OPERATION(a.part[0], b.part[0]), OPERATION(a.part[1], b.part[1]),                          \
        OPERATION(a.part[2], b.part[2]), OPERATION(a.part[3], b.part[3])}})

static inline f32x16 v_set(float x) {
  float32x4_t four = vdupq_n_f32(x);
  return (f32x16){{four, four, four, four}};
}
static inline f32x16 v_zero(void) { return v_set(0.0f); }
static inline f32x16 v_load(const float *p) {
  return (f32x16){{vld1q_f32(p), vld1q_f32(p + 4), vld1q_f32(p + 8), vld1q_f32(p + 12)}};
}
static inline void v_store(float *p, f32x16 x) {
  vst1q_f32(p, x.part[0]);
  vst1q_f32(p + 4, x.part[1]);
  vst1q_f32(p + 8, x.part[2]);
  vst1q_f32(p + 12, x.part[3]);
}
static inline float32x4_t v_widen_bfloat16(uint16x4_t four) {
  return vreinterpretq_f32_u32(vshll_n_u16(four, 16));
}
static inline f32x16 v_load_bfloat16(const uint16_t *p) {
  return (f32x16){{v_widen_bfloat16(vld1_u16(p)), v_widen_bfloat16(vld1_u16(p + 4)),
                   v_widen_bfloat16(vld1_u16(p + 8)), v_widen_bfloat16(vld1_u16(p + 12))}};
}
static inline float32x4_t v_widen_float16(uint16x4_t four) {
  return vcvt_f32_f16(vreinterpret_f16_u16(four));
}
static inline f32x16 v_load_float16(const uint16_t *p) {
  return (f32x16){{v_widen_float16(vld1_u16(p)), v_widen_float16(vld1_u16(p + 4)),
                   v_widen_float16(vld1_u16(p + 8)), v_widen_float16(vld1_u16(p + 12))}};
}
/// The first `count` of four; any count, also none or more than four.
static inline float32x4_t v_load_part(const float *p, long count) {
  if (count >= 4) return vld1q_f32(p);
  float32x4_t four = vdupq_n_f32(0.0f);
  if (count >= 1) four = vld1q_lane_f32(p, four, 0);
  if (count >= 2) four = vld1q_lane_f32(p + 1, four, 1);
  if (count >= 3) four = vld1q_lane_f32(p + 2, four, 2);
  return four;
}
static inline void v_store_part(float *p, float32x4_t four, long count) {
  if (count >= 4) {
    vst1q_f32(p, four);
    return;
  }
  if (count >= 1) vst1q_lane_f32(p, four, 0);
  if (count >= 2) vst1q_lane_f32(p + 1, four, 1);
  if (count >= 3) vst1q_lane_f32(p + 2, four, 2);
}
static inline f32x16 v_load_count(const float *p, long count) {
  return (f32x16){{v_load_part(p, count), v_load_part(p + 4, count - 4),
                   v_load_part(p + 8, count - 8), v_load_part(p + 12, count - 12)}};
}
static inline void v_store_count(float *p, f32x16 x, long count) {
  v_store_part(p, x.part[0], count);
  v_store_part(p + 4, x.part[1], count - 4);
  v_store_part(p + 8, x.part[2], count - 8);
  v_store_part(p + 12, x.part[3], count - 12);
}

static inline f32x16 v_add(f32x16 a, f32x16 b) { return EACH_PAIR(f32x16, vaddq_f32); }
static inline f32x16 v_sub(f32x16 a, f32x16 b) { return EACH_PAIR(f32x16, vsubq_f32); }
static inline f32x16 v_mul(f32x16 a, f32x16 b) { return EACH_PAIR(f32x16, vmulq_f32); }
static inline f32x16 v_div(f32x16 a, f32x16 b) { return EACH_PAIR(f32x16, vdivq_f32); }
static inline f32x16 v_sqrt(f32x16 a) { return EACH_PART(f32x16, vsqrtq_f32); }
static inline f32x16 v_fma(f32x16 a, f32x16 b, f32x16 c) {
  return (f32x16){{vfmaq_f32(c.part[0], a.part[0], b.part[0]),
                   vfmaq_f32(c.part[1], a.part[1], b.part[1]),
                   vfmaq_f32(c.part[2], a.part[2], b.part[2]),
                   vfmaq_f32(c.part[3], a.part[3], b.part[3])}};
}
static inline f32x16 v_select_less(f32x16 a, f32x16 b, f32x16 yes, f32x16 no) {
  return (f32x16){{vbslq_f32(vcltq_f32(a.part[0], b.part[0]), yes.part[0], no.part[0]),
                   vbslq_f32(vcltq_f32(a.part[1], b.part[1]), yes.part[1], no.part[1]),
                   vbslq_f32(vcltq_f32(a.part[2], b.part[2]), yes.part[2], no.part[2]),
                   vbslq_f32(vcltq_f32(a.part[3], b.part[3]), yes.part[3], no.part[3])}};
}

// Not FMIN and FMAX: those return the NaN, and order the zeros.
static inline f32x16 v_min(f32x16 a, f32x16 b) { return v_select_less(a, b, a, b); }
static inline f32x16 v_max(f32x16 a, f32x16 b) { return v_select_less(b, a, a, b); }

static inline i32x16 v_bits(f32x16 a) { return EACH_PART(i32x16, vreinterpretq_s32_f32); }
static inline f32x16 v_from_bits(i32x16 a) { return EACH_PART(f32x16, vreinterpretq_f32_s32); }
static inline i32x16 i_set(int32_t x) {
  int32x4_t four = vdupq_n_s32(x);
  return (i32x16){{four, four, four, four}};
}
static inline i32x16 i_add(i32x16 a, i32x16 b) { return EACH_PAIR(i32x16, vaddq_s32); }
static inline i32x16 i_sub(i32x16 a, i32x16 b) { return EACH_PAIR(i32x16, vsubq_s32); }
static inline i32x16 i_and(i32x16 a, i32x16 b) { return EACH_PAIR(i32x16, vandq_s32); }
static inline i32x16 i_or(i32x16 a, i32x16 b) { return EACH_PAIR(i32x16, vorrq_s32); }
static inline i32x16 i_xor(i32x16 a, i32x16 b) { return EACH_PAIR(i32x16, veorq_s32); }
/// A register of counts, which compilers turn into the immediate form; negative ones shift right.
static inline i32x16 i_shift_left(i32x16 a, int n) {
  i32x16 b = i_set(n);
  return EACH_PAIR(i32x16, vshlq_s32);
}
static inline i32x16 i_shift_right(i32x16 a, int n) { return i_shift_left(a, -n); }
static inline f32x16 i_to_float(i32x16 a) { return EACH_PART(f32x16, vcvtq_f32_s32); }

static inline f32x16 v_scale(f32x16 a, f32x16 n) {
  i32x16 biased = v_bits(v_add(n, v_set(0x1.8p23f + 254)));
  i32x16 half = i_shift_right(biased, 1);
  f32x16 first = v_from_bits(i_shift_left(half, 23));
  f32x16 second = v_from_bits(i_shift_left(i_sub(biased, half), 23));
  return v_mul(v_mul(a, first), second);
}

static inline float v_first(f32x16 a) { return vgetq_lane_f32(a.part[0], 0); }
static inline float v_fold_add(f32x16 a) {
  float32x4_t first = vaddq_f32(a.part[0], a.part[2]), second = vaddq_f32(a.part[1], a.part[3]);
  float32x4_t four = vaddq_f32(first, second);
  float32x2_t two = vadd_f32(vget_low_f32(four), vget_high_f32(four));
  return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
}
static inline void v_transpose_16(const float *source, long row_stride, float *target) {
  for (long row = 0; row < 16; row += 4)
    for (long column = 0; column < 16; column += 4) {
      const float *from = source + row * row_stride + column;
      float32x4x2_t top = vtrnq_f32(vld1q_f32(from), vld1q_f32(from + row_stride));
      float32x4x2_t bottom =
          vtrnq_f32(vld1q_f32(from + 2 * row_stride), vld1q_f32(from + 3 * row_stride));
      float *to = target + 16 * column + row;
      vst1q_f32(to, vcombine_f32(vget_low_f32(top.val[0]), vget_low_f32(bottom.val[0])));
      vst1q_f32(to + 16, vcombine_f32(vget_low_f32(top.val[1]), vget_low_f32(bottom.val[1])));
      vst1q_f32(to + 32, vcombine_f32(vget_high_f32(top.val[0]), vget_high_f32(bottom.val[0])));
      vst1q_f32(to + 48, vcombine_f32(vget_high_f32(top.val[1]), vget_high_f32(bottom.val[1])));
    }
}

#undef EACH_PART
#undef EACH_PAIR
