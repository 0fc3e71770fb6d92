#pragma STDC FP_CONTRACT OFF
#include "candor_kernels.h"
#include <stdint.h>
#include <string.h>

static uint32_t bits(float value) {
  uint32_t word;
  memcpy(&word, &value, sizeof word);
  return word;
}

bool ck_float_environment_is_sound(void) {
  // Volatile operands keep the compiler from folding these at build time. Denormals are compared as
  // words: where they are read as zero, a floating-point comparison finds them equal to zero too.
  volatile float smallest_normal = 0x1p-126f, half = 0.5f, denormal = 0x1p-149f, two = 2.0f;
  volatile float one = 1.0f, half_ulp = 0x1p-24f, above = 0x1.8p-24f;
  bool denormals_kept =
      bits(smallest_normal * half) == 0x00400000u && bits(denormal * two) == 0x00000002u;
  bool rounds_to_nearest_even =
      one + half_ulp == 1.0f && one + above == 0x1.000002p0f && -one - half_ulp == -1.0f;
  return denormals_kept && rounds_to_nearest_even;
}
