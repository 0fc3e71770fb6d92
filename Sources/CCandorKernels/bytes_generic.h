// Sixty-four signed bytes in plain C: four inputs of each of sixteen outputs, output by output; and
// what integers of thirty-two bits need besides vector_generic.h. The other bytes_*.h files must agree
// with this one.
#include <stdint.h>
#include <string.h>

typedef struct { int8_t byte[64]; } s8x64;

#define EACH_BYTE for (int i = 0; i < 64; i++)
#define EACH_LANE for (int i = 0; i < 16; i++)

static inline s8x64 b_load(const uint8_t *p) { s8x64 r; memcpy(&r, p, 64); return r; }
static inline s8x64 b_or(s8x64 a, s8x64 b) { EACH_BYTE a.byte[i] |= b.byte[i]; return a; }
/// (a >> n) & mask of each byte, to the left where n is negative; nothing of a neighbour gets in, since
/// `mask` keeps less than is shifted out.
static inline s8x64 b_bits(s8x64 a, int n, int mask) {
  EACH_BYTE {
    int byte = (uint8_t)a.byte[i];
    a.byte[i] = (int8_t)((n < 0 ? byte << -n : byte >> n) & mask);
  }
  return a;
}
/// Weights: codes less their offset. In what form is the instruction set's business; b_dot knows.
static inline s8x64 b_weights(s8x64 codes, int offset) {
  EACH_BYTE codes.byte[i] = (int8_t)(codes.byte[i] - offset);
  return codes;
}
/// Weights: table[code], codes below 16.
static inline s8x64 b_look_up(const int8_t table[16], s8x64 codes) {
  EACH_BYTE codes.byte[i] = table[codes.byte[i]];
  return codes;
}
/// Where the sum of products of half a block begins; `start` is −128 · the sum of its activations.
static inline i32x16 b_begin(const int32_t *start) { (void)start; return i_set(0); }
/// sum[j] + the products of the four weights of output j with four activations, none of them −128.
/// Exact: 32 such products are less than 2^20.
static inline i32x16 b_dot(i32x16 sum, s8x64 weights, const int8_t *x) {
  EACH_LANE for (int k = 0; k < 4; k++) sum.lane[i] += weights.byte[4 * i + k] * x[k];
  return sum;
}

static inline i32x16 i_load_signed(const uint8_t *p) {
  i32x16 r;
  EACH_LANE r.lane[i] = (int8_t)p[i];
  return r;
}
static inline i32x16 i_load_bytes(const uint8_t *p) {
  i32x16 r;
  EACH_LANE r.lane[i] = p[i];
  return r;
}
static inline i32x16 i_mul(i32x16 a, i32x16 b) {
  EACH_LANE a.lane[i] = (int32_t)((uint32_t)a.lane[i] * (uint32_t)b.lane[i]);
  return a;
}
static inline i32x16 i_max(i32x16 a, i32x16 b) {
  EACH_LANE a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
  return a;
}
/// The nearest whole number, ties to even, of numbers within ±2^22.
static inline i32x16 i_round(f32x16 a) {
  // 2^23 + 2^22 + m has m in its lowest bits.
  i32x16 bits = v_bits(v_add(a, v_set(0x1.8p23f)));
  return i_sub(bits, i_set(0x4b400000));
}
static inline int32_t i_fold_add(i32x16 a) {
  uint32_t sum = 0;
  EACH_LANE sum += (uint32_t)a.lane[i];
  return (int32_t)sum;
}
static inline int32_t i_fold_max(i32x16 a) {
  int32_t most = a.lane[0];
  EACH_LANE most = a.lane[i] > most ? a.lane[i] : most;
  return most;
}
/// The lowest byte of each lane.
static inline void i_store_bytes(int8_t *p, i32x16 a) { EACH_LANE p[i] = (int8_t)a.lane[i]; }

#undef EACH_BYTE
#undef EACH_LANE
