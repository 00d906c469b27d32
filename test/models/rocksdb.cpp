//== main waits under a condition variable for scheduled work that needs main
#include "port/port.h"
#include "rocksdb/env.h"
#include "util/mutexlock.h"
rocksdb::port::Mutex mu;
rocksdb::port::CondVar ready(&mu);
rocksdb::port::CondVar done(&mu);
bool is_ready = false;
bool is_done = false;
void Compact(void*) {
  rocksdb::MutexLock lock(&mu);
  while (!is_ready) ready.Wait();
//                        ^^^^^^ d1 wait-cycle: blocks "Schedule" needs "main"
  is_done = true;
  done.SignalAll();
}
int main() {
  rocksdb::Env::Default()->Schedule(&Compact, nullptr);
  rocksdb::MutexLock lock(&mu);
  while (!is_done) done.Wait();
  is_ready = true;
  ready.SignalAll();
}

//== the other way round
#include "port/port.h"
#include "rocksdb/env.h"
#include "util/mutexlock.h"
rocksdb::port::Mutex mu;
rocksdb::port::CondVar ready(&mu);
rocksdb::port::CondVar done(&mu);
bool is_ready = false;
bool is_done = false;
void Compact(void*) {
  rocksdb::MutexLock lock(&mu);
  while (!is_ready) ready.Wait();
  is_done = true;
  done.SignalAll();
}
int main() {
  rocksdb::Env::Default()->Schedule(&Compact, nullptr);
  rocksdb::MutexLock lock(&mu);
  is_ready = true;
  ready.SignalAll();
  while (!is_done) done.Wait();
}

//== locks of every kind, in a namespace that a macro names
#include "monitoring/instrumented_mutex.h"
#include "port/port.h"
#include <csignal>
namespace ROCKSDB_NAMESPACE {
InstrumentedMutex mutex;
port::RWMutex both;
void OnSignal(int) { InstrumentedMutexLock lock(&mutex); }
//                                         ^^^^^^^^^^^^ d1 signal-blocks: blocks "ROCKSDB_NAMESPACE::OnSignal" needs "mutex"
void Watch() {
  std::signal(SIGHUP, OnSignal);
  InstrumentedMutexLock lock(&mutex);
  mutex.AssertHeld();
  ReadLock reads(&both);
}
}
int main() { ROCKSDB_NAMESPACE::Watch(); }

//== LevelDB's
#include "port/port.h"
#include "util/mutexlock.h"
#include <thread>
class Writer {
 public:
  Writer() : changed_(&mutex_) {}
  void Close() {
    leveldb::MutexLock lock(&mutex_);
    while (!closed_) changed_.Wait();
  }
  void Run() {
    leveldb::MutexLock lock(&mutex_);
    closed_ = true;
    changed_.SignalAll();
  }
 private:
  leveldb::port::Mutex mutex_;
  leveldb::port::CondVar changed_;
  bool closed_ = false;
};
Writer writer;
int main() {
  std::thread thread([] { writer.Run(); });
  writer.Close();
  thread.join();
}
