#pragma STDC FP_CONTRACT OFF
// Quantised weights of one output, taken back from its panel: rows of an embedding. Every product but
// the last is exact, so the order of factors does not matter, and the numbers are those of ggml.
#include "formats.h"
#include "vector_generic.h"

/// Code `input` (0 … 31) of output `column` in the planes of 32 inputs.
static int code_at(const format_t *f, const uint8_t *planes, long column, int input) {
  int g = input / 4;
  const uint8_t *low = planes + 4 * column + input % 4, *high = low + 64 * f->low_bits;
  int code = f->low_bits == 8   ? low[64 * g]
             : f->low_bits == 4 ? low[64 * (g % 4)] >> 4 * (g / 4) & 15
                                : low[64 * (g / 4)] >> 2 * (g % 4) & 3;
  if (f->high_bits == 1) code |= (high[0] >> g & 1) << f->low_bits;
  if (f->high_bits == 2) code |= (high[64 * (g / 4)] >> 2 * (g % 4) & 3) << f->low_bits;
  return f->table ? code_tables[f->table][code] : (int8_t)(code - f->offset);
}

/// One of sixteen binary16 numbers.
static float half_at(const uint8_t *numbers, long column) {
  uint16_t halves[16];
  memcpy(halves, numbers, sizeof halves);
  return v_load_float16(halves).lane[column];
}

static float power(int exponent) {
  return v_first(v_scale(v_set(1.0f), v_set((float)exponent)));
}

void ck_unpack_column(int format, long depth, const uint8_t *panel, long column, float *weights) {
  const format_t *f = ck_format(format);
  if (!f) return;
  int head = head_bytes(f->scales), sub = sub_bytes(f->scales);
  for (long group = 0; group < depth / f->length; group++) {
    float d = f->scales == scale_power ? power(panel[column] - 128) : half_at(panel, column);
    float e = head == 64 ? half_at(panel + 32, column) : 0.0f;
    panel += head;
    for (int part = 0; part < f->length / 32; part++, panel += sub + plane_bytes(f))
      for (int i = 0; i < 32; i++) {
        const uint8_t *small = panel + column, *own = small + 16 * (i / 16);
        float q = (float)code_at(f, panel + sub, column, i), product = 0.0f;
        switch (f->scales) {
        case scale_part: product = d * (float)(int8_t)small[0] * q; break;
        case scale_part_minimum: product = d * (float)small[0] * q + e * (float)small[16]; break;
        case scale_half: product = d * (float)(int8_t)own[0] * q; break;
        case scale_half_minimum: product = d * (float)(own[0] & 15) * q - e * (float)(own[0] >> 4); break;
        case scale_block_minimum: product = d * q + e; break;
        default: product = d * q;
        }
        *weights++ = product;
      }
  }
}
