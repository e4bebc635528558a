// One TCP connection on which calls of ONC RPC are made, each written down in the observation.
#pragma once

#include <optional>
#include <string>

#include "audit/talk.h"
#include "proto/rpc.h"

namespace runseal::audit {

struct RpcQuestion {
  std::string label;  // names the exchange
  std::string words;  // what is asked
  std::uint32_t program = 0;
  std::uint32_t version = 0;
  std::uint32_t procedure = 0;
  proto::RpcCredential credential;
  Bytes arguments;
};

struct RpcAnswer {
  Outcome outcome = Outcome::malformed;
  std::string detail;                    // why, where the outcome alone does not say it
  std::optional<proto::RpcReply> reply;  // when answered
  std::string exchange;

  [[nodiscard]] bool success() const { return reply && reply->outcome == proto::RpcReply::Outcome::success; }
};

class RpcLink {
 public:
  RpcLink(const boost::asio::any_io_executor& executor, Address address, Limits limits, model::Observation& into)
      : talk_(executor, std::move(address), limits, into) {}

  void want_reserved_port() { talk_.want_reserved_port(); }
  [[nodiscard]] bool has_reserved_port() const { return talk_.has_reserved_port(); }
  boost::asio::awaitable<RpcAnswer> call(RpcQuestion question);
  void judged(const std::string& outcome) { talk_.judged(outcome); }
  // For results that cannot be: the answer counts as malformed.
  void spoil(RpcAnswer& answer, const Error& error);

 private:
  Talk talk_;
  std::uint32_t xid_ = 0x72730000;
};

// In words: "program not served", "AUTH_TOOWEAK", …
[[nodiscard]] std::string words_for(const proto::RpcReply& reply);

}  // namespace runseal::audit
