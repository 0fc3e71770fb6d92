// Runs every operation of one kernel table on fixed inputs, ordinary and nasty, and prints a digest
// of all that it wrote, one operation a line. Two instruction sets agree when their lines do.
// Built and run by scripts/check-neon.  kernel_digest generic|avx2|avx512|neon
// Every buffer is exactly as long as the operation may touch: a sanitizer sees a step too far.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "candor_kernels.h"
#include "candor_quantised.h"

static const ck_kernels_t *k;
static const ck_quantised_t *quantised;
static uint64_t state, digest;

static uint32_t next(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (uint32_t)(state >> 20);
}

/// ordinary: within ±2; finite: also zeros, denormals, huge and tiny numbers; any: infinities and
/// NaN too.
typedef enum { ordinary, finite, any, kinds } kind_t;

static float number(kind_t kind) {
  uint32_t bits = next(), choice = kind == ordinary ? 0 : next() % 16;
  if (choice < 9) {
    return (float)((int32_t)bits >> 7) * 0x1p-23f;
  } else if (choice == 9) {
    bits &= 0x80000000;                          // a zero
  } else if (choice == 10) {
    bits &= 0x807fffff;                          // a denormal
  } else if (choice == 11) {
    bits = (bits & 0x83ffffff) | 0x7c000000;     // huge
  } else if (choice == 12) {
    bits &= 0x83ffffff;                          // tiny
  } else if (kind == any && choice == 13) {
    bits = (bits & 0x80000000) | 0x7f800000;
  } else if (kind == any && choice == 14) {
    bits |= 0x7fc00000;
  }
  if (kind != any && (bits & 0x7f800000) == 0x7f800000) bits &= 0xbfffffff;
  float x;
  memcpy(&x, &bits, 4);
  return x;
}

/// Freed at the end of each case.
static float *buffers[32];
static int used;

static float *numbers(long count, kind_t kind) {
  float *p = malloc((size_t)count * 4 + (count == 0));
  if (!p || used == 32) exit(70);
  for (long i = 0; i < count; i++) p[i] = number(kind);
  return buffers[used++] = p;
}

static void word(uint32_t bits) {
  if ((bits & 0x7fffffff) > 0x7f800000) bits = 0x7fc00000;  // NaN patterns differ between makers
  digest = (digest ^ bits) * 0x100000001b3;
}
static void value(float x) { uint32_t bits; memcpy(&bits, &x, 4); word(bits); }
static void values(const float *p, long count) { for (long i = 0; i < count; i++) value(p[i]); }
static void wide(double x) {
  uint64_t bits;
  memcpy(&bits, &x, 8);
  digest = (digest ^ (x == x ? bits : 0)) * 0x100000001b3;
}
static void done(void) { while (used > 0) free(buffers[--used]); }
static void begin(void) { state = 0x9e3779b97f4a7c15; digest = 0xcbf29ce484222325; }
static void end(const char *name) { printf("%-26s %016llx\n", name, (unsigned long long)digest); }

#define EACH(variable, first, last) for (long variable = (first); variable <= (last); variable++)
#define EACH_KIND(limit) for (kind_t kind = ordinary; kind < (limit); kind++)

static void pack_case(long depth_stride, long column_stride, long depth, long columns) {
  long length = depth == 0 ? 0 : (depth - 1) * depth_stride + (columns - 1) * column_stride + 1;
  float *source = numbers(length, any), *panel = numbers(16 * depth, any);
  k->pack(source, depth_stride, column_stride, depth, columns, panel);
  values(panel, 16 * depth);
  done();
}

static void check_pack(void) {
  begin();
  EACH(columns, 1, 16) EACH(depth, 0, 40) {
    if (depth % 3 && columns % 5) continue;
    pack_case(columns + 3, 1, depth, columns);
    pack_case(1, depth + 5, depth, columns);
    pack_case(2, 2 * depth + 1, depth, columns);
  }
  end("pack");
}

