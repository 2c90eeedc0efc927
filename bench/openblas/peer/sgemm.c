// Times OpenBLAS's SGEMM for the program that starts it: for each line "m n k
// calls" on standard input it makes that many calls and answers with the
// nanoseconds that they took. Its first line names the core that OpenBLAS was
// told to, or chose to, compute for.
//
// usage: sgemm LIBRARY, the shared library that the numpy wheel carries
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

typedef void (*sgemm_t)(int order, int trans_a, int trans_b, int64_t m, int64_t n, int64_t k, float alpha, const float *a,
                        int64_t lda, const float *b, int64_t ldb, float beta, float *c, int64_t ldc);

enum { row_major = 101, no_trans = 111 };

static void *symbol(void *library, const char *name) {
	void *f = dlsym(library, name);
	if (!f) {
		fprintf(stderr, "sgemm: %s\n", dlerror());
		exit(1);
	}
	return f;
}

// matrix returns n numbers from -1 to 1, at a multiple of 64 bytes.
static float *matrix(int64_t n) {
	float *x = aligned_alloc(64, (size_t)(n * 4 + 63) / 64 * 64);
	for (int64_t i = 0; x && i < n; i++)
		x[i] = (float)rand() / (float)RAND_MAX * 2 - 1;
	return x;
}

int main(int argc, char **argv) {
	void *library = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
	if (!library) {
		fprintf(stderr, "sgemm: %s\n", argc == 2 ? dlerror() : "usage: sgemm LIBRARY");
		return 1;
	}
	sgemm_t sgemm = (sgemm_t)symbol(library, "scipy_cblas_sgemm64_");
	printf("%s\n", ((char *(*)(void))symbol(library, "scipy_openblas_get_corename64_"))());
	fflush(stdout);

	int64_t m, n, k, calls, m0 = 0, n0 = 0, k0 = 0;
	float *a = NULL, *b = NULL, *c = NULL;
	while (scanf("%" SCNd64 "%" SCNd64 "%" SCNd64 "%" SCNd64, &m, &n, &k, &calls) == 4) {
		if (m != m0 || n != n0 || k != k0) {
			free(a), free(b), free(c);
			a = matrix(m * k), b = matrix(k * n), c = matrix(m * n);
			if (!a || !b || !c)
				return 1;
			m0 = m, n0 = n, k0 = k;
		}
		struct timespec from, to;
		clock_gettime(CLOCK_MONOTONIC, &from);
		for (int64_t i = 0; i < calls; i++)
			sgemm(row_major, no_trans, no_trans, m, n, k, 1, a, k, b, n, 0, c, n);
		clock_gettime(CLOCK_MONOTONIC, &to);
		printf("%" PRId64 "\n", (to.tv_sec - from.tv_sec) * INT64_C(1000000000) + to.tv_nsec - from.tv_nsec);
		fflush(stdout);
	}
	return 0;
}
