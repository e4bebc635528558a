// The facts of an FTP observation, typed. What was not measured, or is not of the right kind, is not there.
#pragma once

#include <optional>
#include <string>

#include "model/audit.h"

namespace runseal::audit {

struct FtpFacts {
  bool implicit = false;                      // ftps: TLS from the first byte
  std::optional<std::string> auth_tls;        // accepted, refused
  std::optional<std::string> plain_login;     // offered, refused: to a name that does not exist
  std::optional<std::string> tls_login;       // the same inside TLS
  std::optional<std::string> protected_data;  // PROT P: accepted, refused
  std::optional<std::string> clear_data;      // PROT C inside TLS: accepted, refused
  std::optional<std::string> anonymous;       // accepted, refused: in clear
  std::optional<std::string> anonymous_tls;   // the same inside TLS
  std::optional<std::string> folder;          // of the address, to somebody anonymous: open, refused
  std::optional<std::string> folder_tls;
  std::optional<std::string> login;               // accepted, refused, failed
  std::optional<std::string> session_clear_data;  // with a login: not-refused, refused

  [[nodiscard]] bool tls_offered() const { return implicit || auth_tls == "accepted"; }
  // The same name is asked for its password inside TLS, and turned away in clear: so the refusal is not for the name.
  [[nodiscard]] bool plain_login_shown_refused() const {
    return implicit || (plain_login == "refused" && tls_login == "offered");
  }
  [[nodiscard]] bool clear_data_shown_refused() const {
    if (login == "accepted" || session_clear_data) return session_clear_data == "refused";
    return protected_data == "accepted" && clear_data == "refused";
  }
  [[nodiscard]] bool anonymous_let_in() const { return anonymous == "accepted" || anonymous_tls == "accepted"; }
  [[nodiscard]] bool anonymous_known() const { return (implicit || anonymous) && (!tls_offered() || anonymous_tls); }
  [[nodiscard]] bool folder_known() const {
    return (anonymous != "accepted" || folder) && (anonymous_tls != "accepted" || folder_tls);
  }
  [[nodiscard]] bool folder_open() const { return folder == "open" || folder_tls == "open"; }
};

[[nodiscard]] FtpFacts ftp_facts(const model::Observation& observation);

}  // namespace runseal::audit
