/* See listen.h. */
#include "searchd/net/listen.h"

#include <netdb.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "searchd/net/systemd.h"

enum { LISTENERS_MAX = 16, BACKLOG = 1024, ADDRESS_TEXT = 128 };

struct listener {
    union {
        uv_handle_t handle;
        uv_stream_t stream;
        uv_tcp_t tcp;
        uv_pipe_t pipe;
    } as;
    struct listeners *all;
    const struct listen_place *place;
    char name[ADDRESS_TEXT];
    bool open_to_others; /* not only to this machine */
};

struct listeners {
    uv_loop_t *loop;
    listen_fn incoming;
    void *context;
    struct listen_place places[LISTEN_PLACES];
    const char *unix_paths[LISTEN_PLACES]; /* to be removed at the end; NULL for what is not ours */
    size_t count, closing;
    struct listener each[LISTENERS_MAX];
};

static void on_connection(uv_stream_t *stream, int status)
{
    struct listener *l = stream->data;
    /* Without a descriptor left libuv has already dropped the connection, with one it keeps for that. */
    if (status < 0)
        log_warning("%s: a connection was lost: %s", l->name, uv_strerror(status));
    else
        l->all->incoming(l->all->context, l->place->door, stream);
}

static int fail(int status, const struct listener *l, struct err *e)
{
    const char *name = l->name;
    if (status == UV_EADDRINUSE) {
        err_set(e, ERR_LOCKED, "%s is in use by another program", name);
        return err_hint(e, "stop that one, or choose another place with %s HOST:PORT or %s PATH",
                        l->place->option, l->place->unix_option);
    }
    if (status == UV_EACCES || status == UV_EPERM) {
        err_set(e, ERR_REFUSED, "no permission to listen on %s", name);
        return err_hint(e, "ports below 1024 are for privileged users: choose a higher one");
    }
    if (status == UV_EADDRNOTAVAIL) {
        err_set(e, ERR_USAGE, "%s is not an address of this machine", name);
        return err_hint(e, "ip addr lists those it has; 0.0.0.0 and [::] stand for all");
    }
    return err_set(e, ERR_IO, "cannot listen on %s: %s", name, uv_strerror(status));
}

/* The next listener, its handle not yet begun; NULL when there are too many. */
static struct listener *next_listener(struct listeners *all, const struct listen_place *place, struct err *e)
{
    if (all->count == LISTENERS_MAX) {
        err_set(e, ERR_LIMIT, "more than %d places to listen", LISTENERS_MAX);
        return NULL;
    }
    struct listener *l = &all->each[all->count];
    l->all = all;
    l->place = place;
    return l;
}

static int begin(struct listener *l, int status, struct err *e)
{
    l->as.handle.data = l;
    l->all->count++;
    if (status == 0)
        status = uv_listen(&l->as.stream, BACKLOG, on_connection);
    return status < 0 ? fail(status, l, e) : 0;
}

/* --- TCP --- */

static bool is_local(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 six;
        memcpy(&six, address, sizeof six);
        return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
    }
    struct sockaddr_in four;
    memcpy(&four, address, sizeof four);
    return ntohl(four.sin_addr.s_addr) >> 24 == 127;
}

static void name_address(const struct sockaddr *address, socklen_t size, char out[ADDRESS_TEXT])
{
    char host[64] = "?", port[16] = "?";
    getnameinfo(address, size, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV);
    snprintf(out, ADDRESS_TEXT, strchr(host, ':') ? "[%s]:%s" : "%s:%s", host, port);
}

/* What the system made of it: the port, where 0 was asked for. */
static void name_bound(struct listener *l)
{
    struct sockaddr_storage bound;
    int size = sizeof bound;
    if (uv_tcp_getsockname(&l->as.tcp, (struct sockaddr *)&bound, &size) == 0)
        name_address((struct sockaddr *)&bound, (socklen_t)size, l->name);
}

static int open_tcp(struct listeners *all, const struct listen_place *place, const struct sockaddr *address,
                    socklen_t size, struct err *e)
{
    struct listener *l = next_listener(all, place, e);
    if (!l)
        return e->code;
    name_address(address, size, l->name);
    l->open_to_others = !is_local(address);
    uv_tcp_init(all->loop, &l->as.tcp);
    if (begin(l, uv_tcp_bind(&l->as.tcp, address, 0), e) < 0)
        return e->code;
    name_bound(l);
    return 0;
}

