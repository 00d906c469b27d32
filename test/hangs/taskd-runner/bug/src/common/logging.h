#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

// A very small glog: LOG(INFO) << ..., CHECK(cond) << ...
// Lines are written only when TASKD_VERBOSE is set; a failed CHECK always speaks and aborts.

namespace zbs {

enum class LogLevel { INFO, WARNING, ERROR, FATAL };

class LogMessage {
 public:
    LogMessage(LogLevel level, const char* file, int line) : level_(level) {
        *this << file << ":" << line << "] ";
    }

    ~LogMessage() {
        static const bool verbose = ::getenv("TASKD_VERBOSE") != nullptr;
        if (verbose || level_ == LogLevel::FATAL) {
            text_ += '\n';
            ::fputs(text_.c_str(), stderr);
        }
        if (level_ == LogLevel::FATAL) ::abort();
    }

    LogMessage& stream() { return *this; }

    LogMessage& operator<<(const char* s) { text_ += s; return *this; }
    LogMessage& operator<<(const std::string& s) { text_ += s; return *this; }
    LogMessage& operator<<(long n) { text_ += std::to_string(n); return *this; }
    LogMessage& operator<<(int n) { return *this << static_cast<long>(n); }
    LogMessage& operator<<(const void* p) {
        char buf[32];
        ::snprintf(buf, sizeof(buf), "%p", p);
        return *this << static_cast<const char*>(buf);
    }

 private:
    LogLevel level_;
    std::string text_;
};

// Gives both arms of CHECK's conditional operator the type void.
struct LogVoidify {
    void operator&(LogMessage&) {}
};

}  // namespace zbs

#define LOG(severity) \
    ::zbs::LogMessage(::zbs::LogLevel::severity, __FILE__, __LINE__).stream()

#define CHECK(condition)              \
    (condition) ? static_cast<void>(0) \
                : ::zbs::LogVoidify() & LOG(FATAL) << "Check failed: " #condition " "
