// How the calls on one flow said who they are and were protected: counted, and what follows from it. AUTH_NONE and
// AUTH_SYS protect nothing (RFC 5531 section 8.2); RPCSEC_GSS proves the caller and, by its service, protects the
// arguments and results (RFC 2203 section 5.3.3).
#pragma once

#include <array>

#include "capture/dissectors/seen.h"
#include "proto/rpc_message.h"

namespace runseal::capture {

// From the weakest to the strongest.
enum class RpcCover : std::uint8_t { none, sys, another, krb5, krb5i, krb5p };
constexpr std::size_t rpc_covers = 6;
[[nodiscard]] const char* name_of(RpcCover cover);  // "sys"
[[nodiscard]] RpcCover cover_of(const proto::RpcMessage& call);
[[nodiscard]] PlaceSeen seen_of(RpcCover cover);  // of one call that can be read

struct RpcMeaning {
  model::Protection grade;
  const char* so;
};

class NfsProtection {
 public:
  void count(RpcCover cover, Moment at) { calls_[static_cast<std::size_t>(cover)].add(at); }
  // `doubt`: why other calls may have gone unseen; empty: none did.
  void judge(FlowReport& report, const std::string& words, const std::string& doubt) const;
  void tell(FlowReport& report, const std::string& prefix) const;  // "nfs.calls-krb5p": 12
  [[nodiscard]] bool any() const;

 private:
  [[nodiscard]] std::uint64_t of(RpcCover cover) const { return calls_[static_cast<std::size_t>(cover)].total(); }

  [[nodiscard]] RpcCover weakest(RpcMeaning (*meaning_of)(RpcCover)) const;

  std::array<Tally, rpc_covers> calls_;
};

}  // namespace runseal::capture
