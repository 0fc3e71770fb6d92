// Row operations: reductions over one row (numerics 2) and the elementwise parts of the layers.
// Element i of a reduction belongs to lane i mod 16; a missing tail counts as +0.

#define EACH_SIXTEEN(count)                                                                        \
  for (long i = 0, left = (count); i < (count); i += 16, left -= 16)
#define LOAD(p) (left >= 16 ? v_load((p) + i) : v_load_count((p) + i, left))
#define STORE(p, x) (left >= 16 ? v_store((p) + i, (x)) : v_store_count((p) + i, (x), left))

static void map_exp(long count, const float *x, float *y) {
  EACH_SIXTEEN(count) STORE(y, v_exp(LOAD(x)));
}
static void map_log(long count, const float *x, float *y) {
  EACH_SIXTEEN(count) STORE(y, v_log(LOAD(x)));
}
static void map_sigmoid(long count, const float *x, float *y) {
  EACH_SIXTEEN(count) STORE(y, v_sigmoid(LOAD(x)));
}
static void map_tanh(long count, const float *x, float *y) {
  EACH_SIXTEEN(count) STORE(y, v_tanh(LOAD(x)));
}

static float sum(long count, const float *x) {
  f32x16 lanes = v_zero();
  EACH_SIXTEEN(count) lanes = v_add(lanes, LOAD(x));
  return v_fold_add(lanes);
}

static float dot(long count, const float *x, const float *y) {
  f32x16 lanes = v_zero();
  EACH_SIXTEEN(count) lanes = v_fma(LOAD(x), LOAD(y), lanes);
  return v_fold_add(lanes);
}

/// The largest of the row; exact, so its order does not matter. Rows are not empty.
static float maximum(long count, const float *x) {
  f32x16 lanes = v_set(x[0]);
  EACH_SIXTEEN(count) {
    f32x16 v = LOAD(x);
    if (left < 16) break;
    lanes = v_max(v, lanes);
  }
  float best[16];
  v_store(best, lanes);
  for (int i = 1; i < 16; i++) best[0] = best[0] < best[i] ? best[i] : best[0];
  for (long i = count & ~15L; i < count; i++) best[0] = best[0] < x[i] ? x[i] : best[0];
  return best[0];
}

/// A tie goes to the lower index (numerics 11).
static long argmax(long count, const float *x) {
  float best = maximum(count, x);
  for (long i = 0; i < count; i++)
    if (x[i] == best) return i;
  return 0;
}

static void add(long count, const float *x, float *y) {
  EACH_SIXTEEN(count) STORE(y, v_add(LOAD(y), LOAD(x)));
}

/// y = fma(factor, x, y)
static void add_scaled(long count, float factor, const float *x, float *y) {
  f32x16 f = v_set(factor);
  EACH_SIXTEEN(count) STORE(y, v_fma(f, LOAD(x), LOAD(y)));
}

static void scale(long count, float factor, float *x) {
  f32x16 f = v_set(factor);
  EACH_SIXTEEN(count) STORE(x, v_mul(LOAD(x), f));
}

/// y = (x · inverse) · weight with inverse = 1 / sqrt(Σ x² / columns + epsilon), which is also kept
/// where `inverse` is not NULL. `y` may be `x`.
static void rms_norm(long rows, long columns, float epsilon, const float *x, const float *weight,
                     float *y, float *inverse) {
  for (long row = 0; row < rows; row++, x += columns, y += columns) {
    f32x16 mean = v_div(v_set(dot(columns, x, x)), v_set((float)columns));
    f32x16 r = v_div(v_set(1.0f), v_sqrt(v_add(mean, v_set(epsilon))));
    if (inverse) inverse[row] = v_first(r);
    EACH_SIXTEEN(columns) STORE(y, v_mul(v_mul(LOAD(x), r), LOAD(weight)));
  }
}

/// dx += inverse · (g − x̂ · (Σ g x̂ / columns)), with g = dy · weight and x̂ = x · inverse.
static void rms_norm_backward(long rows, long columns, const float *x, const float *weight,
                              const float *inverse, const float *dy, float *dx) {
  for (long row = 0; row < rows; row++, x += columns, dy += columns, dx += columns) {
    f32x16 r = v_set(inverse[row]), lanes = v_zero();
    EACH_SIXTEEN(columns)
      lanes = v_fma(v_mul(LOAD(dy), LOAD(weight)), v_mul(LOAD(x), r), lanes);
    f32x16 mean = v_div(v_set(v_fold_add(lanes)), v_set((float)columns));
    EACH_SIXTEEN(columns) {
      f32x16 g = v_mul(LOAD(dy), LOAD(weight));
      f32x16 along = v_mul(v_mul(LOAD(x), r), mean);
      STORE(dx, v_fma(r, v_sub(g, along), LOAD(dx)));
    }
  }
}

