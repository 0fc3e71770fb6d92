// Products with quantised weights (numerics 10), written once over sixteen lanes and sixty-four bytes.
// Lanes are outputs, as in product.h. Dot products of codes are integers and exact; what is rounded is
// one product of scales and one fma for each 32 inputs, in ascending order: so rows, panels and
// threads cannot change a bit. The including file sets PANELS to what its registers hold.
#include "formats.h"

#define INLINE static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

static void quantise(long blocks, const float *x, ck_block_t *tile, long stride) {
  const i32x16 magnitude = i_set(0x7fffffff);
  for (long b = 0; b < blocks; b++, x += ck_block_length, tile += stride) {
    f32x16 half[2] = {v_load(x), v_load(x + 16)};
    // As integers, magnitudes have the order of the numbers, and NaN is the largest.
    int32_t most = i_fold_max(i_max(i_and(v_bits(half[0]), magnitude), i_and(v_bits(half[1]), magnitude)));
    f32x16 largest = v_from_bits(i_set(most)), limit = v_set(127.0f), tiny = v_set(0x1p-100f);
    f32x16 scale = v_select_less(largest, tiny, v_zero(), v_div(largest, limit));
    f32x16 inverse = v_select_less(largest, tiny, v_zero(), v_div(limit, largest));
    int32_t sum[2];
    for (int h = 0; h < 2; h++) {
      f32x16 scaled = v_max(v_min(v_mul(half[h], inverse), limit), v_set(-127.0f));
      i32x16 code = i_round(scaled);
      i_store_bytes(tile->code + 16 * h, code);
      sum[h] = i_fold_add(code);
      tile->start[h] = -128 * sum[h];
    }
    tile->scale = v_first(scale);
    tile->sum = tile->scale * (float)(sum[0] + sum[1]);
  }
}

/// The weights of 32 inputs and sixteen outputs, four inputs each.
INLINE void unpack(const int low_bits, const int high_bits, const int offset, const int table,
                   const uint8_t *low, s8x64 weights[8]) {
  const uint8_t *high = low + 64 * low_bits;
  UNROLL for (int g = 0; g < 8; g++) {
    s8x64 code = low_bits == 8   ? b_load(low + 64 * g)
                 : low_bits == 4 ? b_bits(b_load(low + 64 * (g % 4)), 4 * (g / 4), 15)
                                 : b_bits(b_load(low + 64 * (g / 4)), 2 * (g % 4), 3);
    if (high_bits == 1) code = b_or(code, b_bits(b_load(high), g - low_bits, 1 << low_bits));
    if (high_bits == 2)
      code = b_or(code, b_bits(b_load(high + 64 * (g / 4)), 2 * (g % 4) - low_bits, 3 << low_bits));
    weights[g] = table ? b_look_up(code_tables[table], code) : b_weights(code, offset);
  }
}

/// What belongs to sixteen outputs of a group, and of 32 inputs of it.
typedef struct {
  f32x16 head, head_minimum;  // d and e
  f32x16 scale, minimum;      // what multiplies the integer sum, and the scaled sum of activations
  i32x16 factor[2];           // s of either half
  i32x16 minimum_factor[2];   // m of either half
} scales_t;

INLINE void read_head(const int scales, const uint8_t *p, scales_t *s) {
  if (scales == scale_power) {
    i32x16 exponent = i_sub(i_load_bytes(p), i_set(128));
    s->scale = v_scale(v_set(1.0f), i_to_float(exponent));
    return;
  }
  s->head = s->scale = v_load_float16((const uint16_t *)(const void *)p);
  if (head_bytes(scales) == 64)
    s->head_minimum = s->minimum = v_load_float16((const uint16_t *)(const void *)(p + 32));
}

