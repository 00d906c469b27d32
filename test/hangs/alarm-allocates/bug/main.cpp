// A sampling timer. Its SIGALRM handler takes a fresh buffer from malloc, and
// sooner or later it interrupts main() in the middle of malloc or free.

#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

static const size_t kBlock = 64 * 1024;
static const int kSamples = 300;

static volatile sig_atomic_t samples;
static void* volatile sample;

static void take_sample(void)
{
    if (sample == nullptr) {
        sample = malloc(kBlock);
//               ^^^^^^^^^^^^^^ d1.4 call
    }
    samples = samples + 1;
}

static void on_alarm(int)
{
    take_sample();
//  ^^^^^^^^^^^^^ d1 signal-unsafe: blocks "on_alarm" needs "malloc"
}

// With a second thread the allocator really locks.
static void* bystander(void* arg)
{
    sem_t* quit = static_cast<sem_t*>(arg);
    while (sem_wait(quit) != 0) {
    }
    return nullptr;
}

// The timer's signal is for main() alone.
static void start_bystander(pthread_t* thread, sem_t* quit)
{
    sigset_t alarm, old;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    pthread_sigmask(SIG_BLOCK, &alarm, &old);
    pthread_create(thread, nullptr, bystander, quit);
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
}

static void set_timer(long usec)
{
    struct itimerval period;
    memset(&period, 0, sizeof(period));
    period.it_interval.tv_usec = usec;
    period.it_value.tv_usec = usec;
    setitimer(ITIMER_REAL, &period, nullptr);
}

int main()
{
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    action.sa_handler = on_alarm;
    action.sa_flags = SA_RESTART;
    sigaction(SIGALRM, &action, nullptr);

    sem_t quit;
    pthread_t thread;
    sem_init(&quit, 0, 0);
    start_bystander(&thread, &quit);

    fputs("stopping\n", stderr);
    set_timer(500);
    while (samples < kSamples) {
        void* a = malloc(kBlock);
        void* b = malloc(2 * kBlock - 4096);
        free(a);
        free(b);
        free(sample);
        sample = nullptr;
    }
    set_timer(0);
    fputs("stopped\n", stderr);

    sem_post(&quit);
    pthread_join(thread, nullptr);
    return 0;
}
