// AdamW (numerics 10), one parameter after another:
//   1. g = gradient · gradient_scale        2. m = fma(beta1, m, one_minus_beta1 · g)
//   3. v = fma(beta2, v, (one_minus_beta2 · g) · g)
//   4. u = (m · correction1) / (sqrt(v · correction2) + epsilon)
//   5. u = fma(weight_decay, p, u)          6. p = fma(−learning_rate, u, p)

static void adamw(long count, const ck_adamw_t *step, const float *gradient, float *first_moment,
                  float *second_moment, float *parameter) {
  EACH_SIXTEEN(count) {
    f32x16 g = v_mul(LOAD(gradient), v_set(step->gradient_scale)), p = LOAD(parameter);
    f32x16 m = v_fma(v_set(step->beta1), LOAD(first_moment), v_mul(v_set(step->one_minus_beta1), g));
    f32x16 v = v_fma(v_set(step->beta2), LOAD(second_moment),
                     v_mul(v_mul(v_set(step->one_minus_beta2), g), g));
    f32x16 root = v_sqrt(v_mul(v, v_set(step->correction2)));
    f32x16 u = v_div(v_mul(m, v_set(step->correction1)), v_add(root, v_set(step->epsilon)));
    u = v_fma(v_set(step->weight_decay), p, u);
    STORE(first_moment, m);
    STORE(second_moment, v);
    STORE(parameter, v_fma(v_set(-step->learning_rate), u, p));
  }
}