INLINE void read_part(const int scales, const uint8_t *p, scales_t *s) {
  if (scales == scale_part || scales == scale_part_minimum)
    s->scale = v_mul(s->head, i_to_float(i_load_signed(p)));
  if (scales == scale_part_minimum)
    s->minimum = v_mul(s->head_minimum, i_to_float(i_load_signed(p + 16)));
  UNROLL for (int h = 0; h < 2; h++) {
    if (scales == scale_half) s->factor[h] = i_load_signed(p + 16 * h);
    if (scales == scale_half_minimum) {
      i32x16 both = i_load_bytes(p + 16 * h);
      s->factor[h] = i_and(both, i_set(15));
      s->minimum_factor[h] = i_shift_right(both, 4);
    }
  }
}

/// What 32 inputs of one row add to sixteen outputs.
INLINE f32x16 add_block(const int scales, const ck_block_t *x, const s8x64 weights[8],
                        const scales_t *s, f32x16 chain) {
  i32x16 half[2];
  UNROLL for (int h = 0; h < 2; h++) {
    half[h] = b_begin(&x->start[h]);
    UNROLL for (int g = 4 * h; g < 4 * h + 4; g++) half[h] = b_dot(half[h], weights[g], x->code + 4 * g);
    if (scales == scale_half || scales == scale_half_minimum) half[h] = i_mul(half[h], s->factor[h]);
  }
  f32x16 sum = i_to_float(i_add(half[0], half[1])), factor = v_set(x->scale);
  chain = v_fma(v_mul(s->scale, factor), sum, chain);
  if (scales == scale_block_minimum || scales == scale_part_minimum)
    chain = v_fma(s->minimum, v_set(x->sum), chain);
  if (scales == scale_half_minimum) {
    i32x16 first = i_mul(s->minimum_factor[0], i_set(x->start[0] / 128));
    i32x16 second = i_mul(s->minimum_factor[1], i_set(x->start[1] / 128));
    chain = v_fma(v_mul(s->head_minimum, factor), i_to_float(i_add(first, second)), chain);
  }
  return chain;
}

/// So many rows do little with what they read and would wait for memory. They go panel by panel and ask
/// for it so many bytes ahead; panels follow one another, so the next one is asked for too.
enum { few_rows = 16, read_ahead = 4096 };

/// `panels` panels times a tile of rows. A single row keeps its sums in registers.
INLINE void multiply(const int length, const int low_bits, const int high_bits, const int offset,
                     const int table, const int scales, const int panels, const bool single,
                     long rows, long depth, const ck_block_t *x, const uint8_t *right,
                     long panel_bytes, float *output, long output_stride, long last_columns) {
  const int parts = length / ck_block_length, head = head_bytes(scales), sub = sub_bytes(scales);
  const int part_bytes = sub + 64 * (low_bits + high_bits);
  if (single) rows = 1;
  f32x16 chain[single ? 1 : ck_tile_rows][PANELS];
  for (long r = 0; r < rows; r++)
    UNROLL for (int p = 0; p < panels; p++) chain[r][p] = v_zero();
  for (long group = 0; group < depth / length; group++) {
    scales_t s[PANELS];
    UNROLL for (int p = 0; p < panels; p++) read_head(scales, right + p * panel_bytes, &s[p]);
    right += head;
    for (int part = 0; part < parts; part++) {
      s8x64 weights[PANELS][8];
      if (single || (panels == 1 && rows <= few_rows))
        UNROLL for (int line = 0; line < part_bytes; line += 64)
          __builtin_prefetch(right + read_ahead + line);
      UNROLL for (int p = 0; p < panels; p++) {
        read_part(scales, right + p * panel_bytes, &s[p]);
        unpack(low_bits, high_bits, offset, table, right + p * panel_bytes + sub, weights[p]);
      }
      for (long r = 0; r < rows; r++)
        UNROLL for (int p = 0; p < panels; p++)
          chain[r][p] = add_block(scales, x + r, weights[p], &s[p], chain[r][p]);
      right += part_bytes;
      x += rows;
    }
  }
  for (long r = 0; r < rows; r++)
    UNROLL for (int p = 0; p < panels; p++) {
      float *to = output + r * output_stride + 16 * p;
      if (p == panels - 1) v_store_count(to, chain[r][p], last_columns);
      else v_store(to, chain[r][p]);
    }
}

