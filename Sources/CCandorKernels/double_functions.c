// Scalar functions in binary64, for rotary tables and schedules (numerics 5). Only + - * / and
// integers: the same bits with or without multiply-add instructions. The operation lists are in
// docs/numerics.md.
#pragma STDC FP_CONTRACT OFF
#include <math.h>
#include <stdint.h>
#include <string.h>
#include "candor_kernels.h"

/// Added to a smaller number, this leaves the nearest whole number in the lowest bits.
static const double whole_number = 0x1.8p52;

static uint64_t bits_of(double x) { uint64_t bits; memcpy(&bits, &x, 8); return bits; }
static double from_bits(uint64_t bits) { double x; memcpy(&x, &bits, 8); return x; }

/// Sine and cosine for |x| <= 2^23, NaN beyond.
static void sine_cosine(double x, double *sine, double *cosine) {
  if (!(x >= -0x1p23 && x <= 0x1p23)) x = NAN;
  // x = k pi / 2 + r; the first two parts of pi / 2 have 30 bits, so their products are exact.
  double shifted = x * 0x1.45f306dc9c883p-1 + whole_number, k = shifted - whole_number;
  double r = ((x - k * 0x1.921fb54p0) - k * 0x1.10b46118p-30) - k * 0x1.313198a2e0370p-61;
  double z = r * r;
  double s = -0x1.ae5e59f8298b0p-26 + z * 0x1.5d8fa3e3b055ep-33;
  s = 0x1.71de35671597cp-19 + z * s;
  s = -0x1.a01a019bfd1bcp-13 + z * s;
  s = 0x1.111111110f7cap-7 + z * s;
  s = -0x1.5555555555548p-3 + z * s;
  s = r + (r * z) * s;
  double c = 0x1.1ee9d755020b8p-29 + z * -0x1.8fa467201aef2p-37;
  c = -0x1.27e4f7ea3b65dp-22 + z * c;
  c = 0x1.a01a019c83969p-16 + z * c;
  c = -0x1.6c16c16c14f8ap-10 + z * c;
  c = 0x1.555555555554bp-5 + z * c;
  c = 1.0 - (0.5 * z - (z * z) * c);
  switch (bits_of(shifted) & 3) {
  case 0: *sine = s; *cosine = c; return;
  case 1: *sine = c; *cosine = -s; return;
  case 2: *sine = -s; *cosine = -c; return;
  default: *sine = -c; *cosine = s; return;
  }
}

void ck_sine_cosine(float angle, float *sine, float *cosine) {
  double s, c;
  sine_cosine((double)angle, &s, &c);
  *sine = (float)s;
  *cosine = (float)c;
}

double ck_cos64(double x) {
  double sine, cosine;
  sine_cosine(x, &sine, &cosine);
  return cosine;
}

double ck_exp64(double x) {
  if (x > 710.0) return INFINITY;
  if (x < -746.0) return 0.0;
  // x = n log 2 + r; the high part of log 2 has 32 bits.
  double shifted = x * 0x1.71547652b82fep0 + whole_number, n = shifted - whole_number;
  double r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33;
  // exp(r) = 1 + r + r^2 / 2! + ... + r^13 / 13!
  double p = 1.0 / 6227020800.0;
  p = 1.0 / 479001600.0 + r * p;
  p = 1.0 / 39916800.0 + r * p;
  p = 1.0 / 3628800.0 + r * p;
  p = 1.0 / 362880.0 + r * p;
  p = 1.0 / 40320.0 + r * p;
  p = 1.0 / 5040.0 + r * p;
  p = 1.0 / 720.0 + r * p;
  p = 1.0 / 120.0 + r * p;
  p = 1.0 / 24.0 + r * p;
  p = 1.0 / 6.0 + r * p;
  p = 0.5 + r * p;
  p = 1.0 + (r + (r * r) * p);
  // Times 2^n in two halves, so that a denormal result is rounded once.
  uint64_t whole = bits_of(shifted) - bits_of(whole_number) + 2 * 1023, half = whole >> 1;
  return p * from_bits(half << 52) * from_bits((whole - half) << 52);
}

double ck_log64(double x) {
  if (!(x > 0.0 && x < INFINITY)) return x == 0.0 ? -INFINITY : x > 0.0 ? x : NAN;
  double e = 0.0;
  if (x < 0x1p-1022) {
    x = x * 0x1p54;
    e = -54.0;
  }
  // x = 2^e m with m from sqrt(1/2) to sqrt(2)
  int64_t exponent = (int64_t)(bits_of(x) - 0x3fe6a09e667f3bcd) >> 52;
  double m = from_bits(bits_of(x) - ((uint64_t)exponent << 52));
  e = e + (double)exponent;
  // log(m) = 2 s + s (2/3 s^2 + 2/5 s^4 + ... + 2/21 s^20)
  double f = m - 1.0, s = f / (2.0 + f), z = s * s;
  double p = 2.0 / 21.0;
  p = 2.0 / 19.0 + z * p;
  p = 2.0 / 17.0 + z * p;
  p = 2.0 / 15.0 + z * p;
  p = 2.0 / 13.0 + z * p;
  p = 2.0 / 11.0 + z * p;
  p = 2.0 / 9.0 + z * p;
  p = 2.0 / 7.0 + z * p;
  p = 2.0 / 5.0 + z * p;
  p = 2.0 / 3.0 + z * p;
  return e * 0x1.62e42feep-1 + (2.0 * s + (s * (z * p) + e * 0x1.a39ef35793c76p-33));
}
