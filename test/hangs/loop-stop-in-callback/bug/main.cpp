// A tick loop in plain pthreads. ticker_stop() waits for the thread's finished
// flag, and the tick callback calls it.

#include <pthread.h>
#include <cstdio>

typedef void (*tick_fn)(void* arg);

struct ticker {
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool quit;
    bool finished;
    tick_fn on_tick;
    void* arg;
};

static void* ticker_main(void* p)
{
    ticker* t = static_cast<ticker*>(p);

    pthread_mutex_lock(&t->lock);
    while (!t->quit) {
        pthread_mutex_unlock(&t->lock);
        t->on_tick(t->arg);
        pthread_mutex_lock(&t->lock);
    }
    t->finished = true;
//  ^^^^^^^^^^^^^^^^^^ d1.6 release on "ticker::thread", d1.7 close on "ticker::thread"
    pthread_cond_broadcast(&t->changed);
    pthread_mutex_unlock(&t->lock);
    return nullptr;
}

static void ticker_start(ticker* t, tick_fn on_tick, void* arg)
{
    pthread_mutex_init(&t->lock, nullptr);
    pthread_cond_init(&t->changed, nullptr);
    t->quit = false;
    t->finished = false;
    t->on_tick = on_tick;
    t->arg = arg;
    pthread_mutex_lock(&t->lock);
    pthread_create(&t->thread, nullptr, ticker_main, t);
    pthread_mutex_unlock(&t->lock);
}

static void ticker_wait(ticker* t)
{
    pthread_join(t->thread, nullptr);
    pthread_cond_destroy(&t->changed);
    pthread_mutex_destroy(&t->lock);
}

// No tick comes after this has returned.
static void ticker_stop(ticker* t)
{
    pthread_mutex_lock(&t->lock);
    t->quit = true;
    while (!t->finished) {
        pthread_cond_wait(&t->changed, &t->lock);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "ticker::thread" needs "ticker::thread" in 7 steps
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.5 wait on "ticker::thread"
    }
    pthread_mutex_unlock(&t->lock);
}

struct countdown {
    ticker clock;
    int left;
};

static void count(void* p)
{
    countdown* c = static_cast<countdown*>(p);
    if (--c->left == 0) {
        fputs("stopping\n", stderr);
        ticker_stop(&c->clock);
        fputs("stopped\n", stderr);
    }
}

int main()
{
    countdown c = {};
    c.left = 10;
    ticker_start(&c.clock, count, &c);
    ticker_wait(&c.clock);
    return c.left == 0 ? 0 : 1;
}
