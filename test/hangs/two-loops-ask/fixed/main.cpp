// The window saves a document: its loop hands the work to the disk's loop and
// goes on. Half-way the disk asks the window whether to replace the old file.

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
            yes = !question.empty();
            sem_post(&answered);
        });
        sem_wait(&answered);
        sem_destroy(&answered);
        return yes;
    }

private:
    Loop loop_;
};

class Disk {
public:
    explicit Disk(Window& window) : window_(window), loop_("disk") {}

    // Calls back, on the disk's loop, when the file is on the disk.
    void save(const std::string& path, std::function<void(bool)> saved)
    {
        loop_.post([this, path, saved] { saved(write(path)); });
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
        std::fputs("stopping\n", stderr);
        disk.save("notes.txt", [&](bool ok) {
            std::fputs("stopped\n", stderr);
            closed.set_value(ok);
        });
    });
    return closed.get_future().get() ? 0 : 1;
}
