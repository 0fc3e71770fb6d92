// Matrix products (numerics 1). SIMD lanes are output columns, never the reduction, so tiling,
// blocking and packing cannot change a bit: every output element is the same chain of fma.
// The including file sets TILE_ROWS and TILE_PANELS to what its registers hold.

/// Depth after which accumulators rest in the output: what of the right side stays in the cache.
enum { depth_block = 256 };

static inline __attribute__((always_inline)) void product_tile(
    const int rows, const int panels, long depth, const float *left, long left_row, long left_depth,
    const float *right, long right_panel, long right_depth, float *output, long output_row,
    long last_columns, bool continues) {
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
  for (long k = 0; k < depth; k++) {
    f32x16 b[GEMV_PANELS];
#pragma clang loop unroll(full)
    for (int p = 0; p < panels; p++) b[p] = v_load(right + p * right_panel);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      f32x16 a = v_set(left[i * left_row]);
#pragma clang loop unroll(full)
      for (int p = 0; p < panels; p++) chain[i][p] = v_fma(a, b[p], chain[i][p]);
    }
    left += left_depth;
    right += right_depth;
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
                       const float *right, long right_panel, long right_depth, float *output,
                       long output_row, long last_columns, bool continues);

#define TILE(R, P)                                                                                 \
  static __attribute__((noinline)) void tile_##R##x##P(                                            \
      long depth, const float *left, long left_row, long left_depth, const float *right,           \
      long right_panel, long right_depth, float *output, long output_row, long last_columns,       \
      bool continues) {                                                                            \
    product_tile(R, P, depth, left, left_row, left_depth, right, right_panel, right_depth, output, \
                 output_row, last_columns, continues);                                             \
  }
/// One row has only its panels to keep the pipes full, so it takes more of them at a time.
#define TILES(P) TILE(1, P) TILE(2, P) TILE(3, P) TILE(4, P) TILE(5, P) TILE(6, P) TILE(7, P) TILE(8, P)
#define TILE_ROW(P) {tile_1x##P, tile_2x##P, tile_3x##P, tile_4x##P, tile_5x##P, tile_6x##P, tile_7x##P, tile_8x##P}

#if TILE_PANELS == 3 && GEMV_PANELS == 8
TILES(1) TILES(2) TILES(3) TILE(1, 8)
static const tile_t tiles[3][8] = {TILE_ROW(1), TILE_ROW(2), TILE_ROW(3)}, gemv_tile = tile_1x8;
#elif TILE_PANELS == 1 && GEMV_PANELS == 4
TILES(1) TILE(1, 4)
static const tile_t tiles[1][8] = {TILE_ROW(1)}, gemv_tile = tile_1x4;
#endif

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

static void product(long rows, long columns, long depth, ck_left_t left, ck_right_t right,
                    float *output, long output_stride, bool continues) {
  if (depth == 0 && !continues) {
    for (long i = 0; i < rows; i++)
      for (long j = 0; j < columns; j++) output[i * output_stride + j] = 0.0f;
    return;
  }
  long panels = (columns + 15) / 16;
  long width = rows == 1 ? GEMV_PANELS : TILE_PANELS;
  for (long k = 0; k < depth; k += depth_block) {
    long block = least(depth_block, depth - k);
    bool continuing = continues || k > 0;
    for (long p = 0; p < panels;) {
      long take = panels - p >= width ? width : least(TILE_PANELS, panels - p);
      long last = least(16, columns - 16 * (p + take - 1));
      const float *b = right.base + p * right.panel_stride + k * right.depth_stride;
      for (long i = 0; i < rows; i += TILE_ROWS) {
        long count = least(TILE_ROWS, rows - i);
        tile_t tile = take > TILE_PANELS ? gemv_tile : tiles[take - 1][count - 1];
        tile(block, left.base + i * left.row_stride + k * left.depth_stride, left.row_stride,
             left.depth_stride, b, right.panel_stride, right.depth_stride,
             output + i * output_stride + 16 * p, output_stride, last, continuing);
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
