#pragma STDC FP_CONTRACT OFF
// Panels of quantised weights: the same numbers as in the file's blocks, sixteen outputs side by side.
// Integers are moved; nothing is computed. Sources of the block formats: `ggml-common.h` and
// `ggml-quants.c` of https://github.com/ggml-org/ggml.
#include "formats.h"

#include <string.h>

static const format_t formats[] = {FORMATS(FORMAT_ROW)};

const format_t *ck_format(int format) {
  for (unsigned i = 0; i < sizeof formats / sizeof *formats; i++)
    if (formats[i].number == format) return &formats[i];
  return NULL;
}

long ck_row_bytes(int format, long depth) {
  const format_t *f = ck_format(format);
  if (!f || depth % f->length != 0) return 0;
  return depth / f->length * f->bytes;
}

long ck_panel_bytes(int format, long depth) {
  const format_t *f = ck_format(format);
  return f && depth % f->length == 0 ? depth / f->length * group_bytes(f) : 0;
}

/// Four bytes, the first of them the lowest: the kernels are for little-endian machines.
static uint32_t word_at(const uint8_t *p) {
  uint32_t word;
  memcpy(&word, p, 4);
  return word;
}

static void store_word(uint8_t *p, uint32_t word) { memcpy(p, &word, 4); }

/// Four bits to the lowest bits of four bytes.
static uint32_t spread(uint32_t bits) { return ((bits & 15) * 0x00204081u) & 0x01010101u; }

// Formats are known where these are called, so that their cases cost nothing.
#define INLINE static inline __attribute__((always_inline))

/// The 32 codes of part `part` of a block: word g has codes 4 g … 4 g + 3, a byte each.
INLINE void read_codes(int format, const uint8_t *block, int part, uint32_t word[8]) {
  const uint8_t *low = block, *high = block;
  int half = part / 4, quarter = part % 4;
  switch (format) {
  case ck_q4_0: case ck_iq4_nl: low += 2; break;
  case ck_q4_1: low += 4; break;
  case ck_q5_0: high += 2; low += 6; break;
  case ck_q5_1: high += 4; low += 8; break;
  case ck_q8_0: low += 2; break;
  case ck_mxfp4: low += 1; break;
  case ck_iq4_xs: low += 8 + 16 * part; break;
  case ck_q2_k: low += 16 + 32 * half; break;
  case ck_q3_k: low += 32 + 32 * half; break;
  case ck_q4_k: low += 16 + 32 * (part / 2); break;
  case ck_q5_k: low += 48 + 32 * (part / 2); high += 16; break;
  case ck_q6_k: low += 64 * half + 32 * (quarter % 2); high += 128 + 32 * half; break;
  default: break;
  }
  for (int g = 0; g < 8; g++) {
    const uint8_t *l = low + 4 * g, *h = high + 4 * g;
    switch (format) {
    case ck_q8_0: word[g] = word_at(l); break;
    case ck_q2_k: word[g] = word_at(l) >> 2 * quarter & 0x03030303; break;
    case ck_q3_k:
      word[g] = (word_at(l) >> 2 * quarter & 0x03030303) | (word_at(h) >> part & 0x01010101) << 2;
      break;
    case ck_q4_k: word[g] = word_at(l) >> 4 * (part % 2) & 0x0f0f0f0f; break;
    case ck_q5_k:
      word[g] = (word_at(l) >> 4 * (part % 2) & 0x0f0f0f0f) | (word_at(h) >> part & 0x01010101) << 4;
      break;
    case ck_q6_k:
      word[g] = (word_at(l) >> 4 * (quarter / 2) & 0x0f0f0f0f) |
                (word_at(h) >> 2 * quarter & 0x03030303) << 4;
      break;
    default:
      // Sixteen bytes hold 32 codes; the upper halves are those of the places sixteen further on.
      word[g] = word_at(low + 4 * (g % 4)) >> 4 * (g / 4) & 0x0f0f0f0f;
      if (high != block) word[g] |= spread(word_at(high) >> 4 * g) << 4;
    }
  }
}

