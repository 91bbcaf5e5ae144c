/* See transport.h. */
#include "searchd/net/transport.h"

#include <linux/sockios.h>
#include <sys/ioctl.h>

void transport_init(struct transport *t, uv_loop_t *loop, uv_handle_type type)
{
    if (type == UV_TCP)
        uv_tcp_init(loop, &t->as.tcp);
    else
        uv_pipe_init(loop, &t->as.pipe, 0);
    t->as.handle.data = t;
}

void transport_count(struct transport *t, size_t more)
{
    if (t->closed)
        return;
    t->waiting += more;
    *t->total += more;
    if (buf_failed(&t->out))
        t->failed(t);
}

static void count_written(struct transport *t, size_t bytes)
{
    t->waiting -= bytes;
    *t->total -= bytes;
}

static void on_written(uv_write_t *write, int status)
{
    struct transport *t = write->handle->data;
    t->writing = false;
    buf_fini(&t->sent);
    if (t->closed)
        return;
    if (status < 0) {
        t->failed(t);
        return;
    }
    count_written(t, t->waiting - t->out.len);
    t->wrote(t);
}

void transport_flush(struct transport *t)
{
    if (t->writing || t->out.len == 0 || t->closed)
        return;
    uv_buf_t bytes = uv_buf_init(t->out.ptr, (unsigned)t->out.len);
    int done = uv_try_write(&t->as.stream, &bytes, 1);
    if (done < 0 && done != UV_EAGAIN) {
        t->failed(t);
        return;
    }
    if (done > 0)
        count_written(t, (size_t)done);
    if ((size_t)done == t->out.len) {
        buf_fini(&t->out);
        t->wrote(t);
        return;
    }
    if (done > 0) {
        bytes.base += done;
        bytes.len -= (size_t)done;
    }
    t->sent = t->out;
    t->out = (struct buf){0};
    t->writing = uv_write(&t->write, &t->as.stream, &bytes, 1, on_written) == 0;
    if (!t->writing)
        t->failed(t);
}

bool transport_moves(struct transport *t)
{
    size_t unsent = uv_stream_get_write_queue_size(&t->as.stream);
    bool moves = unsent < t->unsent_before;
    t->unsent_before = unsent;
    return moves;
}

bool transport_is_received(const struct transport *t)
{
    uv_os_fd_t fd;
    int unsent = 0;
    return uv_fileno(&t->as.handle, &fd) == 0 && ioctl(fd, SIOCOUTQ, &unsent) == 0 && unsent == 0;
}

static void on_shut(uv_shutdown_t *shutdown, int status)
{
    struct transport *t = shutdown->handle->data;
    if (status < 0 && status != UV_ECANCELED && !t->closed)
        t->failed(t);
}

void transport_end(struct transport *t)
{
    if (uv_shutdown(&t->shutdown, &t->as.stream, on_shut) < 0)
        t->failed(t);
}

void transport_close(struct transport *t, uv_close_cb closed)
{
    t->closed = true;
    count_written(t, t->waiting);
    uv_close(&t->as.handle, closed);
}

void transport_fini(struct transport *t)
{
    buf_fini(&t->out);
    buf_fini(&t->sent);
}
