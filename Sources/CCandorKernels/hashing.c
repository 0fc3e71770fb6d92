// MinHash signatures. Integers only: every instruction set gives the same.
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include "candor_kernels.h"
#include "cpu.h"

typedef uint32_t u32x16 __attribute__((vector_size(64)));
typedef uint64_t u64x8 __attribute__((vector_size(64)));

#define NAME(x) x##_generic
#include "hashing.h"
#undef NAME

#if defined(__x86_64__)
#define NAME(x) x##_avx2
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#include "hashing.h"
#pragma clang attribute pop
#undef NAME
#define NAME(x) x##_avx512
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw"))), apply_to = function)
#include "hashing.h"
#pragma clang attribute pop
#undef NAME
#endif

ck_minima_t *ck_minima_for(int isa) {
  if (!ck_cpu_has(isa)) return NULL;
  switch (isa) {
#if defined(__x86_64__)
  case ck_avx2: return minima_avx2;
  case ck_avx512: return minima_avx512;
#endif
  default: return minima_generic;
  }
}