/// dweight continues a chain over ascending rows: fma(dy, x · inverse, dweight).
static void rms_norm_weight_backward(long rows, long columns, long stride, const float *x,
                                     const float *inverse, const float *dy, float *dweight) {
  EACH_SIXTEEN(columns) {
    f32x16 chain = LOAD(dweight);
    for (long row = 0; row < rows; row++)
      chain = v_fma(LOAD(dy + row * stride), v_mul(LOAD(x + row * stride), v_set(inverse[row])),
                    chain);
    STORE(dweight, chain);
  }
}

/// Turns the pairs (x[i], x[i + size / 2]) of every head by the angles of one position.
static void rotate(long heads, long head_stride, long size, const float *cosine, const float *sine,
                   bool backward, float *x) {
  long half = size / 2;
  for (long head = 0; head < heads; head++, x += head_stride) {
    EACH_SIXTEEN(half) {
      f32x16 c = LOAD(cosine), s = LOAD(sine), a = LOAD(x), b = LOAD(x + half);
      f32x16 ac = v_mul(a, c), bc = v_mul(b, c), as = v_mul(a, s), bs = v_mul(b, s);
      STORE(x, backward ? v_add(ac, bs) : v_sub(ac, bs));
      STORE(x + half, backward ? v_sub(bc, as) : v_add(bc, as));
    }
  }
}

/// SwiGLU: y = (gate · sigmoid(gate)) · up.
static void gate(long count, const float *gate, const float *up, float *y) {
  EACH_SIXTEEN(count) {
    f32x16 g = LOAD(gate);
    STORE(y, v_mul(v_mul(g, v_sigmoid(g)), LOAD(up)));
  }
}

/// GeGLU, with the approximation of Hendrycks and Gimpel (2016): y = gelu(gate) · up,
/// gelu(g) = h + h · tanh(√(2/π) (g + 0.044715 g³)), h = g / 2.
static void gelu_gate(long count, const float *gate, const float *up, float *y) {
  EACH_SIXTEEN(count) {
    f32x16 g = LOAD(gate), h = v_mul(g, v_set(0.5f));
    f32x16 cubic = v_fma(v_mul(g, g), v_set(0x1.6e4e26p-5f), v_set(1.0f));
    f32x16 t = v_tanh(v_mul(v_mul(g, v_set(0x1.988454p-1f)), cubic));
    STORE(y, v_mul(v_fma(h, t, h), LOAD(up)));
  }
}

/// With s = sigmoid(gate): dup = dy · (gate · s), dgate = (dy · up) · fma(gate · s, 1 − s, s).
/// `dgate` and `dup` may be `gate` and `up`.
static void gate_backward(long count, const float *gate, const float *up, const float *dy,
                          float *dgate, float *dup) {
  EACH_SIXTEEN(count) {
    f32x16 g = LOAD(gate), d = LOAD(dy), u = LOAD(up);
    f32x16 s = v_sigmoid(g), gs = v_mul(g, s);
    f32x16 slope = v_fma(gs, v_sub(v_set(1.0f), s), s);
    STORE(dup, v_mul(d, gs));
    STORE(dgate, v_mul(v_mul(d, u), slope));
  }
}

/// −log softmax(logits)[target]; where `gradient` is not NULL (it may be `logits`), also
/// softmax(logits) − onehot(target), the gradient of one token's loss.
static float cross_entropy(long columns, const float *logits, long target, float *gradient) {
  float largest = maximum(columns, logits), chosen = logits[target] - largest;
  f32x16 m = v_set(largest), lanes = v_zero();
  EACH_SIXTEEN(columns) {
    f32x16 e = v_exp_negative(v_sub(LOAD(logits), m));
    if (left < 16) {
      float tail[16];
      v_store(tail, e);
      e = v_load_count(tail, left);
    }
    lanes = v_add(lanes, e);
    if (gradient) STORE(gradient, e);
  }
  float total = v_fold_add(lanes);
  if (gradient) {
    f32x16 inverse = v_div(v_set(1.0f), v_set(total));
    EACH_SIXTEEN(columns) STORE(gradient, v_mul(LOAD(gradient), inverse));
    gradient[target] = gradient[target] - 1.0f;
  }
  return v_first(v_log(v_set(total))) - chosen;
}
