// The SSH transport before it encrypts (RFC 4253): identification, packets, and the algorithms that each end offers.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace runseal::proto {

enum class SshMessage : std::uint8_t {
  disconnect = 1,
  ignore = 2,
  unimplemented = 3,
  debug = 4,
  service_request = 5,
  service_accept = 6,
  ext_info = 7,
  kexinit = 20,
  newkeys = 21,
  kex_init = 30,   // KEX_ECDH_INIT and KEXDH_INIT
  kex_reply = 31,  // KEX_ECDH_REPLY and KEXDH_REPLY
  gex_group = 31,  // RFC 4419 5
  gex_init = 32,
  gex_reply = 33,
  gex_request = 34,
  userauth_request = 50,
  userauth_failure = 51,
  userauth_success = 52,
  userauth_banner = 53,
};

inline constexpr std::size_t max_ssh_packet = 35'000;  // 6.1: what every end takes

// Section 4.2: the server may send other lines first. The size up to the end of the line that begins with "SSH-";
// nothing while more is needed. Errors: not_found (another protocol speaks), limit (too long without that line).
[[nodiscard]] Result<std::optional<std::size_t>> ssh_identification_size(ByteView bytes);

struct SshIdentification {
  std::string line;      // without CR LF; printable: this is what goes into the exchange hash
  std::string protocol;  // "2.0", "1.99" (both, section 5.1), "1.5"
  std::string software;  // "OpenSSH_9.2p1", with the comment behind it
};
[[nodiscard]] Result<SshIdentification> parse_ssh_identification(ByteView bytes);

// Section 6, while nothing is encrypted. The size of the first packet, or nothing while more is needed.
// Errors: limit (over max_ssh_packet), invalid.
[[nodiscard]] Result<std::optional<std::size_t>> ssh_packet_size(ByteView bytes);
[[nodiscard]] Result<ByteView> ssh_payload(ByteView packet);  // never empty
// `block`: what the length is a multiple of. `length_counts`: whether its four bytes count in that (6; not so with
// AES-GCM, RFC 5647 7.3). The padding is zeros: nothing secret is sent.
[[nodiscard]] Bytes ssh_packet(ByteView payload, std::size_t block = 8, bool length_counts = true);

using SshNames = std::vector<std::string>;

// Among the key exchanges: the end that says so keeps the strict exchange, against Terrapin (CVE-2023-48795).
inline constexpr const char* ssh_strict_client = "kex-strict-c-v00@openssh.com";
inline constexpr const char* ssh_strict_server = "kex-strict-s-v00@openssh.com";

struct SshKexInit {  // section 7.1
  SshNames kex;
  SshNames host_keys;
  SshNames ciphers_to_server;
  SshNames ciphers_to_client;
  SshNames macs_to_server;
  SshNames macs_to_client;
  SshNames compression_to_server;
  SshNames compression_to_client;
  bool guess_follows = false;
};
[[nodiscard]] Bytes ssh_kexinit(const SshKexInit& offer, ByteView cookie);  // a payload; `cookie` has 16 bytes
[[nodiscard]] Result<SshKexInit> parse_ssh_kexinit(ByteView payload);

// What two offers come to (7.1): of each list the client's first that the server has too; empty: none.
struct SshAgreed {
  std::string kex, host_key;
  std::string cipher_to_server, cipher_to_client;
  std::string mac_to_server, mac_to_client;  // of ciphers that bring their own code: means nothing
  std::string compression_to_server, compression_to_client;
  bool strict = false;  // both ends know the strict key exchange
};
[[nodiscard]] SshAgreed ssh_agreed(const SshKexInit& client, const SshKexInit& server);

// RFC 4251 5: what the other messages are made of.
void put_ssh_string(base::Writer& out, ByteView value);
void put_ssh_string(base::Writer& out, std::string_view value);
[[nodiscard]] Bytes ssh_mpint(ByteView unsigned_number);  // the body, without its length; leading zeros are dropped
// A name-list: at most 200 names of at most 128 printable characters. Sets nothing and gives false when it is not one.
[[nodiscard]] bool read_ssh_names(base::Reader& in, SshNames& names);

}  // namespace runseal::proto
