#include "audit/rules/ssh_remedies.h"

#include <algorithm>

#include <fmt/format.h>

#include "audit/rules/device_limits.h"
#include "base/endpoint.h"
#include "proto/ssh_known_hosts.h"

namespace runseal::audit {
namespace {

constexpr std::uint16_t standard_port = 22;

bool rsa_too_short(const SshFacts& facts) {
  return facts.host_keys && std::ranges::any_of(*facts.host_keys, [](const auto& key) {
           return key.type == "ssh-rsa" && key.bits < 2048;
         });
}

std::string known_lines(const std::string& endpoint, const SshFacts& facts) {
  const auto parsed = base::parse_endpoint(endpoint);
  const auto name = parsed ? proto::ssh_known_name(parsed->host, parsed->port == 0 ? standard_port : parsed->port)
                           : std::string("HOST");
  std::string lines;
  if (facts.host_keys)
    for (const auto& key : *facts.host_keys) lines += fmt::format("{} {} {}\n", name, key.type, key.key);
  return lines.empty() ? name + " ssh-ed25519 KEY   # from the server: /etc/ssh/ssh_host_ed25519_key.pub\n" : lines;
}

}  // namespace

model::Remedy openssh_remedy(const SshFacts& facts) {
  std::string text =
      "# At the very top of /etc/ssh/sshd_config: the first value of each setting counts. OpenSSH 7.5 and later.\n"
      "KexAlgorithms -*-sha1\n"
      "Ciphers -*-cbc,arcfour*,3des*,chacha20-poly1305@openssh.com\n"
      "MACs -hmac-md5*,hmac-sha1*,hmac-ripemd160*,umac-64*\n";
  if (rsa_too_short(facts))
    text +=
        "# The RSA host key is too short, so it is not used any more. Is there another one? If not: ssh-keygen -A\n"
        "HostKeyAlgorithms -ssh-rsa*,ssh-dss*,rsa-sha2-*\n";
  else
    text += "HostKeyAlgorithms -ssh-rsa*,ssh-dss*\n";
  return {
      "OpenSSH", "sshd_config", text,
      "Before the change: cp -p /etc/ssh/sshd_config /etc/ssh/sshd_config.before. To undo it, copy that file back and "
      "reload sshd. (To apply the change: sshd -t must say nothing, then systemctl reload ssh, or sshd. Connections "
      "that are open stay; try a new one before you close yours.)",
      "Clients that know only what is taken away: SHA-1, CBC, MD5. ChaCha20-Poly1305 is taken away because an older "
      "client, or an older server, can be cut short with it (Terrapin); the ciphers that stay are AES-GCM and "
      "AES-CTR, which every current client has." +
          std::string(rsa_too_short(facts) ? " Clients that know the server by its RSA key must learn the other one."
                                           : "")};
}

model::Remedy ssh_device_remedy(const std::string& endpoint, const SshFacts& facts,
                                const std::vector<model::Device>& devices) {
  std::string text =
      "# First compare the fingerprint at the server: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub\n"
      "# Then, in /etc/ssh/ssh_known_hosts of the device, and of the machine that measures:\n" +
      known_lines(endpoint, facts) +
      "# And in /etc/ssh/ssh_config of the device, so that another key is refused without a question:\n"
      "#   StrictHostKeyChecking yes\n"
      "# Programs with a list of their own (WinSCP, FileZilla, an instrument's) are given the same fingerprint.\n";
  if (std::ranges::any_of(devices, [](const auto& device) { return !is_linux(device); }))
    text +=
        "# The control computer of an instrument is part of a medical device: ask its manufacturer before changing a "
        "setting on it, and install nothing.\n";
  return {"this device", "known_hosts", text, "Take the lines out again.",
          "Connections to this server once its host key is replaced: list the new key first."};
}

}  // namespace runseal::audit
