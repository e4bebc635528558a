// How an attempt at sending reaches its receiver, and hears that the receiver says no.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "transfer/engine/channel.h"
#include "transfer/engine/send.h"

namespace runseal::transfer {

// Safe to use from several threads, each with its own channel.
class Calling {
 public:
  Calling(const Destination& to, const base::TlsIdentity& identity, std::chrono::milliseconds stall)
      : to_(to), identity_(identity), stall_(stall) {}

  [[nodiscard]] Result<std::unique_ptr<Channel>> connect();
  [[nodiscard]] Result<ByteView> hear(Channel& channel, FrameType expected);
  [[nodiscard]] Result<Frame> hear_any(Channel& channel);

  // The receiver said no: another attempt would hear the same.
  [[nodiscard]] bool refused() const { return refused_; }
  [[nodiscard]] std::optional<Error> refusal() const;  // also one that another attempt may not hear

 private:
  const Destination& to_;
  const base::TlsIdentity& identity_;
  std::chrono::milliseconds stall_;
  std::atomic<bool> refused_ = false;
  mutable std::mutex mutex_;
  std::optional<Error> refusal_;
};

}  // namespace runseal::transfer
