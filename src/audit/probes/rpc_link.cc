#include "audit/probes/rpc_link.h"

#include <fmt/format.h>

namespace runseal::audit {
namespace asio = boost::asio;

asio::awaitable<RpcAnswer> RpcLink::call(RpcQuestion question) {
  const proto::RpcCall call{++xid_,
                            question.program,
                            question.version,
                            question.procedure,
                            std::move(question.credential),
                            std::move(question.arguments)};
  auto record = proto::rpc_record(call);
  RpcAnswer answer;
  answer.exchange = question.label;
  const auto told = co_await talk_.ask(std::move(question.label), std::move(question.words), std::move(record),
                                       proto::rpc_record_size);
  answer.outcome = told.outcome;
  answer.detail = told.detail;
  if (told.outcome != Outcome::answered) co_return answer;
  auto reply = proto::parse_rpc_reply(told.message, call.xid);
  if (!reply) {
    spoil(answer, reply.error());
    co_return answer;
  }
  if (reply->outcome != proto::RpcReply::Outcome::success) judged(words_for(*reply));
  answer.reply = std::move(*reply);
  co_return answer;
}

void RpcLink::spoil(RpcAnswer& answer, const Error& error) {
  answer.outcome = Outcome::malformed;
  answer.detail = talk_.malformed(error);
  answer.reply.reset();
}

std::string words_for(const proto::RpcReply& reply) {
  using enum proto::RpcReply::Outcome;
  switch (reply.outcome) {
    case success: return "answered";
    case program_unavailable: return "program not served";
    case version_mismatch: return fmt::format("serves versions {} to {} of it", reply.lowest, reply.highest);
    case procedure_unavailable: return "procedure not served";
    case garbage_arguments: return "could not read the call";
    case system_error: return "failed at it";
    case rpc_mismatch: return "speaks another version of RPC";
    case auth_error: return "refused it: " + proto::rpc_auth_status_name(reply.auth_status);
  }
  return "unknown";
}

}  // namespace runseal::audit
