/*
 * Sends queries to a racine-searchd over its line protocol, pipelined over several connections, and checks
 * that every one is answered.
 *
 *   load HOST:PORT QUERIES [--match any|all|phrase|best] [--connections C] [--window W]
 *        [--format text|tsv|json] [--limit N] [--options "NAME=VALUE ..."]
 *   load HOST:PORT REQUESTS --raw [--each] [--connections C] [--window W]
 *
 * QUERIES holds a query a line; what follows a TAB is left out. REQUESTS holds whole requests, of any verb,
 * which are sent as they are, and of which refusals (-ERR) count as answers. --each tells on standard error
 * the time of each answer, in microseconds, its status and its request. Each connection keeps up to W
 * requests under way and takes the next query of the common list whenever one is answered. A query's time
 * runs from when its request is handed to the socket to when the last byte of its answer is read: with W over
 * 1 that includes its wait behind the others.
 *
 * An answer is a line of status, +OK, -ERR or -BUSY, lines, and a line with a single dot.
 * Ends with 0 if all were answered (+OK unless --raw), 1 if not.
 */
#include "base/str.h"
#include "figures.h"

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    CONNECTIONS_MAX = 1024,
    WINDOW_MAX = 4096,
    QUERY_BYTES_MAX = 4096,
    TOLD_BYTES = 60,    /* of a request, by --each */
    SILENCE_MS = 30000, /* nothing from any connection for this long: give up */
    READ_BYTES = 1 << 16,
};

struct load {
    const char *match, *format, *options;
    uint64_t limit, connections, window;
    bool raw, each;
    char **queries;
    size_t query_count, next;
    uint64_t *took_ns;
    size_t answered, refused, failed, partial, without_hits;
    uint64_t bytes;
};

struct sent {
    uint64_t ns;
    const char *query;
};

struct connection {
    int fd; /* -1: closed */
    struct buf out;
    struct sent *sent; /* ring of the requests under way */
    size_t head, under_way;
    bool in_answer, ok; /* the status line was read, and is an answer */
    char status[16];    /* its beginning */
    char line[256];     /* the beginning of the line being read */
    size_t line_len;
};

static struct load load = {.match = "any", .format = "text", .limit = 10, .connections = 1, .window = 32};

static void read_queries(const char *path)
{
    FILE *file = fopen(path, "re");
    if (!file)
        err(2, "%s", path);
    char *line = NULL;
    size_t size = 0, room = 0;
    while (getline(&line, &size, file) >= 0) {
        line[strcspn(line, load.raw ? "\n" : "\t\r\n")] = '\0';
        if (!*line || (!load.raw && strlen(line) > QUERY_BYTES_MAX))
            continue;
        if (load.query_count == room) {
            room = room ? room * 2 : 1024;
            load.queries = reallocarray(load.queries, room, sizeof *load.queries);
        }
        char *copy = strdup(line);
        if (!load.queries || !copy)
            err(2, NULL);
        load.queries[load.query_count++] = copy;
    }
    free(line);
    fclose(file);
    if (load.query_count == 0)
        errx(2, "%s: no queries", path);
    load.took_ns = calloc(load.query_count, sizeof *load.took_ns);
    if (!load.took_ns)
        err(2, NULL);
}

static int connect_to(const struct addrinfo *address)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, address->ai_addr, address->ai_addrlen))
        err(2, "cannot connect");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

static struct connection *connect_all(char *server)
{
    char *colon = strrchr(server, ':');
    if (!colon)
        errx(2, "HOST:PORT was expected, not \"%s\"", server);
    *colon = '\0';
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *address;
    int failed = getaddrinfo(server, colon + 1, &hints, &address);
    if (failed)
        errx(2, "%s: %s", server, gai_strerror(failed));
    struct connection *all = calloc(load.connections, sizeof *all);
    for (size_t i = 0; all && i < load.connections; i++) {
        all[i].fd = connect_to(address);
        all[i].sent = calloc(load.window, sizeof *all[i].sent);
        if (!all[i].sent)
            err(2, NULL);
    }
    if (!all)
        err(2, NULL);
    freeaddrinfo(address);
    return all;
}

