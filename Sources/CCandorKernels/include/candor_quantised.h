// Products with weights in blocks of small integers (docs/numerics.md, section 10). Weights are laid
// out once in panels of sixteen outputs; activations are quantised for each product, or once for
// several. One table per instruction set; the layout of both sides is the same for all.
#ifndef CANDOR_QUANTISED_H
#define CANDOR_QUANTISED_H
#include <stdbool.h>
#include <stdint.h>
#include "candor_formats.h"

/// Numbers of a row that one ck_block_t holds.
enum { ck_block_length = 32 };
/// Rows of activations that one call of `product` takes at most: those of a tile.
enum { ck_tile_rows = 64 };

/// 32 neighbouring activations of a row: x[i] is about scale · code[i].
typedef struct {
  int8_t code[ck_block_length];  // −127 … 127
  float scale;
  float sum;                     // scale · (sum of the codes)
  int32_t start[2];              // −128 · (sum of the codes of either half)
} ck_block_t;

typedef struct {
  /// One row of `blocks` · 32 numbers; its blocks are put `stride` apart. The rows of a tile are
  /// interleaved: block b of row r of n is element b · n + r.
  void (*quantise)(long blocks, const float *x, ck_block_t *tile, long stride);
  /// output[r, o] for a tile of `rows` rows and `columns` outputs, whose panels follow one another.
  void (*product)(int format, long rows, long columns, long depth, const ck_block_t *tile,
                  const uint8_t *panels, float *output, long output_stride);
  /// Integer operations (a product or an addition) of `rounds` rounds of independent dot products, to
  /// measure what the processor can do at most.
  double (*dot_probe)(long rounds, int32_t *result);
} ck_quantised_t;

/// The operations for `isa`, or NULL when this build, CPU or operating system lacks it. AVX-512
/// without its dot product of bytes does them with AVX2.
const ck_quantised_t *ck_quantised_for(int isa);

/// Bytes of `depth` weights of one output as a file has them; 0 where `depth` is no whole number of
/// blocks, or the format is none.
long ck_row_bytes(int format, long depth);
/// Bytes of a panel: `depth` weights of sixteen outputs.
long ck_panel_bytes(int format, long depth);
/// Lays out a panel from `columns` (1 … 16) rows; the other outputs of the panel are zero.
void ck_pack_panel(int format, long depth, long columns, const uint8_t *const *rows,
                   uint8_t *panel);
/// The weights of output `column` (0 … 15) of a panel as binary32.
void ck_unpack_column(int format, long depth, const uint8_t *panel, long column, float *weights);
/// Whether all scales and minima of a panel are finite.
bool ck_panel_is_finite(int format, long depth, const uint8_t *panel);

/// Reads every cache line of `count` bytes; returns what keeps that from being left out.
uint64_t ck_read_probe(const uint8_t *bytes, long count);

#endif
