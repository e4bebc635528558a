// What is said about a flow of ONC RPC at its end.
#include <fmt/format.h>

#include "capture/dissectors/nfs_flow.h"
#include "capture/dissectors/shown_name.h"

namespace runseal::capture {
namespace {

const char* reason_of(RpcCover cover) {
  switch (cover) {
    case RpcCover::none: return "AUTH_NONE";
    case RpcCover::sys: return "AUTH_SYS";
    case RpcCover::krb5: return "krb5, which encrypts nothing";
    case RpcCover::krb5i: return "krb5i, which encrypts nothing";
    default: return "an unknown flavour";
  }
}

void worse(model::Axis& axis, const model::Axis& than) {
  using enum model::Protection;
  const auto rank = [](model::Protection grade) { return grade == absent ? 0 : grade == protected_ ? 2 : 1; };
  if (rank(than.grade) < rank(axis.grade)) axis = than;
}

}  // namespace

// Stays where it is: questions and files point to it.
const std::string& NfsFlow::reason(RpcCover cover, std::uint32_t version) {
  const auto number = std::min(version, 9U);  // there are five; others say nothing
  auto& kept = reasons_[number * rpc_covers + static_cast<std::size_t>(cover)];
  if (kept.empty()) kept = fmt::format("NFS {} with {}", number, reason_of(cover));
  return kept;
}

void NfsFlow::caller_said(const proto::RpcMessage& call, Moment at) {
  if (call.flavour != 1) return;
  if (std::ranges::equal(call.credential, last_caller_)) return;
  last_caller_.assign(call.credential.begin(), call.credential.end());
  const auto user = proto::parse_rpc_sys(call.credential);
  if (!user) return;
  if (!user->machine.empty()) machines_.add(shown_name(user->machine), at);
  users_.add(std::to_string(user->user), at);
}

std::string NfsFlow::protocol() const {
  if (nfs_.any()) return "nfs";
  if (mount_.any()) return "mount";
  if (portmap_.any()) return "portmap";
  return others_.any() ? "rpc" : "nfs";
}

std::string NfsFlow::version() const {
  const auto& all = versions_.all();
  return all.empty() ? std::string() : *std::ranges::max_element(all, {}, [](const auto& text) {
    return std::pair(text.size(), text);  // "4" when only encrypted calls were seen, else the minor version too
  });
}

std::string NfsFlow::doubt() const {
  if (!flow_.from_start) return "the capture began in the middle of this connection";
  if (records_[0].losses() + records_[1].losses() > 0)
    return "packets are missing, among which other calls may have been";
  if (cut_.any()) return "the capture kept too little of some packets to tell what they were";
  return {};
}

void NfsFlow::judge(FlowReport& report) {
  if (!tls_.seen()) return protection_.judge(report, words(), doubt());
  tls_.finish_into(report);
  doubt_all(report, doubt());
  if (!protection_.any()) return;
  FlowReport clear;
  protection_.judge(clear, words(), doubt());
  worse(report.integrity, clear.integrity);
  worse(report.confidentiality, clear.confidentiality);
  worse(report.peer_authenticity, clear.peer_authenticity);
}

std::string NfsFlow::words() const {
  const auto name = protocol();
  if (name == "mount") return "MOUNT";
  if (name == "portmap") return "Port mapper";
  if (name == "rpc") return "ONC RPC";
  return version().empty() ? "NFS" : "NFS " + version();
}

void NfsFlow::tell(FlowReport& report) const {
  const auto prefix = report.protocol;
  protection_.tell(report, prefix);
  housekeeping_.tell(report, prefix + ".housekeeping-calls");
  pings_.tell(report, prefix + ".calls-of-no-content");
  callbacks_.tell(report, prefix + ".callbacks");
  callbacks_unprotected_.tell(report, prefix + ".callbacks-unprotected");
  refused_.tell(report, prefix + ".calls-refused");
  unmatched_.tell(report, prefix + ".answers-without-call");
  not_all_read_.tell(report, prefix + ".calls-not-all-read");
  read_.tell(report, prefix + ".bytes-read");
  written_.tell(report, prefix + ".bytes-written");
  listed_.tell(report, prefix + ".listings-readable");
  lost_bytes_.tell(report, prefix + ".bytes-not-seen");
  machines_.tell(report, prefix + ".machines");
  users_.tell(report, prefix + ".users");
  paths_.tell(report, "mount.paths");
  programs_.tell(report, "portmap.programs");
  versions_.tell(report, "nfs.versions");
  asked_for_tls_.tell_that(report, prefix + ".tls-asked");
  tls_refused_.tell_that(report, prefix + ".tls-refused");
  if (tls_.seen()) report.facts[prefix + ".tls"] = {true, asked_for_tls_.packet()};
  tls_.tell(report, prefix);
}

FlowReport NfsFlow::finish() {
  if (over_udp() && !shown_) return {};  // all that came is something else
  FlowReport report;
  report.protocol = protocol();
  report.version = protocol() == "nfs" ? version() : "";
  judge(report);
  report.idle = !protection_.any() && !tls_.seen() && doubt().empty();
  tell(report);
  auto places = files_.finish();
  if (nfs_.any()) report.places = std::move(places);
  return report;
}

std::size_t NfsFlow::footprint() const {
  std::size_t listings = 0;
  for (const auto& listing : listings_) listings += listing ? listing->footprint() : 0;
  return sizeof *this + listings + files_.footprint() + questions_[0].footprint() + questions_[1].footprint() +
         records_[0].footprint() + records_[1].footprint() + machines_.footprint() + users_.footprint() +
         paths_.footprint() + programs_.footprint() + tls_.footprint();
}

}  // namespace runseal::capture
