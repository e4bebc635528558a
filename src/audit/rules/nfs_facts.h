// The facts of an NFS observation, typed. What was not measured, or is not of the right kind, is not there.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "audit/rules/tls_facts.h"
#include "model/audit.h"

namespace runseal::audit {

// How strong a flavour of security is: each is what the one before is, and more. `unclear`: runseal does not know it.
enum class NfsFlavour { unclear, weak, authenticates, detects_changes, encrypts };
[[nodiscard]] NfsFlavour nfs_flavour(const std::string& name);  // "sys", "krb5p"

struct NfsVersion {  // 3 or 4
  bool served = false;
  std::optional<std::vector<std::string>> flavours;  // that the export lists; at least one
  std::optional<std::string> plain;                  // served, refused: a call of the export that nothing protects
};

struct NfsFacts {
  bool names_export = false;  // the address has a path
  std::optional<std::vector<std::string>> versions;
  NfsVersion v3, v4;
  std::optional<std::string> v4_export;                                         // found, not-found, refused
  std::optional<std::string> v3_mount;                                          // accepted, not-found, refused
  std::optional<std::map<std::string, std::vector<std::string>>> v3_elsewhere;  // of the other exports of version 3
  std::optional<std::map<std::string, std::vector<std::string>>> v4_way;        // asked for before the path ends
  std::optional<std::map<std::string, std::vector<std::string>>> exports;       // their clients, by path
  std::optional<std::string> plain;  // refused: no call at all is served without TLS
  std::optional<bool> tls;
  TlsFacts tls_seen;  // where it is offered: what it accepts, and the server's certificate
  std::optional<bool> open_to_everyone;
  std::optional<std::string> root;     // kept
  std::optional<std::string> rpcbind;  // answered, silent
  bool reserved_port = false;

  [[nodiscard]] bool serves(const std::string& version) const;  // "2", "3", "4.0"
  [[nodiscard]] std::set<std::string> flavours() const;         // that any version lists
  [[nodiscard]] bool lists(NfsFlavour strength) const;
  [[nodiscard]] bool plain_served() const;
  // Every version that is served was seen to refuse AUTH_SYS without TLS, though it lists it.
  [[nodiscard]] bool tls_shown_required() const;
};

[[nodiscard]] NfsFacts nfs_facts(const model::Observation& observation);

}  // namespace runseal::audit
