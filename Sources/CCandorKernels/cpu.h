// What this CPU and its operating system let the kernels use.
#ifndef CANDOR_CPU_H
#define CANDOR_CPU_H
#include <stdbool.h>

/// True when the instructions of `isa` (ck_generic, …) are there and their registers are saved
/// when threads are switched. `ck_generic` always is.
bool ck_cpu_has(int isa);

/// True when binary32 multiply-add is one instruction, rounded once.
bool ck_cpu_has_fma(void);

/// True when AVX-512 or NEON has the dot product of bytes (VNNI, Armv8.2's DotProd).
bool ck_cpu_has_byte_dot(void);

#endif
