// A list of known hosts (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace runseal::proto {

struct SshKnownKey {
  bool revoked = false;    // a line with the marker @revoked
  bool authority = false;  // @cert-authority: the key that signs the host certificates of such hosts
  std::string key;         // in Base64, as it stands there: the host key itself
};

// The keys of the lines that name this host, also hashed or by a pattern. Lines that are no lines are passed over.
[[nodiscard]] std::vector<SshKnownKey> ssh_known_keys(std::string_view list, const std::string& host,
                                                      std::uint16_t port);

// As the list names it: "nas01", or "[nas01]:2222".
[[nodiscard]] std::string ssh_known_name(const std::string& host, std::uint16_t port);

}  // namespace runseal::proto
