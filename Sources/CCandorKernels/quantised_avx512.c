#pragma STDC FP_CONTRACT OFF
#if defined(__x86_64__)
// 32 registers: the weights of two panels take sixteen.
#define PANELS 2
#pragma clang attribute push(                                                                      \
    __attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx512vnni,avx2,fma,f16c"))),       \
    apply_to = function)
#include "vector_avx512.h"
#include "bytes_avx512.h"
#include "quantised.h"
#pragma clang attribute pop

const ck_quantised_t ck_quantised_avx512 = QUANTISED_TABLE;
#endif
