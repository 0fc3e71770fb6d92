// MinHash signatures. Integers only: every instruction set gives the same.
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

void ck_minima(long shingles, const uint8_t *text, const uint32_t *starts, const uint32_t *ends,
               long permutations, const uint64_t *a, const uint64_t *b, uint64_t *minima) {
#if defined(__x86_64__)
  if (ck_cpu_has(ck_avx512)) {
    minima_avx512(shingles, text, starts, ends, permutations, a, b, minima);
    return;
  }
  if (ck_cpu_has(ck_avx2)) {
    minima_avx2(shingles, text, starts, ends, permutations, a, b, minima);
    return;
  }
#endif
  minima_generic(shingles, text, starts, ends, permutations, a, b, minima);
}
