// The operations, written once over sixteen lanes. Each instruction set includes this file after
// its vector_*.h, and after it has set TILE_ROWS, TILE_PANELS and GEMV_PANELS to what its
// registers hold; the table of an instruction set is its only symbol.
#include <stddef.h>
#include "candor_kernels.h"
#include "elementary.h"
#include "product.h"
#include "rows.h"
#include "attention.h"
#include "experts.h"
#include "optimiser.h"
#include "halves.h"
#include "dequantise.h"
#include "quantise.h"
#include "quantise_k.h"

#define KERNEL_TABLE(name_)                                                                        \
  {.name = name_, .pack = pack, .pack_halves = pack_halves, .column = column,                       \
   .product = product, .fma_probe = fma_probe, .fma_chains = TILE_ROWS * TILE_PANELS, .exp = map_exp, .log = map_log,                \
   .sigmoid = map_sigmoid, .tanh = map_tanh, .sum = sum, .dot = dot, .argmax = argmax, .add = add, \
   .scale = scale, .rms_norm = rms_norm, .rms_norm_backward = rms_norm_backward,                   \
   .rms_norm_weight_backward = rms_norm_weight_backward, .rotate = rotate, .gate = gate,           \
   .gelu_gate = gelu_gate, .add_scaled = add_scaled, .route = route,                               \
   .gate_backward = gate_backward, .cross_entropy = cross_entropy,                                 \
   .attention_scratch = attention_scratch, .attention = attention,                                 \
   .attention_backward = attention_backward, .adamw = adamw,           \
   .dequantise = dequantise, .quantise = quantise}
