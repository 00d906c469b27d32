#pragma once

#include <string>

#include "logging.h"

namespace zbs {

enum ErrorCode {
    EOk,
    EAgain,
    EZkConnectionLoss,
    EDataChannelManager,
};

class Status {
 public:
    Status() = default;
    explicit Status(ErrorCode code) : code_(code) {}

    static Status OK() { return Status(); }

    bool ok() const { return code_ == EOk; }
    ErrorCode code() const { return code_; }

    std::string str() const {
        switch (code_) {
            case EOk: return "OK";
            case EAgain: return "EAgain";
            case EZkConnectionLoss: return "EZkConnectionLoss";
            case EDataChannelManager: return "EDataChannelManager";
        }
        return "unknown";
    }

 private:
    ErrorCode code_ = EOk;
};

}  // namespace zbs

#define RETURN_IF_ERROR(expr)               \
    do {                                    \
        ::zbs::Status _st = (expr);         \
        if (!_st.ok()) return _st;          \
    } while (0)

#define CHECK_STATUS(expr)                  \
    do {                                    \
        ::zbs::Status _st = (expr);         \
        CHECK(_st.ok()) << _st.str();       \
    } while (0)
