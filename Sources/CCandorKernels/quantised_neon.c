#pragma STDC FP_CONTRACT OFF
#if defined(__aarch64__)
// 32 registers of sixteen bytes: the weights of a panel would take them all.
#define PANELS 1
#define DOT_PRODUCTS 0
#include "vector_neon.h"
#include "bytes_neon.h"
#include "quantised.h"

const ck_quantised_t ck_quantised_neon = QUANTISED_TABLE;
#endif
