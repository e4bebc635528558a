#include "support/own_network.h"

#include <fcntl.h>
#include <sched.h>

#include <cerrno>
#include <cstring>

#include "base/process.h"

namespace runseal::test {
namespace {

bool ip(std::vector<std::string> words) {
  base::Command command;
  command.program = "ip";
  command.arguments = std::move(words);
  const auto done = base::run(command);
  return done && done->ok();
}

}  // namespace

Result<OwnNetwork> OwnNetwork::enter() {
  base::Fd before(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!before || ::unshare(CLONE_NEWNET) != 0)
    return fail(ErrorCode::denied, std::string("no network namespace can be made here: ") + std::strerror(errno));
  OwnNetwork own(std::move(before));
  // programs that look names up (NFS-Ganesha) take a machine without any other address for one without a network
  if (!ip({"link", "set", "lo", "up"}) || !ip({"address", "add", "192.0.2.1/32", "dev", "lo"}))
    return fail(ErrorCode::denied, "loopback cannot be brought up in a network namespace");
  return own;
}

OwnNetwork::~OwnNetwork() {
  if (before_) (void)::setns(before_.get(), CLONE_NEWNET);
}

}  // namespace runseal::test
