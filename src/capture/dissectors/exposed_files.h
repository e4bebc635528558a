// The files of one flow that crossed the network readable, while the flow is read. Bounded: when there are too many,
// the one that was touched longest ago is handed on to the recorder, which adds up what it is told twice.
#pragma once

#include <list>
#include <unordered_map>

#include "capture/dissector.h"

namespace runseal::capture {

class ExposedFiles {
 public:
  explicit ExposedFiles(const FlowContext& flow, std::size_t most = 256) : flow_(flow), most_(most) {}

  // The record of a file, made when there is none; good until the next call of at().
  Exposure& at(const std::string& place, const std::string& path, const std::string& reason, Moment moment);
  void finish();  // hands all on
  [[nodiscard]] std::size_t footprint() const { return bytes_; }

 private:
  using Order = std::list<Exposure>;  // touched last stands first

  static std::string key(const std::string& place, const std::string& path) { return place + '\0' + path; }
  void let_go_of_one();

  const FlowContext& flow_;
  std::size_t most_;
  std::size_t bytes_ = 0;
  Order order_;
  std::unordered_map<std::string, Order::iterator> files_;
};

}  // namespace runseal::capture
