// Everything an FTP server answered, and what follows from it. No I/O here: the conclusions can be tested by
// themselves.
#pragma once

#include <optional>
#include <string>

#include "audit/stream.h"
#include "model/audit.h"
#include "proto/ftp.h"

namespace runseal::audit {

// One question and what came back.
struct FtpAnswer {
  std::string exchange;
  Outcome outcome = Outcome::malformed;
  std::string detail;
  std::optional<proto::FtpReply> reply;  // when answered

  [[nodiscard]] bool positive() const { return reply && reply->positive(); }
  // A proper no: neither silence, nor "what is that?", which says only that this is no FTP or not the whole of it.
  [[nodiscard]] bool refused() const { return reply && reply->code >= 400 && !reply->command_unknown(); }
};

// A login as "anonymous", as far as it came.
struct FtpVisit {
  FtpAnswer user;
  std::optional<FtpAnswer> password;
  std::optional<FtpAnswer> folder;  // of the address, when let in

  [[nodiscard]] std::optional<bool> let_in() const;
  [[nodiscard]] const std::string& exchange() const { return password ? password->exchange : user.exchange; }
};

// What is asked inside TLS, before any login.
struct FtpInside {
  FtpAnswer protected_data;  // PROT P
  FtpAnswer clear_data;      // PROT C
  FtpAnswer user;
};

struct FtpAnswers {
  bool implicit = false;  // TLS from the first byte: then nothing of what is asked in clear
  FtpAnswer greeting;
  std::optional<FtpAnswer> features;
  std::optional<FtpAnswer> user;  // "USER runseal-probe" in clear: is a password asked for?
  std::optional<FtpVisit> visit;
  std::optional<FtpAnswer> auth_tls;
  std::optional<FtpInside> inside;
  std::optional<FtpVisit> visit_inside;
  std::string tls_failure;  // why TLS was not measured to its end

  [[nodiscard]] bool tls_offered() const {
    return implicit || (auth_tls && auth_tls->reply && auth_tls->reply->code == 234);
  }
};

// How a server answers PROT P, or PROT C where it takes PROT P: "accepted" or "refused"; nothing where that is no
// answer.
void add_protection(const FtpAnswer& answer, const std::string& id, model::Observation& into);

// Facts, complete and failure.
void conclude(const FtpAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into);

}  // namespace runseal::audit
