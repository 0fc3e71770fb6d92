#pragma STDC FP_CONTRACT OFF
// The definition. Speed is not its purpose.
#define PANELS 1
#include "vector_generic.h"
#include "bytes_generic.h"
#include "quantised.h"

const ck_quantised_t ck_quantised_generic = QUANTISED_TABLE;
