/* See remote.h. */
#include "client/remote.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CHUNK = 64 * 1024 };

struct remote {
    const char *server;
    int timeout_ms;
    int fd;
    struct buf out; /* to be sent */
    size_t sent;    /* of `out` */
    struct buf in;  /* received; the first `taken` bytes are replies already taken */
    size_t taken;
    size_t scanned; /* no reply ends before here */
    uint64_t replies;
};

/* --- connecting --- */

static int nobody_answers(const struct remote *r, int number, struct err *e)
{
    err_system(e, ERR_IO, number, "nothing answers at %s", r->server);
    return err_hint(e, "start it with racine-searchd --index DIR, or say where it is with --server");
}

/* Waits for `events`; 0 if time ran out. */
static int wait_for(struct remote *r, short events)
{
    struct pollfd poll_fd = {.fd = r->fd, .events = events};
    int ready;
    do
        ready = poll(&poll_fd, 1, r->timeout_ms);
    while (ready < 0 && errno == EINTR);
    return ready > 0 ? poll_fd.revents : 0;
}

/* Leaves the reason in errno. */
static bool connect_to(struct remote *r, const struct sockaddr *address, socklen_t size)
{
    r->fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (r->fd < 0)
        return false;
    int number = connect(r->fd, address, size) < 0 ? errno : 0;
    if (number == EINPROGRESS) {
        socklen_t number_size = sizeof number;
        if (!wait_for(r, POLLOUT))
            number = ETIMEDOUT;
        else if (getsockopt(r->fd, SOL_SOCKET, SO_ERROR, &number, &number_size) < 0)
            number = errno;
    }
    if (number == 0)
        return true;
    close(r->fd);
    r->fd = -1;
    errno = number;
    return false;
}

static int open_unix(struct remote *r, const char *path, struct err *e)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return err_set(e, ERR_USAGE, "%s: the path is too long for a socket", r->server);
    memcpy(address.sun_path, path, strlen(path) + 1);
    if (!connect_to(r, (struct sockaddr *)&address, sizeof address))
        return nobody_answers(r, errno, e);
    return 0;
}

