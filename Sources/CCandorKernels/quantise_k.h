// Binary32 numbers as blocks of 256 in parts with scales of their own: Q4_K and Q6_K. Levels, scales and
// what scales them are searched for the least sum of squared errors, each in turn with the others
// fixed. The search is Candor's own; the bytes are a function of the numbers alone.

/// Below this, what scales a part is less than the least half.
#define NOTHING 0x1p-30f

/// Whether squared errors stay finite. Numbers beyond this are too large for the halves of a block.
static bool is_moderate(const float *x) {
  bool moderate = true;
  for (int i = 0; i < 256; i++) moderate &= magnitude(x[i]) < 0x1p40f;
  return moderate;
}

/// The nearest whole number, ties to even, for magnitudes below 2^22.
static inline f32x16 v_round(f32x16 x) {
  return v_sub(v_add(x, v_set(0x1.8p23f)), v_set(0x1.8p23f));
}
static inline float round_of(float x) { return x + 0x1.8p23f - 0x1.8p23f; }
static inline f32x16 v_clamp(f32x16 x, float least, float most) {
  return v_min(v_max(x, v_set(least)), v_set(most));
}
static inline float clamp(float x, float least, float most) {
  return x < least ? least : x > most ? most : x;
}

/// The levels of one part whose numbers are read as scale · q + offset.
static inline f32x16 v_levels(f32x16 x, float inverse, float offset, float least, float most) {
  return v_clamp(v_round(v_mul(v_sub(x, v_set(offset)), v_set(inverse))), least, most);
}
static inline f32x16 v_square_error(f32x16 x, float scale, f32x16 q, float offset, f32x16 sum) {
  f32x16 error = v_sub(x, v_add(v_mul(v_set(scale), q), v_set(offset)));
  return v_fma(error, error, sum);
}

typedef struct { float scale, offset, error; } fit_t;

/// 32 numbers and their levels, two registers each.
typedef struct { f32x16 low, high; } pair_t;

static inline pair_t pair_of(const float *x) { return (pair_t){v_load(x), v_load(x + 16)}; }
static inline pair_t pair_levels(pair_t x, float scale, float offset) {
  float inverse = scale < NOTHING ? 0.0f : 1.0f / scale;
  return (pair_t){v_levels(x.low, inverse, offset, 0, 15), v_levels(x.high, inverse, offset, 0, 15)};
}
static inline float pair_sum(pair_t x) { return v_fold_add(v_add(x.low, x.high)); }
static inline float pair_dot(pair_t x, pair_t y) {
  return v_fold_add(v_fma(x.high, y.high, v_mul(x.low, y.low)));
}
static inline float pair_error(pair_t x, float scale, pair_t q, float offset) {
  f32x16 low = v_square_error(x.low, scale, q.low, offset, v_zero());
  return v_fold_add(v_square_error(x.high, scale, q.high, offset, low));
}

/// The best scale and offset, not above 0, of a part of Q4_K: steps of several lengths give levels,
/// and levels a line of least squares.
static fit_t fit_pair(pair_t x) {
  float lanes[16], least = 0.0f, most = 0.0f;
  v_store(lanes, v_min(x.low, x.high));
  for (int i = 0; i < 16; i++) least = lanes[i] < least ? lanes[i] : least;
  v_store(lanes, v_max(x.low, x.high));
  for (int i = 0; i < 16; i++) most = lanes[i] > most ? lanes[i] : most;
  float total = pair_sum(x);
  fit_t best = {0.0f, clamp(total / 32.0f, least, 0.0f), 0.0f};
  best.error = pair_error(x, 0.0f, x, best.offset);
  if (most - least < NOTHING) return best;
  for (int step = 0; step <= 24; step++) {
    pair_t q = pair_levels(x, (most - least) / (13.6f + 0.1f * (float)step), least);
    float sum = pair_sum(q), squares = pair_dot(q, q), product = pair_dot(x, q);
    float determinant = 32.0f * squares - sum * sum;
    if (determinant <= 0.0f) continue;
    fit_t fit = {(32.0f * product - total * sum) / determinant,
                 (squares * total - sum * product) / determinant, 0.0f};
    if (fit.offset > 0.0f) fit = (fit_t){product / squares, 0.0f, 0.0f};
    fit.error = pair_error(x, fit.scale, q, fit.offset);
    if (fit.error < best.error) best = fit;
  }
  return best;
}

/// A block of Q4_K before it is packed: part p is d · scale[p] · q - least · minimum[p].
typedef struct {
  float d, least, scale[8], minimum[8], error;
} block4_t;