/* HOST:PORT, [HOST]:PORT; an empty host or * for all addresses. */
static int open_address(struct listeners *all, const struct listen_place *place, struct str text,
                        struct err *e)
{
    char host[256], port[8];
    const char *colon = text.len ? memrchr(text.ptr, ':', text.len) : NULL;
    struct str name = {text.ptr, colon ? (size_t)(colon - text.ptr) : text.len};
    struct str number = colon ? str_slice(text, name.len + 1, text.len) : STR("");
    uint64_t ignored;
    if (name.len >= 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']')
        name = str_slice(name, 1, name.len - 1);
    else if (str_find(name, STR(":")) < name.len)
        colon = NULL; /* an IPv6 address without brackets: where does it end? */
    if (!colon || !str_to_u64(number, 65535, &ignored) || number.len >= sizeof port ||
        name.len >= sizeof host) {
        err_set(e, ERR_USAGE, "%s %.*s: not an address", place->option, (int)text.len, text.ptr);
        return err_hint(e, "write HOST:PORT, such as %s or [::1]:7700", place->by_default);
    }
    snprintf(host, sizeof host, "%.*s", (int)name.len, name.ptr);
    snprintf(port, sizeof port, "%.*s", (int)number.len, number.ptr);

    bool everywhere = name.len == 0 || str_equal(name, STR("*"));
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
    struct addrinfo *found;
    int status = getaddrinfo(everywhere ? "0.0.0.0" : host, port, &hints, &found);
    if (status != 0) {
        err_set(e, ERR_NOT_FOUND, "%s %s:%s: %s", place->option, host, port, gai_strerror(status));
        return err_hint(e, "is the host's name right?");
    }
    int code = 0;
    for (struct addrinfo *a = found; a && code == 0; a = a->ai_next)
        code = open_tcp(all, place, a->ai_addr, a->ai_addrlen, e);
    freeaddrinfo(found);
    return code;
}

static int open_addresses(struct listeners *all, const struct listen_place *place, struct str list,
                          struct err *e)
{
    if (str_equal(list, STR("none")))
        return 0;
    for (;;) {
        size_t comma = str_find(list, STR(","));
        if (open_address(all, place, str_trim(str_slice(list, 0, comma)), e) < 0)
            return e->code;
        if (comma == list.len)
            return 0;
        list = str_slice(list, comma + 1, list.len);
    }
}

/* --- Unix --- */

/* Removes a socket that a dead daemon left; one that somebody answers at stays. */
static void remove_stale(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return;
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0 && errno == ECONNREFUSED)
        unlink(path);
    close(fd);
}

static int open_unix(struct listeners *all, const struct listen_place *place, struct err *e)
{
    const char *path = place->unix_path;
    struct sockaddr_un limit;
    if (strlen(path) == 0 || strlen(path) >= sizeof limit.sun_path) {
        err_set(e, ERR_USAGE, "%s %s: not a path for a socket", place->unix_option, path);
        return err_hint(e, "it may have 1 to %zu bytes", sizeof limit.sun_path - 1);
    }
    struct stat info;
    bool there = lstat(path, &info) == 0;
    if (there && !S_ISSOCK(info.st_mode)) {
        err_set(e, ERR_USAGE, "%s %s: there is a file of that name, and it is no socket", place->unix_option,
                path);
        return err_hint(e, "choose another path");
    }
    struct listener *l = next_listener(all, place, e);
    if (!l)
        return e->code;
    snprintf(l->name, sizeof l->name, "unix:%s", path);
    if (there)
        remove_stale(path);
    uv_pipe_init(all->loop, &l->as.pipe, 0);
    int status = uv_pipe_bind(&l->as.pipe, path);
    if (status == 0)
        all->unix_paths[place - all->places] = path;
    return begin(l, status, e);
}

/* --- passed by systemd --- */

