// How stored weights are laid out: ggml's numbers, and others for what ggml does not have.
#ifndef CANDOR_STORED_FORMATS_H
#define CANDOR_STORED_FORMATS_H

enum {
  // Numbers that stand for themselves.
  ck_f32 = 0, ck_f16 = 1, ck_bf16 = 30, ck_f8_e4m3 = 1000, ck_f8_e5m2 = 1001,
  // Blocks of small integers.
  ck_q4_0 = 2, ck_q4_1 = 3, ck_q5_0 = 6, ck_q5_1 = 7, ck_q8_0 = 8, ck_q2_k = 10, ck_q3_k = 11,
  ck_q4_k = 12, ck_q5_k = 13, ck_q6_k = 14, ck_iq4_nl = 20, ck_iq4_xs = 23, ck_mxfp4 = 39
};

#endif
