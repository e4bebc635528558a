#include "audit/probes/ssh_algorithms.h"

#include <algorithm>

#include "base/keys.h"

namespace runseal::audit {

using base::Agreement;
using base::DigestKind;
using Kind = proto::SshKey::Kind;

namespace {

// RFC 8731, RFC 5656, RFC 8268, RFC 4419 4, RFC 4253 8.
constexpr SshKexMethod methods[] = {
    {"curve25519-sha256", Agreement::x25519, DigestKind::sha256, false},
    {"curve25519-sha256@libssh.org", Agreement::x25519, DigestKind::sha256, false},
    {"ecdh-sha2-nistp256", Agreement::p256, DigestKind::sha256, false},
    {"ecdh-sha2-nistp384", Agreement::p384, DigestKind::sha384, false},
    {"ecdh-sha2-nistp521", Agreement::p521, DigestKind::sha512, false},
    {"diffie-hellman-group14-sha256", Agreement::modp2048, DigestKind::sha256, true},
    {"diffie-hellman-group16-sha512", Agreement::modp4096, DigestKind::sha512, true},
    {"diffie-hellman-group18-sha512", Agreement::modp8192, DigestKind::sha512, true},
    {"diffie-hellman-group-exchange-sha256", std::nullopt, DigestKind::sha256, true},
    {"diffie-hellman-group14-sha1", Agreement::modp2048, DigestKind::sha1, true},
    {"diffie-hellman-group1-sha1", Agreement::modp1024, DigestKind::sha1, true},
    {"diffie-hellman-group-exchange-sha1", std::nullopt, DigestKind::sha1, true},
};

bool holds(const proto::SshNames& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

Agreement curve_of(const proto::SshKey& key) {
  if (key.bits == 384) return Agreement::p384;
  return key.bits == 521 ? Agreement::p521 : Agreement::p256;
}

DigestKind rsa_digest(const std::string& algorithm) {  // RFC 8332 3
  if (algorithm == "rsa-sha2-512") return DigestKind::sha512;
  return algorithm == "rsa-sha2-256" ? DigestKind::sha256 : DigestKind::sha1;
}

}  // namespace

const SshKexMethod* ssh_kex_for(const proto::SshNames& offered) {
  for (const auto& method : methods)
    if (holds(offered, method.name)) return &method;
  return nullptr;
}

proto::SshNames ssh_host_key_algorithms_to_ask(const proto::SshNames& offered) {
  proto::SshNames ask;
  proto::SshNames types;
  for (const auto& algorithm : offered) {
    const auto type = proto::ssh_key_type(algorithm);
    if (type.empty() || holds(types, type)) continue;
    types.push_back(type);
    auto best = algorithm;
    for (const auto* better : {"rsa-sha2-256", "rsa-sha2-512"})
      if (type == "ssh-rsa" && holds(offered, better)) best = better;
    ask.push_back(best);
  }
  return ask;
}

std::optional<bool> ssh_signature_fits(const proto::SshKey& key, const proto::SshSignature& signature,
                                       const std::string& algorithm, ByteView message) {
  if (signature.algorithm != algorithm) return false;
  switch (key.kind) {
    case Kind::ed25519: {
      const auto raw = base::public_key_from(key.first);
      return raw && raw->verify(message, signature.value);
    }
    case Kind::ecdsa: return base::ecdsa_verifies(curve_of(key), key.first, message, signature.value);
    case Kind::rsa: return base::rsa_verifies(key.second, key.first, rsa_digest(algorithm), message, signature.value);
    case Kind::dss:
    case Kind::other: break;
  }
  return std::nullopt;
}

}  // namespace runseal::audit
