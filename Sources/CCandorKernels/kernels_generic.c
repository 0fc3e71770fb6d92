#pragma STDC FP_CONTRACT OFF
// The definition. Speed is not its purpose.
#define TILE_ROWS 2
#define TILE_PANELS 1
#define GEMV_PANELS 4
#include "vector_generic.h"
#include "kernels.h"

const ck_kernels_t ck_table_generic = KERNEL_TABLE("generic");
