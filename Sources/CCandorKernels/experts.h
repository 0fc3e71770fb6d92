// The choice of experts (numerics 3, 11).

/// The sum of the two largest of a group.
static float group_score(const float *choice, long count) {
  float first = -__builtin_inff(), second = first;
  for (long i = 0; i < count; i++) {
    if (first < choice[i]) second = first, first = choice[i];
    else if (second < choice[i]) second = choice[i];
  }
  return count == 1 ? first : first + second;
}

/// `scratch` holds two numbers for each expert and one for each group.
static void route(const ck_routing_t *r, const float *logits, const float *bias, float *scratch,
                  int32_t *chosen, float *weights) {
  float *score = scratch, *choice = score + r->experts, *groups = choice + r->experts;
  if (r->sigmoid) {
    map_sigmoid(r->experts, logits, score);
  } else {
    f32x16 largest = v_set(maximum(r->experts, logits)), lanes = v_zero();
    long count = r->experts;
    EACH_SIXTEEN(count) {
      STORE(score, v_exp_negative(v_sub(LOAD(logits), largest)));
      lanes = v_add(lanes, LOAD(score));
    }
    f32x16 inverse = v_div(v_set(1.0f), v_set(v_fold_add(lanes)));
    EACH_SIXTEEN(count) STORE(score, v_mul(LOAD(score), inverse));
  }
  for (long i = 0; i < r->experts; i++) choice[i] = bias ? score[i] + bias[i] : score[i];

  long size = r->experts / r->groups;
  for (long g = 0; g < r->groups; g++) groups[g] = group_score(choice + g * size, size);
  for (long kept = 0; kept < r->chosen_groups; kept++)
    groups[argmax(r->groups, groups)] = -__builtin_inff();
  // What was taken is now at −∞; all others are left out.
  for (long g = 0; g < r->groups; g++)
    if (groups[g] != -__builtin_inff())
      for (long i = 0; i < size; i++) choice[g * size + i] = -__builtin_inff();

  for (long i = 0; i < r->chosen; i++) {
    long best = argmax(r->experts, choice);
    choice[best] = -__builtin_inff();
    long place = i;
    for (; place > 0 && chosen[place - 1] > best; place--) chosen[place] = chosen[place - 1];
    chosen[place] = (int32_t)best;
  }
  float total = 0.0f;
  for (long i = 0; i < r->chosen; i++) total = total + score[chosen[i]];
  float divisor = r->normalises ? total + 1e-20f : 1.0f;
  for (long i = 0; i < r->chosen; i++) weights[i] = score[chosen[i]] / divisor * r->scale;
}
