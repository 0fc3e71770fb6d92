// Matrix products (numerics 1). SIMD lanes are output columns, never the reduction, so tiling,
// blocking and packing cannot change a bit: every output element is the same chain of fma.
// The including file sets TILE_ROWS and TILE_PANELS to what its registers hold.

/// Depth after which accumulators rest in the output. So long that outputs, whose lines no hardware
/// foresees, come and go seldom; a strip of the right side then streams from the second level of the
/// cache, which costs little.
enum { depth_block = 1024 };

/// Steps of depth between two requests for what the next tiles read.
enum { request_interval = 16 };

/// Sixteen numbers of a right side, `index` elements from `base`.
static inline __attribute__((always_inline)) f32x16 load_right(const int format, const void *base,
                                                               long index) {
  return format == ck_float32    ? v_load((const float *)base + index)
         : format == ck_bfloat16 ? v_load_bfloat16((const uint16_t *)base + index)
                                 : v_load_float16((const uint16_t *)base + index);
}

/// Asks the memory for element `index` of a right side, for the second level of the cache.
static inline __attribute__((always_inline)) void request_right(const int format, const void *base,
                                                                long index) {
  __builtin_prefetch((const char *)base + index * (format == ck_float32 ? 4 : 2), 0, 2);
}

/// `rows` × `panels` outputs. Meanwhile it asks, a line at a time, for the outputs below and for a
/// part of the strip of the right side that comes next, at `ahead`.
static inline __attribute__((always_inline)) void product_tile(
    const int format, const int rows, const int panels, long depth, const float *left,
    long left_row, long left_depth, ck_right_t right, long at, long ahead, float *output,
    long output_row, long last_columns, bool continues) {
  f32x16 chain[8][GEMV_PANELS];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++) {
      const float *from = output + i * output_row + 16 * p;
      chain[i][p] = !continues            ? v_zero()
                    : p == panels - 1 ? v_load_count(from, last_columns)
                                      : v_load(from);
    }
  const float *below = output + rows * output_row;
  for (long k = 0; k < depth; k++) {
    if (k % request_interval == 0) {
#pragma clang loop unroll(full)
      for (int p = 0; p < panels; p++) {
        request_right(format, right.base, ahead + p * right.panel_stride);
        __builtin_prefetch(below + 16 * p, 1);
      }
      ahead += right.depth_stride;
      if (k < request_interval * (rows - 1)) below += output_row;
    }
    f32x16 b[GEMV_PANELS];
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++)
      b[p] = load_right(format, right.base, at + p * right.panel_stride);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      f32x16 a = v_set(left[i * left_row]);
#pragma clang loop unroll(full)
      for (int p = 0; p < panels; p++) chain[i][p] = v_fma(a, b[p], chain[i][p]);
    }
    left += left_depth;
    at += right.depth_stride;
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++) {
      float *to = output + i * output_row + 16 * p;
      if (p == panels - 1) v_store_count(to, chain[i][p], last_columns);
      else v_store(to, chain[i][p]);
    }
}

typedef void (*tile_t)(long depth, const float *left, long left_row, long left_depth,
                       ck_right_t right, long at, long ahead, float *output, long output_row,
                       long last_columns, bool continues);

#define TILE(F, R, P)                                                                              \
  static __attribute__((noinline)) void tile_##F##_##R##x##P(                                      \
      long depth, const float *left, long left_row, long left_depth, ck_right_t right, long at,    \
      long ahead, float *output, long output_row, long last_columns, bool continues) {             \
    product_tile(ck_##F, R, P, depth, left, left_row, left_depth, right, at, ahead, output,        \
                 output_row, last_columns, continues);                                             \
  }
/// One row has only its panels to keep the pipes full, so it takes more of them at a time.
#define TILES(F, P)                                                                                \
  TILE(F, 1, P) TILE(F, 2, P) TILE(F, 3, P) TILE(F, 4, P) TILE(F, 5, P) TILE(F, 6, P)              \
  TILE(F, 7, P) TILE(F, 8, P)
