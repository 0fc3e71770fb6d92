// Pure arithmetic: the operations of docs/numerics.md for one thread, in one table per instruction
// set. No allocation, threads, libm or errno here. Matrices are row-major binary32; strides and
// counts are in elements. Callers own the memory and have checked every count.
#ifndef CANDOR_KERNELS_H
#define CANDOR_KERNELS_H
#include <stdbool.h>
#include <stdint.h>
#include "candor_formats.h"

enum { ck_generic = 0, ck_avx2 = 1, ck_avx512 = 2, ck_neon = 3 };

/// A matrix read by (row, depth) steps: element (i, k) stands at base[i * row_stride + k * depth_stride].
typedef struct {
  const float *base;
  long row_stride, depth_stride;
} ck_left_t;

/// How the numbers of a right side are stored; all are widened exactly.
enum { ck_float32 = 0, ck_bfloat16 = 1, ck_float16 = 2 };

/// The right side of a product in panels of sixteen columns: element (k, 16 p + j) stands at
/// base[p * panel_stride + k * depth_stride + j].
typedef struct {
  const void *base;
  long panel_stride, depth_stride;
  int format;
} ck_right_t;

/// One attention window: `count` positions, of which those from `first` on ask; position i sees
/// 0…i, or the last `reach` of these if that is not 0. For one key-value head and the query heads
/// that share it. Queries and keys have `head_size` numbers, values and outputs `value_size`.
typedef struct {
  long count, first, reach, head_size, value_size, query_heads;
  const float *query; long query_stride;    // of position `first`; head h at query + h * head_size
  const float *key; long key_stride;
  const float *value; long value_stride;
  float *output; long output_stride;        // of position `first`; head h at output + h * value_size
  float *statistics;                        // [query_heads][2][count - first]: maximum, 1 / sum
  float scale;
} ck_attention_t;

/// What the backward pass reads and writes besides; its window has first = 0.
typedef struct {
  const float *output_gradient; long output_stride;
  float *query_gradient; long query_stride;
  float *key_gradient; long key_stride;
  float *value_gradient; long value_stride;
} ck_attention_gradients_t;

typedef struct {
  float learning_rate, beta1, beta2, one_minus_beta1, one_minus_beta2;
  float correction1, correction2;           // 1 / (1 - beta^t)
  float epsilon, weight_decay, gradient_scale;
} ck_adamw_t;

/// How a row's experts are chosen: `chosen` of the best `chosen_groups` of `groups`, which are the
/// experts in runs of the same length; by sigmoid or softmax of their logits, plus a bias that does
/// not count in their weights.
typedef struct {
  long experts, groups, chosen_groups, chosen;
  bool sigmoid, normalises;
  float scale;
} ck_routing_t;

