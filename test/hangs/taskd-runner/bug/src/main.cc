#include <cstdio>

#include "common/logging.h"
#include "task/task_server.h"

int main() {
//  ^^^^ d2.1 entry
    zbs::task::TaskServer server("10.0.0.61:2181,10.0.0.62:2181", "10.0.0.63:10601");
    server.Boot();
    zbs::Status status = server.WaitForEnd();
    LOG(INFO) << "Exit status: " << status.str();
    fputs("stopped\n", stderr);
    return 0;
}
//<^ d2.2 destroy
