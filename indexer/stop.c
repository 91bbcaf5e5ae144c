/* See stop.h. */
#include "indexer/stop.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

static atomic_int received;

/* A signal that comes just before a read begins to wait does not interrupt it; an alarm that is repeated
 * until the end of the program does. */
static void on_alarm(int number)
{
    (void)number;
    alarm(1);
}

static void on_signal(int number)
{
    atomic_store_explicit(&received, number, memory_order_relaxed);
    alarm(1);
}

void stop_install(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    struct sigaction again = {.sa_handler = on_alarm};
    sigemptyset(&action.sa_mask);
    sigemptyset(&again.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGALRM, &again, NULL);
    signal(SIGPIPE, SIG_IGN);
}

int stop_signal(void)
{
    return atomic_load_explicit(&received, memory_order_relaxed);
}

int stop_check(struct err *e)
{
    int number = stop_signal();
    return number ? err_set(e, ERR_CANCELLED, "stopped by signal %d; nothing was published", number) : 0;
}

void stop_ignore_here(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
}
