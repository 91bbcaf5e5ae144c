/*
 * What a timed run of queries prints, the same for the bare loop and the load generator: one figure a
 * line, name TAB value, for awk.
 */
#ifndef RACINE_BENCH_FIGURES_H
#define RACINE_BENCH_FIGURES_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static inline uint64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static inline int figures_order(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* The smallest time that `percent` of them do not exceed (nearest rank), in microseconds. */
static inline double figures_percentile(const uint64_t *sorted_ns, size_t count, unsigned percent)
{
    size_t rank = (count * percent + 99) / 100;
    return count ? (double)sorted_ns[rank ? rank - 1 : 0] / 1e3 : 0;
}

/* `took_ns`: the time of each of `count` queries, put in order here; `wall_ns`: of the whole run. */
static inline void figures_print(uint64_t *took_ns, size_t count, uint64_t wall_ns)
{
    qsort(took_ns, count, sizeof *took_ns, figures_order);
    printf("seconds\t%.3f\n", (double)wall_ns / 1e9);
    printf("queries_per_s\t%.0f\n", wall_ns ? (double)count * 1e9 / (double)wall_ns : 0);
    printf("us_per_query\t%.1f\n", count ? (double)wall_ns / 1e3 / (double)count : 0);
    printf("p50_us\t%.0f\n", figures_percentile(took_ns, count, 50));
    printf("p95_us\t%.0f\n", figures_percentile(took_ns, count, 95));
    printf("p99_us\t%.0f\n", figures_percentile(took_ns, count, 99));
}

#endif
