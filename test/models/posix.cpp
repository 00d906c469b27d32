//== a thread joins itself
#include <pthread.h>
pthread_t worker;
void* run(void*) { pthread_join(worker, nullptr); return nullptr; }
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "worker" needs "worker"
int main() { pthread_create(&worker, nullptr, run, nullptr); }

//== a thread is joined by the one that made it, or never
#include <pthread.h>
pthread_t worker, other;
void* run(void*) { pthread_tryjoin_np(worker, nullptr); return nullptr; }
int main() {
  pthread_create(&worker, nullptr, run, nullptr);
  pthread_create(&other, nullptr, run, nullptr);
  pthread_detach(other);
  pthread_join(worker, nullptr);
}

//== every kind of lock, taken by a handler
#include <pthread.h>
#include <signal.h>
pthread_mutex_t a = PTHREAD_MUTEX_INITIALIZER;
pthread_rwlock_t b = PTHREAD_RWLOCK_INITIALIZER;
pthread_rwlock_t c = PTHREAD_RWLOCK_INITIALIZER;
pthread_spinlock_t d;
pthread_once_t e = PTHREAD_ONCE_INIT;
pthread_mutex_t f, g;
void init() {}
void onA(int) { pthread_mutex_lock(&a); pthread_mutex_unlock(&a); }
//              ^^^^^^^^^^^^^^^^^^^^^^ d1 signal-blocks: blocks "onA" needs "a"
void onB(int) { pthread_rwlock_rdlock(&b); pthread_rwlock_unlock(&b); }
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ d2 signal-blocks: blocks "onB" needs "b"
void onC(int) { pthread_rwlock_wrlock(&c); pthread_rwlock_unlock(&c); }
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ d3 signal-blocks: blocks "onC" needs "c"
void onD(int) { pthread_spin_lock(&d); pthread_spin_unlock(&d); }
//              ^^^^^^^^^^^^^^^^^^^^^ d4 signal-blocks: blocks "onD" needs "d"
void onE(int) { pthread_once(&e, init); }
//              ^^^^^^^^^^^^^^^^^^^^^^ d5 signal-blocks: blocks "onE" needs "e"
void onF(int) { if (pthread_mutex_trylock(&f) == 0) pthread_mutex_unlock(&f); }
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^ d6 signal-unsafe: blocks "onF" needs "pthread_mutex_trylock"
void onG(int) { timespec soon{}; if (pthread_mutex_timedlock(&g, &soon) == 0) pthread_mutex_unlock(&g); }
//                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d7 signal-unsafe: blocks "onG" needs "pthread_mutex_timedlock"
int main() {
  signal(1, onA); signal(2, onB); signal(3, onC); signal(4, onD); signal(5, onE); signal(6, onF);
  signal(7, onG);
  pthread_mutex_lock(&a); pthread_mutex_unlock(&a);
  pthread_rwlock_wrlock(&b); pthread_rwlock_unlock(&b);
  pthread_rwlock_rdlock(&c); pthread_rwlock_unlock(&c);
  pthread_spin_lock(&d); pthread_spin_unlock(&d);
  pthread_once(&e, init);
  pthread_mutex_lock(&f); pthread_mutex_unlock(&f);
  pthread_mutex_lock(&g); pthread_mutex_unlock(&g);
}

//== a condition, a semaphore and a barrier that come too late
#include <pthread.h>
#include <semaphore.h>
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
bool ready = false;
sem_t slots;
void* waitReady(void*) {
  pthread_mutex_lock(&mutex);
  while (!ready) pthread_cond_wait(&changed, &mutex);
//               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 wait-cycle: blocks "a" needs "main"
  pthread_mutex_unlock(&mutex);
  return nullptr;
}
void* waitSlot(void*) { sem_wait(&slots); return nullptr; }
//                      ^^^^^^^^^^^^^^^^ d2 wait-cycle: blocks "b" needs "main"
int main() {
  pthread_t a, b;
  pthread_create(&a, nullptr, waitReady, nullptr);
  pthread_create(&b, nullptr, waitSlot, nullptr);
  pthread_join(a, nullptr);
  pthread_join(b, nullptr);
  ready = true;
  pthread_cond_broadcast(&changed);
  sem_post(&slots);
}