static int open_tcp(struct remote *r, struct str server, struct err *e)
{
    char host[256], port[8];
    const char *colon = memrchr(server.ptr, ':', server.len);
    struct str name = {server.ptr, colon ? (size_t)(colon - server.ptr) : 0};
    struct str number = colon ? str_slice(server, name.len + 1, server.len) : server;
    uint64_t ignored;
    if (name.len >= 2 && name.ptr[0] == '[' && name.ptr[name.len - 1] == ']')
        name = str_slice(name, 1, name.len - 1);
    if (name.len == 0 || name.len >= sizeof host || number.len >= sizeof port ||
        !str_to_u64(number, 65535, &ignored)) {
        err_set(e, ERR_USAGE, "--server %s: not an address", r->server);
        return err_hint(e, "write HOST:PORT or unix:PATH, such as 127.0.0.1:7700");
    }
    snprintf(host, sizeof host, "%.*s", (int)name.len, name.ptr);
    snprintf(port, sizeof port, "%.*s", (int)number.len, number.ptr);

    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *found;
    int status = getaddrinfo(host, port, &hints, &found);
    if (status != 0) {
        err_set(e, ERR_IO, "--server %s: %s", r->server, gai_strerror(status));
        return err_hint(e, "is the host's name right?");
    }
    int last = ECONNREFUSED;
    for (struct addrinfo *a = found; a && r->fd < 0; a = a->ai_next)
        if (!connect_to(r, a->ai_addr, a->ai_addrlen))
            last = errno;
    freeaddrinfo(found);
    if (r->fd < 0)
        return nobody_answers(r, last, e);
    setsockopt(r->fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    return 0;
}

int remote_open(const char *server, uint64_t timeout_ms, struct remote **out, struct err *e)
{
    *out = NULL;
    struct remote *r = calloc(1, sizeof *r);
    if (!r)
        return err_memory(e);
    r->server = server;
    r->timeout_ms = (int)timeout_ms;
    r->fd = -1;
    struct str name = str_of(server);
    int code = str_starts(name, STR("unix:")) ? open_unix(r, server + 5, e) : open_tcp(r, name, e);
    if (code < 0) {
        remote_close(r);
        return code;
    }
    *out = r;
    return 0;
}

void remote_close(struct remote *r)
{
    if (!r)
        return;
    if (r->fd >= 0)
        close(r->fd);
    buf_fini(&r->in);
    buf_fini(&r->out);
    free(r);
}

/* --- sending and receiving --- */

void remote_queue(struct remote *r, struct str line)
{
    buf_add_str(&r->out, line);
    buf_add_char(&r->out, '\n');
}

static int not_ours(const struct remote *r, struct err *e)
{
    err_set(e, ERR_FORMAT, "what answers at %s is not racine-searchd", r->server);
    return err_hint(e, "say where it is with --server HOST:PORT or unix:PATH");
}

static int went_silent(const struct remote *r, const char *how, struct err *e)
{
    err_set(e, ERR_IO, "%s %s", r->server, how);
    return err_hint(e, r->replies ? "ask again" : "is that racine-searchd? --server says where it is");
}

static int send_some(struct remote *r, struct err *e)
{
    ssize_t sent = send(r->fd, r->out.ptr + r->sent, r->out.len - r->sent, MSG_NOSIGNAL);
    if (sent >= 0) {
        r->sent += (size_t)sent;
    } else if (errno == EPIPE || errno == ECONNRESET) {
        /* It may have said why before it closed: what can still be read decides. */
        r->sent = r->out.len;
    } else if (errno != EAGAIN && errno != EINTR) {
        return err_system(e, ERR_IO, errno, "cannot send to %s", r->server);
    }
    if (r->sent == r->out.len) {
        buf_clear(&r->out);
        r->sent = 0;
    }
    return 0;
}

static int receive_some(struct remote *r, struct err *e)
{
    if (r->taken) {
        buf_consume(&r->in, r->taken);
        r->scanned -= r->taken;
        r->taken = 0;
    }
    char *room = buf_room(&r->in, CHUNK);
    if (!room)
        return err_memory(e);
    ssize_t got = recv(r->fd, room, CHUNK, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return 0;
    if (got < 0 && errno != ECONNRESET)
        return err_system(e, ERR_IO, errno, "cannot read from %s", r->server);
    if (got <= 0)
        return went_silent(r, "closed the connection without an answer", e);
    r->in.len += (size_t)got;
    return 0;
}

/* Every reply begins with one of these; a service of another kind is known by its first bytes. */
static const struct {
    const char *word;
    enum reply_kind kind;
} beginnings[] = {{"+OK ", REPLY_OK}, {"-ERR ", REPLY_ERR}, {"-BUSY ", REPLY_BUSY}};

static bool may_begin(struct str bytes)
{
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++) {
        struct str word = str_of(beginnings[i].word);
        if (bytes.len < word.len ? str_starts(word, bytes) : str_starts(bytes, word))
            return true;
    }
    return false;
}

int remote_turn(struct remote *r, struct err *e)
{
    if (buf_failed(&r->out))
        return err_memory(e);
    int ready = wait_for(r, (short)(POLLIN | (r->out.len ? POLLOUT : 0)));
    if (!ready)
        return went_silent(r, "does not answer", e);
    if ((ready & POLLOUT) && send_some(r, e) < 0)
        return e->code;
    if ((ready & (POLLIN | POLLHUP | POLLERR)) && receive_some(r, e) < 0)
        return e->code;
    if (!may_begin(str_slice(buf_str(&r->in), r->taken, r->in.len)))
        return not_ours(r, e);
    return 0;
}

/* --- replies --- */

/* Where the reply that begins at `taken` ends, its last line included; 0 if it does not yet. */
static size_t find_end(struct remote *r)
{
    size_t from = r->scanned > r->taken + 2 ? r->scanned - 2 : r->taken;
    struct str rest = str_slice(buf_str(&r->in), from, r->in.len);
    size_t at = str_find(rest, STR("\n.\n"));
    r->scanned = r->in.len;
    return at < rest.len ? from + at + 3 : 0;
}

/* Takes the doubled dots back (RFC 5321 §4.5.2), in place. */
static struct str without_dots(char *bytes, size_t len)
{
    size_t to = 0;
    for (size_t at = 0; at < len; at++)
        if (bytes[at] != '.' || (at > 0 && bytes[at - 1] != '\n'))
            bytes[to++] = bytes[at];
    return (struct str){bytes, to};
}

bool remote_take(struct remote *r, struct reply *out)
{
    size_t end = find_end(r);
    if (!end)
        return false;
    char *first = r->in.ptr + r->taken, *last = r->in.ptr + end - 2;
    char *newline = memchr(first, '\n', (size_t)(last - first));
    struct str status = {first, (size_t)(newline - first)};
    *out = (struct reply){REPLY_ERR, status, without_dots(newline + 1, (size_t)(last - newline) - 1)};
    for (size_t i = 0; i < sizeof beginnings / sizeof beginnings[0]; i++)
        if (str_starts(status, str_of(beginnings[i].word))) {
            out->kind = beginnings[i].kind;
            out->status = str_slice(status, strlen(beginnings[i].word), status.len);
        }
    r->taken = r->scanned = end;
    r->replies++;
    return true;
}

uint64_t remote_replies(const struct remote *r)
{
    return r->replies;
}