typedef struct {
  const char *name;

  // Products (numerics 1): each output element is one fma chain over ascending depth.
  void (*pack)(const float *source, long depth_stride, long column_stride, long depth, long columns,
               float *panel);
  void (*pack_halves)(const uint16_t *source, long depth_stride, long column_stride, long depth,
                      long columns, uint16_t *panel);
  void (*column)(ck_right_t right, long column, long depth, float *y);
  void (*product)(long rows, long columns, long depth, ck_left_t left, ck_right_t right,
                  float *output, long output_stride, bool continues);

  // Independent fma chains of sixteen lanes, to measure what the processor can do at most.
  float (*fma_probe)(long rounds);
  long fma_chains;

  // Elementary functions (numerics 5), elementwise.
  void (*exp)(long count, const float *x, float *y);
  void (*log)(long count, const float *x, float *y);
  void (*sigmoid)(long count, const float *x, float *y);
  void (*tanh)(long count, const float *x, float *y);

  // Row reductions (numerics 2): sixteen lanes, then 8+8, 4+4, 2+2, 1+1.
  float (*sum)(long count, const float *x);
  float (*dot)(long count, const float *x, const float *y);
  long (*argmax)(long count, const float *x);

  // Elementwise.
  void (*add)(long count, const float *x, float *y);                        // y += x
  void (*scale)(long count, float factor, float *x);                        // x *= factor
  void (*add_scaled)(long count, float factor, const float *x, float *y);   // y = fma(factor, x, y)

  // Layers; `rows` rows of `columns`.
  void (*rms_norm)(long rows, long columns, float epsilon, const float *x, const float *weight,
                   float *y, float *inverse);
  void (*rms_norm_backward)(long rows, long columns, const float *x, const float *weight,
                            const float *inverse, const float *dy, float *dx);
  void (*rms_norm_weight_backward)(long rows, long columns, long stride, const float *x,
                                   const float *inverse, const float *dy, float *dweight);
  void (*rotate)(long heads, long head_stride, long size, const float *cosine, const float *sine,
                 bool backward, float *x);
  void (*gate)(long count, const float *gate, const float *up, float *y);
  void (*gelu_gate)(long count, const float *gate, const float *up, float *y);
  void (*gate_backward)(long count, const float *gate, const float *up, const float *dy,
                        float *dgate, float *dup);
  void (*route)(const ck_routing_t *routing, const float *logits, const float *bias, float *scratch,
                int32_t *chosen, float *weights);
  float (*cross_entropy)(long columns, const float *logits, long target, float *gradient);

  // Attention; `scratch` holds attention_scratch floats.
  long (*attention_scratch)(long count, long head_size, long value_size, bool backward);
  void (*attention)(const ck_attention_t *window, float *scratch);
  void (*attention_backward)(const ck_attention_t *window, const ck_attention_gradients_t *gradients,
                             float *scratch);

  // Optimiser (numerics 10).
  void (*adamw)(long count, const ck_adamw_t *step, const float *gradient, float *first_moment,
                float *second_moment, float *parameter);

  // Stored numbers as binary32 (numerics 13); `source` may have any alignment.
  void (*dequantise)(int format, long blocks, const uint8_t *source, float *target);
  // And back; false where a number is not finite or too large for the format.
  bool (*quantise)(int format, long blocks, const float *source, uint8_t *target);
} ck_kernels_t;

/// The operations for `isa`, or NULL when this build, CPU or operating system lacks it.
const ck_kernels_t *ck_kernels_for(int isa);

/// True when the calling thread rounds to nearest and keeps denormals: the environment that
/// every bit of the numerics contract assumes.
bool ck_float_environment_is_sound(void);

/// Sine and cosine of a rotary angle, in binary64 arithmetic rounded once to binary32.
void ck_sine_cosine(float angle, float *sine, float *cosine);
/// Binary64 functions for rotary frequencies and schedules.
double ck_exp64(double x);
double ck_log64(double x);
double ck_cos64(double x);

/// MinHash (Broder, 1997) as datatrove has it: for each of `permutations`, a multiple of 8, the least of
/// (hash · a + b mod 2⁶⁴) mod 2⁶¹ − 1, where a shingle's hash is the first eight bytes of its SHA-1,
/// little-endian. A shingle is the bytes of `text` from its start to its end.
///
/// `minima` holds what is least so far: all ones to begin with.
typedef void ck_minima_t(long shingles, const uint8_t *text, const uint32_t *starts,
                         const uint32_t *ends, long permutations, const uint64_t *a,
                         const uint64_t *b, uint64_t *minima);

/// NULL where the processor or the operating system lacks the instruction set.
ck_minima_t *ck_minima_for(int isa);

/// PDQ of a picture whose pixels have `channels` bytes, 3 or 4, of which red, green and blue come first. `memory`
/// has room for as many numbers as `ck_pdq_memory` says. Returns the quality, 0 to 100; the first bit of the hash is
/// the most significant of its first word.
int ck_pdq(long rows, long columns, long channels, const uint8_t *pixels, float *memory,
           uint64_t hash[4]);
long ck_pdq_memory(long rows, long columns);

#endif
