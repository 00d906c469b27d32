// main() feeds a worker through a semaphore. The SIGTERM handler only sets a
// flag; main() sees it, feeds the rest and joins the worker.

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const int kItems = 4;

static sem_t items;
static pthread_t worker;
static volatile sig_atomic_t terminated;

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
    terminated = 1;
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

    if (terminated)
        say("stopping\n");
    pthread_join(worker, nullptr);
    say("stopped\n");
    sem_destroy(&items);
    return 0;
}
