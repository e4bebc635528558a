// RPC-with-TLS: the call that asks for it, and the connection that then waits for a ClientHello.
#include "audit/probes/nfs_questions.h"
#include "proto/nfs3.h"

namespace runseal::audit {
namespace asio = boost::asio;

OpenTls nfs_tls(asio::any_io_executor executor, const Address& address, std::uint32_t version,
                model::Observation& into) {
  return [executor = std::move(executor), address, version, &into](Limits limits) -> asio::awaitable<TlsOpening> {
    TlsOpening opening;
    opening.talk = std::make_unique<Talk>(executor, address, limits, into);
    const proto::RpcCall call{1, proto::nfs_program, version, 0, proto::rpc_auth_tls(), {}};
    auto record = proto::rpc_record(call);
    const auto told = co_await opening.talk->ask("tls-asked-for", "asked to speak TLS (NULL with AUTH_TLS)",
                                                 std::move(record), proto::rpc_record_size);
    opening.outcome = told.outcome;
    if (told.outcome == Outcome::answered) {
      const auto reply = proto::parse_rpc_reply(told.message, call.xid);
      if (reply && reply->start_tls) co_return opening;
      opening.outcome = Outcome::malformed;
    }
    opening.failure = words_for(told.outcome, "did not agree to speak TLS again", limits.allowed, "NFS");
    opening.talk.reset();
    co_return opening;
  };
}

}  // namespace runseal::audit
