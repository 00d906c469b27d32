//== an object of a thread calls itself there and waits
#include <QMetaObject>
#include <QObject>
#include <QThread>
class Worker : public QObject {
 public:
  void flush() {
    QMetaObject::invokeMethod(this, [this] { write(); }, Qt::BlockingQueuedConnection);
//  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 self-wait: blocks "thread" needs "thread"
  }
  void tick() {
    QMetaObject::invokeMethod(this, [this] { flush(); }, Qt::QueuedConnection);
  }
 private:
  void write() {}
};
Worker worker;
QThread thread;
int main() {
  worker.moveToThread(&thread);
  thread.start();
  worker.tick();
}

//== main calls it there and waits
#include <QMetaObject>
#include <QObject>
#include <QThread>
class Worker : public QObject {
 public:
  void flush() {
    QMetaObject::invokeMethod(this, [this] { write(); }, Qt::BlockingQueuedConnection);
  }
 private:
  void write() {}
};
Worker worker;
QThread thread;
int main() {
  worker.moveToThread(&thread);
  thread.start();
  worker.flush();
  thread.quit();
  thread.wait();
}

//== a thread waits for its own end
#include <QThread>
class Reader : public QThread {
 public:
  void stop() {
    requestInterruption();
    wait();
//  ^^^^^^ d1 self-join: blocks "reader" needs "reader"
  }
 protected:
  void run() override { stop(); }
};
int main() { Reader reader; reader.start(); }

//== a slot on the thread of an object waits for the end of that thread
#include <QObject>
#include <QThread>
class Worker : public QObject {
 public:
  explicit Worker(QThread* thread) : thread_(thread) {}
  void onFinished() {
    thread_->quit();
    thread_->wait();
//           ^^^^^^ d1 self-join: blocks "thread" needs "thread"
  }
 private:
  QThread* thread_;
};
QThread thread;
Worker worker(&thread);
int main() {
  worker.moveToThread(&thread);
  QObject::connect(&thread, &QThread::started, &worker, &Worker::onFinished);
  thread.start();
}

//== it waits with a limit
#include <QObject>
#include <QThread>
class Worker : public QObject {
 public:
  explicit Worker(QThread* thread) : thread_(thread) {}
  void onFinished() { thread_->wait(1000); }
 private:
  QThread* thread_;
};
QThread thread;
Worker worker(&thread);
int main() {
  worker.moveToThread(&thread);
  QObject::connect(&thread, &QThread::started, &worker, &Worker::onFinished);
  thread.start();
}

//== a task waits for its pool
#include <QRunnable>
#include <QThreadPool>
class Task : public QRunnable {
 public:
  void run() override { QThreadPool::globalInstance()->waitForDone(); }
//                                                     ^^^^^^^^^^^^^ d1 self-join: blocks "qt-thread-pool" needs "qt-thread-pool"
};
int main() {
  QThreadPool::globalInstance()->start(new Task);
  QThreadPool::globalInstance()->waitForDone();
}

//== main waits for work that waits for main
#include <QMutex>
#include <QSemaphore>
#include <QThread>
#include <QtConcurrent>
QSemaphore ready;
void prepare() { ready.acquire(); }
//                     ^^^^^^^^^ d1 wait-cycle: blocks "done" needs "main"
int main() {
  QFuture<void> done = QtConcurrent::run(prepare);
  done.waitForFinished();
  ready.release();
}

//== the other way round
#include <QSemaphore>
#include <QtConcurrent>
QSemaphore ready;
void prepare() { ready.acquire(); }
int main() {
  QFuture<void> done = QtConcurrent::run(prepare);
  ready.release();
  done.waitForFinished();
}

//== waiting while the events go on
#include <QCoreApplication>
#include <QEventLoop>
#include <QMetaObject>
#include <QObject>
#include <QTimer>
class Window : public QObject {
 public:
  void load() {
    loaded_ = false;
    QMetaObject::invokeMethod(qApp, [this] { loaded_ = true; }, Qt::QueuedConnection);
    while (!loaded_) QCoreApplication::processEvents();
    QEventLoop loop;
    QTimer::singleShot(100, &loop, &QEventLoop::quit);
    loop.exec();
  }
 private:
  bool loaded_ = false;
};
int main(int argc, char** argv) {
  QCoreApplication app(argc, argv);
  Window window;
  QMetaObject::invokeMethod(qApp, [&window] { window.load(); }, Qt::QueuedConnection);
  return app.exec();
}

//== locks of every kind, and a handler that takes one
#include <csignal>
#include <QMutex>
#include <QReadWriteLock>
#include <QRecursiveMutex>
QMutex mutex;
QRecursiveMutex again;
QReadWriteLock both;
void onSignal(int) {
  QMutexLocker<QMutex> locker(&mutex);
//                     ^^^^^^^^^^^^^^ d1 signal-blocks: blocks "onSignal" needs "mutex"
}
void inner() { QMutexLocker<QRecursiveMutex> locker(&again); }
int main() {
  std::signal(SIGTERM, onSignal);
  QMutexLocker<QMutex> locker(&mutex);
  QMutexLocker<QRecursiveMutex> outer(&again);
  inner();
  QReadLocker reads(&both);
}

//== a wait condition that another object of the same thread would wake
#include <QMetaObject>
#include <QMutex>
#include <QObject>
#include <QThread>
#include <QWaitCondition>
class Cache : public QObject {
 public:
  void fill() {
    QMutexLocker<QMutex> locker(&mutex_);
    full_ = true;
    filled_.wakeAll();
  }
  void refresh() {
    QMetaObject::invokeMethod(this, [this] { fill(); }, Qt::QueuedConnection);
    QMutexLocker<QMutex> locker(&mutex_);
    while (!full_) filled_.wait(&mutex_);
//                         ^^^^^^^^^^^^^ d1 self-wait: blocks "thread" needs "thread"
  }
 private:
  QMutex mutex_;
  QWaitCondition filled_;
  bool full_ = false;
};
Cache cache;
QThread thread;
int main() {
  cache.moveToThread(&thread);
  thread.start();
  QMetaObject::invokeMethod(&cache, &Cache::refresh);
}
