#ifndef CANDOR_KERNELS_H
#define CANDOR_KERNELS_H
#include <stdbool.h>

/// True when the calling thread rounds to nearest and keeps denormals: the environment that
/// every bit of the numerics contract assumes.
bool ck_float_environment_is_sound(void);

#endif
