//== an idle callback pops from a queue that another idle callback fills
#include <glib.h>
GAsyncQueue* answers;
gboolean answer(gpointer data) {
  g_async_queue_push(answers, data);
  return FALSE;
}
gboolean ask(gpointer data) {
  g_idle_add(answer, data);
  g_async_queue_pop(answers);
//^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-wait: blocks "main" needs "main"
  return FALSE;
}
int main() {
  answers = g_async_queue_new();
  GMainLoop* loop = g_main_loop_new(NULL, FALSE);
  g_timeout_add(100, ask, loop);
  g_main_loop_run(loop);
}

//== a thread pops instead, and a pop with a limit
#include <glib.h>
GAsyncQueue* answers;
gboolean answer(gpointer data) {
  g_async_queue_push(answers, data);
  g_async_queue_timeout_pop(answers, 1000);
  return FALSE;
}
gpointer ask(gpointer data) {
  g_idle_add(answer, data);
  g_async_queue_pop(answers);
  return NULL;
}
int main() {
  answers = g_async_queue_new();
  GMainLoop* loop = g_main_loop_new(NULL, FALSE);
  GThread* thread = g_thread_new("asker", ask, loop);
  g_main_loop_run(loop);
  g_thread_join(thread);
}

//== the loop joins a thread that waits for the loop
#include <glib.h>
static GMutex mutex;
static GCond changed;
static gboolean answered = FALSE;
static GThread* thread;
static gboolean answer(gpointer) {
  g_mutex_lock(&mutex);
  answered = TRUE;
  g_cond_signal(&changed);
  g_mutex_unlock(&mutex);
  return FALSE;
}
static gpointer ask(gpointer) {
  g_main_context_invoke(NULL, answer, NULL);
  g_mutex_lock(&mutex);
  while (!answered) g_cond_wait(&changed, &mutex);
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 wait-cycle: blocks "asker" needs "main"
  g_mutex_unlock(&mutex);
  return NULL;
}
static gboolean stop(gpointer) {
  g_thread_join(thread);
  return FALSE;
}
int main() {
  GMainLoop* loop = g_main_loop_new(NULL, FALSE);
  thread = g_thread_new("asker", ask, NULL);
  g_timeout_add(100, stop, NULL);
  g_main_loop_run(loop);
}

//== a signal is an ordinary callback of the loop
#include <glib-unix.h>
#include <glib.h>
static GMutex mutex;
static gboolean on_signal(gpointer loop) {
  g_mutex_lock(&mutex);
  g_mutex_unlock(&mutex);
  g_main_loop_quit((GMainLoop*)loop);
  return FALSE;
}
int main() {
  GMainLoop* loop = g_main_loop_new(NULL, FALSE);
  g_unix_signal_add(15, on_signal, loop);
  g_mutex_lock(&mutex);
  g_mutex_unlock(&mutex);
  g_main_loop_run(loop);
}

//== quitting from a real handler allocates and locks
#include <csignal>
#include <glib.h>
static GMainLoop* loop;
static void on_signal(int) { g_main_loop_quit(loop); }
//                           ^^^^^^^^^^^^^^^^^^^^^^ d1 signal-unsafe: blocks "on_signal" needs "g_main_loop_quit"
int main() {
  std::signal(SIGTERM, on_signal);
  loop = g_main_loop_new(NULL, FALSE);
  g_main_loop_run(loop);
}

//== a context of its own, run by a thread of its own
#include <glib.h>
static GMainContext* context;
static GAsyncQueue* answers;
static gboolean answer(gpointer data) {
  g_async_queue_push(answers, data);
  return FALSE;
}
static gboolean ask(gpointer data) {
  g_main_context_invoke(context, answer, data);
  g_async_queue_pop(answers);
  return FALSE;
}
static gpointer run(gpointer loop) {
  g_main_loop_run((GMainLoop*)loop);
  return NULL;
}
int main() {
  answers = g_async_queue_new();
  context = g_main_context_new();
  GMainLoop* own = g_main_loop_new(context, FALSE);
  g_thread_new("own", run, own);
  g_idle_add(ask, own);
  GMainLoop* loop = g_main_loop_new(NULL, FALSE);
  g_main_loop_run(loop);
}

//== a pool is freed, with waiting, by one of its own workers
#include <glib.h>
static GThreadPool* pool;
static void work(gpointer data, gpointer) {
  if (data == NULL) g_thread_pool_free(pool, TRUE, TRUE);
//                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "pool" needs "pool"
}
int main() {
  pool = g_thread_pool_new(work, NULL, 4, FALSE, NULL);
  g_thread_pool_push(pool, NULL, NULL);
}
