// main() feeds a worker through a semaphore. The SIGTERM handler joins the
// worker, but it runs on top of main(), which can then feed nothing any more.

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int kItems = 4;

static sem_t items;
static pthread_t worker;
static volatile sig_atomic_t joined;

static void say(const char* line)
{
    if (write(STDERR_FILENO, line, strlen(line)) < 0)
        _exit(1);
}

static void* consume(void*)
{
    for (int i = 0; i < kItems; ++i) {
        while (sem_wait(&items) != 0) {
        }
    }
    return nullptr;
}

static void on_term(int)
{
    say("stopping\n");
    pthread_join(worker, nullptr);
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-blocks: blocks "on_term" needs "worker" in 4 steps
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.3 wait on "on_term", d1.4 close on "on_term"
    joined = 1;
    say("stopped\n");
}

int main()
{
    sem_init(&items, 0, 0);

    struct sigaction action;
    memset(&action, 0, sizeof(action));
    action.sa_handler = on_term;
    sigemptyset(&action.sa_mask);
    sigaction(SIGTERM, &action, nullptr);

    pthread_create(&worker, nullptr, consume, nullptr);
    for (int i = 0; i < kItems; ++i) {
        if (i == kItems / 2)
            raise(SIGTERM);
        sem_post(&items);
    }

    if (!joined)
        pthread_join(worker, nullptr);
    sem_destroy(&items);
    return 0;
}
