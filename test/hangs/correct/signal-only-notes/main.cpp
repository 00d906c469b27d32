// Three handlers that only note that a signal came: one sets a flag, one writes
// to a pipe, one posts a semaphore. What blocks is done by main().

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t hangup;
static int wakeup[2];
static sem_t terminate;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool quit;

static void on_hup(int)
{
    hangup = 1;
}

static void on_usr1(int)
{
    int saved = errno;
    char byte = 1;
    if (write(wakeup[1], &byte, 1) < 0)
        _exit(1);
    errno = saved;
}

static void on_term(int)
{
    sem_post(&terminate);
}

static void install(int sig, void (*handler)(int))
{
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    sigaction(sig, &action, nullptr);
}

static void* work(void* arg)
{
    pthread_mutex_lock(&lock);
    raise(SIGHUP);
    raise(SIGUSR1);
    raise(SIGTERM);
    while (!quit)
        pthread_cond_wait(&changed, &lock);
    pthread_mutex_unlock(&lock);
    return arg;
}

static void stop(pthread_t worker)
{
    pthread_mutex_lock(&lock);
    quit = true;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
    pthread_join(worker, nullptr);
}

int main()
{
    if (pipe(wakeup) != 0)
        return 1;
    sem_init(&terminate, 0, 0);
    install(SIGHUP, on_hup);
    install(SIGUSR1, on_usr1);
    install(SIGTERM, on_term);

    pthread_t worker;
    pthread_create(&worker, nullptr, work, nullptr);

    char byte = 0;
    if (read(wakeup[0], &byte, 1) != 1)
        return 1;
    while (sem_wait(&terminate) != 0) {
    }
    stop(worker);
    return hangup && byte == 1 ? 0 : 1;
}
