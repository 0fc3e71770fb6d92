#pragma STDC FP_CONTRACT OFF
#if defined(__aarch64__)
// 32 registers of four lanes: 6 × 1 accumulators of four registers, four of the right side, one of
// the left.
#define TILE_ROWS 6
#define TILE_PANELS 1
#define GEMV_PANELS 4
#include "vector_neon.h"
#include "kernels.h"

const ck_kernels_t ck_table_neon = KERNEL_TABLE("neon");
#endif
