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

struct FtpAnswers {
  FtpAnswer greeting;
  std::optional<FtpAnswer> features;
  std::optional<FtpAnswer> user;  // "USER runseal-probe" in clear: is a password asked for?
  std::optional<FtpVisit> visit;
  std::optional<FtpAnswer> auth_tls;
};

// Facts, complete and failure.
void conclude(const FtpAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into);

}  // namespace runseal::audit
