#include <stddef.h>
#include "candor_kernels.h"
#include "candor_quantised.h"
#include "cpu.h"

extern const ck_kernels_t ck_table_generic, ck_table_avx2, ck_table_avx512, ck_table_neon;

const ck_kernels_t *ck_kernels_for(int isa) {
  if (!ck_cpu_has(isa)) return NULL;
  switch (isa) {
  case ck_generic: return &ck_table_generic;
#if defined(__x86_64__)
  case ck_avx2: return &ck_table_avx2;
  case ck_avx512: return &ck_table_avx512;
#elif defined(__aarch64__)
  case ck_neon: return &ck_table_neon;
#endif
  default: return NULL;
  }
}

extern const ck_quantised_t ck_quantised_generic, ck_quantised_avx2, ck_quantised_avx512,
    ck_quantised_neon, ck_quantised_neon_dot;

const ck_quantised_t *ck_quantised_for(int isa) {
  if (!ck_cpu_has(isa)) return NULL;
  switch (isa) {
  case ck_generic: return &ck_quantised_generic;
#if defined(__x86_64__)
  case ck_avx2: return &ck_quantised_avx2;
  case ck_avx512: return ck_cpu_has_byte_dot() ? &ck_quantised_avx512 : &ck_quantised_avx2;
#elif defined(__aarch64__)
  case ck_neon: return ck_cpu_has_byte_dot() ? &ck_quantised_neon_dot : &ck_quantised_neon;
#endif
  default: return NULL;
  }
}