/// The scales of part `part`, and of its minimum or of its second half.
INLINE void read_scales(int format, const uint8_t *block, int part, uint8_t scale[2]) {
  const uint8_t *s = block;
  switch (format) {
  case ck_q2_k:
    scale[0] = s[2 * part];
    scale[1] = s[2 * part + 1];
    break;
  case ck_q3_k:
    s += 96;
    for (int i = 0; i < 2; i++) {
      int at = 2 * part + i;
      int six = (s[at % 8] >> (at < 8 ? 0 : 4) & 15) | (s[8 + at % 4] >> 2 * (at / 4) & 3) << 4;
      scale[i] = (uint8_t)(six - 32);
    }
    break;
  case ck_q4_k: case ck_q5_k:
    s += 4;
    scale[0] = part < 4 ? s[part] & 63 : (s[part + 4] & 15) | (s[part - 4] >> 6) << 4;
    scale[1] = part < 4 ? s[part + 4] & 63 : s[part + 4] >> 4 | (s[part] >> 6) << 4;
    break;
  case ck_q6_k:
    scale[0] = s[192 + 2 * part];
    scale[1] = s[192 + 2 * part + 1];
    break;
  case ck_iq4_xs: {
    int six = (s[4 + part / 2] >> 4 * (part % 2) & 15) | ((s[2] | s[3] << 8) >> 2 * part & 3) << 4;
    scale[0] = (uint8_t)(six - 32);
    break;
  }
  default: break;
  }
}

/// Where a block has its binary16 scale, and the minimum's, if any.
INLINE void head_places(const format_t *f, int place[2]) {
  place[0] = f->number == ck_q2_k ? 80 : f->number == ck_q3_k ? 108 : f->number == ck_q6_k ? 208 : 0;
  place[1] = place[0] + 2;
}

/// The 32 codes of an output in planes, 64 bytes apart.
INLINE void write_planes(const format_t *f, const uint32_t word[8], uint8_t *to) {
  uint32_t plane[10] = {0};
  const int low = f->low_bits;
  for (int g = 0; g < 8; g++) {
    if (low == 8) plane[g] = word[g];
    if (low == 4) plane[g % 4] |= (word[g] & 0x0f0f0f0f) << 4 * (g / 4);
    if (low == 2) plane[g / 4] |= (word[g] & 0x03030303) << 2 * (g % 4);
    if (f->high_bits == 1) plane[low] |= (word[g] >> low & 0x01010101) << g;
    if (f->high_bits == 2) plane[low + g / 4] |= (word[g] >> low & 0x03030303) << 2 * (g % 4);
  }
  for (int v = 0; v < low + f->high_bits; v++) store_word(to + 64 * v, plane[v]);
}

INLINE void pack(const format_t f, long depth, long columns, const uint8_t *const *rows,
                 uint8_t *panel) {
  int place[2], head = head_bytes(f.scales), sub = sub_bytes(f.scales);
  const long next = 16 * (depth / f.length * f.bytes);
  head_places(&f, place);
  if (columns < 16) memset(panel, 0, (size_t)(depth / f.length * group_bytes(&f)));
  for (long group = 0; group < depth / f.length; group++, panel += group_bytes(&f))
    for (long j = 0; j < columns; j++) {
      const uint8_t *block = rows[j] + group * f.bytes;
      // Sixteen rows are too many streams for most prefetchers. The next panel's follow these.
      for (int i = 0; i < f.bytes; i += 64) __builtin_prefetch(block + next + i, 0, 3);
      if (f.scales == scale_power) panel[j] = block[0];
      for (int i = 0; i < head / 32; i++) memcpy(panel + 32 * i + 2 * j, block + place[i], 2);
      // y = d · s · q − dmin · m: the sign goes with the number.
      if (f.scales == scale_part_minimum) panel[32 + 2 * j + 1] ^= 0x80;
      uint8_t *to = panel + head;
      for (int part = 0; part < f.length / 32; part++, to += sub + plane_bytes(&f)) {
        uint32_t word[8];
        uint8_t scale[2] = {0, 0};
        read_scales(f.number, block, part, scale);
        for (int i = 0; i < sub / 16; i++) to[16 * i + j] = scale[i];
        read_codes(f.number, block, part, word);
        write_planes(&f, word, to + sub + 4 * j);
      }
    }
}

#define PACK(name, ...)                                                                            \
  case ck_##name: pack((format_t){ck_##name, __VA_ARGS__}, depth, columns, rows, panel); break;

void ck_pack_panel(int format, long depth, long columns, const uint8_t *const *rows,
                   uint8_t *panel) {
  switch (format) {
    FORMATS(PACK)
  default: break;
  }
}

bool ck_panel_is_finite(int format, long depth, const uint8_t *panel) {
  const format_t *f = ck_format(format);
  if (!f) return false;
  int head = head_bytes(f->scales);
  for (long group = 0; group < depth / f->length; group++, panel += group_bytes(f))
    for (int i = 0; i < head; i++)
      // Exponents all ones: a byte of 2^(e − 128), or the upper byte of a binary16 number.
      if (f->scales == scale_power ? panel[i] == 0xff : i % 2 && (panel[i] & 0x7c) == 0x7c) return false;
  return true;
}
