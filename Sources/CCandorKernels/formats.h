// The block formats of quantised weights, as data: what panels.c lays out and quantised.h multiplies.
#ifndef CANDOR_FORMATS_H
#define CANDOR_FORMATS_H
#include <stddef.h>
#include "candor_quantised.h"

/// What multiplies the codes q of 32 inputs. d and e are binary16 numbers of the block, s and m small
/// integers of a part of it.
enum {
  scale_block,          // d · q
  scale_block_minimum,  // d · q + e
  scale_power,          // 2^(e − 128) · q, e a byte
  scale_part,           // (d · s) · q, a part is 32 inputs
  scale_part_minimum,   // (d · s) · q − e · m
  scale_half,           // d · (s · q), a part is 16 inputs
  scale_half_minimum,   // d · (s · q) − e · m, a part is 16 inputs, s and m share a byte
};

/// What a code stands for, if not for itself less an offset.
enum { table_none, table_nonlinear, table_float4 };
static const int8_t code_tables[3][16] = {
    {0},
    {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113},
    {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12},
};

typedef struct {
  int number;     // ggml's
  int length;     // weights of a block
  int bytes;      // of a block in the file
  int low_bits;   // of a code: 8, 4 or 2 in the low plane
  int high_bits;  // and 0, 1 or 2 in the high one
  int offset;     // what a code of 0 stands for, negated
  int table;
  int scales;
} format_t;

#define FORMATS(F)                                                                                 \
  F(q4_0, 32, 18, 4, 0, 8, table_none, scale_block)                                                \
  F(q4_1, 32, 20, 4, 0, 0, table_none, scale_block_minimum)                                        \
  F(q5_0, 32, 22, 4, 1, 16, table_none, scale_block)                                               \
  F(q5_1, 32, 24, 4, 1, 0, table_none, scale_block_minimum)                                        \
  F(q8_0, 32, 34, 8, 0, 0, table_none, scale_block)                                                \
  F(q2_k, 256, 84, 2, 0, 0, table_none, scale_half_minimum)                                        \
  F(q3_k, 256, 110, 2, 1, 4, table_none, scale_half)                                               \
  F(q4_k, 256, 144, 4, 0, 0, table_none, scale_part_minimum)                                       \
  F(q5_k, 256, 176, 4, 1, 0, table_none, scale_part_minimum)                                       \
  F(q6_k, 256, 210, 4, 2, 32, table_none, scale_half)                                              \
  F(iq4_nl, 32, 18, 4, 0, 0, table_nonlinear, scale_block)                                         \
  F(iq4_xs, 256, 136, 4, 0, 0, table_nonlinear, scale_part)                                        \
  F(mxfp4, 32, 17, 4, 0, 0, table_float4, scale_power)
/// NULL when there is no such format.
const format_t *ck_format(int number);

#define FORMAT_ROW(name, ...) {ck_##name, __VA_ARGS__},

// A panel is a sequence of groups, one for each block of its sixteen outputs: the head (d and e of
// sixteen outputs), and for each 32 inputs their small integers, sixteen by sixteen, and the planes.

static inline int head_bytes(int scales) {
  return scales == scale_power ? 16
         : scales == scale_block || scales == scale_part || scales == scale_half ? 32 : 64;
}
static inline int sub_bytes(int scales) {
  return scales <= scale_power ? 0 : scales == scale_part ? 16 : 32;
}
/// Vectors of 64 bytes: four codes of each output take (low_bits + high_bits) / 8 of one.
static inline int plane_bytes(const format_t *f) { return 64 * (f->low_bits + f->high_bits); }
static inline long group_bytes(const format_t *f) {
  return head_bytes(f->scales) + f->length / 32 * (sub_bytes(f->scales) + plane_bytes(f));
}
#endif
