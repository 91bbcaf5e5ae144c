/*
 * Runs a fuzz target over its seeds, once each, where libFuzzer is not linked in: so the seeds are part of
 * every test run, with any compiler. Arguments: folders of seeds; each must hold at least one file.
 *
 * Every input is copied to memory of exactly its size, so that the address sanitizer sees a read past it.
 */
#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int complain(const char *what, int number)
{
    fprintf(stderr, "%s: %s\n", what, strerror(number));
    return -1;
}

static int read_whole(FILE *file, size_t size, uint8_t **out)
{
    uint8_t *data = malloc(size > 0 ? size : 1);

    if (!data)
        return ENOMEM;
    if (fread(data, 1, size, file) != size) {
        free(data);
        return EIO;
    }
    *out = data;
    return 0;
}

/* 1: was run; 0: is not a file; -1: could not be read, and that was said. */
static int replay_file(const char *path)
{
    struct stat stat_of;
    uint8_t *data;
    FILE *file;
    int failed;

    if (stat(path, &stat_of) != 0)
        return complain(path, errno);
    if (!S_ISREG(stat_of.st_mode))
        return 0;
    file = fopen(path, "rb");
    if (!file)
        return complain(path, errno);
    failed = read_whole(file, (size_t)stat_of.st_size, &data);
    fclose(file);
    if (failed)
        return complain(path, failed);
    LLVMFuzzerTestOneInput(data, (size_t)stat_of.st_size);
    free(data);
    return 1;
}

static int replay_entry(const char *folder, const char *name)
{
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/%s", folder, name);

    if (length < 0 || (size_t)length >= sizeof path)
        return complain(folder, ENAMETOOLONG);
    return replay_file(path);
}

/* The number of files run, or -1. In the order of their names: the same run every time. */
static int replay_folder(const char *folder)
{
    struct dirent **entries;
    int found = scandir(folder, &entries, NULL, alphasort);
    int ran = 0, failed = 0;

    if (found < 0)
        return complain(folder, errno);
    for (int i = 0; i < found; i++) {
        int one = replay_entry(folder, entries[i]->d_name);

        if (one < 0)
            failed++;
        else
            ran += one;
        free(entries[i]);
    }
    free(entries);
    if (ran == 0 && failed == 0)
        fprintf(stderr, "%s: no seeds\n", folder);
    return failed > 0 ? -1 : ran;
}

int main(int argc, char **argv)
{
    int total = 0;

    if (argc < 2) {
        fprintf(stderr, "usage: %s FOLDER...\n", argv[0]);
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        int ran = replay_folder(argv[i]);

        if (ran <= 0)
            return 1;
        total += ran;
    }
    printf("%d inputs\n", total);
    return 0;
}
