#pragma STDC FP_CONTRACT OFF
#if defined(__x86_64__)
// 32 registers: 8 × 3 accumulators, three of the right side, one of the left.
#define TILE_ROWS 8
#define TILE_PANELS 3
#define GEMV_PANELS 8
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma,f16c"))), apply_to = function)
#include "vector_avx512.h"
#include "kernels.h"
#pragma clang attribute pop

const ck_kernels_t ck_table_avx512 = KERNEL_TABLE("avx512");
#endif
