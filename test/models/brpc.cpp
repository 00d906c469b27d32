//== a bthread joins itself
#include <bthread/bthread.h>
bthread_t worker;
void* run(void*) { bthread_join(worker, nullptr); return nullptr; }
//                 ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "worker" needs "worker"
int main() { bthread_start_background(&worker, nullptr, run, nullptr); }

//== a bthread is joined by the one that started it
#include <bthread/bthread.h>
void* run(void*) { bthread_usleep(1000); return nullptr; }
int main() {
  bthread_t worker;
  bthread_start_urgent(&worker, nullptr, run, nullptr);
  bthread_join(worker, nullptr);
}

//== a service joins the server that runs it
#include <brpc/server.h>
class Admin : public google::protobuf::Service {
 public:
  virtual void quit(google::protobuf::RpcController*, google::protobuf::Closure* done);
};
brpc::Server server;
class AdminImpl : public Admin {
 public:
  void quit(google::protobuf::RpcController*, google::protobuf::Closure* done) override {
    brpc::ClosureGuard guard(done);
    server.Stop(0);
    server.Join();
//         ^^^^^^ d1 self-join: blocks "server" needs "server"
  }
};
int main() {
  AdminImpl admin;
  server.AddService(&admin, brpc::SERVER_DOESNT_OWN_SERVICE);
  server.Start(8000, nullptr);
  server.RunUntilAskedToQuit();
}

//== a service only asks its server to stop
#include <brpc/server.h>
class Admin : public google::protobuf::Service {
 public:
  virtual void quit(google::protobuf::RpcController*, google::protobuf::Closure* done);
};
brpc::Server server;
class AdminImpl : public Admin {
 public:
  void quit(google::protobuf::RpcController*, google::protobuf::Closure* done) override {
    brpc::ClosureGuard guard(done);
    server.Stop(0);
  }
};
int main() {
  AdminImpl admin;
  server.AddService(&admin, brpc::SERVER_DOESNT_OWN_SERVICE);
  server.Start(8000, nullptr);
  server.Join();
}

//== an execution queue is joined by its own task
#include <bthread/execution_queue.h>
bthread::ExecutionQueueId<int> queue;
int run(void*, bthread::TaskIterator<int>&) {
  bthread::execution_queue_stop(queue);
  bthread::execution_queue_join(queue);
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-join: blocks "queue" needs "queue"
  return 0;
}
int main() { bthread::execution_queue_start(&queue, nullptr, run, nullptr); }

//== an execution queue is joined from outside
#include <bthread/execution_queue.h>
bthread::ExecutionQueueId<int> queue;
int run(void*, bthread::TaskIterator<int>&) { return 0; }
int main() {
  bthread::execution_queue_start(&queue, nullptr, run, nullptr);
  bthread::execution_queue_execute(queue, 1);
  bthread::execution_queue_stop(queue);
  bthread::execution_queue_join(queue);
}

//== signalled too late
#include <bthread/condition_variable.h>
#include <bthread/countdown_event.h>
bthread::CountdownEvent event(1);
bthread::Mutex mutex;
bthread::ConditionVariable changed;
bool ready = false;
void* waitEvent(void*) { event.wait(); return nullptr; }
//                             ^^^^^^ d1 wait-cycle: blocks "a" needs "main"
void* waitReady(void*) {
  std::unique_lock<bthread::Mutex> lock(mutex);
  while (!ready) changed.wait(lock);
//                       ^^^^^^^^^^ d2 wait-cycle: blocks "b" needs "main"
  return nullptr;
}
int main() {
  bthread_t a, b;
  bthread_start_background(&a, nullptr, waitEvent, nullptr);
  bthread_start_background(&b, nullptr, waitReady, nullptr);
  bthread_join(a, nullptr);
  bthread_join(b, nullptr);
  event.signal();
  ready = true;
  changed.notify_all();
}

//== every kind of lock, taken by a handler
#include <bthread/mutex.h>
#include <csignal>
bthread::Mutex a;
bthread_mutex_t b;
bthread_rwlock_t c;
butil::Lock d;
bthread_mutex_t e;
butil::DoublyBufferedData<int> f;
void onA(int) { std::lock_guard<bthread::Mutex> lock(a); }
//                                              ^^^^^^^ d1 signal-blocks: blocks "onA" needs "a"
void onB(int) { bthread_mutex_lock(&b); bthread_mutex_unlock(&b); }
//              ^^^^^^^^^^^^^^^^^^^^^^ d2 signal-blocks: blocks "onB" needs "b"
void onC(int) { bthread_rwlock_rdlock(&c); bthread_rwlock_unlock(&c); }
//              ^^^^^^^^^^^^^^^^^^^^^^^^^ d3 signal-blocks: blocks "onC" needs "c"
void onD(int) { butil::AutoLock lock(d); }
//                              ^^^^^^^ d4 signal-blocks: blocks "onD" needs "d"
void onE(int) { if (bthread_mutex_trylock(&e) == 0) bthread_mutex_unlock(&e); }
void onF(int) { f.Modify([](int&) { return 1; }); }
//                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d5 signal-blocks: blocks "onF" needs "f"
int main() {
  signal(1, onA); signal(2, onB); signal(3, onC); signal(4, onD); signal(5, onE); signal(6, onF);
  a.lock(); a.unlock();
  bthread_mutex_lock(&b); bthread_mutex_unlock(&b);
  bthread_rwlock_wrlock(&c); bthread_rwlock_unlock(&c);
  d.Acquire(); d.Release();
  bthread_mutex_lock(&e); bthread_mutex_unlock(&e);
  f.Modify([](int&) { return 1; });
}

//== a read that has ended keeps no modification waiting
#include <butil/containers/doubly_buffered_data.h>
butil::DoublyBufferedData<int> list;
bool look() {
  butil::DoublyBufferedData<int>::ScopedPtr pointer;
  return list.Read(&pointer) == 0;
}
int main() {
  look();
  look();
  list.Modify([](int&) { return 1; });
}

//== a closure joins the node that it is given to
#include <braft/raft.h>
class Stopper : public braft::Closure {
 public:
  explicit Stopper(braft::Node* node) : node_(node) {}
  void Run() override { node_->join(); }
//                             ^^^^^^ d1 self-join: blocks "group" needs "group"
 private:
  braft::Node* node_;
};
int main() {
  braft::Node node("group", braft::PeerId());
  node.shutdown(new Stopper(&node));
  node.join();
}

//== a synchronized closure is awaited
#include <braft/util.h>
int main() {
  braft::Node node("group", braft::PeerId());
  braft::SynchronizedClosure done;
  node.snapshot(&done);
  done.wait();
  node.shutdown(nullptr);
  node.join();
}
