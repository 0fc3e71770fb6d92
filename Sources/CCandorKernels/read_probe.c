#include <string.h>
#include "candor_quantised.h"

/// Eight lines in flight; a line is 64 bytes on all processors but Apple's, which fetch two at once.
uint64_t ck_read_probe(const uint8_t *bytes, long count) {
  uint64_t sum[8] = {0};
  for (long at = 0; at + 512 <= count; at += 512)
    for (int i = 0; i < 8; i++) {
      uint64_t word;
      memcpy(&word, bytes + at + 64 * i, 8);
      sum[i] ^= word;
    }
  return sum[0] ^ sum[1] ^ sum[2] ^ sum[3] ^ sum[4] ^ sum[5] ^ sum[6] ^ sum[7];
}
