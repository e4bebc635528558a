#include "app/console_certificate.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>

#include <memory>

#include "base/time.h"
#include "service/node.h"

namespace runseal::app {
namespace {

bool is_every_address(const std::string& host) { return host.empty() || host == "0.0.0.0" || host == "::"; }

std::vector<std::string> own_addresses() {
  std::vector<std::string> found;
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return found;
  const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, &::freeifaddrs);
  for (const auto* one = all; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_UP) == 0) continue;
    const auto family = one->ifa_addr->sa_family;
    if (family != AF_INET && family != AF_INET6) continue;
    char text[NI_MAXHOST] = {};
    const auto size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
    if (::getnameinfo(one->ifa_addr, static_cast<socklen_t>(size), text, sizeof text, nullptr, 0, NI_NUMERICHOST) == 0)
      found.emplace_back(text);
  }
  return found;
}

}  // namespace

Result<base::ServerCertificate> console_certificate(const base::Path& data, const base::Config& config,
                                                    const base::HostPort& listen) {
  auto& files = base::real_files();
  const auto now = base::system_clock().now();
  if (!config.console_certificate.empty())
    return base::own_certificate(files, config.console_certificate, config.console_key, now);
  base::ServerNames names{{"localhost", "127.0.0.1", "::1", service::host_name()}, {}};
  // addresses come and go: for a new one alone nobody is to see a new fingerprint
  if (is_every_address(listen.host))
    names.also = own_addresses();
  else
    names.needed.push_back(listen.host);
  return base::kept_certificate(files, data / "keys" / "console.pem", names, now);
}

std::string console_address(const base::HostPort& listen, std::uint16_t port) {
  return "https://" + base::HostPort{is_every_address(listen.host) ? service::host_name() : listen.host, port}.text() +
         "/";
}

}  // namespace runseal::app
