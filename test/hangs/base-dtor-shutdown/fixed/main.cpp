// The derived destructor shuts the service down, and so does the base's: the
// second time there is nothing left to do.

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "service.h"

int main()
{
    std::vector<std::string> lines;
    auto journal = std::make_unique<Journal>(&lines);
    journal->append("one");
    journal->append("two");

    std::fputs("stopping\n", stderr);
    journal.reset();
    std::fputs("stopped\n", stderr);
    return lines.size() == 3 ? 0 : 1;
}
