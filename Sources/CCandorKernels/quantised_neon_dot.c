#pragma STDC FP_CONTRACT OFF
#if defined(__aarch64__)
// As quantised_neon.c, for processors with dot products of bytes (Armv8.2, mandatory from 8.4 on).
#define PANELS 1
#define DOT_PRODUCTS 1
#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#include "vector_neon.h"
#include "bytes_neon.h"
#include "quantised.h"
#pragma clang attribute pop

const ck_quantised_t ck_quantised_neon_dot = QUANTISED_TABLE;
#endif
