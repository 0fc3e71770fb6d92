#include "cpu.h"

#include "candor_kernels.h"

#if defined(__x86_64__)
#include <cpuid.h>

// CPUID says what the processor can do; XCR0 says which registers the operating system saves, and
// without that the instructions fault or, worse, lose values. On a Mac the AVX-512 bits of XCR0
// appear only after first use, so there AVX2 is what is found.
enum {
  fma3 = 1 << 12, xsave_enabled = 1 << 27, avx = 1 << 28, f16c = 1 << 29,       // leaf 1, ecx
  avx2 = 1 << 5, avx512_f = 1 << 16, avx512_dq = 1 << 17, avx512_bw = 1 << 30,  // leaf 7, ebx
};
static const unsigned avx512_vl = 1u << 31;
enum { avx512_vnni = 1 << 11 };                // leaf 7, ecx
enum { ymm_state = 0x06, zmm_state = 0xe6 };  // XCR0: SSE, AVX; and opmask, ZMM halves, ZMM16–31

static unsigned saved_state(void) {
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static bool has_all(unsigned word, unsigned bits) { return (word & bits) == bits; }

bool ck_cpu_has_fma(void) {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && has_all(c, fma3 | xsave_enabled | avx | f16c) &&
         has_all(saved_state(), ymm_state);
}

bool ck_cpu_has(int isa) {
  if (isa == ck_generic) return true;
  if (isa != ck_avx2 && isa != ck_avx512) return false;
  unsigned a, b, c, d;
  if (!ck_cpu_has_fma() || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !has_all(b, avx2))
    return false;
  return isa == ck_avx2 || (has_all(b, avx512_f | avx512_dq | avx512_bw | avx512_vl) &&
                            has_all(saved_state(), zmm_state));
}

bool ck_cpu_has_byte_dot(void) {
  unsigned a, b, c, d;
  return ck_cpu_has(ck_avx512) && __get_cpuid_count(7, 0, &a, &b, &c, &d) && has_all(c, avx512_vnni);
}

#else

bool ck_cpu_has_byte_dot(void) {
#if defined(__ARM_FEATURE_DOTPROD)
  return true;
#elif defined(__aarch64__) && defined(__linux__)
  // Linux answers for this register since 4.11; its field is not zero where there are such products.
  unsigned long features;
  __asm__("mrs %0, ID_AA64ISAR0_EL1" : "=r"(features));
  return features >> 44 & 15;
#else
  return false;
#endif
}

bool ck_cpu_has_fma(void) {
#if defined(__aarch64__)
  return true;
#else
  return false;
#endif
}

bool ck_cpu_has(int isa) {
#if defined(__aarch64__)
  if (isa == ck_neon) return true;
#endif
  return isa == ck_generic;
}

#endif
