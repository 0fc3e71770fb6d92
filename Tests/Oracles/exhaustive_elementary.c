// The largest errors of the elementary functions: every one of the 2^32 binary32 inputs against
// the system's binary64 libm, and a sample of the binary64 functions against its long double.
// Prints JSON. Built and run by scripts/check-elementary; takes a minute or two.
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "candor_kernels.h"

enum { threads = 2, block = 1 << 12, samples = 1 << 24 };
enum { f_exp, f_log, f_sigmoid, f_tanh, f_sine, f_cosine, f_exp64, f_log64, f_cos64, functions };
static const char *const names[functions] = {"exp",  "log",    "sigmoid", "tanh", "sine",
                                             "cosine", "exp64", "log64",   "cos64"};

typedef struct { double error; uint64_t bits; } worst_t;

static const ck_kernels_t *kernels;
static worst_t found[threads][functions];

static float float_of(uint32_t bits) { float x; memcpy(&x, &bits, 4); return x; }
static double double_of(uint64_t bits) { double x; memcpy(&x, &bits, 8); return x; }

static void record(worst_t *worst, double error, uint64_t bits) {
  if (error > worst->error || (error == worst->error && bits < worst->bits))
    *worst = (worst_t){error, bits};
}

/// Distance in units of the last place that binary32 has at `want`; the next number after the
/// largest is infinity. Infinite where one is NaN and the other is not.
static double error32(float got, double want) {
  if (isnan(want) || isnan(got)) return isnan(want) && isnan(got) ? 0 : INFINITY;
  const double limit = 0x1p128;
  double clamped = want > limit ? limit : want < -limit ? -limit : want;
  double value = isinf(got) ? copysign(limit, got) : (double)got;
  int exponent = clamped == 0 ? -126 : ilogb(clamped);
  if (exponent < -126) exponent = -126;
  if (exponent > 127) exponent = 127;
  return fabs(value - clamped) * double_of((uint64_t)(23 - exponent + 1023) << 52);
}

static double error64(double got, long double want) {
  if (isnan(want) || isnan(got)) return isnan(want) && isnan(got) ? 0 : INFINITY;
  if (isinf(got) || isinf((double)want)) return got == (double)want ? 0 : INFINITY;
  int exponent = want == 0 ? -1022 : ilogbl(want);
  if (exponent < -1022) exponent = -1022;
  return (double)ldexpl(fabsl((long double)got - want), 52 - exponent);
}

// Shortcuts only where the omitted terms are far below what binary32 can show.
static double want_exp(double x) {
  if (x > 100) return INFINITY;
  if (x < -150) return 0;
  return fabs(x) < 0x1p-40 ? 1 + x : exp(x);
}
static double want_sigmoid(double x) {
  if (x > 100) return 1;
  double e = want_exp(-fabs(x));
  return x < 0 ? e / (1 + e) : 1 / (1 + e);
}
static double want_tanh(double x) {
  if (fabs(x) > 20) return copysign(1, x);
  return fabs(x) < 0x1p-30 ? x : tanh(x);
}

static void *sweep(void *argument) {
  long thread = (long)argument;
  worst_t *worst = found[thread];
  static _Thread_local float x[block], y[4][block];
  uint64_t count = (1ull << 32) / threads, start = count * (uint64_t)thread;
  for (uint64_t base = start; base < start + count; base += block) {
    for (int i = 0; i < block; i++) x[i] = float_of((uint32_t)(base + (uint64_t)i));
    kernels->exp(block, x, y[f_exp]);
    kernels->log(block, x, y[f_log]);
    kernels->sigmoid(block, x, y[f_sigmoid]);
    kernels->tanh(block, x, y[f_tanh]);
    for (int i = 0; i < block; i++) {
      uint64_t bits = base + (uint64_t)i;
      double v = (double)x[i];
      float sine, cosine;
      ck_sine_cosine(x[i], &sine, &cosine);
      double angle = fabs(v) <= 0x1p23 ? v : NAN;
      record(&worst[f_exp], error32(y[f_exp][i], want_exp(v)), bits);
      record(&worst[f_log], error32(y[f_log][i], v < 0 ? NAN : log(v)), bits);
      record(&worst[f_sigmoid], error32(y[f_sigmoid][i], want_sigmoid(v)), bits);
      record(&worst[f_tanh], error32(y[f_tanh][i], want_tanh(v)), bits);
      record(&worst[f_sine], error32(sine, sin(angle)), bits);
      record(&worst[f_cosine], error32(cosine, cos(angle)), bits);
    }
  }
  return NULL;
}

static void sample(worst_t *worst) {
  uint64_t state = 1;
  for (uint64_t i = 0; i < samples; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    double unit = (double)(state >> 11) * 0x1p-53, x = -745.0 + 1454.5 * unit;
    record(&worst[f_exp64], error64(ck_exp64(x), expl(x)), i);
    x = double_of(i % 2 ? state >> 1 : (uint64_t)(0.5 * 0x1p52 + 0x3fdp52 + unit * 0x1p53));
    if (!isnan(x)) record(&worst[f_log64], error64(ck_log64(x), logl(x)), i);
    x = (i % 2 ? 16.0 : 0x1p24) * (unit - 0.5);
    record(&worst[f_cos64], error64(ck_cos64(x), cosl(x)), i);
  }
}

int main(int count, char **arguments) {
  int isa = count > 1 ? atoi(arguments[1]) : ck_generic;
  kernels = ck_kernels_for(isa);
  if (!kernels) return fprintf(stderr, "instruction set %d is not available here\n", isa), 69;
  pthread_t running[threads];
  for (long t = 0; t < threads; t++) pthread_create(&running[t], NULL, sweep, (void *)t);
  for (long t = 0; t < threads; t++) pthread_join(running[t], NULL);
  for (int t = 1; t < threads; t++)
    for (int f = 0; f < f_exp64; f++) record(&found[0][f], found[t][f].error, found[t][f].bits);
  sample(found[0]);
  printf("{\n");
  for (int f = 0; f < functions; f++) {
    worst_t w = found[0][f];
    printf("  \"%s\": {\"largest_error_ulp\": %.3f", names[f], w.error);
    if (f < f_exp64)
      printf(", \"at_bits\": \"0x%08x\", \"at\": \"%a\"", (unsigned)w.bits,
             (double)float_of((uint32_t)w.bits));
    printf(", \"inputs\": \"%s\"}%s\n", f < f_exp64 ? "all 2^32" : "2^24 samples",
           f + 1 < functions ? "," : "");
  }
  return printf("}\n") < 0;
}