typedef void (*multiply_t)(long rows, long depth, const ck_block_t *x, const uint8_t *right,
                           long panel_bytes, float *output, long output_stride, long last_columns);

#define MULTIPLY(KIND, NAME, LENGTH, LOW, HIGH, OFFSET, TABLE, SCALES, TAKE, SINGLE)               \
  static __attribute__((noinline)) void NAME##_##KIND##_##TAKE(                                    \
      long rows, long depth, const ck_block_t *x, const uint8_t *right, long panel_bytes,          \
      float *output, long output_stride, long last_columns) {                                      \
    multiply(LENGTH, LOW, HIGH, OFFSET, TABLE, SCALES, TAKE, SINGLE, rows, depth, x, right,        \
             panel_bytes, output, output_stride, last_columns);                                    \
  }
#define FORMAT_FUNCTIONS(NAME, LENGTH, BYTES, LOW, HIGH, OFFSET, TABLE, SCALES)                    \
  MULTIPLY(row, NAME, LENGTH, LOW, HIGH, OFFSET, TABLE, SCALES, 1, true)                           \
  MULTIPLY(rows, NAME, LENGTH, LOW, HIGH, OFFSET, TABLE, SCALES, 1, false)                         \
  MORE_PANELS(NAME, LENGTH, LOW, HIGH, OFFSET, TABLE, SCALES)
#if PANELS == 2
#define MORE_PANELS(NAME, ...) MULTIPLY(rows, NAME, __VA_ARGS__, 2, false)
#define FORMAT_TABLE(NAME, ...) [ck_##NAME] = {NAME##_row_1, {NAME##_rows_1, NAME##_rows_2}},
#else
#define MORE_PANELS(NAME, ...)
#define FORMAT_TABLE(NAME, ...) [ck_##NAME] = {NAME##_row_1, {NAME##_rows_1}},
#endif

FORMATS(FORMAT_FUNCTIONS)
static const struct {
  multiply_t row, rows[PANELS];  // of one panel, of two
} multiplications[] = {FORMATS(FORMAT_TABLE)};

static void quantised_product(int format, long rows, long columns, long depth,
                              const ck_block_t *tile, const uint8_t *panels, float *output,
                              long output_stride) {
  long panel_bytes = ck_panel_bytes(format, depth);
  for (long column = 0; column < columns;) {
    long left = columns - column, take = rows > few_rows && left > 16 * (PANELS - 1) ? PANELS : 1;
    long last = left < 16 * take ? left - 16 * (take - 1) : 16;
    multiply_t f = rows > 1 ? multiplications[format].rows[take - 1] : multiplications[format].row;
    f(rows, depth, tile, panels, panel_bytes, output + column, output_stride, last);
    panels += take * panel_bytes;
    column += 16 * take;
  }
}

static double dot_probe(long rounds, int32_t *result) {
  enum { chains = 16 };
  uint8_t bytes[64];
  int8_t four[4] = {1, 2, 3, 4};
  for (int i = 0; i < 64; i++) bytes[i] = (uint8_t)i;
  s8x64 weights = b_weights(b_load(bytes), 0);
  i32x16 chain[chains], total = i_set(0);
  UNROLL for (int i = 0; i < chains; i++) chain[i] = i_set(i);
  for (long round = 0; round < rounds; round++) {
    UNROLL for (int i = 0; i < chains; i++) chain[i] = b_dot(chain[i], weights, four);
    // Keeps the rounds apart, so that no compiler may fold them.
    __asm__ volatile("");
  }
  UNROLL for (int i = 0; i < chains; i++) total = i_add(total, chain[i]);
  *result = i_fold_add(total);
  return 128.0 * chains * (double)rounds;
}

#define QUANTISED_TABLE {.quantise = quantise, .product = quantised_product, .dot_probe = dot_probe}
