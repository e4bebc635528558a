#include "audit/netlink.h"

#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/files.h"

namespace runseal::audit {
namespace {

constexpr std::size_t max_answer = 16U << 20U;
constexpr std::size_t header_size = NLMSG_HDRLEN;

std::unexpected<Error> failed(int error) {
  auto told = base::system_error("cannot ask the kernel", "netlink", error);
  if (error == EPERM || error == EACCES) told.code = ErrorCode::denied;
  if (error == ENETUNREACH || error == EHOSTUNREACH || error == ESRCH || error == EINVAL)
    told.code = ErrorCode::not_found;
  if (error == EAGAIN) told.code = ErrorCode::timeout;
  return fail(std::move(told));
}

Bytes request(std::uint16_t type, bool dump, ByteView body) {
  nlmsghdr header{};
  header.nlmsg_len = static_cast<std::uint32_t>(header_size + body.size());
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | (dump ? NLM_F_DUMP : 0));
  Bytes bytes(header_size);
  std::memcpy(bytes.data(), &header, sizeof header);
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

// True: more is to come.
Result<bool> take_all(ByteView bytes, bool dump, const std::function<void(const NetlinkMessage&)>& take) {
  while (bytes.size() >= header_size) {
    nlmsghdr header{};
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.nlmsg_len < header_size || header.nlmsg_len > bytes.size()) break;
    const auto body = bytes.subspan(header_size, header.nlmsg_len - header_size);
    if (header.nlmsg_type == NLMSG_ERROR) {
      std::int32_t error = 0;
      if (body.size() >= sizeof error) std::memcpy(&error, body.data(), sizeof error);
      if (error != 0) return failed(-error);
      return false;
    }
    if (header.nlmsg_type == NLMSG_DONE) return false;
    take({header.nlmsg_type, body});
    bytes = bytes.subspan(std::min<std::size_t>(NLMSG_ALIGN(header.nlmsg_len), bytes.size()));
  }
  return dump;
}

}  // namespace

Result<> ask_netlink(int protocol, std::uint16_t type, bool dump, ByteView body,
                     const std::function<void(const NetlinkMessage&)>& take) {
  const base::Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
  if (!socket) return failed(errno);
  const timeval limit{2, 0};
  (void)::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  const auto bytes = request(type, dump, body);
  sockaddr_nl kernel{};
  kernel.nl_family = AF_NETLINK;
  if (::sendto(socket.get(), bytes.data(), bytes.size(), 0, reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel) <
      0)
    return failed(errno);
  Bytes block(64U << 10U);
  for (std::size_t all = 0; all < max_answer;) {
    const auto got = ::recv(socket.get(), block.data(), block.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(errno);
    all += static_cast<std::size_t>(got);
    RUNSEAL_TRY(const auto more, take_all(ByteView(block).first(static_cast<std::size_t>(got)), dump, take));
    if (!more) return {};
  }
  return fail(ErrorCode::limit, "the kernel's answer has no end", "netlink");
}

void each_attribute(ByteView body, std::size_t fixed, const std::function<void(std::uint16_t, ByteView)>& take) {
  auto rest = body.subspan(std::min<std::size_t>(NLMSG_ALIGN(fixed), body.size()));
  while (rest.size() >= NLA_HDRLEN) {
    nlattr attribute{};
    std::memcpy(&attribute, rest.data(), sizeof attribute);
    if (attribute.nla_len < NLA_HDRLEN || attribute.nla_len > rest.size()) return;
    take(attribute.nla_type & NLA_TYPE_MASK, rest.subspan(NLA_HDRLEN, attribute.nla_len - NLA_HDRLEN));
    rest = rest.subspan(std::min<std::size_t>(NLA_ALIGN(attribute.nla_len), rest.size()));
  }
}

}  // namespace runseal::audit
