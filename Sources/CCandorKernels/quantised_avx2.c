#pragma STDC FP_CONTRACT OFF
#if defined(__x86_64__)
// 16 registers: the eight pairs of a panel's weights rest in the first cache.
#define PANELS 1
#pragma clang attribute push(__attribute__((target("avx2,fma,f16c"))), apply_to = function)
#include "vector_avx2.h"
#include "bytes_avx2.h"
#include "quantised.h"
#pragma clang attribute pop

const ck_quantised_t ck_quantised_avx2 = QUANTISED_TABLE;
#endif