static void product_case(long rows, long columns, long depth, bool transposed, bool continues,
                         kind_t kind) {
  long panels = (columns + 15) / 16, panel_stride = 16 * depth + 16, output_stride = columns + 2;
  float *right = numbers((panels - 1) * panel_stride + 16 * depth, kind);
  long steps = transposed ? rows * depth : (rows - 1) * (depth + 1) + depth;
  float *left = numbers(steps, kind);
  ck_left_t a = transposed ? (ck_left_t){left, 1, rows} : (ck_left_t){left, depth + 1, 1};
  long length = (rows - 1) * output_stride + columns;
  float *output = numbers(length, kind);
  k->product(rows, columns, depth, a, (ck_right_t){right, panel_stride, 16, ck_float32}, output,
             output_stride, continues);
  values(output, length);
  done();
}

static void check_product(void) {
  static const long depths[] = {0, 1, 2, 17, 257, 1025};
  begin();
  EACH_KIND(kinds) EACH(continues, 0, 1) {
    EACH(rows, 1, 9) EACH(columns, 1, 48)
      if ((rows + columns) % 4 == 0) product_case(rows, columns, 5, columns % 2, continues, kind);
    EACH(columns, 1, 140)
      if (columns % 9 < 2) product_case(1, columns, 3, false, continues, kind);
    for (int d = 0; d < 6; d++) EACH(transposed, 0, 1)
      product_case(19, 70, depths[d], transposed, continues, kind);
  }
  end("product");
}

/// Weights of sixteen bits: laid out, read back by columns, and multiplied.
static void halves_case(long rows, long columns, long depth, int format) {
  long panels = (columns + 15) / 16;
  uint16_t *source = (uint16_t *)numbers((columns * depth + 1) / 2, any);
  uint16_t *panel = (uint16_t *)numbers(8 * depth * panels, any);
  for (long i = 0; i < columns * depth; i++) source[i] = (uint16_t)next();
  for (long p = 0; p < panels; p++) {
    long count = p == panels - 1 ? columns - 16 * p : 16;
    k->pack_halves(source + 16 * p * depth, 1, depth, depth, count, panel + 16 * p * depth);
  }
  ck_right_t right = {panel, 16 * depth, 16, format};
  float *column = numbers(depth, any), *output = numbers(rows * columns, any);
  k->column(right, columns - 1, depth, column);
  values(column, depth);
  k->product(rows, columns, depth, (ck_left_t){numbers(rows * depth, any), depth, 1}, right, output,
             columns, false);
  values(output, rows * columns);
  done();
}

static void check_halves(void) {
  static const char *const names[] = {"", "product bfloat16", "product float16"};
  EACH(format, ck_bfloat16, ck_float16) {
    begin();
    EACH(rows, 1, 9) EACH(columns, 1, 50)
      if ((rows + columns) % 5 == 0) halves_case(rows, columns, 1 + columns * 2, (int)format);
    EACH(columns, 1, 140)
      if (columns % 9 < 2) halves_case(1, columns, 3, (int)format);
    for (uint32_t bits = 0; bits < 0x10000; bits += 16) {
      uint16_t panel[16];
      float y;
      for (uint32_t i = 0; i < 16; i++) panel[i] = (uint16_t)(bits + i);
      EACH(i, 0, 15) {
        k->column((ck_right_t){panel, 16, 16, (int)format}, i, 1, &y);
        value(y);
      }
    }
    end(names[format]);
  }
}

static void check_map(const char *name, void (*map)(long, const float *, float *)) {
  begin();
  EACH_KIND(kinds) EACH(count, 0, 48) {
    float *x = numbers(count, kind), *y = numbers(count, kind);
    map(count, x, y);
    values(y, count);
    done();
  }
  // A walk over all binary32 numbers.
  for (uint32_t bits = 0; bits < 0xfff00000; bits += 0x2b593) {
    float x[16], y[16];
    for (uint32_t i = 0; i < 16; i++) {
      uint32_t b = bits + i;
      memcpy(&x[i], &b, 4);
    }
    map(16, x, y);
    values(y, 16);
  }
  end(name);
}

static void check_reductions(void) {
  begin();
  EACH_KIND(kinds) EACH(count, 0, 200) {
    value(k->sum(count, numbers(count, kind)));
    done();
  }
  end("sum");
  begin();
  EACH_KIND(kinds) EACH(count, 0, 200) {
    value(k->dot(count, numbers(count, kind), numbers(count, kind)));
    done();
  }
  end("dot");
  begin();
  EACH_KIND(any) EACH(count, 1, 200) {
    word((uint32_t)k->argmax(count, numbers(count, kind)));
    done();
  }
  end("argmax");
}