//== a condition, a semaphore and a barrier in time
#include <pthread.h>
#include <semaphore.h>
pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
bool ready = false;
sem_t slots;
pthread_barrier_t both;
void* waitReady(void*) {
  pthread_barrier_wait(&both);
  pthread_mutex_lock(&mutex);
  while (!ready) pthread_cond_wait(&changed, &mutex);
  pthread_mutex_unlock(&mutex);
  sem_wait(&slots);
  return nullptr;
}
int main() {
  pthread_t a;
  pthread_create(&a, nullptr, waitReady, nullptr);
  pthread_barrier_wait(&both);
  pthread_mutex_lock(&mutex);
  ready = true;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&mutex);
  sem_post(&slots);
  pthread_join(a, nullptr);
}

//== waits with a deadline end
#include <pthread.h>
#include <semaphore.h>
sem_t slots;
void* run(void*) { timespec soon{}; sem_timedwait(&slots, &soon); return nullptr; }
int main() {
  pthread_t a;
  pthread_create(&a, nullptr, run, nullptr);
  pthread_join(a, nullptr);
  sem_post(&slots);
}

//== a handler joins, installed by sigaction
#include <pthread.h>
#include <signal.h>
pthread_t worker;
void* run(void*) { return nullptr; }
void onTerm(int) { pthread_join(worker, nullptr); }
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-blocks: blocks "onTerm" needs "worker"
int main() {
  pthread_create(&worker, nullptr, run, nullptr);
  struct sigaction action = {};
  action.sa_handler = onTerm;
  sigaction(SIGTERM, &action, nullptr);
}

//== a thread that takes signals with sigwait joins
#include <pthread.h>
#include <signal.h>
pthread_t worker;
void* run(void*) { return nullptr; }
void* takeSignals(void*) {
  sigset_t all;
  int got = 0;
  sigfillset(&all);
  sigwait(&all, &got);
  pthread_join(worker, nullptr);
  return nullptr;
}
int main() {
  sigset_t all;
  sigfillset(&all);
  pthread_sigmask(SIG_BLOCK, &all, nullptr);
  pthread_t taker;
  pthread_create(&worker, nullptr, run, nullptr);
  pthread_create(&taker, nullptr, takeSignals, nullptr);
  pthread_join(taker, nullptr);
}

//== a handler that posts, writes and leaves the rest to a thread
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <unistd.h>
sem_t asked;
int wake[2];
void onTerm(int) {
  sem_post(&asked);
  char byte = 0;
  write(wake[1], &byte, 1);
}
int main() {
  pipe(wake);
  signal(SIGTERM, onTerm);
  sem_wait(&asked);
}

//== a handler reads what a library allocates
#include <signal.h>
#include <syslog.h>
void onTerm(int) { syslog(LOG_INFO, "terminated"); }
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "onTerm" needs "syslog"
int main() { signal(SIGTERM, onTerm); }

//== a poll that only the poller could end
#include <pthread.h>
#include <unistd.h>
bool stopped = false;
void* run(void*) {
  while (!stopped) usleep(1000);
//        ^^^^^^^ d1 wait-cycle: blocks "worker" needs "main"
  return nullptr;
}
int main() {
  pthread_t worker;
  pthread_create(&worker, nullptr, run, nullptr);
  pthread_join(worker, nullptr);
  stopped = true;
}

//== waiting for a child, for descriptors and for time
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
int main() {
  int ends[2];
  pipe(ends);
  if (fork() == 0) _exit(0);
  waitpid(-1, nullptr, 0);
  char byte;
  read(ends[0], &byte, 1);
  pollfd one{};
  poll(&one, 1, -1);
}
