// A network namespace of the calling thread's own, with nothing in it but loopback: servers and clients that it starts
// from now on meet there, and nobody else's packets do. Gone with its object.
#pragma once

#include "base/fd.h"
#include "base/result.h"

namespace runseal::test {

class OwnNetwork {
 public:
  // Errors: denied, where namespaces cannot be made (it takes root).
  [[nodiscard]] static Result<OwnNetwork> enter();
  OwnNetwork(OwnNetwork&&) noexcept = default;
  ~OwnNetwork();  // on the same thread

 private:
  explicit OwnNetwork(base::Fd before) : before_(std::move(before)) {}
  base::Fd before_;
};

}  // namespace runseal::test
