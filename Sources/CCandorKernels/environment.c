#pragma STDC FP_CONTRACT OFF
#include "candor_kernels.h"

bool ck_float_environment_is_sound(void) {
  // Volatile operands keep the compiler from folding these at build time.
  volatile float smallest_normal = 0x1p-126f, half = 0.5f;
  volatile float one = 1.0f, half_ulp = 0x1p-24f, above = 0x1.8p-24f;
  volatile float denormal = 0x1p-149f;
  bool denormals_kept = smallest_normal * half == 0x1p-127f && denormal * 2.0f == 0x1p-148f;
  bool rounds_to_nearest_even =
      one + half_ulp == 1.0f && one + above == 0x1.000002p0f && -one - half_ulp == -1.0f;
  return denormals_kept && rounds_to_nearest_even;
}
