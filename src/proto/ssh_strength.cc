#include "proto/ssh_strength.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace runseal::proto {
namespace {

struct Row {
  SshUse use;
  const char* names;  // a trailing '*' stands for any ending; the first row that fits counts
  SshStrength strength;
  const char* why;
};

constexpr auto kex = SshUse::key_exchange;
constexpr auto cipher = SshUse::cipher;
constexpr auto mac = SshUse::mac;
constexpr auto key = SshUse::host_key;
constexpr auto none = SshStrength::none;
constexpr auto weak = SshStrength::weak;
constexpr auto dated = SshStrength::dated;
constexpr auto good = SshStrength::good;

constexpr const char* sha1_kex = "the negotiation is signed by a SHA-1 hash, whose collisions are within reach";
constexpr const char* small_group = "a 1024-bit group is within reach of a precomputation, and SHA-1";
constexpr const char* cbc = "CBC in SSH gives away parts of the text to somebody on the way (CVE-2008-5161)";
constexpr const char* small_blocks = "64-bit blocks give away parts of the text after some gigabytes";
constexpr const char* rc4 = "RC4 is broken";
constexpr const char* sha1_mac = "nothing is known against it as a code, but it is being withdrawn with SHA-1";
constexpr const char* sha1_signature = "signs by SHA-1, whose collisions are within reach";

// RFC 4253, 4344, 5647, 5656, 6668, 8268, 8308, 8332, 8709, 8731, 9142; names with @ are their owners'.
constexpr Row rows[] = {
    {kex, "curve25519-sha256 curve25519-sha256@libssh.org curve448-sha512", good, ""},
    {kex, "ecdh-sha2-nistp256 ecdh-sha2-nistp384 ecdh-sha2-nistp521", good, ""},
    {kex, "sntrup761x25519-sha512 sntrup761x25519-sha512@openssh.com sntrup4591761x25519-sha512@tinyssh.org", good, ""},
    {kex, "mlkem768x25519-sha256 mlkem768nistp256-sha256 mlkem1024nistp384-sha384", good, ""},
    {kex, "diffie-hellman-group14-sha256 diffie-hellman-group14-sha256@ssh.com diffie-hellman-group15-sha512", good,
     ""},
    {kex, "diffie-hellman-group16-sha512 diffie-hellman-group17-sha512 diffie-hellman-group18-sha512", good, ""},
    {kex, "diffie-hellman-group-exchange-sha256", good, ""},
    {kex, "gss-group14-sha256-* gss-group15-sha512-* gss-group16-sha512-* gss-group17-sha512-*", good, ""},
    {kex, "gss-group18-sha512-* gss-nistp256-sha256-* gss-curve25519-sha256-*", good, ""},
    {kex, "diffie-hellman-group1-sha1 gss-group1-sha1-* rsa1024-sha1", weak, small_group},
    {kex, "diffie-hellman-group14-sha1 diffie-hellman-group-exchange-sha1", weak, sha1_kex},
    {kex, "gss-group14-sha1-* gss-gex-sha1-*", weak, sha1_kex},
    {kex, "rsa2048-sha256", dated, "made for slow machines"},
    {cipher, "chacha20-poly1305@openssh.com chacha20-poly1305 aes128-gcm@openssh.com aes256-gcm@openssh.com", good, ""},
    {cipher, "AEAD_AES_128_GCM AEAD_AES_256_GCM aes128-ctr aes192-ctr aes256-ctr", good, ""},
    {cipher, "camellia128-ctr camellia192-ctr camellia256-ctr", good, ""},
    {cipher, "none", none, "nothing is encrypted"},
    {cipher, "arcfour*", none, rc4},
    {cipher, "des-cbc des-cbc@ssh.com", none, "DES keys have 56 bits"},
    {cipher, "3des-cbc blowfish-cbc cast128-cbc idea-cbc 3des-ctr blowfish-ctr cast128-ctr", weak, small_blocks},
    {cipher, "aes128-cbc aes192-cbc aes256-cbc rijndael-cbc@lysator.liu.se", weak, cbc},
    {cipher, "camellia128-cbc camellia192-cbc camellia256-cbc seed-cbc@ssh.com", weak, cbc},
    {cipher, "twofish-cbc twofish128-cbc twofish192-cbc twofish256-cbc", weak, cbc},
    {cipher, "serpent128-cbc serpent192-cbc serpent256-cbc", weak, cbc},
    {mac, "hmac-sha2-256 hmac-sha2-512 hmac-sha2-256-etm@openssh.com hmac-sha2-512-etm@openssh.com", good, ""},
    {mac, "hmac-sha256 hmac-sha256@ssh.com hmac-sha512@ssh.com", good, ""},
    {mac, "umac-128@openssh.com umac-128-etm@openssh.com AEAD_AES_128_GCM AEAD_AES_256_GCM", good, ""},
    {mac, "hmac-sha1 hmac-sha1-etm@openssh.com", dated, sha1_mac},
    {mac, "hmac-ripemd160 hmac-ripemd160@openssh.com hmac-ripemd160-etm@openssh.com", dated,
     "hardly looked at any more"},
    {mac, "umac-64@openssh.com umac-64-etm@openssh.com", dated, "a code of 64 bits is shorter than today's"},
    {mac, "none", none, "no change is noticed"},
    {mac, "hmac-md5* hmac-sha1-96*", weak, "MD5, or a code that was shortened"},
    {key, "ssh-ed25519* ssh-ed448* ecdsa-sha2-nistp256* ecdsa-sha2-nistp384* ecdsa-sha2-nistp521*", good, ""},
    {key, "rsa-sha2-256* rsa-sha2-512* sk-ssh-ed25519* sk-ecdsa-sha2-nistp256*", good, ""},
    {key, "x509v3-ecdsa-sha2-nistp256 x509v3-ecdsa-sha2-nistp384 x509v3-ecdsa-sha2-nistp521", good, ""},
    {key, "x509v3-rsa2048-sha256", good, ""},
    {key, "ssh-rsa* x509v3-ssh-rsa x509v3-sign-rsa", weak, sha1_signature},
    {key, "ssh-dss* x509v3-ssh-dss x509v3-sign-dss", weak, "DSA keys have 1024 bits and sign by SHA-1"},
};

bool is_marker(const std::string& name) {
  return name.starts_with("ext-info-") || name.starts_with("kex-strict-") || name.starts_with("kexguess2@");
}

bool fits(std::string_view names, std::string_view name) {
  while (!names.empty()) {
    const auto to = std::min(names.find(' '), names.size());
    const auto one = names.substr(0, to);
    names.remove_prefix(std::min(to + 1, names.size()));
    if (one.ends_with('*') ? name.starts_with(one.substr(0, one.size() - 1)) : name == one) return true;
  }
  return false;
}

}  // namespace