static void check_elementwise(void) {
  begin();
  EACH_KIND(kinds) EACH(count, 0, 48) {
    float *y = numbers(count, kind);
    k->add(count, numbers(count, kind), y);
    values(y, count);
    done();
  }
  end("add");
  begin();
  EACH_KIND(kinds) EACH(count, 0, 48) {
    float *x = numbers(count, kind);
    k->scale(count, number(kind), x);
    values(x, count);
    done();
  }
  end("scale");
  begin();
  EACH_KIND(kinds) EACH(count, 0, 48) {
    float *y = numbers(count, kind);
    k->gate(count, numbers(count, kind), numbers(count, kind), y);
    values(y, count);
    k->gelu_gate(count, numbers(count, kind), numbers(count, kind), y);
    values(y, count);
    done();
  }
  end("gate");
  begin();
  EACH_KIND(kinds) EACH(count, 0, 48) {
    float *gate = numbers(count, kind), *up = numbers(count, kind);
    k->gate_backward(count, gate, up, numbers(count, kind), gate, up);
    values(gate, count);
    values(up, count);
    done();
  }
  end("gate_backward");
  begin();
  EACH_KIND(kinds) EACH(count, 0, 48) EACH(round, 0, 3) {
    ck_adamw_t step = {1e-3f, 0.9f, 0.95f, 0.1f, 0.05f, 1.0f / (1 + (float)round), 1.5f,
                       1e-8f, 0.1f, round % 2 ? 1.0f : 0.37f};
    float *first = numbers(count, kind), *second = numbers(count, kind), *p = numbers(count, kind);
    k->adamw(count, &step, numbers(count, kind), first, second, p);
    values(first, count);
    values(second, count);
    values(p, count);
    done();
  }
  end("adamw");
}

static void check_layers(void) {
  begin();
  EACH_KIND(kinds) EACH(rows, 1, 3) EACH(columns, 1, 48) {
    float *y = numbers(rows * columns, kind), *inverse = numbers(rows, kind);
    k->rms_norm(rows, columns, 1e-5f, numbers(rows * columns, kind), numbers(columns, kind), y,
                inverse);
    values(y, rows * columns);
    values(inverse, rows);
    done();
  }
  end("rms_norm");
  begin();
  EACH_KIND(kinds) EACH(rows, 1, 3) EACH(columns, 1, 48) {
    float *x = numbers(rows * columns, kind), *weight = numbers(columns, kind);
    float *inverse = numbers(rows, kind), *dx = numbers(rows * columns, kind);
    k->rms_norm_backward(rows, columns, x, weight, inverse, numbers(rows * columns, kind), dx);
    values(dx, rows * columns);
    done();
  }
  end("rms_norm_backward");
  begin();
  EACH_KIND(kinds) EACH(rows, 1, 3) EACH(columns, 1, 48) {
    long stride = columns + 3, length = (rows - 1) * stride + columns;
    float *x = numbers(length, kind), *inverse = numbers(rows, kind);
    float *dweight = numbers(columns, kind);
    k->rms_norm_weight_backward(rows, columns, stride, x, inverse, numbers(length, kind), dweight);
    values(dweight, columns);
    done();
  }
  end("rms_norm_weight_backward");
  begin();
  EACH_KIND(kinds) EACH(heads, 1, 3) EACH(half, 1, 48) EACH(backward, 0, 1) {
    long stride = 2 * half + heads - 1, length = (heads - 1) * stride + 2 * half;
    float *x = numbers(length, kind);
    k->rotate(heads, stride, 2 * half, numbers(half, kind), numbers(half, kind), backward, x);
    values(x, length);
    done();
  }
  end("rotate");
  begin();
  EACH_KIND(any) EACH(columns, 1, 100) {
    float *logits = numbers(columns, kind), *gradient = numbers(columns, kind);
    long target = (long)(next() % (uint32_t)columns);
    value(k->cross_entropy(columns, logits, target, NULL));
    value(k->cross_entropy(columns, logits, target, gradient));
    values(gradient, columns);
    value(k->cross_entropy(columns, logits, target, logits));
    values(logits, columns);
    done();
  }
  end("cross_entropy");
}

