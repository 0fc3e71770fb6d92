#pragma STDC FP_CONTRACT OFF
#if defined(__x86_64__)
// 16 registers of eight lanes: 6 × 1 accumulators of two registers, two of the right side, one of
// the left.
#define TILE_ROWS 6
#define TILE_PANELS 1
#define GEMV_PANELS 4
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#include "vector_avx2.h"
#include "kernels.h"
#pragma clang attribute pop

const ck_kernels_t ck_table_avx2 = KERNEL_TABLE("avx2");
#endif
