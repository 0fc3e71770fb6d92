#pragma STDC FP_CONTRACT OFF
// PDQ: 256 bits of which few change when a picture is scaled or encoded anew (Facebook, 2019;
// https://github.com/facebook/ThreatExchange/tree/main/pdq, with its constants and its order of operations).
//
// The picture's luminance is blurred twice by a box along rows and one along columns, 64 x 64 points of that are
// taken, and 16 x 16 of the lowest frequencies of those; a bit says whether one of them is above their median. What
// is kept of a picture is a box of rows: of eight at a time, the first blur runs ahead of the second.
#include <string.h>
#include "candor_kernels.h"

enum { side = 64, frequencies = 16, strip = 8, smallest = 5, best = 100 };

/// cos(k π / 128) / √32 for k in 0 … 64, rounded once from binary64 (Tests/Oracles/picture_hashes.py).
static const float cosines[side + 1] = {
  0x1.6a09e6p-3f, 0x1.69edfcp-3f, 0x1.699a42p-3f, 0x1.690ec6p-3f, 0x1.684b9cp-3f, 0x1.6750e4p-3f,
  0x1.661ec2p-3f, 0x1.64b568p-3f, 0x1.63150ap-3f, 0x1.613decp-3f, 0x1.5f3056p-3f, 0x1.5cec98p-3f,
  0x1.5a730cp-3f, 0x1.57c414p-3f, 0x1.54e018p-3f, 0x1.51c78cp-3f, 0x1.4e7ae8p-3f, 0x1.4afab2p-3f,
  0x1.474772p-3f, 0x1.4361bap-3f, 0x1.3f4a24p-3f, 0x1.3b015p-3f, 0x1.3687eap-3f, 0x1.31dea2p-3f,
  0x1.2d062ep-3f, 0x1.27ff5p-3f, 0x1.22caccp-3f, 0x1.1d6972p-3f, 0x1.17dc14p-3f, 0x1.12238ep-3f,
  0x1.0c40c2p-3f, 0x1.063498p-3f, 0x1p-3f, 0x1.f347dap-4f, 0x1.e642b8p-4f, 0x1.d8f29ap-4f,
  0x1.cb598cp-4f, 0x1.bd79aap-4f, 0x1.af5516p-4f, 0x1.a0edfep-4f, 0x1.92469cp-4f, 0x1.83613p-4f,
  0x1.74400ap-4f, 0x1.64e57ap-4f, 0x1.5553e4p-4f, 0x1.458daap-4f, 0x1.35953cp-4f, 0x1.256d12p-4f,
  0x1.1517a8p-4f, 0x1.049782p-4f, 0x1.e7de5ep-5f, 0x1.c6427ap-5f, 0x1.a4608ap-5f, 0x1.823dc8p-5f,
  0x1.5fdf76p-5f, 0x1.3d4aep-5f, 0x1.1a855ep-5f, 0x1.ef2894p-6f, 0x1.a8fa12p-6f, 0x1.628a08p-6f,
  0x1.1be352p-6f, 0x1.aa21a8p-7f, 0x1.1c3af6p-7f, 0x1.1c50e2p-8f, 0.0f,
};

/// Windows are half of what becomes one point, rounded up: two boxes of them cover it.
static long window(long length) { return (length + 2 * side - 1) / (2 * side); }

/// How far a window reaches beyond its point.
static long ahead(long window) { return (window + 2) / 2 - 1; }

/// How many of `length` numbers are in the window of point `i`.
static float members(long i, long length, long window) {
  long end = i + ahead(window) + 1, start = end - window;
  return (float)((end < length ? end : length) - (start > 0 ? start : 0));
}

static long centre(long i, long length) { return (2 * i + 1) * length / (2 * side); }

/// Y′ of the red, green and blue of each pixel, 3 or 4 bytes.
static void luminance(long columns, long rows, long channels, const uint8_t *pixels, float *out) {
  for (long i = 0; i < rows * columns; i++, pixels += channels)
    out[i] = 0.299f * (float)pixels[0] + 0.587f * (float)pixels[1] + 0.114f * (float)pixels[2];
}

/// Sums over windows along each row of a strip: numbers enter at the right before others leave.
static void sums_along(long columns, const float *in, float *out) {
  long width = window(columns), reach = ahead(width);
  float sum[strip] = {0};
  for (long j = 0; j < columns + reach; j++) {
    if (j < columns)
      for (int k = 0; k < strip; k++) sum[k] += in[k * columns + j];
    if (j >= width)
      for (int k = 0; k < strip; k++) sum[k] -= in[k * columns + j - width];
    if (j >= reach)
      for (int k = 0; k < strip; k++) out[k * columns + j - reach] = sum[k];
  }
}

static void means_along(long columns, float *sums) {
  long width = window(columns), first = width - ahead(width), last = columns - ahead(width);
  for (int k = 0; k < strip; k++, sums += columns) {
    for (long j = 0; j < first; j++) sums[j] /= members(j, columns, width);
    for (long j = first; j < last; j++) sums[j] /= (float)width;
    for (long j = last; j < columns; j++) sums[j] /= members(j, columns, width);
  }
}

/// Means over windows along columns, of rows that come one by one.
typedef struct {
  long columns, rows, window;
  /// Of the rows in the window: their numbers, the row r at r mod window, and their sums.
  float *kept, *sums;
} box_t;