/// Moves each part's scale and minimum by at most one towards the least error; gives the block's.
static void settle_q4_k(const float *x, block4_t *block) {
  block->error = 0.0f;
  for (int part = 0; part < 8; part++) {
    pair_t numbers = pair_of(x + 32 * part);
    float scale = block->scale[part], minimum = block->minimum[part], best = -1.0f;
    for (float s = scale - 1.0f; s <= scale + 1.0f; s++)
      for (float m = minimum - 1.0f; m <= minimum + 1.0f; m++) {
        if (s < 0.0f || s > 63.0f || m < 0.0f || m > 63.0f) continue;
        float step = block->d * s, offset = -(block->least * m);
        float error = pair_error(numbers, step, pair_levels(numbers, step, offset), offset);
        if (best >= 0.0f && error >= best) continue;
        best = error;
        block->scale[part] = s;
        block->minimum[part] = m;
      }
    block->error += best;
  }
}

/// The d and the least that suit the levels, scales and minima of the block best, as halves.
static void solve_q4_k(const float *x, block4_t *block) {
  float ss = 0.0f, sm = 0.0f, mm = 0.0f, xs = 0.0f, xm = 0.0f;
  for (int part = 0; part < 8; part++) {
    pair_t numbers = pair_of(x + 32 * part);
    float s = block->scale[part], m = block->minimum[part];
    pair_t q = pair_levels(numbers, block->d * s, -(block->least * m));
    ss += s * s * pair_dot(q, q);
    sm += s * m * pair_sum(q);
    mm += 32.0f * m * m;
    xs += s * pair_dot(numbers, q);
    xm += m * pair_sum(numbers);
  }
  float determinant = ss * mm - sm * sm;
  float d = determinant > 0.0f ? (xs * mm - xm * sm) / determinant : ss > 0.0f ? xs / ss : 0.0f;
  float least = determinant > 0.0f ? (xs * sm - xm * ss) / determinant : 0.0f;
  if (d > 0.0f && least >= 0.0f) {
    block->d = from_half(to_half(d));
    block->least = from_half(to_half(least));
  }
}

static void pack_q4_k(const float *x, const block4_t *block, uint8_t *b) {
  store_half(b, block->d);
  store_half(b + 2, block->least);
  memset(b + 4, 0, 12 + 128);
  for (int part = 0; part < 8; part++) {
    int s = (int)block->scale[part], m = (int)block->minimum[part];
    uint8_t *low = b + 4 + part;
    if (part < 4) {
      low[0] |= (uint8_t)s;
      low[4] |= (uint8_t)m;
    } else {
      low[4] |= (uint8_t)((s & 15) | m << 4);
      low[-4] |= (uint8_t)(s >> 4 << 6);
      low[0] |= (uint8_t)(m >> 4 << 6);
    }
    float levels[32];
    pair_t q = pair_levels(pair_of(x + 32 * part), block->d * block->scale[part],
                           -(block->least * block->minimum[part]));
    v_store(levels, q.low);
    v_store(levels + 16, q.high);
    for (int i = 0; i < 32; i++)
      b[16 + 32 * (part / 2) + i] |= (uint8_t)((int)levels[i] << 4 * (part % 2));
  }
}

static bool to_q4_k(const float *x, uint8_t *b) {
  fit_t fits[8];
  float scale = 0.0f, minimum = 0.0f;
  for (int part = 0; part < 8; part++) {
    fits[part] = fit_pair(pair_of(x + 32 * part));
    scale = fits[part].scale > scale ? fits[part].scale : scale;
    minimum = -fits[part].offset > minimum ? -fits[part].offset : minimum;
  }
  if (!store_scale(b, scale / 63.0f) || !store_scale(b + 2, minimum / 63.0f)) return false;
  block4_t block = {.d = load_half(b), .least = load_half(b + 2)};
  for (int part = 0; part < 8; part++) {
    float s = fits[part].scale * inverse_of(block.d);
    float m = -fits[part].offset * inverse_of(block.least);
    block.scale[part] = round_of(clamp(s, 0.0f, 63.0f));
    block.minimum[part] = round_of(clamp(m, 0.0f, 63.0f));
  }
  settle_q4_k(x, &block);
  block4_t best = block;
  for (int turn = 0; turn < 4; turn++) {
    solve_q4_k(x, &block);
    settle_q4_k(x, &block);
    if (block.error < best.error) best = block;
  }
  pack_q4_k(x, &best, b);
  return true;
}

/// The best scale of a part of Q6_K, of either sign.
static fit_t fit_sixteen(f32x16 x) {
  float lanes[16], extreme = 0.0f;
  v_store(lanes, x);
  for (int i = 0; i < 16; i++)
    if (magnitude(lanes[i]) > magnitude(extreme)) extreme = lanes[i];
  fit_t best = {0.0f, 0.0f, v_fold_add(v_mul(x, x))};
  if (magnitude(extreme) < NOTHING) return best;
  for (int step = -12; step <= 12; step++) {
    f32x16 q = v_levels(x, -(32.0f + 0.1f * (float)step) / extreme, 0.0f, -32.0f, 31.0f);
    float scale = v_fold_add(v_mul(x, q)) / v_fold_add(v_mul(q, q));
    float error = v_fold_add(v_square_error(x, scale, q, 0.0f, v_zero()));
    if (error < best.error) best = (fit_t){scale, 0.0f, error};
  }
  return best;
}

