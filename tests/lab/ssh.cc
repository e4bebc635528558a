// OpenSSH as Debian configures it, with what old instructions add to it, with nothing but that, and hardened.
#include "lab/lab.h"
#include "lab/ssh_unpatched.h"
#include "lab/sshd_server.h"

namespace runseal::lab {
namespace {

using model::Protection;
using Keys = std::vector<std::vector<std::string>>;

const Keys debian_keys{{"-t", "rsa", "-b", "3072"}, {"-t", "ecdsa"}, {"-t", "ed25519"}};
const Keys short_rsa_and_good{{"-t", "rsa", "-b", "1024"}, {"-t", "ed25519"}};

constexpr const char* opened_for_old_clients =
    "KexAlgorithms +diffie-hellman-group1-sha1,diffie-hellman-group14-sha1,diffie-hellman-group-exchange-sha1\n"
    "Ciphers +aes128-cbc,3des-cbc\n"
    "MACs +hmac-md5,hmac-sha1-96\n"
    "HostKeyAlgorithms +ssh-rsa\n";

constexpr const char* old_alone =
    "KexAlgorithms diffie-hellman-group14-sha1\n"
    "Ciphers aes256-cbc\n"
    "MACs hmac-md5-96\n"
    "HostKeyAlgorithms ssh-rsa\n";

constexpr const char* hardened =
    "KexAlgorithms curve25519-sha256,diffie-hellman-group16-sha512\n"
    "Ciphers aes256-gcm@openssh.com\n"
    "HostKeyAlgorithms ssh-ed25519\n"
    "PasswordAuthentication no\n"
    "KbdInteractiveAuthentication no\n"
    "Compression no\n";

auto sshd(const char* lines, Keys keys) {
  return [lines, keys](const std::filesystem::path& folder) -> Result<std::unique_ptr<Running>> {
    RUNSEAL_TRY(auto started, SshdServer::start(folder, lines, keys));
    return std::unique_ptr<Running>(std::move(started));
  };
}

constexpr auto maybe = Protection::optional;
constexpr auto safe = Protection::protected_;
constexpr auto unsettled = Protection::unknown;  // the lab's host keys are nobody's: no list knows them

}  // namespace

std::vector<Entry> ssh_lab() {
  return {
      {"ssh_default",
       "OpenSSH as Debian 12 configures it",
       sshd("", debian_keys),
       {safe, safe, unsettled},
       {"ssh.host-key-not-known", "ssh.password-login", "ssh.dated-algorithm"},
       {"ssh.terrapin", "ssh.weak-key-exchange", "ssh.weak-cipher", "ssh.weak-mac", "ssh.weak-host-key",
        "ssh.weak-host-key-signature", "ssh.ssh1-answered", "ssh.unknown-algorithm", "ssh.host-key-not-shown",
        "ssh.login-without-proof", "ssh.host-key-not-proved"},
       Grades{safe, safe, unsettled}},
      {"ssh_opened_for_old_clients",
       "OpenSSH to which old algorithms were added, with an RSA key of 1024 bits",
       sshd(opened_for_old_clients, short_rsa_and_good),
       {maybe, maybe, unsettled},
       {"ssh.weak-key-exchange", "ssh.weak-cipher", "ssh.weak-mac", "ssh.weak-host-key", "ssh.weak-host-key-signature"},
       {"ssh.terrapin", "ssh.ssh1-answered", "ssh.no-protection-accepted", "ssh.host-key-not-shown"},
       Grades{safe, safe, unsettled}},
      {"ssh_old_alone",
       "OpenSSH that takes old algorithms only: SHA-1, CBC, MD5",
       sshd(old_alone, {{"-t", "rsa", "-b", "2048"}}),
       {maybe, maybe, unsettled},
       {"ssh.weak-key-exchange", "ssh.weak-cipher", "ssh.weak-mac", "ssh.weak-host-key-signature"},
       {"ssh.weak-host-key", "ssh.host-key-not-shown", "ssh.host-key-not-proved"},
       Grades{safe, safe, unsettled}},
      {"ssh_hardened",
       "OpenSSH with AES-256-GCM, Ed25519 and keys alone",
       sshd(hardened, debian_keys),
       {safe, safe, unsettled},
       {"ssh.host-key-not-known"},
       {"ssh.dated-algorithm", "ssh.password-login", "ssh.terrapin", "ssh.weak-mac", "ssh.weak-host-key-signature",
        "ssh.unknown-algorithm", "ssh.compression-before-login"},
       std::nullopt},
      {"ssh_group_exchange_alone",
       "OpenSSH that exchanges keys only in a group of its own choice (RFC 4419)",
       sshd("KexAlgorithms diffie-hellman-group-exchange-sha256\nCiphers aes256-gcm@openssh.com\n", debian_keys),
       {safe, safe, unsettled},
       {"ssh.host-key-not-known"},
       {"ssh.host-key-not-shown", "ssh.host-key-not-proved", "ssh.weak-key-exchange"},
       std::nullopt},
      ssh_unpatched(),
  };
}

}  // namespace runseal::lab
