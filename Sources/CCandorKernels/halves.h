// Numbers shorter than binary32, by integer operations: exact one way, rounded to nearest, ties to
// even, the other. Formats store them at any address.
#include <string.h>

static inline float number_of(uint32_t bits) { float x; memcpy(&x, &bits, 4); return x; }
static inline uint32_t bits_of(float x) { uint32_t bits; memcpy(&bits, &x, 4); return bits; }
static inline uint16_t load_16(const uint8_t *p) { uint16_t bits; memcpy(&bits, p, 2); return bits; }
static inline void store_16(uint8_t *p, uint16_t bits) { memcpy(p, &bits, 2); }

/// Binary16. Its exponent and fraction, moved to where binary32 has them, are 2^-112 of the number,
/// denormals too; the largest exponent means infinity and NaN.
static inline float from_half(uint16_t half) {
  uint32_t magnitude = (uint32_t)(half & 0x7fff) << 13, sign = (uint32_t)(half & 0x8000) << 16;
  uint32_t finite = bits_of(number_of(magnitude) * 0x1p112f);
  return number_of(sign | (magnitude >= 0x0f800000 ? magnitude | 0x7f800000 : finite));
}

/// Beyond 65519 infinity; a NaN stays one.
static inline uint16_t to_half(float x) {
  uint32_t bits = bits_of(x), magnitude = bits & 0x7fffffff;
  uint16_t sign = (uint16_t)(bits >> 16 & 0x8000);
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Denormal: a sum whose last bit counts 2^-24 rounds as the half does.
    return sign | (uint16_t)(bits_of(number_of(magnitude) + 0x1p-1f) - 0x3f000000);
  }
  uint32_t odd = magnitude >> 13 & 1;
  return sign | (uint16_t)((magnitude - 0x38000000 + 0xfff + odd) >> 13);
}

static inline float load_half(const uint8_t *p) { return from_half(load_16(p)); }
static inline void store_half(uint8_t *p, float x) { store_16(p, to_half(x)); }

/// bfloat16: the upper half of binary32.
static inline float from_bfloat(uint16_t bits) { return number_of((uint32_t)bits << 16); }
static inline uint16_t to_bfloat(float x) {
  uint32_t bits = bits_of(x);
  if ((bits & 0x7fffffff) > 0x7f800000) return (uint16_t)(bits >> 16 | 0x40);
  return (uint16_t)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

/// E4M3 without infinities, whose largest magnitude is NaN (OCP 8-bit floating point).
static inline float from_e4m3(uint8_t byte) {
  uint32_t magnitude = byte & 0x7f, sign = (uint32_t)(byte & 0x80) << 24;
  uint32_t finite = bits_of(number_of(magnitude << 20) * 0x1p120f);
  return number_of(sign | (magnitude == 0x7f ? 0x7fc00000 : finite));
}