SshJudged ssh_strength(SshUse use, const std::string& name) {
  for (const auto& row : rows)
    if (row.use == use && fits(row.names, name)) return {row.strength, row.why};
  return {};
}

std::vector<std::string> ssh_of_strength(SshUse use, const std::vector<std::string>& names, SshStrength strength) {
  std::vector<std::string> found;
  for (const auto& name : names)
    if (!(use == kex && is_marker(name)) && ssh_strength(use, name).strength == strength) found.push_back(name);
  return found;
}

std::string ssh_in_words(SshUse use, const std::vector<std::string>& names, SshStrength strength) {
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const auto& name : ssh_of_strength(use, names, strength))
    by_reason[ssh_strength(use, name).why].push_back(base::printable(name, 64));
  std::vector<std::string> words;
  for (const auto& [why, of_it] : by_reason)
    words.push_back(base::join(of_it, ", ") + (why.empty() ? std::string() : " (" + why + ")"));
  return base::join(words, "; ");
}

bool ssh_brings_its_own_code(const std::string& name) {
  return name.find("-gcm@") != name.npos || name.starts_with("AEAD_") || name.starts_with("chacha20-poly1305");
}

bool ssh_open_to_terrapin(const std::string& name, const std::string& code) {
  return name.starts_with("chacha20-poly1305") || (name.ends_with("-cbc") && code.find("-etm@") != code.npos);
}

}  // namespace runseal::proto