static box_t box(long columns, long rows, float *memory) {
  box_t box = {columns, rows, window(rows), memory, memory + window(rows) * columns};
  memset(box.sums, 0, sizeof(float) * (size_t)columns);
  return box;
}

/// Row `r` enters, if there is one; returns whether row `r` less the reach is in `out`.
static int step(const box_t *box, long r, const float *in, float *out) {
  float *sums = box->sums, *kept = box->kept + r % box->window * box->columns;
  if (r < box->rows)
    for (long j = 0; j < box->columns; j++) sums[j] += in[j];
  if (r >= box->window)
    for (long j = 0; j < box->columns; j++) sums[j] -= kept[j];
  if (r < box->rows) memcpy(kept, in, sizeof(float) * (size_t)box->columns);
  long i = r - ahead(box->window);
  if (i < 0) return 0;
  float count = members(i, box->rows, box->window);
  for (long j = 0; j < box->columns; j++) out[j] = sums[j] / count;
  return 1;
}

/// The 64 x 64 points of a picture.
static void reduce(long rows, long columns, long channels, const uint8_t *pixels, float *memory,
                   float points[side][side]) {
  float *light = memory, *rough = light + strip * columns, *soft = rough + strip * columns;
  box_t first = box(columns, rows, soft + strip * columns);
  box_t second = box(side, rows, first.sums + columns);
  float narrow[side], out[side];
  long ready = 0, next = 0, point = 0, end = rows + ahead(first.window);
  for (long r = 0; r < end; r++) {
    if (r % strip == 0 && r < rows) {
      long count = rows - r < strip ? rows - r : strip;
      memset(light, 0, sizeof(float) * (size_t)(strip * columns));
      luminance(columns, count, channels, pixels + r * columns * channels, light);
      sums_along(columns, light, rough);
      means_along(columns, rough);
    }
    ready += step(&first, r, rough + r % strip * columns, soft + ready * columns);
    if (ready < strip && r + 1 < end) continue;
    sums_along(columns, soft, light);
    // Behind the last row the windows run empty.
    long last = r + 1 < end ? ready : ready + ahead(second.window);
    for (long k = 0; k < last; k++, next++) {
      for (long j = 0; k < ready && j < side; j++) {
        long place = centre(j, columns);
        narrow[j] = light[k * columns + place] / members(place, columns, window(columns));
      }
      if (!step(&second, next, narrow, out)) continue;
      for (; point < side && centre(point, rows) == next - ahead(second.window); point++)
        memcpy(points[point], out, sizeof out);
    }
    ready = 0;
  }
}

/// From 0 to 100, by how much neighbours differ, in whole hundredths.
static int quality(float points[side][side]) {
  int sum = 0;
  for (int i = 0; i < side; i++)
    for (int j = 0; j < side; j++) {
      int down = i + 1 < side ? (int)((points[i][j] - points[i + 1][j]) * 100 / 255) : 0;
      int across = j + 1 < side ? (int)((points[i][j] - points[i][j + 1]) * 100 / 255) : 0;
      sum += (down < 0 ? -down : down) + (across < 0 ? -across : across);
    }
  return sum / 90 < best ? sum / 90 : best;
}

/// Of the cosine transform of the second kind, rows 1 … 16 at point `j`.
static float wave(int i, int j) {
  int k = (i + 1) * (2 * j + 1) % (4 * side);
  if (k > 2 * side) k = 4 * side - k;
  return k <= side ? cosines[k] : -cosines[2 * side - k];
}

static void transform(float points[side][side], float *out) {
  for (int i = 0; i < frequencies; i++) {
    float row[side] = {0};
    for (int k = 0; k < side; k++)
      for (int j = 0; j < side; j++) row[j] += wave(i, k) * points[k][j];
    for (int j = 0; j < frequencies; j++) {
      float sum = 0;
      for (int k = 0; k < side; k++) sum += row[k] * wave(j, k);
      out[i * frequencies + j] = sum;
    }
  }
}

/// The lower of the two in the middle.
static float median(const float *values) {
  const int count = frequencies * frequencies;
  for (int i = 0; i < count; i++) {
    int less = 0, equal = 0;
    for (int j = 0; j < count; j++) {
      less += values[j] < values[i];
      equal += values[j] == values[i];
    }
    if (less < count / 2 && less + equal >= count / 2) return values[i];
  }
  return 0;
}

long ck_pdq_memory(long rows, long columns) {
  return 3 * strip * columns + (window(rows) + 1) * (columns + side);
}

int ck_pdq(long rows, long columns, long channels, const uint8_t *pixels, float *memory,
           uint64_t hash[4]) {
  float points[side][side], values[frequencies * frequencies];
  memset(hash, 0, 4 * sizeof *hash);
  if (rows < smallest || columns < smallest) return 0;
  if (rows == side && columns == side)
    luminance(side, side, channels, pixels, &points[0][0]);
  else
    reduce(rows, columns, channels, pixels, memory, points);
  transform(points, values);
  float middle = median(values);
  for (int k = 0; k < frequencies * frequencies; k++)
    if (values[k] > middle) hash[3 - k / 64] |= 1ull << k % 64;
  return quality(points);
}