static int open_passed(struct listeners *all, const struct listen_place *place, int fd, struct err *e)
{
    struct sockaddr_storage address = {.ss_family = AF_UNSPEC};
    socklen_t size = sizeof address;
    int type = 0;
    socklen_t type_size = sizeof type;
    if (getsockname(fd, (struct sockaddr *)&address, &size) < 0 ||
        getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &type_size) < 0 || type != SOCK_STREAM)
        return err_set(e, ERR_USAGE, "descriptor %d, passed to listen on, is no stream socket", fd);
    struct listener *l = next_listener(all, place, e);
    if (!l)
        return e->code;
    if (address.ss_family == AF_UNIX) {
        snprintf(l->name, sizeof l->name, "unix socket passed as descriptor %d", fd);
        uv_pipe_init(all->loop, &l->as.pipe, 0);
        return begin(l, uv_pipe_open(&l->as.pipe, fd), e);
    }
    name_address((struct sockaddr *)&address, size, l->name);
    l->open_to_others = !is_local((struct sockaddr *)&address);
    uv_tcp_init(all->loop, &l->as.tcp);
    return begin(l, uv_tcp_open(&l->as.tcp, fd), e);
}

/* --- all --- */

/* Whose socket the one passed as number `at` is, by the name that was passed with it. */
static const struct listen_place *place_of(const struct listeners *all, struct str name, size_t at)
{
    for (size_t i = 0; i < LISTEN_PLACES; i++)
        if (str_find(name, str_of(all->places[i].name)) < name.len)
            return &all->places[i];
    return &all->places[at < LISTEN_PLACES ? at : 0];
}

static int open_all_passed(struct listeners *all, int *count, struct err *e)
{
    struct buf names = {0};
    int code = 0;
    *count = systemd_listen_fds(&names);
    struct str rest = buf_str(&names);
    for (int i = 0; i < *count && code == 0; i++) {
        size_t colon = str_find(rest, STR(":"));
        code = open_passed(all, place_of(all, str_slice(rest, 0, colon), (size_t)i), SYSTEMD_FIRST_FD + i, e);
        rest = str_slice(rest, colon < rest.len ? colon + 1 : colon, rest.len);
    }
    buf_fini(&names);
    return code;
}

static int open_place(struct listeners *all, const struct listen_place *place, bool passed, struct err *e)
{
    const char *addresses = place->addresses ? place->addresses : passed ? "none" : place->by_default;
    if (open_addresses(all, place, str_of(addresses), e) < 0)
        return e->code;
    return place->unix_path ? open_unix(all, place, e) : 0;
}

int listeners_open(uv_loop_t *loop, const struct listen_place places[LISTEN_PLACES], listen_fn incoming,
                   void *context, struct listeners **out, struct err *e)
{
    *out = NULL;
    struct listeners *all = calloc(1, sizeof *all);
    if (!all)
        return err_memory(e);
    all->loop = loop;
    all->incoming = incoming;
    all->context = context;
    memcpy(all->places, places, sizeof all->places);

    int passed, code = open_all_passed(all, &passed, e);
    for (size_t i = 0; i < LISTEN_PLACES && code == 0; i++)
        code = open_place(all, &all->places[i], passed > 0, e);
    if (code == 0 && all->count == 0) {
        code = err_set(e, ERR_USAGE, "nowhere to listen");
        err_hint(e, "give %s HOST:PORT or %s PATH", places[0].option, places[0].unix_option);
    }
    if (code < 0) {
        listeners_close(all);
        return code;
    }
    *out = all;
    return 0;
}

void listeners_announce(const struct listeners *all)
{
    for (size_t i = 0; i < all->count; i++) {
        log_info("listening on %s (%s)", all->each[i].name, all->each[i].place->name);
        if (all->each[i].open_to_others)
            log_write(LOG_LEVEL_NOTICE, "%s can be reached from other machines; there is no password",
                      all->each[i].name);
    }
}

static void on_closed(uv_handle_t *handle)
{
    struct listener *l = handle->data;
    if (--l->all->closing == 0)
        free(l->all);
}

void listeners_close(struct listeners *all)
{
    if (!all)
        return;
    for (size_t i = 0; i < LISTEN_PLACES; i++)
        if (all->unix_paths[i])
            unlink(all->unix_paths[i]);
    if (all->count == 0) {
        free(all);
        return;
    }
    all->closing = all->count;
    for (size_t i = 0, count = all->count; i < count; i++)
        uv_close(&all->each[i].as.handle, on_closed);
}
