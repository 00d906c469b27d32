// The window saves a document: its loop waits for the disk's loop. Half-way
// the disk asks the window whether to replace the old file, and waits too.

#include <cstdio>
#include <future>
#include <semaphore.h>
#include <string>

#include "loop.h"

class Window {
public:
    Window() : loop_("window") {}

    Loop& loop() { return loop_; }

    // Asks the user, who answers on the window's loop. Called by other threads.
    bool confirm(const std::string& question)
    {
        bool yes = false;
        sem_t answered;
        sem_init(&answered, 0, 0);
        loop_.post([&] {
//            ^... d1.13 post
//                 ^^^ d1.14 context on "window"
            yes = !question.empty();
            sem_post(&answered);
//          ^^^^^^^^^^^^^^^^^^^ d1.12 release on "window", d1.15 close on "window"
        });
        sem_wait(&answered);
//      ^^^^^^^^^^^^^^^^^^^ d1 wait-cycle: blocks "disk" needs "window" in 15 steps
//      ^^^^^^^^^^^^^^^^^^^ d1.11 wait on "disk"
        sem_destroy(&answered);
        return yes;
    }

private:
    Loop loop_;
};

class Disk {
public:
    explicit Disk(Window& window) : window_(window), loop_("disk") {}

    // Returns when the file is on the disk.
    bool save(const std::string& path)
    {
        std::promise<bool> saved;
        auto result = saved.get_future();
        loop_.post([&] { saved.set_value(write(path)); });
//            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1.7 post
//                 ^^^ d1.8 context on "disk"
//                             ^^^^^^^^^^^^^^^^^^^^^^ d1.6 release on "disk"
        return result.get();
//                    ^^^^^ d1.5 wait on "window"
    }

private:
    bool write(const std::string& path) { return window_.confirm("Replace " + path + "?"); }

    Window& window_;
    Loop loop_;
};

int main()
{
    Window window;
    Disk disk(window);

    std::promise<bool> closed;
    window.loop().post([&] {
//                ^... d1.2 post
        std::fputs("stopping\n", stderr);
        bool ok = disk.save("notes.txt");
        std::fputs("stopped\n", stderr);
        closed.set_value(ok);
    });
    return closed.get_future().get() ? 0 : 1;
}