static void attention_case(long count, long first, long reach, long size, long value_size,
                           long heads, bool backward, kind_t kind) {
  long asking = count - first, stride = heads * size + 2, narrow = size + 1;
  long asked = (asking - 1) * stride + heads * size, kept = (count - 1) * narrow + size;
  long value_stride = value_size + 1, output_stride = heads * value_size + 2;
  long values_kept = (count - 1) * value_stride + value_size;
  long answered = (asking - 1) * output_stride + heads * value_size;
  float *output = numbers(answered, kind), *statistics = numbers(2 * heads * asking, kind);
  ck_attention_t window = {
      .count = count, .first = first, .reach = reach, .head_size = size, .value_size = value_size,
      .query_heads = heads, .query = numbers(asked, kind), .query_stride = stride,
      .key = numbers(kept, kind), .key_stride = narrow, .value = numbers(values_kept, kind),
      .value_stride = value_stride, .output = output, .output_stride = output_stride,
      .statistics = statistics, .scale = 0.25f};
  k->attention(&window, numbers(k->attention_scratch(count, size, value_size, false), kind));
  if (!backward) {
    values(output, answered);
    values(statistics, 2 * heads * asking);
  } else {
    float *dq = numbers(asked, kind), *dk = numbers(kept, kind), *dv = numbers(kept, kind);
    ck_attention_gradients_t gradients = {numbers(asked, kind), stride, dq, stride, dk, narrow,
                                          dv, narrow};
    k->attention_backward(&window, &gradients,
                          numbers(k->attention_scratch(count, size, size, true), kind));
    values(dq, asked);
    values(dk, kept);
    values(dv, kept);
  }
  done();
}

static void check_attention(void) {
  begin();
  EACH_KIND(any) EACH(count, 1, 70)
    if (count < 20 || count % 7 == 0)
      EACH(heads, 1, 2) {
        long size = 1 + (count * 5) % 23;
        attention_case(count, 0, 0, size, size, heads, false, kind);
        attention_case(count, count / 2, 0, 16, 16, heads, false, kind);
        attention_case(count, count - 1, 0, 20, 20, heads, false, kind);
      }
  end("attention");
  begin();
  EACH_KIND(any) EACH(count, 1, 70)
    if (count < 20 || count % 7 == 0)
      EACH(reach, 1, 37)
        if (reach < 3 || reach % 5 == 0) {
          attention_case(count, 0, reach, 24, 16, 2, false, kind);
          attention_case(count, count / 2, reach, 8, 20, 1, false, kind);
          attention_case(count, count - 1, reach, 20, 32, 2, false, kind);
        }
  end("attention with a reach");
  begin();
  EACH_KIND(any) EACH(count, 1, 70)
    if (count < 20 || count % 7 == 0)
      EACH(heads, 1, 2) {
        long size = 1 + (count * 5) % 23;
        attention_case(count, 0, 0, size, size, heads, true, kind);
      }
  end("attention_backward");
}

static void quantised_case(int format, long rows, long columns, long depth, kind_t kind) {
  long blocks = depth / ck_block_length, row_bytes = ck_row_bytes(format, depth);
  long panels = (columns + 15) / 16, panel_bytes = ck_panel_bytes(format, depth);
  uint8_t *file = malloc((size_t)(row_bytes * columns)), *packed = malloc((size_t)(panel_bytes * panels));
  ck_block_t *tile = malloc((size_t)(rows * blocks) * sizeof *tile);
  if (!file || !packed || !tile) exit(70);
  for (long i = 0; i < row_bytes * columns; i++) file[i] = (uint8_t)next();
  // Exponents of binary16 scales that are ordinary now and then.
  for (long i = 1; kind == ordinary && i < row_bytes * columns; i += 2) file[i] &= 0xbf;
  for (long p = 0; p < panels; p++) {
    long count = columns - 16 * p < 16 ? columns - 16 * p : 16;
    const uint8_t *rows_of_panel[16];
    for (long j = 0; j < count; j++) rows_of_panel[j] = file + (16 * p + j) * row_bytes;
    ck_pack_panel(format, depth, count, rows_of_panel, packed + p * panel_bytes);
  }
  for (long r = 0; r < rows; r++) quantised->quantise(blocks, numbers(depth, kind), tile + r, rows);
  for (long i = 0; i < rows * blocks; i++) {
    for (int j = 0; j < ck_block_length; j++) word((uint32_t)tile[i].code[j]);
    value(tile[i].scale);
    value(tile[i].sum);
    word((uint32_t)tile[i].start[0]);
    word((uint32_t)tile[i].start[1]);
  }
  long length = (rows - 1) * (columns + 2) + columns;
  float *output = numbers(length, kind);
  quantised->product(format, rows, columns, depth, tile, packed, output, columns + 2);
  values(output, length);
  float *weights = numbers(depth, kind);
  ck_unpack_column(format, depth, packed, columns % 16, weights);
  values(weights, depth);
  done();
  free(file);
  free(packed);
  free(tile);
}

