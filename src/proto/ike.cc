#include "proto/ike.h"

#include <algorithm>

#include <fmt/format.h>

namespace runseal::proto {
namespace {

using base::Reader;

constexpr std::uint8_t sa_payload = 33;
constexpr std::uint8_t sa_init = 34;
constexpr std::size_t most_transforms = 16;
constexpr std::uint16_t key_length = 0x800e;  // RFC 7296 3.3.5

struct Name {
  unsigned number;
  const char* name;
};

// IANA, "Internet Key Exchange Version 2 (IKEv2) Parameters".
constexpr Name exchanges_1[] = {{2, "main mode"}, {4, "aggressive mode"}, {5, "informational"}, {32, "quick mode"}};
constexpr Name exchanges_2[] = {{34, "IKE_SA_INIT"},   {35, "IKE_AUTH"},           {36, "CREATE_CHILD_SA"},
                                {37, "INFORMATIONAL"}, {38, "IKE_SESSION_RESUME"}, {43, "IKE_INTERMEDIATE"}};
constexpr Name ciphers[] = {{2, "DES"},
                            {3, "3DES"},
                            {11, "NULL"},
                            {12, "AES-CBC"},
                            {13, "AES-CTR"},
                            {14, "AES-CCM-8"},
                            {15, "AES-CCM-12"},
                            {16, "AES-CCM-16"},
                            {18, "AES-GCM-8"},
                            {19, "AES-GCM-12"},
                            {20, "AES-GCM-16"},
                            {23, "Camellia-CBC"},
                            {28, "ChaCha20-Poly1305"}};
constexpr Name prfs[] = {{1, "PRF-MD5"},      {2, "PRF-SHA1"},     {4, "PRF-AES-XCBC"},
                         {5, "PRF-SHA2-256"}, {6, "PRF-SHA2-384"}, {7, "PRF-SHA2-512"}};
constexpr Name codes[] = {{1, "MD5-96"},        {2, "SHA1-96"},       {5, "AES-XCBC-96"},
                          {12, "SHA2-256-128"}, {13, "SHA2-384-192"}, {14, "SHA2-512-256"}};
constexpr Name groups[] = {{1, "modp768"},   {2, "modp1024"},  {5, "modp1536"},    {14, "modp2048"},
                           {15, "modp3072"}, {16, "modp4096"}, {18, "modp8192"},   {19, "ecp256"},
                           {20, "ecp384"},   {21, "ecp521"},   {31, "curve25519"}, {32, "curve448"}};

template <std::size_t n>
std::string name_in(const Name (&table)[n], unsigned number, const char* kind) {
  const auto* found = std::ranges::find(table, number, &Name::number);
  return found == std::end(table) ? fmt::format("{} {}", kind, number) : std::string(found->name);
}

std::string transform_name(unsigned type, unsigned id) {
  switch (type) {
    case 1: return name_in(ciphers, id, "cipher");
    case 2: return name_in(prfs, id, "PRF");
    case 3: return name_in(codes, id, "code");
    case 4: return name_in(groups, id, "group");
    default: return fmt::format("transform {} {}", type, id);
  }
}

// RFC 7296 3.3.2
std::string transform(ByteView body) {
  Reader in(body);
  const auto type = in.u8();
  in.skip(1);
  auto name = transform_name(type, in.be16());
  if (in.left() >= 4 && in.be16() == key_length) name += fmt::format(" {}", in.be16());
  return in.failed() ? std::string() : name;
}

std::vector<std::string> proposal(ByteView body) {
  std::vector<std::string> names;
  Reader in(body);
  in.skip(6);  // more follow, reserved, length, number, protocol
  const auto spi = in.u8();
  in.skip(1);  // how many transforms
  in.skip(spi);
  while (in.left() >= 8 && names.size() < most_transforms) {
    in.skip(2);
    const std::size_t length = in.be16();
    if (length < 8 || length - 4 > in.left()) break;
    if (auto name = transform(in.take(length - 4)); !name.empty()) names.push_back(std::move(name));
  }
  return names;
}

constexpr std::size_t code_lengths[] = {12, 16, 24, 32};  // of HMAC-SHA1-96 to HMAC-SHA2-512-256

bool carried_by_ip(std::uint8_t protocol) {
  constexpr std::uint8_t known[] = {1, 4, 6, 17, 41, 47, 58};
  return std::ranges::find(known, protocol) != std::end(known);
}

}  // namespace

Result<IkeHeader> parse_ike_header(ByteView message) {
  Reader in(message);
  IkeHeader header;
  const auto initiator = in.be64();
  in.skip(8);
  header.next_payload = in.u8();
  const unsigned version = in.u8();
  header.major = version >> 4U;
  header.minor = version & 15U;
  header.exchange = in.u8();
  const auto flags = in.u8();
  header.response = (flags & 0x20U) != 0;
  in.skip(4);
  header.length = in.be32();
  if (in.failed() || initiator == 0 || header.major < 1 || header.major > 2 || header.minor > 1 ||
      header.length < ike_header_size)
    return fail(ErrorCode::invalid, "no message of IKE");
  return header;
}

std::string ike_exchange_name(const IkeHeader& header) {
  return header.major == 1 ? name_in(exchanges_1, header.exchange, "exchange")
                           : name_in(exchanges_2, header.exchange, "exchange");
}

std::vector<std::string> ike_chosen(ByteView message) {
  const auto header = parse_ike_header(message);
  if (!header || header->major != 2 || !header->response || header->exchange != sa_init) return {};
  Reader in(message.subspan(ike_header_size));
  for (auto type = header->next_payload; type != 0 && in.left() >= 4;) {
    const auto next = in.u8();
    in.skip(1);
    const std::size_t length = in.be16();
    if (length < 4 || length - 4 > in.left()) break;
    const auto body = in.take(length - 4);
    if (type == sa_payload) return proposal(body);
    type = next;
  }
  return {};
}

unsigned esp_codes_if_clear(ByteView packet) {
  unsigned fitting = 0;
  for (std::size_t i = 0; i < std::size(code_lengths); ++i) {
    if (packet.size() < esp_header_size + 2 + code_lengths[i]) break;
    const auto sealed = packet.subspan(esp_header_size, packet.size() - esp_header_size - code_lengths[i]);
    const std::size_t padding = sealed[sealed.size() - 2];
    bool fits = carried_by_ip(sealed.back()) && padding + 2 <= sealed.size();
    for (std::size_t at = 1; fits && at <= padding; ++at)  // RFC 4303 2.4: 1, 2, 3, …
      fits = sealed[sealed.size() - 2 - padding + at - 1] == at;
    if (fits) fitting |= 1U << i;
  }
  return fitting;
}

Result<AhHeader> parse_ah_header(ByteView packet) {
  Reader in(packet);
  AhHeader header;
  header.next_header = in.u8();
  const std::size_t size = (std::size_t{in.u8()} + 2) * 4;  // RFC 4302 2.2
  in.skip(10);
  if (in.failed() || size < 12) return fail(ErrorCode::invalid, "no header of AH");
  header.code = size - 12;
  return header;
}

}  // namespace runseal::proto
