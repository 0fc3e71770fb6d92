// Elementary functions (numerics 5): a fixed list of operations on sixteen lanes. The lists, where
// the constants come from and the largest errors, found by trying every binary32 input, are in
// docs/numerics.md. A NaN gives a NaN, of unstated sign and payload.

/// Added to a smaller number, this leaves the nearest whole number in the lowest bits.
static const float whole_number = 0x1.8p23f;

/// exp(x) for -104 <= x <= 89, or NaN.
static inline f32x16 exp_in_range(f32x16 x) {
  // x = n log 2 + r
  f32x16 shifted = v_fma(x, v_set(0x1.715476p0f), v_set(whole_number));
  f32x16 n = v_sub(shifted, v_set(whole_number));
  f32x16 r = v_fma(n, v_set(-0x1.62e400p-1f), x);
  r = v_fma(n, v_set(-0x1.7f7d1cp-20f), r);
  // exp(r) on |r| <= log 2 / 2
  f32x16 p = v_fma(v_set(0x1.6a2426p-10f), r, v_set(0x1.1239e2p-7f));
  p = v_fma(p, r, v_set(0x1.5558f2p-5f));
  p = v_fma(p, r, v_set(0x1.555492p-3f));
  p = v_fma(p, r, v_set(0x1.fffffcp-2f));
  p = v_fma(p, r, v_set(1.0f));
  p = v_fma(p, r, v_set(1.0f));
  return v_scale(p, n);
}

// Beyond -104 and 89 the result is 0 or infinity whatever x is.
static inline f32x16 v_exp(f32x16 x) {
  return exp_in_range(v_max(v_set(-104.0f), v_min(v_set(89.0f), x)));
}
/// The bits of v_exp for x <= 0, one operation cheaper.
static inline f32x16 v_exp_negative(f32x16 x) {
  return exp_in_range(v_max(v_set(-104.0f), x));
}

/// 1 / (1 + e) or e / (1 + e), with e = exp(-|x|).
static inline f32x16 v_sigmoid(f32x16 x) {
  f32x16 e = v_exp_negative(v_from_bits(i_or(v_bits(x), i_set(INT32_MIN))));
  f32x16 numerator = v_select_less(x, v_zero(), e, v_set(1.0f));
  return v_div(numerator, v_add(v_set(1.0f), e));
}

/// g / (g + 1), with g = expm1(2 |x|) / 2 = 2^n h + (2^n - 1) / 2, and the sign of x.
static inline f32x16 v_tanh(f32x16 x) {
  i32x16 sign = i_and(v_bits(x), i_set(INT32_MIN));
  // From 9.02 on the result is 1.
  f32x16 a = v_min(v_set(10.0f), v_from_bits(i_xor(v_bits(x), sign)));
  // 2 a = n log 2 + 2 r
  f32x16 shifted = v_fma(a, v_set(0x1.715476p1f), v_set(whole_number));
  f32x16 n = v_sub(shifted, v_set(whole_number));
  f32x16 r = v_fma(n, v_set(-0x1.62e400p-2f), a);
  r = v_fma(n, v_set(-0x1.7f7d1cp-21f), r);
  // h = expm1(2 r) / 2 on |r| <= log 2 / 4
  f32x16 p = v_fma(v_set(0x1.a032acp-7f), r, v_set(0x1.6d71f6p-5f));
  p = v_fma(p, r, v_set(0x1.11118ap-3f));
  p = v_fma(p, r, v_set(0x1.5554b2p-2f));
  p = v_fma(p, r, v_set(0x1.555554p-1f));
  p = v_fma(p, r, v_set(1.0f));
  f32x16 h = v_fma(v_mul(r, r), p, r);
  f32x16 power = v_from_bits(i_shift_left(i_add(v_bits(shifted), i_set(127)), 23));
  f32x16 g = v_fma(power, h, v_fma(power, v_set(0.5f), v_set(-0.5f)));
  f32x16 t = v_div(g, v_add(g, v_set(1.0f)));
  // Below 1 the same as g - g t, where the rounding errors of t count for less.
  t = v_select_less(g, v_set(1.0f), v_fma(v_sub(v_zero(), g), t, g), t);
  return v_from_bits(i_or(v_bits(t), sign));
}

/// e log 2 + log(1 + f), with x = 2^e (1 + f) and 2/3 <= 1 + f < 4/3.
static inline f32x16 v_log(f32x16 x) {
  f32x16 tiny = v_set(0x1p-126f);
  f32x16 normal = v_select_less(x, tiny, v_mul(x, v_set(0x1p25f)), x);
  f32x16 lifted = v_select_less(x, tiny, v_set(-25.0f), v_zero());
  i32x16 exponent = i_shift_right(i_sub(v_bits(normal), i_set(0x3f2aaaab)), 23);
  f32x16 e = v_add(i_to_float(exponent), lifted);
  f32x16 f = v_sub(v_from_bits(i_sub(v_bits(normal), i_shift_left(exponent, 23))), v_set(1.0f));
  // log(1 + f) = f + f^2 (-1/2 + f Q(f))
  f32x16 q = v_fma(v_set(-0x1.080562p-3f), f, v_set(0x1.1e6686p-3f));
  q = v_fma(q, f, v_set(-0x1.f31152p-4f));
  q = v_fma(q, f, v_set(0x1.1ed720p-3f));
  q = v_fma(q, f, v_set(-0x1.559dcap-3f));
  q = v_fma(q, f, v_set(0x1.99d028p-3f));
  q = v_fma(q, f, v_set(-0x1.fffef0p-3f));
  q = v_fma(q, f, v_set(0x1.555506p-2f));
  q = v_fma(q, f, v_set(-0.5f));
  f32x16 tail = v_mul(v_mul(f, f), q);
  // The high part of log 2 has 15 bits, so its product is exact; so is what the sum with f loses.
  f32x16 high = v_mul(e, v_set(0x1.62e400p-1f));
  f32x16 sum = v_add(high, f);
  f32x16 lost = v_sub(f, v_sub(sum, high));
  f32x16 result = v_add(sum, v_add(tail, v_fma(e, v_set(0x1.7f7d1cp-20f), lost)));
  // Infinity and NaN are their own logarithms; below zero there is none.
  f32x16 infinity = v_set(__builtin_inff());
  f32x16 other = v_select_less(x, v_zero(), v_set(__builtin_nanf("")), v_sub(v_zero(), infinity));
  return v_select_less(x, infinity, v_select_less(v_zero(), x, result, other), x);
}