static void check_quantised(void) {
  static const int formats[] = {ck_q4_0, ck_q4_1, ck_q5_0, ck_q5_1, ck_q8_0, ck_q2_k, ck_q3_k,
                                ck_q4_k, ck_q5_k, ck_q6_k, ck_iq4_nl, ck_iq4_xs, ck_mxfp4};
  for (unsigned f = 0; f < sizeof formats / sizeof *formats; f++) {
    char name[32];
    begin();
    EACH_KIND(kinds) {
      EACH(columns, 1, 49) if (columns % 5 < 2) {
        quantised_case(formats[f], 1, columns, 256, kind);
        quantised_case(formats[f], 3, columns, 512, kind);
      }
      quantised_case(formats[f], 20, 33, 768, kind);
    }
    snprintf(name, sizeof name, "quantised %d", formats[f]);
    end(name);
  }
}

static void route_case(long groups, long size, long chosen_groups, long chosen, bool sigmoid,
                       bool biased, kind_t kind) {
  long experts = groups * size;
  ck_routing_t routing = {experts, groups, chosen_groups, chosen, sigmoid, sigmoid, 2.5f};
  float *logits = numbers(experts, kind), *bias = biased ? numbers(experts, kind) : NULL;
  float *weights = numbers(chosen, kind), *scratch = numbers(2 * experts + groups, kind);
  int32_t *picked = (int32_t *)numbers(chosen, kind);
  k->route(&routing, logits, bias, scratch, picked, weights);
  values(weights, chosen);
  EACH(i, 0, chosen - 1) word((uint32_t)picked[i]);
  done();
}

static void check_experts(void) {
  begin();
  EACH_KIND(any) EACH(groups, 1, 4) EACH(size, 1, 40) EACH(chosen_groups, 1, groups)
    EACH(sigmoid, 0, 1) {
      long most = size * chosen_groups, chosen = most < 5 ? most : 5;
      route_case(groups, size, chosen_groups, chosen, sigmoid, size % 2, kind);
    }
  EACH_KIND(kinds) EACH(count, 0, 48) {
    float *y = numbers(count, kind);
    k->add_scaled(count, number(kind), numbers(count, kind), y);
    values(y, count);
    done();
  }
  end("experts");
}

static void check_scalars(void) {
  begin();
  EACH(i, 0, 20000) {
    float sine, cosine, angle = number(any) * (i % 2 ? 1.0f : 1e4f);
    ck_sine_cosine(angle, &sine, &cosine);
    value(sine);
    value(cosine);
    double x = (double)angle + (double)number(ordinary) * 0x1p-30;
    wide(ck_exp64(x * 50));
    wide(ck_log64(x * x * x));
    wide(ck_cos64(x));
  }
  end("scalars");
}

static void check_minima(int isa) {
  begin();
  ck_minima_t *minima = ck_minima_for(isa);
  enum { length = 5000, shingles = 37, permutations = 24 };
  uint8_t text[length];
  EACH(i, 0, length - 1) text[i] = (uint8_t)next();
  uint64_t a[permutations], b[permutations], least[permutations];
  EACH(i, 0, permutations - 1) {
    a[i] = (uint64_t)next() << 29 ^ next();
    b[i] = (uint64_t)next() << 29 ^ next();
    least[i] = ~0ull;
  }
  uint32_t starts[shingles], ends[shingles];
  EACH(i, 0, shingles - 1) starts[i] = (uint32_t)(i * 130), ends[i] = starts[i] + (uint32_t)(next() % 200);
  EACH(count, 0, shingles) {
    minima(count, text, starts, ends, permutations, a, b, least);
    EACH(i, 0, permutations - 1) digest = (digest ^ least[i]) * 0x100000001b3;
  }
  end("minima");
}

