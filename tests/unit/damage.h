/*
 * Damage to a binary file of an index, in every byte and at every length: reading it is either refused
 * with the reason or harmless, as the address sanitizer will tell. To be included after scratch.h.
 */
#ifndef TESTS_DAMAGE_H
#define TESTS_DAMAGE_H

#include "scratch.h"

/* Opens a file and reads all that it offers, or returns what opening it returned. */
typedef int (*read_all_fn)(const char *path, struct err *e);

static inline void damage_everywhere(const char *path, read_all_fn read_all)
{
    static const unsigned char flips[] = {0x01, 0x80, 0xff};
    enum { FORMAT_NUMBER = 8 /* where it stands in each of these files */ };
    struct err e = {0};
    struct buf whole = scratch_read(path);
    for (size_t at = 0; at < whole.len; at++) {
        for (size_t i = 0; i < sizeof flips; i++) {
            scratch_patch(path, at, (char)(whole.ptr[at] ^ flips[i]));
            int rc = read_all(path, &e);
            assert_true(rc == 0 || ((rc == ERR_FORMAT || rc == ERR_VERSION) && strstr(e.text, path)));
        }
        scratch_patch(path, at, whole.ptr[at]);
    }
    assert_ok(read_all(path, &e));
    char told[32];
    int newer = whole.ptr[FORMAT_NUMBER] + 1;
    snprintf(told, sizeof told, "of format %d,", newer);
    scratch_patch(path, FORMAT_NUMBER, (char)newer);
    assert_int_equal(read_all(path, &e), ERR_VERSION);
    assert_non_null(strstr(e.text, told));
    assert_non_null(strstr(e.hint, "newer"));
    scratch_patch(path, FORMAT_NUMBER, whole.ptr[FORMAT_NUMBER]);
    for (size_t len = whole.len; len-- > 0;) {
        assert_int_equal(truncate(path, (off_t)len), 0);
        assert_int_equal(read_all(path, &e), ERR_FORMAT);
    }
    buf_fini(&whole);
}

#endif
