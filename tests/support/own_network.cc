#include "support/own_network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace runseal::test {
namespace {

bool bring_up_loopback() {
  const base::Fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", sizeof request.ifr_name - 1);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return socket && ::ioctl(socket.get(), SIOCSIFFLAGS, &request) == 0;
}

}  // namespace

Result<OwnNetwork> OwnNetwork::enter() {
  base::Fd before(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
  if (!before || ::unshare(CLONE_NEWNET) != 0)
    return fail(ErrorCode::denied, std::string("no network namespace can be made here: ") + std::strerror(errno));
  OwnNetwork own(std::move(before));
  if (!bring_up_loopback()) return fail(ErrorCode::denied, "loopback cannot be brought up in a network namespace");
  return own;
}

OwnNetwork::~OwnNetwork() {
  if (before_) (void)::setns(before_.get(), CLONE_NEWNET);
}

}  // namespace runseal::test
