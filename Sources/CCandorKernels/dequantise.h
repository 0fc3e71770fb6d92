// The numbers of stored tensors as binary32, a block at a time. Every product and sum is rounded once,
// in the order of the NumPy code of ggml's `gguf` package, which these functions equal element for
// element. `b` is a block, as ggml-common.h of https://github.com/ggml-org/ggml lays it out.

/// Element i of a block of 32 is the low, and element i + 16 the high half of byte i.
#define EACH_BYTE for (int i = 0; i < 16; i++)

static void from_q4_0(const uint8_t *b, float *y) {
  float d = load_half(b);
  EACH_BYTE {
    y[i] = d * (float)((b[2 + i] & 15) - 8);
    y[i + 16] = d * (float)((b[2 + i] >> 4) - 8);
  }
}

static void from_q4_1(const uint8_t *b, float *y) {
  float d = load_half(b), least = load_half(b + 2);
  EACH_BYTE {
    y[i] = d * (float)(b[4 + i] & 15) + least;
    y[i + 16] = d * (float)(b[4 + i] >> 4) + least;
  }
}

/// The fifth bits of both halves of byte i.
static inline int fifth_low(const uint8_t *high, int i) { return (high[i / 8] >> i % 8 & 1) << 4; }
static inline int fifth_high(const uint8_t *high, int i) { return fifth_low(high + 2, i); }

static void from_q5_0(const uint8_t *b, float *y) {
  float d = load_half(b);
  EACH_BYTE {
    y[i] = d * (float)(((b[6 + i] & 15) | fifth_low(b + 2, i)) - 16);
    y[i + 16] = d * (float)((b[6 + i] >> 4 | fifth_high(b + 2, i)) - 16);
  }
}

static void from_q5_1(const uint8_t *b, float *y) {
  float d = load_half(b), least = load_half(b + 2);
  EACH_BYTE {
    y[i] = d * (float)((b[8 + i] & 15) | fifth_low(b + 4, i)) + least;
    y[i + 16] = d * (float)(b[8 + i] >> 4 | fifth_high(b + 4, i)) + least;
  }
}

static void from_q8_0(const uint8_t *b, float *y) {
  float d = load_half(b);
  for (int i = 0; i < 32; i++) y[i] = d * (float)(int8_t)b[2 + i];
}

/// Part p of sixteen elements has bits 2·(p / 2 mod 4) of bytes 32·(p / 8) + 16·(p mod 2)….
static inline int two_bits(const uint8_t *q, int part, int i) {
  return q[32 * (part / 8) + 16 * (part % 2) + i] >> 2 * (part / 2 % 4) & 3;
}

static void from_q2_k(const uint8_t *b, float *y) {
  float d = load_half(b + 80), least = load_half(b + 82);
  for (int part = 0; part < 16; part++) {
    float scale = d * (float)(b[part] & 15), minimum = least * (float)(b[part] >> 4);
    EACH_BYTE y[16 * part + i] = scale * (float)two_bits(b + 16, part, i) - minimum;
  }
}

static void from_q3_k(const uint8_t *b, float *y) {
  const uint8_t *high = b, *low = b + 32, *scales = b + 96;
  float d = load_half(b + 108);
  for (int part = 0; part < 16; part++) {
    int bits = (scales[part % 8] >> 4 * (part / 8) & 15)
               | (scales[8 + part % 4] >> 2 * (part / 4) & 3) << 4;
    float scale = d * (float)(bits - 32);
    EACH_BYTE {
      int third = high[16 * (part % 2) + i] >> part / 2 & 1;
      y[16 * part + i] = scale * (float)(two_bits(low, part, i) - (third ? 0 : 4));
    }
  }
}

/// The scale and the minimum of one of eight parts: six bits each, in twelve bytes.
static inline int k_scale(const uint8_t *s, int part) {
  return part < 4 ? s[part] & 63 : (s[part + 4] & 15) | (s[part - 4] >> 6) << 4;
}
static inline int k_minimum(const uint8_t *s, int part) {
  return part < 4 ? s[part + 4] & 63 : s[part + 4] >> 4 | (s[part] >> 6) << 4;
}

static void from_q4_k(const uint8_t *b, float *y) {
  float d = load_half(b), least = load_half(b + 2);
  for (int part = 0; part < 8; part++) {
    float scale = d * (float)k_scale(b + 4, part), minimum = least * (float)k_minimum(b + 4, part);
    const uint8_t *q = b + 16 + 32 * (part / 2);
    for (int i = 0; i < 32; i++)
      y[32 * part + i] = scale * (float)(q[i] >> 4 * (part % 2) & 15) - minimum;
  }
}

