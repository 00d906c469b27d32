//== a timer's callback waits for what a subscription's callback of the same node would do
#include <future>
#include <rclcpp/rclcpp.hpp>
class Robot : public rclcpp::Node {
 public:
  Robot() : Node("robot") {
    pose_ = create_subscription<Pose>("pose", 10, [this](Pose::SharedPtr) { seen_.set_value(); });
    timer_ = create_wall_timer(std::chrono::seconds(1), [this] { step(); });
  }
 private:
  void step() { seen_.get_future().wait(); }
//                                 ^^^^^^ d1 self-wait: blocks "main" needs "main"
  std::promise<void> seen_;
  rclcpp::Subscription<Pose>::SharedPtr pose_;
  rclcpp::TimerBase::SharedPtr timer_;
};
int main(int argc, char** argv) {
  rclcpp::init(argc, argv);
  rclcpp::spin(std::make_shared<Robot>());
  rclcpp::shutdown();
}

//== the same on one thread of an executor
#include <future>
#include <rclcpp/rclcpp.hpp>
class Robot : public rclcpp::Node {
 public:
  Robot() : Node("robot") {
    pose_ = this->create_subscription<Pose>("pose", 10, std::bind(&Robot::onPose, this, std::placeholders::_1));
    timer_ = this->create_wall_timer(std::chrono::seconds(1), std::bind(&Robot::step, this));
  }
 private:
  void onPose(const Pose&) { seen_.set_value(); }
  void step() { seen_.get_future().wait(); }
//                                 ^^^^^^ d1 self-wait: blocks "main" needs "main"
  std::promise<void> seen_;
  rclcpp::Subscription<Pose>::SharedPtr pose_;
  rclcpp::TimerBase::SharedPtr timer_;
};
int main(int argc, char** argv) {
  rclcpp::init(argc, argv);
  auto robot = std::make_shared<Robot>();
  rclcpp::executors::SingleThreadedExecutor executor;
  executor.add_node(robot);
  executor.spin();
}

//== on several threads
#include <future>
#include <rclcpp/rclcpp.hpp>
class Robot : public rclcpp::Node {
 public:
  Robot() : Node("robot") {
    group_ = create_callback_group(rclcpp::CallbackGroupType::Reentrant);
    pose_ = this->create_subscription<Pose>("pose", 10, std::bind(&Robot::onPose, this, std::placeholders::_1));
    timer_ = this->create_wall_timer(std::chrono::seconds(1), std::bind(&Robot::step, this), group_);
  }
 private:
  void onPose(const Pose&) { seen_.set_value(); }
  void step() { seen_.get_future().wait(); }
  std::promise<void> seen_;
  rclcpp::CallbackGroup::SharedPtr group_;
  rclcpp::Subscription<Pose>::SharedPtr pose_;
  rclcpp::TimerBase::SharedPtr timer_;
};
int main(int argc, char** argv) {
  rclcpp::init(argc, argv);
  auto robot = std::make_shared<Robot>();
  rclcpp::executors::MultiThreadedExecutor executor;
  executor.add_node(robot);
  executor.spin();
}

//== what is called at shutdown runs on a thread, not in a handler; stopping an executor waits for nobody
#include <cstdio>
#include <rclcpp/rclcpp.hpp>
#include <thread>
rclcpp::executors::SingleThreadedExecutor executor;
int main(int argc, char** argv) {
  rclcpp::init(argc, argv);
  rclcpp::on_shutdown([] {
    std::printf("down\n");
    executor.cancel();
  });
  std::thread spinner([] { executor.spin(); });
  executor.cancel();
  spinner.join();
  rclcpp::shutdown();
}
