/* A column file of any bytes: refused, or read without leaving it. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "index/columns.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* As assert(), in every build. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

static void read_all(const struct columns *c)
{
    enum { DOCUMENTS = 100, TAGS = 100, VALUES = 1000 };
    uint32_t count = columns_count(c);
    for (uint32_t docid = 0; docid <= count && docid < DOCUMENTS; docid++) {
        uint32_t first, tags = columns_tags(c, docid, &first);
        require(columns_lang(c, docid) < LANG_COUNT && columns_counterpart(c, docid) <= count);
        require(columns_type(c, docid) <= columns_value_count(c, COLUMNS_TYPE));
        require(columns_site(c, docid) <= columns_value_count(c, COLUMNS_SITE));
        columns_date(c, docid);
        columns_title_order(c, docid);
        for (uint32_t i = 0; i < tags && i < TAGS; i++)
            require(columns_tag(c, first + i) <= columns_value_count(c, COLUMNS_TAG));
    }
    uint64_t sum = 0;
    for (int kind = 0; kind < COLUMNS_KINDS; kind++)
        for (uint32_t value = 0; value <= columns_value_count(c, (enum columns_kind)kind) && value < VALUES;
             value++) {
            struct str text = columns_value(c, (enum columns_kind)kind, value);
            for (size_t i = 0; i < text.len; i++)
                sum += (unsigned char)text.ptr[i];
        }
    require(sum < UINT64_MAX);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    struct columns *c;
    struct err e = {0};
    int fd = memfd_create("columns", MFD_CLOEXEC);
    if (fd < 0)
        return 0;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    if (write(fd, data, size) == (ssize_t)size && columns_open(path, &c, &e) == 0) {
        read_all(c);
        columns_close(c);
    }
    close(fd);
    return 0;
}
