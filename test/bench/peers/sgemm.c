/*
 * How much faster two threads of OpenBLAS multiply than one, on this machine, now: what the second core
 * is worth. Prints GFLOP/s of both, alternating, medians of REPETITIONS products of 1024 x 1024 matrices.
 *
 *   cc -O2 sgemm.c -o sgemm -ldl
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { SIZE = 1024, REPETITIONS = 31, ROW_MAJOR = 101, NOT_TRANSPOSED = 111 };

typedef void (*Sgemm)(int, int, int, int, int, int, float, const float *, int, const float *, int,
                      float, float *, int);
typedef void (*SetThreads)(int);

static float a[SIZE * SIZE], b[SIZE * SIZE], c[SIZE * SIZE];

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + 1e-9 * now.tv_nsec;
}

static int ascending(const void *x, const void *y) {
  const double p = *(const double *)x, q = *(const double *)y;
  return (p > q) - (p < q);
}

int main(void) {
  void *library = dlopen("libopenblas.so.0", RTLD_NOW);
  if (library == NULL) return puts("{\"absent\":\"no libopenblas.so.0\"}"), 0;
  const Sgemm sgemm = (Sgemm)dlsym(library, "cblas_sgemm");
  const SetThreads set_threads = (SetThreads)dlsym(library, "openblas_set_num_threads");
  if (sgemm == NULL || set_threads == NULL) return puts("{\"absent\":\"not an OpenBLAS\"}"), 0;

  for (int i = 0; i < SIZE * SIZE; i++) {
    a[i] = rand() / (float)RAND_MAX - 0.5f;
    b[i] = rand() / (float)RAND_MAX - 0.5f;
  }
  double rates[2][REPETITIONS];
  for (int repetition = -2; repetition < REPETITIONS; repetition++) { /* two to warm up */
    for (int threads = 1; threads <= 2; threads++) {
      set_threads(threads);
      const double begun = seconds();
      sgemm(ROW_MAJOR, NOT_TRANSPOSED, NOT_TRANSPOSED, SIZE, SIZE, SIZE, 1, a, SIZE, b, SIZE, 0, c,
            SIZE);
      const double elapsed = seconds() - begun;
      if (repetition >= 0) rates[threads - 1][repetition] = 2e-9 * SIZE * SIZE * SIZE / elapsed;
    }
  }
  for (int i = 0; i < 2; i++) qsort(rates[i], REPETITIONS, sizeof(double), ascending);
  printf("{\"oneThread\":%.2f,\"twoThreads\":%.2f}\n", rates[0][REPETITIONS / 2],
         rates[1][REPETITIONS / 2]);
  return 0;
}
