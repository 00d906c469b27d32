// The destructor wakes the flusher and joins it, but does not set the flag that
// the flusher looks at when it is woken.

#include <pthread.h>
#include <stdio.h>

class Flusher {
public:
    Flusher()
    {
        pthread_mutex_init(&mutex_, nullptr);
        pthread_cond_init(&wake_, nullptr);
        pthread_create(&thread_, nullptr, &Flusher::entry, this);
    }

    ~Flusher()
    {
        pthread_mutex_lock(&mutex_);
        pthread_cond_broadcast(&wake_);
        pthread_mutex_unlock(&mutex_);
        pthread_join(thread_, nullptr);
//      ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ d1 never-released: blocks "main" needs "Flusher::thread_"
        pthread_cond_destroy(&wake_);
        pthread_mutex_destroy(&mutex_);
    }

    void add(int bytes)
    {
        pthread_mutex_lock(&mutex_);
        dirty_ += bytes;
        pthread_cond_signal(&wake_);
        pthread_mutex_unlock(&mutex_);
    }

private:
    static void* entry(void* self)
    {
        static_cast<Flusher*>(self)->flush();
        return nullptr;
    }

    void flush()
    {
        pthread_mutex_lock(&mutex_);
        while (!quit_) {
            dirty_ = 0;
            while (dirty_ == 0 && !quit_) {
                pthread_cond_wait(&wake_, &mutex_);
            }
        }
        pthread_mutex_unlock(&mutex_);
    }

    pthread_mutex_t mutex_;
    pthread_cond_t wake_;
    pthread_t thread_;
    int dirty_ = 0;
    bool quit_ = false;
};

int main()
{
    {
        Flusher flusher;
        flusher.add(100);
        fputs("stopping\n", stderr);
    }
    fputs("stopped\n", stderr);
    return 0;
}