#define TILE_ROW(F, P)                                                                             \
  {tile_##F##_1x##P, tile_##F##_2x##P, tile_##F##_3x##P, tile_##F##_4x##P,                         \
   tile_##F##_5x##P, tile_##F##_6x##P, tile_##F##_7x##P, tile_##F##_8x##P}

#if TILE_PANELS == 3 && GEMV_PANELS == 8
#define FORMAT_TILES(F) TILES(F, 1) TILES(F, 2) TILES(F, 3) TILE(F, 1, 8)
#define FORMAT_ROWS(F) {TILE_ROW(F, 1), TILE_ROW(F, 2), TILE_ROW(F, 3)}
#define GEMV_TILE(F) tile_##F##_1x8
#elif TILE_PANELS == 1 && GEMV_PANELS == 4
#define FORMAT_TILES(F) TILES(F, 1) TILE(F, 1, 4)
#define FORMAT_ROWS(F) {TILE_ROW(F, 1)}
#define GEMV_TILE(F) tile_##F##_1x4
#endif
FORMAT_TILES(float32) FORMAT_TILES(bfloat16) FORMAT_TILES(float16)
static const tile_t tiles[3][TILE_PANELS][8] = {FORMAT_ROWS(float32), FORMAT_ROWS(bfloat16),
                                                FORMAT_ROWS(float16)};
static const tile_t gemv_tiles[3] = {GEMV_TILE(float32), GEMV_TILE(bfloat16), GEMV_TILE(float16)};

static void pack(const float *source, long depth_stride, long column_stride, long depth,
                 long columns, float *panel) {
  long k = 0;
  if (column_stride == 1) {
    for (; k < depth; k++) v_store(panel + 16 * k, v_load_count(source + k * depth_stride, columns));
  } else if (depth_stride == 1 && columns == 16) {
    for (; k + 16 <= depth; k += 16) v_transpose_16(source + k, column_stride, panel + 16 * k);
  }
  for (; k < depth; k++)
    for (long j = 0; j < 16; j++)
      panel[16 * k + j] = j < columns ? source[k * depth_stride + j * column_stride] : 0.0f;
}

static inline long least(long a, long b) { return a < b ? a : b; }

/// The same for sixteen-bit numbers.
static void pack_halves(const uint16_t *source, long depth_stride, long column_stride, long depth,
                        long columns, uint16_t *panel) {
  for (long k = 0; k < depth; k += 64)
    for (long j = 0; j < 16; j++)
      for (long i = k; i < least(k + 64, depth); i++)
        panel[16 * i + j] = j < columns ? source[i * depth_stride + j * column_stride] : 0;
}

/// y[k] = element (k, column).
static void column(ck_right_t right, long column, long depth, float *y) {
  float lanes[16];
  for (long k = 0; k < depth; k++) {
    long at = column / 16 * right.panel_stride + k * right.depth_stride;
    v_store(lanes, load_right(right.format, right.base, at));
    y[k] = lanes[column % 16];
  }
}

/// A block of a transposed left side that is brought together: 128 KiB.
enum { gathered_rows = 128, gathered_depth = 256 };

/// Copies a block whose rows stand side by side. In place its lines lie as far apart as the matrix
/// is wide; lines at such distances drive each other out of the cache before the next strip.
static ck_left_t gather(ck_left_t left, long rows, long depth, float *block) {
  for (long k = 0; k < depth; k++) {
    const float *from = left.base + k * left.depth_stride;
    float *to = block + k * gathered_rows;
    for (long i = 0; i < rows; i += 16) {
      __builtin_prefetch(from + i + request_interval * left.depth_stride);
      v_store(to + i, rows - i < 16 ? v_load_count(from + i, rows - i) : v_load(from + i));
    }
  }
  return (ck_left_t){block, 1, gathered_rows};
}

static __attribute__((noinline)) void product(long rows, long columns, long depth, ck_left_t left,
                                              ck_right_t right, float *output, long output_stride,
                                              bool continues) {
  if (depth == 0 && !continues) {
    for (long i = 0; i < rows; i++)
      for (long j = 0; j < columns; j++) output[i * output_stride + j] = 0.0f;
    return;
  }
  long panels = (columns + 15) / 16;
  long width = rows == 1 ? GEMV_PANELS : TILE_PANELS;
  float gathered[gathered_rows * gathered_depth] __attribute__((aligned(64)));
  bool gathers = left.row_stride == 1 && left.depth_stride > 1 && rows > TILE_ROWS &&
                 rows <= gathered_rows && panels > TILE_PANELS;
  long deepest = gathers ? gathered_depth : depth_block;
  for (long k = 0; k < depth; k += deepest) {
    long block = least(deepest, depth - k);
    ck_left_t a = {left.base + k * left.depth_stride, left.row_stride, left.depth_stride};
    if (gathers) a = gather(a, rows, block, gathered);
    bool continuing = continues || k > 0;
    for (long p = 0; p < panels;) {
      long take = panels - p >= width ? width : least(TILE_PANELS, panels - p);
      long last = least(16, columns - 16 * (p + take - 1));
      long at = p * right.panel_stride + k * right.depth_stride;
      long ahead = p + take < panels ? at + take * right.panel_stride : at;
      long step = (block + request_interval - 1) / request_interval;
      for (long i = 0; i < rows; i += TILE_ROWS) {
        long asked = least(i / TILE_ROWS * step, block - step) * right.depth_stride;
        long count = least(TILE_ROWS, rows - i);
        tile_t tile = take > TILE_PANELS ? gemv_tiles[right.format]
                                         : tiles[right.format][take - 1][count - 1];
        tile(block, a.base + i * a.row_stride, a.row_stride, a.depth_stride, right, at,
             ahead + asked, output + i * output_stride + 16 * p, output_stride, last, continuing);
      }
      p += take;
    }
  }
}

/// As many independent chains of fma as the accumulators of a tile, `rounds` links each: the most
/// that the processor's multipliers can do. Measured, never used.
static float fma_probe(long rounds) {
  f32x16 chain[TILE_ROWS * TILE_PANELS];
  f32x16 factor = v_set(0.999f), term = v_set(0.001f), total = v_zero();
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS * TILE_PANELS; i++) chain[i] = v_set(0.01f * (float)i);
  for (long round = 0; round < rounds; round++) {
#pragma clang loop unroll(full)
    for (int i = 0; i < TILE_ROWS * TILE_PANELS; i++) chain[i] = v_fma(chain[i], factor, term);
    // Keeps the rounds apart, so that no compiler may fold them.
    __asm__ volatile("");
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < TILE_ROWS * TILE_PANELS; i++) total = v_add(total, chain[i]);
  return v_fold_add(total);
}