static void check_pictures(void) {
  static const long sizes[][2] = {{4, 9}, {5, 5}, {6, 200}, {64, 64}, {127, 65}, {513, 511}, {300, 2000}};
  begin();
  EACH(s, 0, (long)(sizeof sizes / sizeof *sizes) - 1) {
    long rows = sizes[s][0], columns = sizes[s][1], channels = 3 + s % 2, bytes = rows * columns * channels;
    uint8_t *pixels = malloc((size_t)bytes);
    float *memory = numbers(ck_pdq_memory(rows, columns), ordinary);
    EACH(i, 0, bytes - 1) pixels[i] = (uint8_t)(i % 7 ? i / channels % columns * 255 / columns : next());
    uint64_t hash[4];
    word((uint32_t)ck_pdq(rows, columns, channels, pixels, memory, hash));
    EACH(i, 0, 3) digest = (digest ^ hash[i]) * 0x100000001b3;
    free(pixels);
    done();
  }
  end("pictures");
}

/// Formats with the elements and the bytes of a block.
static const struct { int code, length, size; } formats[] = {
  {ck_f16, 1, 2}, {ck_bf16, 1, 2}, {ck_f8_e4m3, 1, 1}, {ck_f8_e5m2, 1, 1}, {ck_q4_0, 32, 18},
  {ck_q4_1, 32, 20}, {ck_q5_0, 32, 22}, {ck_q5_1, 32, 24}, {ck_q8_0, 32, 34}, {ck_q2_k, 256, 84},
  {ck_q3_k, 256, 110}, {ck_q4_k, 256, 144}, {ck_q5_k, 256, 176}, {ck_q6_k, 256, 210},
  {ck_iq4_nl, 32, 18}, {ck_iq4_xs, 256, 136}, {ck_mxfp4, 32, 17}};

static void check_formats(void) {
  begin();
  EACH(f, 0, (long)(sizeof formats / sizeof *formats) - 1) {
    long blocks = formats[f].length == 1 ? 4099 : 37, bytes = blocks * formats[f].size;
    long count = blocks * formats[f].length;
    uint8_t *source = malloc((size_t)bytes);
    if (!source) exit(70);
    EACH(i, 0, bytes - 1) source[i] = (uint8_t)next();
    float *target = numbers(count, ordinary);
    k->dequantise(formats[f].code, blocks, source, target);
    values(target, count);
    free(source);
    done();
  }
  end("dequantise");
  begin();
  EACH_KIND(kinds) EACH(f, 0, (long)(sizeof formats / sizeof *formats) - 1) {
    long blocks = formats[f].length == 1 ? 1021 : 33, bytes = blocks * formats[f].size;
    uint8_t *target = malloc((size_t)bytes);
    if (!target) exit(70);
    // One block at a time, since a block that does not fit means nothing.
    EACH(n, 0, blocks - 1) {
      float *source = numbers(formats[f].length, kind);
      bool fits = k->quantise(formats[f].code, 1, source, target);
      word(fits);
      if (fits) EACH(i, 0, formats[f].size - 1) word(target[i]);
      done();
    }
    free(target);
  }
  end("quantise");
}

int main(int count, char **arguments) {
  static const char *const names[] = {"generic", "avx2", "avx512", "neon"};
  int isa = 0;
  while (isa < 4 && (count < 2 || strcmp(names[isa], arguments[1]))) isa++;
  if (isa == 4) return fprintf(stderr, "usage: kernel_digest generic|avx2|avx512|neon\n"), 64;
  k = ck_kernels_for(isa);
  quantised = ck_quantised_for(isa);
  if (!k || !quantised) return fprintf(stderr, "%s is not available here\n", names[isa]), 69;
  check_pack();
  check_product();
  check_halves();
  check_map("exp", k->exp);
  check_map("log", k->log);
  check_map("sigmoid", k->sigmoid);
  check_map("tanh", k->tanh);
  check_reductions();
  check_elementwise();
  check_layers();
  check_attention();
  check_quantised();
  check_experts();
  check_formats();
  check_minima(isa);
  check_scalars();
  check_pictures();
}
