// Which device of the inventory a client is, for lists that tell addresses.
#pragma once

#include <map>
#include <tuple>

#include "service/captures.h"

namespace runseal::service {

class CapturedDevices {
 public:
  CapturedDevices(const capture::Report& report, const Captured* captured) {
    if (!captured) return;
    for (const auto& talk : captured->talks) {
      const auto& one = report.conversations[talk.conversation];
      if (!talk.device.empty()) known_.try_emplace({one.client, one.server, one.port}, talk.device);
    }
  }
  // Empty: none is known.
  [[nodiscard]] std::string of(const std::string& client, const std::string& server, std::uint16_t port) const {
    const auto found = known_.find({client, server, port});
    return found == known_.end() ? std::string() : found->second;
  }

 private:
  std::map<std::tuple<std::string, std::string, std::uint16_t>, std::string> known_;
};

}  // namespace runseal::service
