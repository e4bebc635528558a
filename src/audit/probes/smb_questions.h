// The single questions of the SMB probe.
#pragma once

#include "audit/probes/smb_answers.h"
#include "audit/probes/smb_link.h"
#include "base/endpoint.h"

namespace runseal::audit {

struct SmbOffer {
  proto::Smb2Dialect dialect{};
  std::vector<proto::SmbCipher> ciphers;  // empty: as a client that cannot encrypt
  std::vector<proto::SmbSigning> signing{std::begin(proto::all_smb_signing), std::end(proto::all_smb_signing)};
  bool compression_and_rdma = false;
};

// A NEGOTIATE for one dialect.
boost::asio::awaitable<DialectAnswer> ask_dialect(SmbLink& link, std::string label, SmbOffer offered);

boost::asio::awaitable<Smb1Answer> ask_smb1(SmbLink& link, std::string label);

// A session on a link whose negotiate was accepted, then the endpoint's share when let in and when it names one.
// An unknown user is named "runseal-probe" and is tried once: it is a question, not a guess.
boost::asio::awaitable<SessionAnswer> ask_session_of(SessionAnswer::Who who, SmbLink& link, DialectAnswer negotiated,
                                                     std::string label, base::Endpoint endpoint);

}  // namespace runseal::audit
