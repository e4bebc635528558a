// Everything a server answered, and what follows from it. No I/O here: the conclusions can be tested by themselves.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "audit/stream.h"
#include "model/audit.h"
#include "proto/ntlmssp.h"
#include "proto/smb1.h"
#include "proto/smb2_negotiate.h"
#include "proto/smb2_session.h"

namespace runseal::audit {

[[nodiscard]] bool hung_up(Outcome outcome);

// One dialect, asked alone on a connection of its own.
struct DialectAnswer {
  proto::Smb2Dialect dialect{};
  std::string exchange;
  Outcome outcome = Outcome::malformed;
  std::string detail;
  std::optional<proto::Smb2Negotiate> negotiate;  // when answered
  bool hung_up_twice = false;                     // asked again, with the same end
};

struct Smb1Answer {
  std::string exchange;
  Outcome outcome = Outcome::malformed;
  std::string detail;
  std::optional<proto::Smb1Negotiate> negotiate;
  bool hung_up_twice = false;
};

struct SessionAnswer {
  enum class Who { nobody, unknown_user };
  Who who = Who::nobody;
  proto::Smb2Dialect dialect{};
  bool can_encrypt = false;             // this connection had negotiated encryption
  std::string exchange;                 // of the last step
  std::optional<std::uint32_t> first;   // status of the first message, which names nobody yet
  std::optional<std::uint32_t> second;  // status of the second, which says who
  bool guest = false;
  std::optional<proto::NtlmChallenge> challenge;
  std::string challenge_exchange;
  std::optional<proto::Smb2TreeConnect> tree;  // when let in, and the endpoint names a share
  std::string tree_exchange;

  [[nodiscard]] bool accepted() const { return second == 0U; }
};

struct SmbAnswers {
  std::vector<DialectAnswer> dialects;  // in the order asked: the newest first
  std::optional<Smb1Answer> smb1;
  // SMB 3.1.1 offered with what it had not chosen before, until it chose nothing: nothing when that was not shown.
  std::optional<std::vector<proto::SmbCipher>> ciphers;
  std::optional<std::vector<proto::SmbSigning>> signing;
  std::optional<DialectAnswer> extras;  // 3.1.1 with compression and RDMA transforms
  std::vector<SessionAnswer> sessions;
};

// yes; no (properly refused, or hung up on twice by a server that took another); nothing: not known
[[nodiscard]] std::optional<bool> accepts(const SmbAnswers& answers, const DialectAnswer& dialect);
[[nodiscard]] std::optional<bool> accepts_smb1(const SmbAnswers& answers);

// Facts, complete and failure. A fact that would speak for the server is left out unless all that it rests on is known.
void conclude(const SmbAnswers& answers, std::chrono::milliseconds allowed, model::Observation& into);

}  // namespace runseal::audit
