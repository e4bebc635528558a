// A real nginx for tests, on loopback, below a folder of its own; gone with its object. Where root starts it, it runs
// as "nobody" all the same, unless it needs a port below 1024.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "base/process.h"

namespace runseal::test {

class Nginx {
 public:
  // `servers`: what stands inside http { }. Waits until something listens at `port` of `address`.
  // Errors: unavailable (not installed), invalid (nginx refuses the configuration, with its words).
  [[nodiscard]] static Result<Nginx> start(const std::filesystem::path& folder, const std::string& servers,
                                           const std::string& address, std::uint16_t port);

 private:
  explicit Nginx(base::Child child) : child_(std::move(child)) {}
  base::Child child_;
};

}  // namespace runseal::test
