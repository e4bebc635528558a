#include "proto/ssh_key.h"

#include <bit>

#include "base/hash.h"

namespace runseal::proto {
namespace {

using base::Reader;
using Kind = SshKey::Kind;

constexpr std::size_t max_key = 16U << 10U;

std::unexpected<Error> malformed() { return fail(ErrorCode::invalid, "its host key is malformed"); }

ByteView read_string(Reader& in) { return in.take(in.be32()); }

// A number that must not be negative, without the zero that says so.
Bytes read_number(Reader& in) {
  auto number = read_string(in);
  while (!number.empty() && number.front() == 0) number = number.subspan(1);
  return {number.begin(), number.end()};
}

std::size_t bits_of(const Bytes& number) {
  return number.empty() ? 0 : (number.size() - 1) * 8 + static_cast<std::size_t>(std::bit_width(number.front()));
}

std::size_t curve_bits(const std::string& curve) {
  if (curve == "nistp256") return 256;
  if (curve == "nistp384") return 384;
  return curve == "nistp521" ? 521 : 0;
}

bool read_ecdsa(Reader& in, SshKey& key) {
  const auto curve = base::as_text(read_string(in));
  const auto point = read_string(in);
  key.bits = curve_bits(curve);
  key.first.assign(point.begin(), point.end());
  return key.type == "ecdsa-sha2-" + curve && key.bits != 0 && point.size() == 1 + 2 * ((key.bits + 7) / 8) &&
         point.front() == 4;
}

}  // namespace

Result<SshKey> parse_ssh_key(ByteView blob) {
  Reader in(blob);
  SshKey key;
  key.type = base::as_text(read_string(in));
  if (blob.size() > max_key || in.failed() || key.type.empty() || key.type.size() > 64) return malformed();
  for (const char c : key.type)
    if (c <= 0x20 || c >= 0x7f) return malformed();
  bool whole = true;
  if (key.type == "ssh-ed25519") {
    const auto raw = read_string(in);
    key.kind = Kind::ed25519;
    key.bits = 256;
    key.first.assign(raw.begin(), raw.end());
    whole = raw.size() == 32;
  } else if (key.type.starts_with("ecdsa-sha2-nistp") && key.type.find('@') == std::string::npos) {
    key.kind = Kind::ecdsa;
    whole = read_ecdsa(in, key);
  } else if (key.type == "ssh-rsa") {
    key.kind = Kind::rsa;
    key.first = read_number(in);
    key.second = read_number(in);
    key.bits = bits_of(key.second);
    whole = !key.first.empty() && !key.second.empty();
  } else if (key.type == "ssh-dss") {
    key.kind = Kind::dss;
    key.bits = bits_of(read_number(in));
    for (int rest = 0; rest < 3; ++rest) (void)read_number(in);
  } else {
    return key;  // of a kind that is named and not read
  }
  if (in.failed() || in.left() != 0 || !whole) return malformed();
  return key;
}

std::string ssh_key_type(const std::string& algorithm) {
  if (algorithm.find("-cert-v0") != std::string::npos) return {};
  return algorithm.starts_with("rsa-sha2-") ? "ssh-rsa" : algorithm;
}

std::string ssh_fingerprint(ByteView blob) {
  auto text = base::to_base64(base::sha256(blob));
  while (text.ends_with('=')) text.pop_back();
  return "SHA256:" + text;
}

Result<SshSignature> parse_ssh_signature(ByteView blob, const SshKey& key) {
  Reader in(blob);
  SshSignature signature;
  signature.algorithm = base::as_text(read_string(in));
  const auto value = read_string(in);
  if (in.failed() || in.left() != 0 || value.size() > max_key) return malformed();
  signature.value.assign(value.begin(), value.end());
  if (key.kind != Kind::ecdsa) return signature;
  Reader pair(value);
  base::Writer both;
  for (int i = 0; i < 2; ++i) {
    const auto number = read_number(pair);
    const auto size = (key.bits + 7) / 8;
    if (pair.failed() || number.size() > size) return malformed();
    both.zeros(size - number.size()).bytes(number);
  }
  if (pair.left() != 0) return malformed();
  signature.value = std::move(both).take();
  return signature;
}

}  // namespace runseal::proto
