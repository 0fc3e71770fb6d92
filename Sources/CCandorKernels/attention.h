// Attention (numerics 3) over one window and one key-value head. Scores are products whose lanes
// are key positions, weighted sums are products whose depth is the position, so both keep the rule
// of product.h. A row that sees fewer positions than its neighbours gets weights of +0 for the
// rest; the last operation, fma(sum, factor, +0), makes those terms invisible in the result.

/// Query rows worked on together; any number gives the same bits.
enum { query_block = 32 };

static inline long sixteens(long n) { return (n + 15) / 16 * 16; }

/// Panels of sixteen positions, depth = head_size: the right side of a product with one vector per
/// position.
static ck_right_t pack_positions(const float *source, long stride, long count, long head_size,
                                 float *panels) {
  for (long p = 0; p < count; p += 16)
    pack(source + p * stride, 1, stride, head_size, least(16, count - p), panels + p * head_size);
  return (ck_right_t){panels, 16 * head_size, 16, ck_float32};
}

/// Panels of sixteen dimensions, depth = position: the right side of a sum over positions.
static ck_right_t pack_dimensions(const float *source, long stride, long count, long head_size,
                                  float *panels) {
  for (long d = 0; d < head_size; d += 16)
    pack(source + d, stride, 1, count, least(16, head_size - d), panels + d * count);
  return (ck_right_t){panels, 16 * count, 16, ck_float32};
}

/// scores[0 ..< width] become exp(scores · scale − maximum) for `hidden` ..< `seen`, +0 elsewhere.
static float softmax_row(long hidden, long seen, long width, float scale, float *scores,
                         float *largest) {
  f32x16 s = v_set(scale), lanes = v_zero();
  EACH_SIXTEEN(seen) STORE(scores, v_mul(LOAD(scores), s));
  // exp of this is +0, which no sum of weights notices.
  for (long i = 0; i < hidden; i++) scores[i] = -__builtin_inff();
  *largest = maximum(seen, scores);
  f32x16 m = v_set(*largest);
  EACH_SIXTEEN(seen) {
    STORE(scores, v_exp_negative(v_sub(LOAD(scores), m)));
    lanes = v_add(lanes, LOAD(scores));
  }
  for (long i = seen; i < width; i++) scores[i] = 0.0f;
  return v_fold_add(lanes);
}

static long attention_scratch(long count, long head_size, long value_size, bool backward) {
  long positions = sixteens(count);
  long forward = positions * head_size + count * sixteens(value_size) + query_block * positions;
  if (!backward) return forward;
  return 2 * positions * head_size + 3 * count * sixteens(head_size) +
         2 * query_block * positions + 2 * query_block * sixteens(head_size);
}

static inline long most(long a, long b) { return a > b ? a : b; }

/// The first position that position i sees.
static inline long reached(const ck_attention_t *w, long i) {
  return w->reach == 0 ? 0 : most(0, i + 1 - w->reach);
}

static void attention(const ck_attention_t *w, float *scratch) {
  // What nobody sees is left out, in sixteens, so that a position keeps its lane.
  long origin = reached(w, w->first) / 16 * 16, n = w->count - origin, asking = w->count - w->first;
  long size = w->head_size, value_size = w->value_size, width = sixteens(n);
  float *key_panels = scratch, *value_panels = key_panels + width * size;
  float *scores = value_panels + n * sixteens(value_size);
  ck_right_t keys = pack_positions(w->key + origin * w->key_stride, w->key_stride, n, size,
                                   key_panels);
  const float *value = w->value + origin * w->value_stride;
  // One query reads its values once, so it takes them as they are.
  ck_right_t values = asking == 1 && value_size % 16 == 0
                          ? (ck_right_t){value, 16, w->value_stride, ck_float32}
                          : pack_dimensions(value, w->value_stride, n, value_size, value_panels);
  for (long head = 0; head < w->query_heads; head++) {
    const float *query = w->query + head * size;
    float *output = w->output + head * value_size;
    float *largest = w->statistics + head * 2 * asking, *inverse = largest + asking;
    for (long start = 0; start < asking; start += query_block) {
      long rows = least(query_block, asking - start), position = w->first + start;
      long from = reached(w, position) / 16 * 16, seen = position + rows - from;
      const float *q = query + start * w->query_stride;
      float *o = output + start * w->output_stride;
      ck_right_t near_keys = keys, near_values = values;
      near_keys.base = (const float *)keys.base + (from - origin) / 16 * keys.panel_stride;
      near_values.base = (const float *)values.base + (from - origin) * values.depth_stride;
      product(rows, seen, size, (ck_left_t){q, w->query_stride, 1}, near_keys, scores, width, false);
      for (long i = 0; i < rows; i++) {
        float total = softmax_row(reached(w, position + i) - from, position + i + 1 - from, seen,
                                  w->scale, scores + i * width, &largest[start + i]);
        inverse[start + i] = 1.0f / total;
      }
      product(rows, value_size, seen, (ck_left_t){scores, width, 1}, near_values, o,
              w->output_stride, false);
      for (long i = 0; i < rows; i++, o += w->output_stride) {
        f32x16 factor = v_set(inverse[start + i]);
        EACH_SIXTEEN(value_size) STORE(o, v_fma(LOAD(o), factor, v_zero()));
      }
    }
  }
}

