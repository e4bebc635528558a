// The facts of an SMB observation, typed. What was not measured, or is not of the right kind, is not there.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/audit.h"

namespace runseal::audit {

struct SmbFacts {
  std::optional<bool> smb1;
  std::optional<bool> smb1_signing_required;
  std::optional<std::vector<std::string>> dialects;  // "2.0.2" … "3.1.1"
  std::optional<bool> signing_enabled;
  std::optional<bool> signing_required;
  std::optional<std::map<std::string, bool>> signing_required_by_dialect;
  std::optional<bool> encryption_capable;
  std::optional<bool> preauth_integrity;
  std::optional<std::string> anonymous_session;    // accepted, refused
  std::optional<std::string> guest_session;        // accepted, refused
  std::optional<std::string> share_without_login;  // open, refused
  std::optional<std::string> unencrypted_session;  // served, refused: by the server, seen without credentials
  std::optional<std::string> login;                // accepted, refused, failed
  std::optional<std::string> session_unencrypted;  // served, refused: by this share, seen with a login
  std::optional<std::string> session_encrypted;    // works, fails
  std::optional<bool> dfs_capable;                 // may hold namespaces: so say most servers
  std::optional<bool> share_dfs;                   // this share is one
  std::map<std::string, std::string> hung_up;      // what was refused by hanging up alone: how, by version

  std::optional<std::vector<std::string>> login_mechanisms;  // "NTLM", "Kerberos", …
  std::optional<std::chrono::seconds> clock_ahead;           // the server's clock against the measuring one's

  // Signing (MS-SMB2 3.3.5.2.4): of every dialect that the server accepts, of none, or of some.
  enum class Signing { unknown, disabled, never, some, always };
  [[nodiscard]] Signing signing() const;

  // A client that cannot encrypt was refused, and SMB 1 is not answered. What a login showed about the share outweighs
  // what an anonymous session showed about the server.
  [[nodiscard]] bool encryption_shown_required() const;
  [[nodiscard]] bool open_to_anybody() const;  // the share itself, or guests and nobody saw the share refused
  [[nodiscard]] std::vector<std::string> old_dialects() const;  // those accepted below 3.1.1
};

[[nodiscard]] SmbFacts smb_facts(const model::Observation& observation);

}  // namespace runseal::audit