static void from_q5_k(const uint8_t *b, float *y) {
  float d = load_half(b), least = load_half(b + 2);
  for (int part = 0; part < 8; part++) {
    float scale = d * (float)k_scale(b + 4, part), minimum = least * (float)k_minimum(b + 4, part);
    const uint8_t *high = b + 16, *q = b + 48 + 32 * (part / 2);
    for (int i = 0; i < 32; i++) {
      int bits = (q[i] >> 4 * (part % 2) & 15) | (high[i] >> part & 1) << 4;
      y[32 * part + i] = scale * (float)bits - minimum;
    }
  }
}

static void from_q6_k(const uint8_t *b, float *y) {
  float d = load_half(b + 208);
  for (int part = 0; part < 16; part++) {
    int half = part / 8, quarter = part / 2 % 4, column = 16 * (part % 2);
    const uint8_t *low = b + 64 * half + 32 * (quarter % 2) + column;
    const uint8_t *high = b + 128 + 32 * half + column;
    float scale = d * (float)(int8_t)b[192 + part];
    EACH_BYTE {
      int bits = (low[i] >> 4 * (quarter / 2) & 15) | (high[i] >> 2 * quarter & 3) << 4;
      y[16 * part + i] = scale * (float)(bits - 32);
    }
  }
}

static const int8_t iq4_values[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                      1,    13,   25,  38,  53,  69,  89,  113};

static void from_table(float d, const int8_t *values, const uint8_t *q, float *y) {
  EACH_BYTE {
    y[i] = d * (float)values[q[i] & 15];
    y[i + 16] = d * (float)values[q[i] >> 4];
  }
}

static void from_iq4_nl(const uint8_t *b, float *y) {
  from_table(load_half(b), iq4_values, b + 2, y);
}

static void from_iq4_xs(const uint8_t *b, float *y) {
  float d = load_half(b);
  for (int part = 0; part < 8; part++) {
    int bits = (b[4 + part / 2] >> 4 * (part % 2) & 15) | (load_16(b + 2) >> 2 * part & 3) << 4;
    from_table(d * (float)(bits - 32), iq4_values, b + 8 + 16 * part, y + 32 * part);
  }
}

/// A power of two (E8M0), halved, and twice the values of E2M1 (OCP microscaling formats).
static void from_mxfp4(const uint8_t *b, float *y) {
  static const int8_t values[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
  uint32_t bits = b[0] < 2 ? 0x00200000u << b[0] : (uint32_t)(b[0] - 1) << 23;
  from_table(number_of(bits), values, b + 1, y);
}

#define EACH_BLOCK(function, length, size)                                                         \
  for (long n = 0; n < blocks; n++) function(source + n * (size), target + n * (length));          \
  break
#define EACH_NUMBER(value)                                                                         \
  for (long n = 0; n < blocks; n++) target[n] = (value);                                           \
  break

/// `blocks` blocks; formats without blocks have blocks of one number.
static void dequantise(int format, long blocks, const uint8_t *source, float *target) {
  switch (format) {
  case ck_f32: memcpy(target, source, (size_t)blocks * 4); break;
  case ck_f16: EACH_NUMBER(load_half(source + 2 * n));
  case ck_bf16: EACH_NUMBER(from_bfloat(load_16(source + 2 * n)));
  case ck_f8_e4m3: EACH_NUMBER(from_e4m3(source[n]));
  case ck_f8_e5m2: EACH_NUMBER(from_half((uint16_t)(source[n] << 8)));
  case ck_q4_0: EACH_BLOCK(from_q4_0, 32, 18);
  case ck_q4_1: EACH_BLOCK(from_q4_1, 32, 20);
  case ck_q5_0: EACH_BLOCK(from_q5_0, 32, 22);
  case ck_q5_1: EACH_BLOCK(from_q5_1, 32, 24);
  case ck_q8_0: EACH_BLOCK(from_q8_0, 32, 34);
  case ck_q2_k: EACH_BLOCK(from_q2_k, 256, 84);
  case ck_q3_k: EACH_BLOCK(from_q3_k, 256, 110);
  case ck_q4_k: EACH_BLOCK(from_q4_k, 256, 144);
  case ck_q5_k: EACH_BLOCK(from_q5_k, 256, 176);
  case ck_q6_k: EACH_BLOCK(from_q6_k, 256, 210);
  case ck_iq4_nl: EACH_BLOCK(from_iq4_nl, 32, 18);
  case ck_iq4_xs: EACH_BLOCK(from_iq4_xs, 256, 136);
  case ck_mxfp4: EACH_BLOCK(from_mxfp4, 32, 17);
  }
}

#undef EACH_BYTE
#undef EACH_BLOCK
#undef EACH_NUMBER
