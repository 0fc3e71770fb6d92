// Elementary functions (numerics 5): a fixed list of operations on sixteen lanes. The constants
// and the largest errors, found by trying every binary32 input, are in docs/numerics.md.

static inline f32x16 v_exp(f32x16 x) {
  // Outside these bounds the result is 0 or infinity whatever x is; a NaN passes through.
  x = v_select_less(v_set(89.0f), x, v_set(89.0f), x);
  x = v_select_less(x, v_set(-104.0f), v_set(-104.0f), x);
  // x = n log 2 + r with n an integer, found by rounding in the last bit of a large number.
  const float shift = 0x1.8p23f;
  f32x16 shifted = v_fma(x, v_set(0x1.715476p0f), v_set(shift));
  f32x16 n = v_sub(shifted, v_set(shift));
  f32x16 r = v_fma(n, v_set(-0x1.62e400p-1f), x);
  r = v_fma(n, v_set(-0x1.7f7d1cp-20f), r);
  // exp(r) on |r| <= log 2 / 2.
  f32x16 p = v_set(0x1.6a98dap-10f);
  p = v_fma(p, r, v_set(0x1.1272cap-7f));
  p = v_fma(p, r, v_set(0x1.555a20p-5f));
  p = v_fma(p, r, v_set(0x1.5554aap-3f));
  p = v_fma(p, r, v_set(0x1.fffffep-2f));
  p = v_fma(p, r, v_set(1.0f));
  p = v_fma(p, r, v_set(1.0f));
  // Times 2^n in two exact-exponent halves, so that a denormal result is rounded once.
  i32x16 whole = i_sub(v_bits(shifted), v_bits(v_set(shift)));
  i32x16 half = i_shift_right(whole, 1);
  i32x16 rest = i_sub(whole, half);
  f32x16 first = v_from_bits(i_shift_left(i_add(half, i_set(127)), 23));
  f32x16 second = v_from_bits(i_shift_left(i_add(rest, i_set(127)), 23));
  return v_mul(v_mul(p, first), second);
}

static inline f32x16 v_sigmoid(f32x16 x) {
  f32x16 e = v_exp(v_from_bits(i_xor(v_bits(x), i_set((int)0x80000000))));
  return v_div(v_set(1.0f), v_add(v_set(1.0f), e));
}

static inline f32x16 v_log(f32x16 x) {
  i32x16 exponent = i_and(i_sub(v_bits(x), i_set(0x3f2aaaab)), i_set((int)0xff800000));
  f32x16 f = v_sub(v_from_bits(i_sub(v_bits(x), exponent)), v_set(1.0f));
  f32x16 s = v_mul(f, f);
  f32x16 r = v_fma(v_set(0.230836749f), f, v_set(-0.279208571f));
  f32x16 t = v_fma(v_set(0.331826031f), f, v_set(-0.498910338f));
  r = v_fma(r, s, t);
  r = v_fma(r, s, f);
  return v_fma(v_mul(i_to_float(exponent), v_set(0x1p-23f)), v_set(0.693147182f), r);
}
