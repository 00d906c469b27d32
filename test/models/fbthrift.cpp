//== a handler stops the thread manager that runs it
#include <thrift/lib/cpp/concurrency/ThreadManager.h>
using apache::thrift::concurrency::ThreadManager;
struct Service {
  std::shared_ptr<ThreadManager> manager = ThreadManager::newSimpleThreadManager(4);
  void shutDown() { manager->stop(); }
//                           ^^^^^^ d1 self-join: blocks "Service::manager" needs "Service::manager"
  void start() { manager->add([this] { shutDown(); }); }
};
int main() { Service service; service.start(); }

//== the thread manager is stopped from outside
#include <thrift/lib/cpp/concurrency/ThreadManager.h>
using apache::thrift::concurrency::ThreadManager;
struct Service {
  std::shared_ptr<ThreadManager> manager = ThreadManager::newSimpleThreadManager(4);
  void start() { manager->add([] {}); }
};
int main() { Service service; service.start(); service.manager->stop(); }

//== a handler stops the workers that run it
#include <thrift/lib/cpp2/server/ThriftServer.h>
class Node;
class Handler : public apache::thrift::ServerInterface {
 public:
  virtual void leave() = 0;
};
class NodeHandler : public Handler {
 public:
  explicit NodeHandler(Node* node) : node_(node) {}
  void leave() override;
 private:
  Node* node_;
};
class Node {
 public:
  void start() { server_.setInterface(std::make_shared<NodeHandler>(this)); }
  void stop() { server_.stopCPUWorkers(); }
//                      ^^^^^^^^^^^^^^^^ d1 self-join: blocks "Node::server_" needs "Node::server_"
 private:
  apache::thrift::ThriftServer server_;
};
void NodeHandler::leave() { node_->stop(); }
int main() { Node node; node.start(); }

//== a handler destroys its server
#include <thrift/lib/cpp2/server/ThriftServer.h>
std::unique_ptr<apache::thrift::ThriftServer> server;
class Handler : public apache::thrift::ServerInterface {
 public:
  virtual void leave() { server.reset(); }
//                              ^^^^^^^ d1 self-join: blocks "server" needs "server"
};
int main() {
  server = std::make_unique<apache::thrift::ThriftServer>();
  server->setInterface(std::make_shared<Handler>());
}

//== stop() only asks
#include <thrift/lib/cpp2/server/ThriftServer.h>
class Handler : public apache::thrift::ServerInterface {
 public:
  virtual void leave() {}
};
apache::thrift::ThriftServer server;
class NodeHandler : public Handler {
 public:
  void leave() override { server.stop(); }
};
int main() {
  server.setInterface(std::make_shared<NodeHandler>());
  server.serve();
}
