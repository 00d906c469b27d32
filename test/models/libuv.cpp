//== the callback of a handle waits for a semaphore that another callback of the same loop posts
#include <uv.h>
uv_loop_t loop;
uv_async_t wake;
uv_timer_t timer;
uv_sem_t done;
void on_wake(uv_async_t*) { uv_sem_post(&done); }
void on_timer(uv_timer_t*) {
  uv_async_send(&wake);
  uv_sem_wait(&done);
//^^^^^^^^^^^^^^^^^^ d1 self-wait: blocks "main" needs "main"
}
int main() {
  uv_loop_init(&loop);
  uv_sem_init(&done, 0);
  uv_async_init(&loop, &wake, on_wake);
  uv_timer_init(&loop, &timer);
  uv_timer_start(&timer, on_timer, 100, 0);
  uv_run(&loop, UV_RUN_DEFAULT);
}

//== another thread waits for it
#include <uv.h>
uv_loop_t loop;
uv_async_t wake;
uv_sem_t done;
uv_thread_t thread;
void on_wake(uv_async_t*) { uv_sem_post(&done); }
void work(void*) {
  uv_async_send(&wake);
  uv_sem_wait(&done);
}
int main() {
  uv_loop_init(&loop);
  uv_sem_init(&done, 0);
  uv_async_init(&loop, &wake, on_wake);
  uv_thread_create(&thread, work, nullptr);
  uv_run(&loop, UV_RUN_DEFAULT);
  uv_thread_join(&thread);
}

//== the loop joins a thread that waits for the loop
#include <uv.h>
uv_loop_t loop;
uv_async_t wake;
uv_async_t stop;
uv_sem_t done;
uv_thread_t thread;
void on_wake(uv_async_t*) { uv_sem_post(&done); }
void on_stop(uv_async_t*) { uv_thread_join(&thread); }
void work(void*) {
  uv_async_send(&wake);
  uv_sem_wait(&done);
//^^^^^^^^^^^^^^^^^^ d1 wait-cycle: blocks "thread" needs "main"
}
int main() {
  uv_loop_init(&loop);
  uv_sem_init(&done, 0);
  uv_async_init(&loop, &wake, on_wake);
  uv_async_init(&loop, &stop, on_stop);
  uv_thread_create(&thread, work, nullptr);
  uv_run(&loop, UV_RUN_DEFAULT);
}

//== a work request and what follows it on the loop
#include <uv.h>
uv_mutex_t mutex;
uv_cond_t changed;
bool ready = false;
uv_work_t request;
void work(uv_work_t*) {
  uv_mutex_lock(&mutex);
  while (!ready) uv_cond_wait(&changed, &mutex);
  uv_mutex_unlock(&mutex);
}
void after(uv_work_t*, int) {}
int main() {
  uv_loop_t* loop = uv_default_loop();
  uv_queue_work(loop, &request, work, after);
  uv_mutex_lock(&mutex);
  ready = true;
  uv_cond_signal(&changed);
  uv_mutex_unlock(&mutex);
  uv_run(loop, UV_RUN_DEFAULT);
}

//== a signal is an ordinary callback of the loop
#include <uv.h>
uv_signal_t hangup;
uv_mutex_t mutex;
void on_signal(uv_signal_t* handle, int) {
  uv_mutex_lock(&mutex);
  uv_mutex_unlock(&mutex);
  uv_close((uv_handle_t*)handle, nullptr);
}
int main() {
  uv_loop_t* loop = uv_default_loop();
  uv_signal_init(loop, &hangup);
  uv_signal_start(&hangup, on_signal, 1);
  uv_mutex_lock(&mutex);
  uv_mutex_unlock(&mutex);
  uv_run(loop, UV_RUN_DEFAULT);
}

//== in a signal handler: waking the loop is allowed, taking a lock is not
#include <csignal>
#include <uv.h>
uv_async_t wake;
uv_mutex_t mutex;
void on_wake(uv_async_t*) {
  uv_mutex_lock(&mutex);
  uv_mutex_unlock(&mutex);
}
void on_hangup(int) { uv_async_send(&wake); }
void on_terminate(int) {
  uv_mutex_lock(&mutex);
//^^^^^^^^^^^^^^^^^^^^^ d1 signal-blocks: blocks "on_terminate" needs "mutex"
  uv_mutex_unlock(&mutex);
}
int main() {
  std::signal(SIGHUP, on_hangup);
  std::signal(SIGTERM, on_terminate);
  uv_async_init(uv_default_loop(), &wake, on_wake);
  uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