/// With p the weights and D = Σ dO·O per row: dS = p · (dO·V − D), dQ = scale · Σ dS K,
/// dK = scale · Σ dS Q, dV = Σ p dO; sums for keys and values run over ascending (head, row).
static void attention_backward(const ck_attention_t *w, const ck_attention_gradients_t *g,
                               float *scratch) {
  long n = w->count, size = w->head_size, width = sixteens(n), padded = sixteens(size);
  float *key_panels = scratch, *value_panels = key_panels + width * size;
  float *key_rows = value_panels + width * size, *key_sums = key_rows + n * padded;
  float *value_sums = key_sums + n * padded, *weights = value_sums + n * padded;
  float *slopes = weights + query_block * width, *query_rows = slopes + query_block * width;
  float *gradient_rows = query_rows + query_block * padded;
  ck_right_t keys = pack_positions(w->key, w->key_stride, n, size, key_panels);
  ck_right_t values = pack_positions(w->value, w->value_stride, n, size, value_panels);
  ck_right_t key_dimensions = pack_dimensions(w->key, w->key_stride, n, size, key_rows);
  for (long i = 0; i < n * padded; i++) key_sums[i] = value_sums[i] = 0.0f;

  for (long head = 0; head < w->query_heads; head++) {
    const float *query = w->query + head * size, *output = w->output + head * size;
    const float *gradient = g->output_gradient + head * size;
    const float *largest = w->statistics + head * 2 * n, *inverse = largest + n;
    for (long first = 0; first < n; first += query_block) {
      long last = least(first + query_block, n), rows = last - first;
      const float *q = query + first * w->query_stride;
      const float *d = gradient + first * g->output_stride;
      product(rows, last, size, (ck_left_t){q, w->query_stride, 1}, keys, weights, width, false);
      product(rows, last, size, (ck_left_t){d, g->output_stride, 1}, values, slopes, width, false);
      for (long i = first; i < last; i++) {
        float *p = weights + (i - first) * width, *s = slopes + (i - first) * width;
        f32x16 m = v_set(largest[i]), f = v_set(inverse[i]), factor = v_set(w->scale);
        f32x16 sum = v_set(dot(size, gradient + i * g->output_stride, output + i * w->output_stride));
        long seen = i + 1;
        EACH_SIXTEEN(seen) {
          f32x16 e = v_mul(v_exp_negative(v_sub(v_mul(LOAD(p), factor), m)), f);
          STORE(p, e);
          STORE(s, v_mul(e, v_sub(LOAD(s), sum)));
        }
        for (long k = seen; k < last; k++) p[k] = s[k] = 0.0f;
      }
      float *dq = g->query_gradient + head * size + first * g->query_stride;
      product(rows, size, last, (ck_left_t){slopes, width, 1}, key_dimensions, dq, g->query_stride, false);
      for (long i = 0; i < rows; i++, dq += g->query_stride) {
        f32x16 factor = v_set(w->scale);
        EACH_SIXTEEN(size) STORE(dq, v_fma(LOAD(dq), factor, v_zero()));
      }
      ck_right_t queries = pack_dimensions(q, w->query_stride, rows, size, query_rows);
      ck_right_t gradients = pack_dimensions(d, g->output_stride, rows, size, gradient_rows);
      product(last, size, rows, (ck_left_t){slopes, 1, width}, queries, key_sums, padded, true);
      product(last, size, rows, (ck_left_t){weights, 1, width}, gradients, value_sums, padded, true);
    }
  }
  for (long i = 0; i < n; i++) {
    float *dk = g->key_gradient + i * g->key_stride, *dv = g->value_gradient + i * g->value_stride;
    const float *key_sum = key_sums + i * padded, *value_sum = value_sums + i * padded;
    f32x16 factor = v_set(w->scale), one = v_set(1.0f);
    long count = size;
    for (long j = 0; j < count; j += 16) {
      long take = least(16, count - j);
      v_store_count(dk + j, v_fma(v_load(key_sum + j), factor, v_zero()), take);
      v_store_count(dv + j, v_fma(v_load(value_sum + j), one, v_zero()), take);
    }
  }
}