/// A block of Q6_K before it is packed: part p is d · scale[p] · q.
typedef struct {
  float d, scale[16], error;
} block6_t;

static inline f32x16 levels_q6_k(f32x16 x, float step) {
  return v_levels(x, magnitude(step) < NOTHING ? 0.0f : 1.0f / step, 0.0f, -32.0f, 31.0f);
}

/// Moves each part's scale by at most one, then d; gives the block's error before d moved.
static float settle_q6_k(const float *x, block6_t *block) {
  float total = 0.0f, products = 0.0f, squares = 0.0f;
  for (int part = 0; part < 16; part++) {
    f32x16 numbers = v_load(x + 16 * part), levels = v_zero();
    float scale = block->scale[part], best = -1.0f;
    for (float s = scale - 1.0f; s <= scale + 1.0f; s++) {
      if (s < -128.0f || s > 127.0f) continue;
      f32x16 q = levels_q6_k(numbers, block->d * s);
      float error = v_fold_add(v_square_error(numbers, block->d * s, q, 0.0f, v_zero()));
      if (best >= 0.0f && error >= best) continue;
      best = error;
      levels = q;
      block->scale[part] = s;
    }
    float s = block->scale[part];
    total += best;
    products += s * v_fold_add(v_mul(numbers, levels));
    squares += s * s * v_fold_add(v_mul(levels, levels));
  }
  block->error = total;
  return squares > 0.0f ? from_half(to_half(products / squares)) : block->d;
}

static void pack_q6_k(const float *x, const block6_t *block, uint8_t *b) {
  memset(b, 0, 192);
  for (int part = 0; part < 16; part++) {
    int half = part / 8, quarter = part / 2 % 4, column = 16 * (part % 2);
    uint8_t *low = b + 64 * half + 32 * (quarter % 2) + column;
    uint8_t *high = b + 128 + 32 * half + column;
    float levels[16];
    v_store(levels, levels_q6_k(v_load(x + 16 * part), block->d * block->scale[part]));
    for (int i = 0; i < 16; i++) {
      int q = (int)levels[i] + 32;
      low[i] |= (uint8_t)((q & 15) << 4 * (quarter / 2));
      high[i] |= (uint8_t)(q >> 4 << 2 * quarter);
    }
    b[192 + part] = (uint8_t)(int)block->scale[part];
  }
  store_half(b + 208, block->d);
}

static bool to_q6_k(const float *x, uint8_t *b) {
  float scales[16], extreme = 0.0f;
  for (int part = 0; part < 16; part++) {
    scales[part] = fit_sixteen(v_load(x + 16 * part)).scale;
    if (magnitude(scales[part]) > magnitude(extreme)) extreme = scales[part];
  }
  if (!store_scale(b + 208, extreme / -128.0f)) return false;
  block6_t block = {.d = load_half(b + 208)};
  for (int part = 0; part < 16; part++)
    block.scale[part] = round_of(clamp(scales[part] * inverse_of(block.d), -128.0f, 127.0f));
  block6_t best = block;
  for (int turn = 0; turn < 4; turn++) {
    float d = settle_q6_k(x, &block);
    if (turn == 0 || block.error < best.error) best = block;
    block.d = d;
  }
  pack_q6_k(x, &best, b);
  return true;
}

#define EACH_BLOCK(length, size, function)                                                         \
  for (long n = 0; n < blocks; n++) {                                                              \
    const float *x = source + n * (length);                                                        \
    uint8_t *b = target + n * (size);                                                              \
    fits &= all_finite(length, x) && (function);                                                   \
  }                                                                                                \
  break

/// `blocks` blocks of any format that can be written; false where a number does not fit.
static bool quantise(int format, long blocks, const float *source, uint8_t *target) {
  bool fits = true;
  switch (format) {
  case ck_f32: EACH_BLOCK(1, 4, (memcpy(b, x, 4), true));
  case ck_f16: EACH_BLOCK(1, 2, store_scale(b, x[0]));
  case ck_bf16: EACH_BLOCK(1, 2, (store_16(b, to_bfloat(x[0])), is_finite(from_bfloat(load_16(b)))));
  case ck_q4_0: EACH_BLOCK(32, 18, to_symmetric(4, x, b));
  case ck_q5_0: EACH_BLOCK(32, 22, to_symmetric(5, x, b));
  case ck_q4_1: EACH_BLOCK(32, 20, to_ranged(4, x, b));
  case ck_q5_1: EACH_BLOCK(32, 24, to_ranged(5, x, b));
  case ck_q8_0: EACH_BLOCK(32, 34, to_q8_0(x, b));
  case ck_q4_k: EACH_BLOCK(256, 144, is_moderate(x) && to_q4_k(x, b));
  case ck_q6_k: EACH_BLOCK(256, 210, is_moderate(x) && to_q6_k(x, b));
  default: return false;
  }
  return fits;
}

#undef EACH_BLOCK
#undef NOTHING
