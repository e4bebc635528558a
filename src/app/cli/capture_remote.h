// runseal capture FILE --server: sent to a service, read there, and shown as if it had been read here.
#pragma once

#include "app/context.h"
#include "service/captures.h"

namespace runseal::app {

struct SentCapture {
  std::string file;
  std::string connection;
  std::vector<std::string> hosts;  // NAME=ADDRESS
  bool pseudonymise = false;
  std::string proof;  // file for the packets that it rests on; empty: none
};

struct ReadElsewhere {
  capture::Report report;
  service::Captured captured;
};
// That it is a file which can be read. Errors: usage, io.
[[nodiscard]] Result<> check_can_be_sent(const std::string& file);
// Errors: usage (no file), cancelled (interrupted), and those of the service.
[[nodiscard]] Result<ReadElsewhere> read_by_service(const Context& context, const SentCapture& wanted);

}  // namespace runseal::app