/* Adds requests until the window is full, and writes what the socket takes. */
static void feed(struct connection *c)
{
    while (c->under_way < load.window && load.next < load.query_count) {
        const char *query = load.queries[load.next++];
        if (load.raw)
            buf_printf(&c->out, "%s\n", query);
        else
            buf_printf(&c->out, "SEARCH match=%s limit=%zu format=%s%s%s -- %s\n", load.match,
                       (size_t)load.limit, load.format, load.options ? " " : "",
                       load.options ? load.options : "", query);
        c->sent[(c->head + c->under_way++) % load.window] = (struct sent){now_ns(), query};
    }
    if (buf_failed(&c->out))
        err(2, NULL);
    while (c->out.len > 0) {
        ssize_t n = send(c->fd, c->out.ptr, c->out.len, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return; /* full, or closed: reading will tell */
        buf_consume(&c->out, (size_t)n);
    }
}

/* The oldest request under way has failed; the first failure is told. */
static void fail(struct connection *c, const char *why)
{
    if (load.failed++ == 0)
        warnx("%s: %s", c->sent[c->head].query, why);
}

static void request_done(struct connection *c)
{
    c->head = (c->head + 1) % load.window;
    c->under_way--;
    c->in_answer = false;
}

static void take_status(struct connection *c)
{
    struct str status = str_of(c->line);
    c->in_answer = true;
    bool refused = load.raw && str_starts(status, STR("-ERR"));
    c->ok = refused || str_starts(status, STR("+OK"));
    snprintf(c->status, sizeof c->status, "%.15s", c->line);
    load.refused += refused;
    if (!c->ok)
        fail(c, c->line);
    load.without_hits += str_starts(status, STR("+OK none"));
    load.partial += str_ends(status, STR(", partial"));
}

static void take_end(struct connection *c)
{
    const struct sent *sent = &c->sent[c->head];
    uint64_t took = now_ns() - sent->ns;
    if (c->ok)
        load.took_ns[load.answered++] = took;
    if (load.each)
        fprintf(stderr, "%llu\t%s\t%.*s\n", (unsigned long long)took / 1000, c->status, TOLD_BYTES,
                sent->query);
    request_done(c);
}

/* A line was read, without its end; only its beginning is kept. */
static void take_line(struct connection *c)
{
    size_t len = c->line_len < sizeof c->line ? c->line_len : sizeof c->line - 1;
    c->line[len] = '\0';
    c->line_len = 0;
    if (c->under_way == 0)
        errx(1, "an answer that nobody asked for: %s", c->line);
    if (!c->in_answer) {
        take_status(c);
    } else if (strcmp(c->line, ".") == 0) {
        take_end(c);
    }
}

static void take_bytes(struct connection *c, struct str in)
{
    load.bytes += in.len;
    while (in.len > 0) {
        const char *end = memchr(in.ptr, '\n', in.len);
        size_t part = end ? (size_t)(end - in.ptr) : in.len;
        if (c->line_len < sizeof c->line) {
            size_t room = sizeof c->line - c->line_len;
            memcpy(c->line + c->line_len, in.ptr, part < room ? part : room);
        }
        c->line_len += part;
        if (end)
            take_line(c);
        in = str_slice(in, part + (end != NULL), in.len);
    }
}

/* Reads once; a connection that ends fails all that was under way on it. */
static void read_some(struct connection *c)
{
    static char bytes[READ_BYTES];
    ssize_t n = recv(c->fd, bytes, sizeof bytes, MSG_DONTWAIT);
    if (n > 0) {
        take_bytes(c, (struct str){bytes, (size_t)n});
        return;
    }
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    const char *why = n ? strerror(errno) : "the connection was closed";
    for (; c->under_way > 0; request_done(c))
        fail(c, why);
    close(c->fd);
    c->fd = -1;
}

/* Until every query is answered or no connection is left. */
static void run(struct connection *all)
{
    struct pollfd *polled = calloc(load.connections, sizeof *polled);
    if (!polled)
        err(2, NULL);
    for (;;) {
        size_t busy = 0;
        for (size_t i = 0; i < load.connections; i++) {
            if (all[i].fd >= 0)
                feed(&all[i]);
            polled[i] = (struct pollfd){all[i].fd, (short)(POLLIN | (all[i].out.len ? POLLOUT : 0)), 0};
            busy += all[i].fd >= 0 && all[i].under_way > 0;
        }
        if (busy == 0)
            break;
        int ready = poll(polled, load.connections, SILENCE_MS);
        if (ready == 0)
            errx(1, "no answer for %d s; %zu of %zu answered", SILENCE_MS / 1000, load.answered,
                 load.query_count);
        for (size_t i = 0; i < load.connections; i++)
            if (polled[i].revents & (POLLIN | POLLHUP | POLLERR))
                read_some(&all[i]);
    }
    free(polled);
}

static uint64_t number(const char *name, uint64_t max)
{
    uint64_t value;
    if (!str_to_u64(str_of(optarg), max, &value) || value == 0)
        errx(2, "--%s: a number from 1 to %zu was expected, not \"%s\"", name, (size_t)max, optarg);
    return value;
}

static void read_options(int argc, char **argv)
{
    static const struct option names[] = {
        {"match", required_argument, NULL, 'm'},
        {"connections", required_argument, NULL, 'c'},
        {"window", required_argument, NULL, 'w'},
        {"format", required_argument, NULL, 'f'},
        {"limit", required_argument, NULL, 'l'},
        {"options", required_argument, NULL, 'o'},
        {"raw", no_argument, NULL, 'r'},
        {"each", no_argument, NULL, 'e'},
        {NULL, 0, NULL, 0},
    };
    for (int option; (option = getopt_long(argc, argv, "", names, NULL)) != -1;) {
        switch (option) {
        case 'm':
            load.match = optarg;
            break;
        case 'c':
            load.connections = number("connections", CONNECTIONS_MAX);
            break;
        case 'w':
            load.window = number("window", WINDOW_MAX);
            break;
        case 'f':
            load.format = optarg;
            break;
        case 'l':
            load.limit = number("limit", UINT32_MAX);
            break;
        case 'o':
            load.options = optarg;
            break;
        case 'r':
            load.raw = true;
            break;
        case 'e':
            load.each = true;
            break;
        default:
            exit(2);
        }
    }
    if (optind + 2 != argc)
        errx(2, "usage: load HOST:PORT QUERIES [--match any|all|phrase|best] [--connections C] "
                "[--window W] [--format text|tsv|json] [--limit N] [--options TEXT] [--raw] [--each]");
}

int main(int argc, char **argv)
{
    read_options(argc, argv);
    read_queries(argv[optind + 1]);
    struct connection *all = connect_all(argv[optind]);
    uint64_t begun = now_ns();
    run(all);
    uint64_t wall = now_ns() - begun;
    printf("queries\t%zu\nanswered\t%zu\nrefused\t%zu\nfailed\t%zu\n", load.query_count, load.answered,
           load.refused, load.failed);
    printf("unsent\t%zu\npartial\t%zu\nwithout_hits\t%zu\nbytes\t%zu\n", load.query_count - load.next,
           load.partial, load.without_hits, (size_t)load.bytes);
    figures_print(load.took_ns, load.answered, wall);
    printf("longest_us\t%.0f\n", figures_percentile(load.took_ns, load.answered, 100));
    for (size_t i = 0; i < load.connections; i++) {
        if (all[i].fd >= 0)
            close(all[i].fd);
        buf_fini(&all[i].out);
        free(all[i].sent);
    }
    free(all);
    for (size_t i = 0; i < load.query_count; i++)
        free(load.queries[i]);
    free(load.queries);
    free(load.took_ns);
    return load.answered == load.query_count ? 0 : 1;
}
